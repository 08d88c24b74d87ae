"""What the answers say: pure statistics on a table of answers, without clock or chance.

From Python: `prem.analysis.api.analyse`, and docs/tutorial.md. The pipeline, in the order in which
`validation.py` runs it:

    scales.py          the scales file: which items, their range, which are reverse-scored
    plan.py            analysis/plan.toml: levels, the score, the simulation
    thresholds.py      analysis/thresholds.toml: what figures are held against, with sources
    frame.py           the table checked against the scales, reverse-scored items turned round
    items.py           statistics of each item
    covariance.py      covariances and correlations, listwise or pairwise
    model_type.py      reflective or formative, and what that leaves to compute
    reliability.py     alpha (pingouin) with Feldt's interval, item-rest, alpha if dropped
    scaling.py         each scale beside its alpha: mokken/ (scalability, monotonicity),
                       reliability_intervals.py (resampled.py: the bootstrap), screens of items
    factor/            factorability, dimensions, extraction, rotation, a general factor
    parallel.py        parallel analysis by both rules, on numbers and on polychorics
    factors.py         the exploratory factor analysis, of the above; structure.py: with its guards
    ordered/           polychoric correlations, their spread, ordinal regression
    cfa/               confirmatory models and their fits; confirm.py: the scales as factors
    dynamic.py         cut-offs of fit simulated from the model itself
    graded/            the graded response model; irt.py: every scale by it
    dif.py             item bias between groups
    invariance/        do the items mean the same to all groups, and at all times
    change.py          scale means by site and time point
    repeated/          the same women again: test-retest, kappa, measurement error, change
    mixed/             mixed models by layers: repeated/modelled.py, generalisability.py
    hypotheses/        what a plan declares before the data are seen (plan_file.py), judged
    one_way.py         variance between groups by REML; sites.py: how reliable a site's mean is
    pairs/             counts of pairs of answers, which add up, and the validation out of them
    checklist.py       a verdict on each measurement property, with its source (verdicts.py:
                       a row of it; checklist_scaling.py: the rows on scales)
    non_answers.py     codes that say why there is no answer, set apart; quality/: what is
                       missing, and rows that may have been answered carelessly
    work.py            who does what is simulated: this process, all cores, a cluster
    notes.py           why a number is null, or how far it may be trusted

This file imports nothing: answering and releasing never load the statistics stack.
"""
