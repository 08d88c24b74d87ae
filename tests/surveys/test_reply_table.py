"""Real ways to reply, each with the reading it must get and the reason.

One row: the text, kind, code (or None), comment, reason. The question has the options
1 Always, 2 Often, 3 Sometimes, 4 Rarely, 5 Never with the codes 5 to 1, unless a table says
otherwise. The boundary cases stand beside the plain ones: a pattern that is too wide fails here.
"""

from __future__ import annotations

import pytest
from example_survey import example_instrument, example_item

from prem.surveys.replies import Choice, Reading, choice_of, read
from prem.surveys.replies.read import KINDS

INSTRUMENT = example_instrument()
OFTEN = choice_of(INSTRUMENT.item("S5-1"), INSTRUMENT, "en")
GOOD = choice_of(INSTRUMENT.item("overall"), INSTRUMENT, "en")
OPEN = choice_of(INSTRUMENT.item("open"), INSTRUMENT, "en")
YES_NO_ITEM = example_item("x", "Was it so?", ("Yes, fully", "Yes, partly", "No"))
THREE = choice_of(YES_NO_ITEM, INSTRUMENT, "en")
CONSENT = Choice(("yes", "no"), (frozenset({"yes"}), frozenset({"no"})))

A, N, U, S = "answer", "non_answer", "unsure", "stop"

