"""Real ways to tell what has happened, and what only sounds like it.

One row: the text, kind, code (or None), what else must be heard in it ("loss", "apart" or
nothing), reason. The day is Saturday 21 November 2026; the question that of reply_answers.py.
"""

A, U = "answer", "unsure"

LIFE = [
    ("had her tuesday", "birth", "2026-11-17", "", "the last Tuesday"),
    ("born 3 may", "birth", "2026-05-03", "", "a month and a day"),
    ("gave birth yesterday", "birth", "2026-11-20", "", "a day by how far back it is"),
    ("Born on the 30th", "birth", "2026-10-30", "", "the 30th that was, not the one to come"),
    ("BORN 31/02", "birth", None, "", "no such day: the birth counts, the day is asked elsewhere"),
    ("born 1/1/2030", "birth", None, "", "a day to come is no day of birth"),
    ("BORN 29/2", "birth", "2024-02-29", "", "the last year that had it"),
    ("had him in may", "birth", None, "", "a month is no day"),
    ("wedi geni ddoe", "birth", "2026-11-20", "", "Welsh"),
    ("having her tuesday", U, None, "", "not yet"),
    ("due on tuesday", U, None, "", "not yet"),
    ("had her notes wrong", U, None, "", "a story"),
    ("I lost my baby.", "loss", None, "loss", "in her words"),
    ("baby was stillborn", "loss", None, "loss", "in her words"),
    ("dwi wedi colli'r babi", "loss", None, "loss", "Welsh"),
    ("2 but i lost the baby", A, 4, "loss", "the answer stands, and the loss is heard"),
    ("I lost my notes", U, None, "", "not every loss"),
    ("my sister lost her baby", U, None, "", "another woman's"),
    ("i nearly lost her", U, None, "", "she did not"),
    ("they rang me after my baby died", U, None, "loss", "a story, and the loss is heard"),
    ("they took my baby", "apart", None, "apart", "in her words"),
    ("hes in foster care now", "apart", None, "apart", "in her words"),
    ("maen nhw wedi cymryd fy mabi", "apart", None, "apart", "Welsh"),
    ("they took my bloods", U, None, "", "a story"),
    ("they didnt take him", U, None, "", "they did not"),
    ("5 they took him off me", A, 1, "apart", "the answer stands, and it is heard"),
    ("got her back!!", "together", None, "", "in her words"),
    ("moved house", "moved", None, "", "in her words"),
    ("he moved out", U, None, "", "not she"),
    ("im in labour now", "pause", None, "", "no place, and no time"),
    ("in prison", "prison", None, "", "in her words"),
    ("his dads in prison", U, None, "", "not she"),
    ("im in a refuge", "refuge", None, "", "in her words"),
    ("the refuge was lovely", U, None, "", "a story"),
]
