"""The quality of the answers: what is missing, and which rows may have been answered carelessly.

missing.py     patterns of missing answers; by item, site, time, channel, language, group
normal.py      means and covariances of incomplete rows (EM), distances of rows from them
little.py      Little's test that answers are missing completely at random
careless.py    longest run, variability, even-odd, synonyms: one figure a row
flags.py       which rows are flagged by which rule, and alpha without them
part.py        all of it, as `data` of results.json
"""