NUMBERS = [
    ("2", A, 4, "", "the number of an option, not its code"),
    ("1", A, 5, "", "the first option"),
    ("5", A, 1, "", "the last option"),
    (" 2 ", A, 4, "", "spaces around"),
    ("2\n", A, 4, "", "a line break at the end"),
    ("2.", A, 4, "", "a full stop"),
    ("2!", A, 4, "", "an exclamation mark"),
    ("2)", A, 4, "", "as in a list"),
    ("(2)", A, 4, "", "in brackets"),
    ('"2"', A, 4, "", "in quotes, as we might write it"),
    ("#2", A, 4, "", "number sign"),
    ("2x", A, 4, "", "a kiss"),
    ("2 xx", A, 4, "", "two kisses"),
    ("2 👍", A, 4, "", "a sign that adds nothing"),
    ("２", A, 4, "", "full-width digit"),
    ("2️⃣", A, 4, "", "keycap"),
    ("②", A, 4, "", "circled digit"),
    ("²", A, 4, "", "superscript, a slip of the keyboard"),
    ("٢", A, 4, "", "Arabic-Indic digit"),
    ("two", A, 4, "", "a number word"),
    ("Two!", A, 4, "", "a number word, loud"),
    ("number two", A, 4, "", "number and word"),
    ("Number 2", A, 4, "", "number and digit"),
    ("no. 2", A, 4, "", "abbreviation of number"),
    ("No 2", A, 4, "", "the same without the point"),
    ("option 3 please", A, 3, "", "polite"),
    ("answer 4", A, 2, "", "as some write it"),
    ("Reply 2", A, 4, "", "repeating our word"),
    ("2nd", A, 4, "", "an ordinal"),
    ("the second one", A, 4, "", "an ordinal in words"),
    ("i'd say 2", A, 4, "", "a lead-in"),
    ("probably 4", A, 2, "", "a lead-in that hedges is still one number"),
    ("its 2", A, 4, "", "a lead-in"),
    ("ok 2", A, 4, "", "a lead-in"),
    ("2 please", A, 4, "", "polite"),
    ("2 thanks", A, 4, "", "polite"),
    ("2 2", A, 4, "", "the same number twice"),
    ("sorry i meant 3", A, 3, "", "a correction by itself"),
    ("2 but only once", A, 4, "but only once", "the comment is kept"),
    ("2, but I didn’t ask", A, 4, "but I didn’t ask", "the comment in her own letters"),
    ("2 - They were late.", A, 4, "They were late.", "a comment after a dash"),
    ("2. because of the ward", A, 4, "because of the ward", "a comment after a full stop"),
    ("two but only once", A, 4, "but only once", "a number word, set off"),
    ("4 when my mum came", A, 2, "when my mum came", "a comment without a sign"),
    ("2 I had 3 midwives", A, 4, "I had 3 midwives", "a number inside a comment"),
    ("0", N, "skipped", "", "nought passes over, as on a phone menu"),
    ("zero", N, "skipped", "", "the same in words"),
    ("6", U, None, "", "no such option"),
    ("12", U, None, "", "no such option; not 1 and 2"),
    ("22", U, None, "", "no such option; a stuck key is not for us to guess"),
    ("ten", U, None, "", "no such option"),
    ("1 or 2", U, None, "", "two options"),
    ("1/2", U, None, "", "two options, or a half"),
    ("2-3", U, None, "", "a range"),
    ("1,2", U, None, "", "two options"),
    ("1 and 2", U, None, "", "two options"),
    ("2 or maybe 3", U, None, "", "two options"),
    ("between 2 and 3", U, None, "", "two options"),
    ("2 not 3", U, None, "", "two numbers"),
    ("2 sorry 3", U, None, "", "a correction that could be read both ways"),
    ("2.5", U, None, "", "a fraction"),
    ("-2", U, None, "", "a negative number"),
    ("4/5", U, None, "", "a rating, which may run the other way"),
    ("4 out of 5", U, None, "", "a rating in words"),
    ("5 stars", U, None, "", "a rating, best is five"),
    ("100%", U, None, "", "a share"),
    ("2 weeks", U, None, "", "a length of time"),
    ("3 times", U, None, "", "a count"),
    ("1 of them was kind", U, None, "", "a count"),
    ("one of them was kind", U, None, "", "a number word that counts"),
    ("two midwives came", U, None, "", "a number word that counts"),
    ("2 months ago", U, None, "", "a date"),
    ("07700 900123", U, None, "", "a phone number"),
    ("10/10", U, None, "", "a rating"),
]
WORDS = [
    ("often", A, 4, "", "an option's word"),
    ("Often!", A, 4, "", "loud"),
    ("OFTEN", A, 4, "", "capitals"),
    ("it was often", A, 4, "", "a lead-in"),
    ("i think rarely", A, 2, "", "a lead-in"),
    ("alw", A, 5, "", "a beginning of one option only"),
    ("some", A, 3, "", "a beginning of one option only"),
    ("alwyas", A, 5, "", "two letters swapped"),
    ("allways", A, 5, "", "a letter too many"),
    ("oftn", A, 4, "", "a letter missing"),
    ("sometimez", A, 3, "", "a wrong letter"),
    ("rarley", A, 2, "", "two letters swapped"),
    ("nver", A, 1, "", "a letter missing"),
    ("often but not at night", A, 4, "but not at night", "a comment"),
    ("Sometimes, at the clinic", A, 3, "at the clinic", "a comment after a comma"),
    ("never. I asked twice", A, 1, "I asked twice", "a comment after a full stop"),
    ("ever", U, None, "", "a real word one letter from never, and its opposite"),
    ("not often", U, None, "", "a negation is not the option"),
    ("never mind", U, None, "", "not the option never"),
    ("always late", U, None, "", "a remark, not the option"),
    ("always or often", U, None, "", "two options"),
    ("always, never", U, None, "", "two options"),
    ("o", U, None, "", "one letter"),
    ("al", U, None, "", "two letters are too few for a beginning"),
    ("good", U, None, "", "no word of this question"),
    ("thanks", U, None, "", "a politeness"),
    ("She was really kind to me on the ward", U, None, "", "a story"),
    ("", U, None, "", "nothing"),
    ("???", U, None, "", "signs only"),
    ("😀", U, None, "", "a face"),
    ("b", U, None, "", "no letters were offered"),
    ("no", U, None, "", "there is no such option"),
    ("nah", U, None, "", "there is no such option"),
    ("Liked “Did staff explain? 1 Always 2 Often”", U, None, "", "a phone's reaction, not hers"),
    ('Loved "Reply YES, or STOP to end."', U, None, "", "a reaction that quotes our STOP"),
    ("👍 to “How was it? Text STOP to end”", U, None, "", "an Android reaction"),
    ("Removed a like from “Hello”", U, None, "", "a reaction taken back"),
]
NON_ANSWERS = [
    ("dunno", N, "not-sure", "", "as people say it"),
    ("don't know", N, "not-sure", "", "apostrophe"),
    ("don’t know", N, "not-sure", "", "curly apostrophe"),
    ("dont know", N, "not-sure", "", "no apostrophe"),
    ("idk", N, "not-sure", "", "abbreviation"),
    ("not sure", N, "not-sure", "", "plain"),
    ("I'm not sure", N, "not-sure", "", "the instrument's own words"),
    ("no idea tbh", N, "not-sure", "", "with a filler"),
    ("can't remember", N, "not-sure", "", "memory"),
    ("rather not say", N, "rather-not-say", "", "plain"),
    ("I'd rather not say", N, "rather-not-say", "", "the instrument's own words"),
    ("prefer not to say", N, "rather-not-say", "", "as on forms"),
    ("dont want to answer that", N, "rather-not-say", "", "plain"),
    ("none of your business", N, "rather-not-say", "", "cross, and clear"),
    ("This isn’t about me", N, "not-about-me", "", "the instrument's own words"),
    ("n/a", N, "not-about-me", "", "abbreviation"),
    ("doesn't apply to me", N, "not-about-me", "", "plain"),
    ("not applicable", N, "not-about-me", "", "as on forms"),
    ("skip", N, "skipped", "", "our word"),
    ("Skip this one please", N, "skipped", "", "polite"),
    ("pass", N, "skipped", "", "as in a quiz"),
    ("next", N, "skipped", "", "as on a page"),
]
STOPS = [
    ("STOP", S, None, "", "our word"),
    ("stop", S, None, "", "small letters"),
    ("Stop.", S, None, "", "a full stop"),
    ("STOP!!!", S, None, "", "loud"),
    ("“STOP”", S, None, "", "in quotes, copied from our text"),
    ("S.T.O.P", S, None, "", "spelt out"),
    ("s t o p", S, None, "", "spelt out"),
    ("st op", S, None, "", "a space by mistake"),
    ("ＳＴＯＰ", S, None, "", "full-width letters"),
    ("stopp", S, None, "", "a letter too many"),
    ("stpo", S, None, "", "two letters swapped"),
    ("sotp", S, None, "", "two letters swapped"),
    ("dtop", S, None, "", "a wrong letter"),
    ("sto", S, None, "", "a letter missing"),
    ("St0p", S, None, "", "nought for o"),
    ("Stop please", S, None, "", "polite"),
    ("please stop texting me", S, None, "", "plain"),
    ("I want to stop now", S, None, "", "plain"),
    ("stop this its awful", S, None, "", "begins with it"),
    ("2 stop", S, None, "", "STOP comes before an answer"),
    ("ok stop x", S, None, "", "with a kiss"),
    ("unsubscribe", S, None, "", "as in e-mail"),
    ("opt out", S, None, "", "as carriers know it"),
    ("end", S, None, "", "a carrier's keyword"),
    ("quit", S, None, "", "a carrier's keyword"),
    ("cancel", S, None, "", "a carrier's keyword"),
    ("don't text me again", S, None, "", "in her words"),
    ("do not contact me", S, None, "", "in her words"),
    ("leave me alone", S, None, "", "in her words"),
    ("fuck off", S, None, "", "clear enough"),
    ("no more texts please", S, None, "", "in her words"),
    ("remove me", S, None, "", "in her words"),
    ("stopio", S, None, "", "Welsh"),
    ("shop", U, None, "", "one letter off, and a word of its own"),
    ("step", U, None, "", "one letter off, and a word of its own"),
    ("they never contact me", U, None, "", "a story about not being contacted"),
    ("never contact me", S, None, "", "in her words"),
    ("they would not stop asking", U, None, "", "a story about stopping"),
]
SAFETY = [
    ("he has my phone", "unsafe", None, "", "someone else reads this"),
    ("he's got my phone", "unsafe", None, "", "someone else reads this"),
    ("my partner is reading my messages", "unsafe", None, "", "someone else reads this"),
    ("someone checks my phone", "unsafe", None, "", "someone else reads this"),
    ("not safe", "unsafe", None, "", "short and plain"),
    ("it isn't safe to text", "unsafe", None, "", "short and plain"),
    ("cant talk hes here", "unsafe", None, "", "he is there"),
    ("I did not think that it was not safe on that ward", U, None, "", "a story about care"),
    ("I want to end it all", "help", None, "", "not a STOP: support lines are due"),
    ("i want to die", "help", None, "", "support lines are due"),
    ("wrong number", "wrong_number", None, "", "a stranger"),
    ("I think you have the wrong person", "wrong_number", None, "", "a stranger"),
    ("this is not Sams phone", "wrong_number", None, "", "a stranger"),
]
COMMANDS = [
    ("help", "help", None, "", "our word"),
    ("HELP!", "help", None, "", "loud"),
    ("who is this?", "help", None, "", "who asks"),
    ("Who r u", "help", None, "", "who asks"),
    ("whos this", "help", None, "", "who asks"),
    ("how did you get my number", "help", None, "", "who asks"),
    ("pause", "pause", None, "", "our word"),
    ("later", "pause", None, "", "plain"),
    ("not now", "pause", None, "", "plain; not a no"),
    ("busy", "pause", None, "", "plain"),
    ("can we do this later?", "pause", None, "", "polite words around it"),
    ("got to go", "pause", None, "", "plain; not a start"),
    ("I need a break", "pause", None, "", "plain"),
    ("back", "back", None, "", "our word"),
    ("go back", "back", None, "", "plain"),
    ("oops", "back", None, "", "a slip before"),
    ("delete my answers", "delete", None, "", "a right of hers"),
    ("please delete everything", "delete", None, "", "a right of hers"),
    ("call me", "call", None, "", "she wants a voice"),
    ("can you ring me please", "call", None, "", "she wants a voice"),
    ("send me the link", "link", None, "", "she wants the page"),
    ("polski", "language", "pl", "", "a language by its own name"),
    ("po polsku", "language", "pl", "", "a language by its own name"),
    ("Cymraeg", "language", "cy", "", "a language by its own name"),
    ("in English please", "language", "en", "", "a language"),
    ("العربية", "language", "ar", "", "a language in its own letters"),
    ("start", "start", None, "", "our word"),
    ("continue", "start", None, "", "plain"),
    ("yes", "start", None, "", "no such option: a wish to go on"),
    ("👍", "start", None, "", "no such option: a wish to go on"),
]
SOMEONE_ELSE = [
    ("this is my girlfriend's phone", "unsafe", None, "", "he holds it: silence"),
    ("this is her husband, stop texting my wifes phone", "unsafe", None, "", "a STOP of his"),
    ("stop texting my wife", "unsafe", None, "", "no confirmation to him"),
    ("who is this texting my wife", "unsafe", None, "", "not a question to answer"),
    ("why are you texting my missus", "unsafe", None, "", "the same"),
    ("leave my wife alone", "unsafe", None, "", "the same"),
    ("im her boyfriend", "unsafe", None, "", "someone else speaks"),
    ("this is sarahs mum", "unsafe", None, "", "someone else speaks"),
    ("this is his mum", U, None, "", "may be hers to say, of her baby"),
    ("her mum here", "unsafe", None, "", "someone else speaks"),
    ("this is his phone", "wrong_number", None, "", "not hers"),
    ("this isnt her phone", "wrong_number", None, "", "not hers"),
    ("this is my mums phone", "wrong_number", None, "", "not hers"),
    ("stop he has my phone", "unsafe", None, "", "safety before STOP: no confirmation"),
    ("Stop hes here", "unsafe", None, "", "the same"),
    ("wrong number stop", "wrong_number", None, "", "the same"),
    ("my husband was with me", U, None, "", "her own story"),
    ("I was texting my mum a lot", U, None, "", "her own story"),
]
STOPS_IN_MORE_WORDS = [
    ("stoppppp", S, None, "", "stretched"),
    ("🛑", S, None, "", "the sign itself"),
    ("take me off your list", S, None, "", "in other words"),
    ("don't text this number again", S, None, "", "in other words"),
    ("2 please stop texting me", S, None, "", "STOP wins over the number"),
    ("2 but please stop texting me now", S, None, "", "the same"),
    ("always. please stop texting me", S, None, "", "STOP wins over the words"),
    ("please stop texting me im at work", S, None, "", "polite words before it"),
    ("can you please stop sending me these", S, None, "", "the same"),
    ("i dont want to do this anymore", S, None, "", "in other words"),
    ("i dont want any more texts", S, None, "", "in other words"),
    ("2 they didnt stop texting me", A, 4, "they didnt stop texting me", "tells of others"),
    ("2 delete", "delete", None, "", "a wish wins over a number"),
    ("STOP and DELETE", "delete", None, "", "delete holds the stop"),
    ("delete my data and stop", "delete", None, "", "the same"),
]
TABLE = [
    *NUMBERS, *WORDS, *NON_ANSWERS, *STOPS, *STOPS_IN_MORE_WORDS, *SAFETY, *SOMEONE_ELSE, *COMMANDS
]  # fmt: skip

