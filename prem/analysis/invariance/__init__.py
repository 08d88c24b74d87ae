"""Do the items mean the same to every group of women, and at every time: measurement invariance.

    layout.py        the parameters of groups and time points, and which of them are equal
    estimate.py      maximum likelihood of all groups together; rows may be incomplete
    robust.py        the scaled tests of MLR, and of the differences between steps
    ladder.py        the steps one after another, each held against the one before
    candidates.py    which item breaks a step (score tests), and partial invariance
    expected.py      how many points two groups differ on an item at the same level
    compared.py      which groups are large enough, on which items
    ladders.py       a ladder of results.json, of answers as numbers
    judged.py        the rows of the checklist
    groups.py        every column by which women can be compared
    longitudinal.py  the same women at several times
    ordinal*.py      the same for ordered answers (WLSMV): ordinal.py of groups, ordinal_time.py
                     of the same women over time

The shape of `invariance` in results.json, which both estimators share:

    "invariance": {
      "of": "group",                  the grouping that `ml` and `wlsmv` are of
      "ml": LADDER, "wlsmv": LADDER,  the same objects as by[of]["ml"], by[of]["wlsmv"]
      "by": {"site": {"n": 0, "groups": {"North": 0}, "left_out": {"South": 0},
                      "ml": LADDER, "wlsmv": LADDER}, "time": ...},
      "longitudinal": {"n": 0, "times": [""], "ml": LADDER, "fiml": LADDER,
                       "wlsmv": LADDER}}

    LADDER of ml:    {"configural": STEP, "metric": STEP, "scalar": STEP, "strict": STEP, ...}
    LADDER of wlsmv: {"configural": STEP, "thresholds": STEP, "loadings": STEP,
                      "intercepts": STEP, ...}
    STEP: the keys of cfa.ml (n, chi2, df, p, baseline, cfi, tli, rmsea, rmsea_low, rmsea_high,
          srmr) and of the scaled test (chi2_scaled, p_scaled, cfi_scaled, rmsea_scaled,
          cfi_robust, rmsea_robust ..), and, but for configural,
          "difference": {"from": "metric", "chi2": 0, "df": 0, "p": 0, "chi2_scaled": 0,
                         "p_scaled": 0, "method": "satorra.bentler.2001", "delta_cfi": 0,
                         "delta_rmsea": 0, "delta_srmr": 0, "holds": true}

Beside its steps the ladder of ml has "expected", how many points each group (or time point)
differs from the first one on an item at the same level: {"reference": "", "items": {"q1":
{"North": {"signed": 0, "low": 0, "high": 0, "unsigned": 0, "dmacs": 0}}}, "scales": {"trust":
{"North": {"signed": 0, "low": 0, "high": 0}}}}; "candidates" (score tests of what is held equal,
by step); and, where a step does not hold, "partial" (the items left free, and the steps so). Of
wlsmv each step has its own "expected".

Wherever `wlsmv` stands, `wlsmv_joined` may stand beside it: the same with rare answers joined,
where a group has few rows and rare answers, so that the tests of `wlsmv` reject too often.

A step that could not be fitted is null, and so is a ladder; a grouping that is not in the table
is absent. `left_out` are groups too small to compare. For ML `chi2` and `p` of a difference are
unscaled; for WLSMV there is no unscaled test, and both pairs hold the scaled one (satorra.2000).
"""
