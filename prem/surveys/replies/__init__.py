"""Read what a woman texts: STOP before everything, and never a code that she did not give.

    cleaning.py       a text made comparable: letters, digits, words
    safety.py         someone else with her phone, a wrong number, a crisis: before all else
    reactions.py      what a phone sends by itself: `Liked "..."`
    stops.py          STOP, exact and near, alone or at the edge of a message
    wishes.py         a wish to stop in words of her own, by what it is made of; wish_cores.py
                      and wish_words.py are its grammar
    commands.py       the other words that are no answer: DELETE, HELP, PAUSE, BACK ...
    numbers.py        "2", "number two", "2 but only once"
    option_words.py   the answer words themselves, their beginnings, small slips
    compose.py        an answer put together of words that are known, or at the end of a story
    yes_no_told.py    a yes or a no that is told: "aye they did", "not by anybody"
    non_answers.py    "dunno", "skip", "n/a", and yes and no in their many spellings
    lists.py          the words of each language, which are content: surveys/_replies
    choices.py        what is being asked, as far as reading needs to know
    read.py           puts them in order: `read(text, choice) -> Reading`
    understand.py     `understand(survey, session, text) -> (Reading, Reply)`, what texts call

Where two readings are possible the reading is "unsure", and she is asked again.
"""

from prem.surveys.replies.choices import Choice, choice_at, choice_of
from prem.surveys.replies.read import Reading, read
from prem.surveys.replies.stops import takes_back
from prem.surveys.replies.understand import understand

__all__ = ["Choice", "Reading", "choice_at", "choice_of", "read", "takes_back", "understand"]
