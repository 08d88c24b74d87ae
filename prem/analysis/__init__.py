"""What the answers say: pure statistics on a table of answers, without clock or chance.

The pipeline, in the order in which `validation.py` runs it:

    scales.py          the scales file: which items, their range, which are reverse-scored
    plan.py            analysis/plan.toml: levels, the score, the simulation
    thresholds.py      analysis/thresholds.toml: what figures are held against, with sources
    frame.py           the table checked against the scales, reverse-scored items turned round
    items.py           statistics of each item
    covariance.py      covariances and correlations, listwise or pairwise
    reliability.py     alpha (pingouin) with Feldt's interval, item-rest, alpha if dropped
    factorability.py   KMO and Bartlett (factor_analyzer)
    dimensions.py      eigenvalues, parallel analysis, minimum average partial
    extraction.py      minres and ml (factor_analyzer), paf
    rotation.py        oblimin, promax, varimax, with factors, signs and phi kept together
    factors.py         the exploratory factor analysis, of the above
    change.py          scale means by site and time point
    occasions.py       the same women on several occasions, beside each other
    icc.py             intraclass correlations; crossed.py: with missing occasions, by REML
    kappa.py           weighted kappa of an item; agreement.py: SEM, SDC, limits of agreement
    retest.py          test-retest, of the above; paired.py: change since the first time point
    one_way.py         variance between groups by REML; sites.py: how reliable a site's mean is
    pairs.py           counts of pairs of answers, which add up; pairs_scored.py: beside the key
    moments.py         covariances out of them; from_pairs.py: the validation without rows
    checklist.py       a verdict on each measurement property, with its source
    notes.py           why a number is null, or how far it may be trusted

This file imports nothing: answering and releasing never load the statistics stack.
"""
