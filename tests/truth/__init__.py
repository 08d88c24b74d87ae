"""Known truth: prem's own functions on data whose truth is known (`make truth`)."""
