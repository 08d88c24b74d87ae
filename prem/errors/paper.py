"""What can be wrong with printed booklets and what is typed in from them: codes *.720 to *.729."""

from prem.errors.kinds import Kind

NOT_ON_PAPER = Kind(
    "422.720",
    '"{survey}" is not asked on paper; give it a [[channel]] with id = "paper" in survey.toml',
)
UNKNOWN_CODE = Kind(
    "404.721",
    "no booklet has this code; it stands at the foot of each page, such as 7KQ2M-X4TNB-C",
)
TYPED_BEFORE = Kind("409.722", "this booklet has been typed in already; nothing was changed")
BAD_MARK = Kind(
    "422.723",
    "question {numbers}: type the number or letter of the one box that is ticked, "
    "or leave it empty",
)
NO_CONSENT = Kind(
    "422.724", "nothing may be typed in without her tick at yes; her paper can be destroyed"
)
NO_PRINTER = Kind(
    "422.725", "booklets need the extra that prints them; install it: pip install 'prem[paper]'"
)
NO_PLACE = Kind(
    "422.727", "the booklets cannot be written there ({reason}); name a new file in a folder"
)
PRINTED_BEFORE = Kind(
    "409.728",
    "the questions, or what is said before them, have changed since this booklet was printed: what "
    "is ticked may mean something else; type it in with PREM_CONTENT naming the words of then",
)
BAD_COPIES = Kind("422.726", "{found} booklets cannot be printed at once; accepted: 1 to {limit}")
