"""Counts of pairs of answers: all that covariances and polychorics need, without the rows."""
