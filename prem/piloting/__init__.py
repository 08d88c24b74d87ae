"""Piloting: do the people who know think that these are the right questions?

Step 4 of the stairs, pure: no clock, ids, chance, files or network, and no statistics library.

    validity.py   ratings of relevance or clarity -> I-CVI, S-CVI, modified kappa, a verdict
    coverage.py   an instrument and its theory -> what is asked of whom and when, and the gaps
"""
