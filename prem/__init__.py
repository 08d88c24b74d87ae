"""prem: an engine for patient-reported experience measures (PREMs)."""

__version__ = "0.1.0"