AT_YES_NO = [
    *((text, A, "yes", "", "yes") for text in
      ("yes", "Yes please", "yh", "yeah", "aye", "yep", "y", "ok", "sure", "go ahead", "1", "👍",
       "Yes x", "ok thanks")),
    *((text, A, "no", "", "no") for text in
      ("no", "No thanks", "nah", "nope", "naw", "n", "no thank you", "2", "👎")),
    ("not now", "pause", None, "", "later is not no"),
    ("maybe", U, None, "", "consent is a yes"),
    ("yes but what is it", A, "yes", "but what is it", "a yes with a remark"),
    ("yes or no", U, None, "", "both"),
    ("3", U, None, "", "no such option"),
    ("dunno", N, "not-sure", "", "the engine asks again: consent is a yes"),
]  # fmt: skip

AT_THREE = [
    ("no", A, 1, "", "one option begins so"),
    ("nah", A, 1, "", "no in other words"),
    ("yes", U, None, "", "two options begin so"),
    ("yes partly", A, 2, "", "its own words"),
    ("yes, fully", A, 3, "", "its own words"),
]
AT_GOOD = [
    ("good", A, 4, "", "its own word, though another option holds it"),
    ("very good", A, 5, "", "its own words"),
    ("very", U, None, "", "two options begin so"),
    ("vry good", U, None, "", "a slip in a short word is no slip"),
    ("verry poor", U, None, "", "the same"),
    ("poor", A, 2, "", "its own word"),
    ("goood", U, None, "", "four letters are too few for a slip"),
    ("not good", U, None, "", "a negation is not the option"),
    ("in between", A, 3, "", "its own words"),
    ("ok", "start", None, "", "not one of the words"),
]
AT_OPEN = [
    ("stop stop stop", S, None, "", "said thrice it is no answer"),
    ("2 stop", S, None, "", "a number before it changes nothing"),
    ("DELETE ALL MY ANSWERS", "delete", None, "", "in so many words"),
    ("forget it", A, "written", "forget it", "may be her answer"),
    ("this is her husband", "unsafe", None, "", "someone else speaks"),
    ("stop texting my wife", "unsafe", None, "", "someone else speaks"),
    (
        "I was calling my mum all night",
        A,
        "written",
        "I was calling my mum all night",
        "her own story",
    ),
    ("More time with one person", A, "written", "More time with one person", "hers to say"),
    ("Stop judging us", A, "written", "Stop judging us", "an answer that begins with stop"),
    ("2", A, "written", "2", "no numbers were offered"),
    ("nothing", A, "written", "nothing", "an answer"),
    ("No", A, "written", "No", "an answer"),
    ("STOP", S, None, "", "a whole message stops"),
    ("please stop texting", S, None, "", "a whole message stops"),
    ("he has my phone", "unsafe", None, "", "safety comes first"),
    ("skip", N, "skipped", "", "our word"),
    (
        "They took my phone on the ward and I could not call",
        A,
        "written",
        "They took my phone on the ward and I could not call",
        "a story about care",
    ),
    ("Support", A, "written", "Support", "her answer, not a call for help"),
    (
        "Don't contact my family without asking",
        A,
        "written",
        "Don't contact my family without asking",
        "her answer",
    ),
    ("dunno", A, "written", "dunno", "hers to say"),
    ("later", "pause", None, "", "our word"),
    ("help", "help", None, "", "our word"),
    ("back", "back", None, "", "our word"),
    ("💔", A, "written", "💔", "a sign can be an answer"),
    ("  ", U, None, "", "nothing"),
]


