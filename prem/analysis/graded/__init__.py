"""Samejima's graded response model: its fit, its curves, the fit of items, the women's scores."""
