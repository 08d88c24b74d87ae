"""Answers as ordered categories: polychoric correlations, their spread, ordinal regression."""