def _ids(rows):
    return [f"{row[0]!r}: {row[-1]}" for row in rows]


def _check(row, choice):
    text, kind, code, comment, _ = row
    found = read(text, choice)
    if kind in ("unsafe", "wrong_number", "help"):  # these keep her words for who sees to them
        assert found.kind == kind
        return
    assert found == Reading(kind, code, comment)


def test_the_table_is_long_enough_and_says_nothing_twice():
    texts = [row[0] for row in TABLE]
    assert len(texts) >= 150
    assert len(set(texts)) == len(texts)
    assert {row[1] for row in TABLE} == set(KINDS)


@pytest.mark.parametrize("row", TABLE, ids=_ids(TABLE))
def test_a_reply_to_a_question(row):
    _check(row, OFTEN)


@pytest.mark.parametrize("row", AT_YES_NO, ids=_ids(AT_YES_NO))
def test_a_reply_to_yes_or_no(row):
    _check(row, CONSENT)


@pytest.mark.parametrize("row", AT_THREE, ids=_ids(AT_THREE))
def test_a_reply_where_options_begin_with_yes_and_no(row):
    _check(row, THREE)


@pytest.mark.parametrize("row", AT_GOOD, ids=_ids(AT_GOOD))
def test_a_reply_where_options_share_words(row):
    _check(row, GOOD)


@pytest.mark.parametrize("row", AT_OPEN, ids=_ids(AT_OPEN))
def test_a_reply_to_an_open_question(row):
    _check(row, OPEN)


def test_every_option_of_the_real_instrument_reads_as_itself():
    from prem.instruments.load import load_instrument

    instrument = load_instrument("perinatal-experience")
    for item in instrument.items:
        choice = choice_of(item, instrument, "en")
        words = item.words["en"]
        for form in (words.options, words.text_options, words.easy_options):
            for number, (code, said) in enumerate(zip(item.codes, form, strict=True), start=1):
                assert read(said, choice) == Reading("answer", code), (item.id, said)
                assert read(f"{number}", choice) == Reading("answer", code)
        for one in instrument.non_answers["en"] if item.codes else ():
            for said in one.forms.values():
                assert read(said, choice) == Reading("non_answer", one.id), (item.id, said)


def test_a_very_long_text_is_read_quickly_and_kept_whole():
    story = "it was a long day " * 2000
    assert read(story, OPEN).comment == story.strip()
    assert read(story, OFTEN) == Reading("unsure")
    assert read("2 but " + story, OFTEN).comment.startswith("but it was")
