"""Mokken's scale analysis: scalability coefficients, and whether items rise with the rest."""
