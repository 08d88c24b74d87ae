"""Hypotheses written down before the data are seen, and whether they hold."""
