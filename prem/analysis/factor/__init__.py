"""Exploratory factor analysis: is there something to find, how many factors, which ones."""
