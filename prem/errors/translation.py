"""What can be wrong with translations: codes 422.190 to 422.199."""

from prem.errors.kinds import Kind

STALE_WORDS = Kind(
    "422.190",
    'the words in "{source}" have changed since this was translated into "{language}"; translate '
    "it anew (prem translate)",
    "warning",
)
BAD_PO = Kind("422.191", "this is no PO file that can be read ({reason}); export it anew")
OTHER_LANGUAGE = Kind("422.192", 'this PO file says "{found}" and not "{language}"')
UNKNOWN_PATH = Kind("422.193", "there are no such words any more; export the PO file anew")
OTHER_SOURCE = Kind(
    "422.194", "this was translated from words that have changed; export the PO file anew"
)
OTHER_HOLES = Kind(
    "422.195", "{holes} stands in one language and not in the other; keep what is in brackets"
)
IS_SOURCE = Kind("422.196", '"{language}" is the language it was written in; name another')
NO_LANGUAGE = Kind(
    "422.199", '"{language}" is the code of no language; write one such as cy, pl or ur'
)
NO_FILE = Kind("422.197", "the file cannot be {what} ({reason})")
DRAFT_IN_USE = Kind(
    "422.198",
    'the words in "{language}" are a draft, not yet checked by a speaker, and this survey is live; '
    'have them checked, or write drafts = ["{language}"] to say that they may be used',
)
