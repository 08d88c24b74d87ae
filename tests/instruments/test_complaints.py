"""Every code of the content catalogue is provoked by an author's slip, and names its place."""

from __future__ import annotations

from typing import Any

import pytest

from prem.errors import Refusal, content
from prem.errors.kinds import Kind
from prem.instruments.check import check_instrument
from prem.instruments.lints import LINTS
from prem.instruments.load import load_instrument, load_theory

HEAD, ITEMS, GENERAL, WORDS, THEORY = (
    "small/instrument.toml",
    "small/items/A1.toml",
    "small/items/general.toml",
    "small/words/en.toml",
    "theory.toml",
)
Q1 = "How quickly did someone answer your call?"
Q2 = "How long was the wait in the office?"
NOT_SURE = "[non_answers.not-sure]"
BIG = "# " + "x" * (1 << 20)
CY = 'language = "cy"\nstatus = "draft"\n'
ALL_TIMES = '["pregnancy", "birth", "weeks-0-12", "months-3-12", "months-12-18"]'
ALL_LIVES = '["pregnant", "baby-with-me", "baby-not-with-me", "loss", "rather-not-say"]'

# code, file, what the author had, what she wrote instead, what the complaint must say
COMPILER: list[tuple[str, str, str | None, str | bytes | None, str]] = [
    ("422.101", ITEMS, 'kind = "choice"', "kind = choice", "row 6"),
    ("422.101", HEAD, 'id = "small"', "id = " + "[" * 5000, "nested too deeply"),
    ("422.101", HEAD, 'version = "0.1"', f"version = {'9' * 5000}", "instrument.toml"),
    ("422.101", WORDS, 'status = "source"', 'status = "source', "row 2"),
    ("422.101", THEORY, 'id = "small-theory"', 'id "small-theory"', "instruments/theory.toml"),
    ("422.102", WORDS, None, 'language = "fran\xe7ais"'.encode("latin-1"), "byte 16"),
    ("422.103", WORDS, None, BIG, "1048576 bytes at most"),
    ("422.104", GENERAL, None, None, "`order` of instrument.toml names it"),
    ("422.104", WORDS, None, None, '`languages` of instrument.toml names "en"'),
    ("422.104", HEAD, None, None, "an instrument begins there"),
    ("422.105", HEAD, 'status = "candidate"', 'stauts = "candidate"', 'did you mean "status"?'),
    ("422.105", ITEMS, "requirements =", "requirement =", "item A1-1, field requirement"),
    ("422.105", WORDS, 'easy = "How q', 'eazy = "How q', "item A1-1, field eazy"),
    ("422.105", THEORY, 'level = "service"', 'levle = "service"', 'did you mean "level"?'),
    ("422.106", HEAD, 'title = "A small measure"', "", "field title"),
    ("422.106", ITEMS, 'scale = "waiting"\n', "", "an id of scales"),
    ("422.106", WORDS, f'spoken = "{Q1}"\n', "", "item A1-1, field spoken"),
    ("422.106", ITEMS, 'change = "First wording 1."\n', "", "field history[1].change"),
    ("422.106", THEORY, 'term = "short"\n', "", "field outcome[1].term"),
    ("422.107", ITEMS, "version = 1", 'version = "1"', "a whole number"),
    ("422.107", ITEMS, "version = 1", "version = 0", "1 or more"),
    ("422.107", ITEMS, "version = 1", "version = true", "true or false"),
    ("422.107", ITEMS, "codes = [3, 2, 1]", 'codes = [3, "2", 1]', "a list of whole numbers"),
    ("422.107", ITEMS, 'date = "2026-11-21"', "date = 2026-11-21", "a date or time"),
    ("422.107", ITEMS, f"situations = {ALL_LIVES}", "situations = []", "at least one"),
    ("422.136", WORDS, 'status = "source"', 'status = "source"\nforms = ["text"]', "field forms"),
    ("422.107", HEAD, 'languages = ["en"]', "languages = [7]", "a list of texts"),
    ("422.107", HEAD, 'languages = ["en"]', "languages = [[]]", "a list with a list"),
    ("422.107", HEAD, 'languages = ["en"]', 'languages = ["en", 0]', "a list with a whole number"),
    ("422.107", HEAD, "[short_forms]\ntext", "short_forms", "a table [short_forms]"),
    ("422.107", HEAD, "[[scale]]", "[scale]", "[[scale]]"),
    ("422.107", ITEMS, "[[item.evidence]]\n", "[item.evidence]\n", "[[evidence]]"),
    ("422.108", WORDS, f'page = "{Q1}"', 'page = "  "', "item A1-1, field page"),
    ("422.109", ITEMS, 'outcome = "A1"', 'outcome = "A7"', "accepted: A1, A2"),
    ("422.109", ITEMS, 'requirements = ["1.1"]', 'requirements = ["1.7"]', "known requirement"),
    ("422.109", ITEMS, 'source = "talks"', 'source = "talk"', 'did you mean "talks"?'),
    ("422.109", ITEMS, 'scale = "waiting"', 'scale = "wating"', 'did you mean "waiting"?'),
    ("422.109", ITEMS, '"birth"', '"brith"', 'known time point; accepted: pregnancy, birth'),
    ("422.109", ITEMS, '"loss"', '"lost"', 'did you mean "loss"?'),
    ("422.109", ITEMS, 'sensitivity = "low"', 'sensitivity = "lo\\nw"', '"lo w" is not'),
    ("422.109", ITEMS, 'status = "candidate"', 'status = "candidat"', 'did you mean "candidate"?'),
    ("422.109", ITEMS, 'kind = "choice"', 'kind = "choise"', "accepted: choice, open"),
    ("422.109", WORDS, 'status = "source"', 'status = "done"', "source, draft, checked"),
    ("422.109", HEAD, 'reporter = "women"', 'reporter = "woman"', "women, staff"),
    ("422.109", HEAD, "small-theory", "smal-theory", 'did you mean "small-theory"?'),
    ("422.109", HEAD, 'outcome = "A1"', 'outcome = "B1"', "field scale[1].outcome"),
    ("422.109", HEAD, 'text = ["A1-1"', 'text = ["A1-0"', "known item"),
    ("422.109", THEORY, 'outcome = "A1"\nwhy', 'outcome = "A3"\nwhy', "field link[1].outcome"),
    ("422.109", THEORY, 'requirement = "1.1"', 'requirement = "9"', "field link[1].requirement"),
    ("422.109", THEORY, 'same_as = "1.1"', 'same_as = "3.1"', "known requirement"),
    ("422.109", THEORY, "talks: page 7", "walks: page 7", 'did you mean "talks"?'),
    ("422.110", ITEMS, '"birth"', '"pregnancy"', "field time_points"),
    ("422.111", ITEMS, 'id = "A1-1"', 'id = "A1 1"', '"A1 1" cannot be an id'),
    ("422.111", ITEMS, 'id = "A1-1"', 'id = "../../x"', "field id"),
    ("422.111", HEAD, '"A1", "general"', '"A1", "general", "../../x\\u0000"', "field order"),
    ("422.111", HEAD, 'languages = ["en"]', 'languages = ["en", "/"]', "field languages"),
    ("422.112", ITEMS, 'id = "A1-2"', 'id = "A1-1"', "item A1-1, field id"),
    ("422.112", THEORY, 'id = "A2"', 'id = "A1"', "another outcome"),
    ("422.112", THEORY, 'id = "1.2"', 'id = "1.1"', "another requirement"),
    ("422.113", WORDS, f'page = "{Q1}"', 'page = "How\\nquick?"', "U+000A"),
    ("422.113", WORDS, f'page = "{Q1}"', 'page = "How \\u202equick?"', "U+202E"),
    ("422.114", ITEMS, 'date = "2026-11-21"', 'date = "21 November"', '"21 November"'),
    ("422.114", ITEMS, 'date = "2026-11-21"', 'date = "2026-02-30"', "written like 2026-11-21"),
    ("422.115", THEORY, "talks: page 7", "page 7", "such as \"talks: Table 2\""),
    ("422.115", THEORY, "talks: page 7", "talks:", "source id: place in it"),
    ("422.116", HEAD, 'id = "small"', 'id = "tiny"', 'its folder is called "small"'),
    ("422.116", WORDS, 'language = "en"', 'language = "fr"', 'its file is called "en"'),
    ("422.120", ITEMS, "codes = [3, 2, 1]", "codes = [1, 2, 3]", "go down"),
    ("422.120", ITEMS, "codes = [3, 2, 1]", "codes = [3, 3, 1]", "[3, 3, 1]"),
    ("422.120", ITEMS, "codes = [3, 2, 1]", "codes = []", "item A1-1, field codes"),
    ("422.121", WORDS, '["Good", "Fair", "Bad"]', '["Good", "Bad"]', "2 options and 3 codes"),
    ("422.122", WORDS, '"Fair"', '"Good"', 'the option "Good"'),
    ("422.123", GENERAL, 'kind = "open"', 'kind = "open"\ncodes = [2, 1]', "takes no codes"),
    ("422.123", WORDS, "[non_answers.rather", 'options = ["a"]\n[non_answers.rather', "options"),
    ("422.124", ITEMS, 'outcome = "A1"', 'outcome = ""', "go without outcome"),
    ("422.125", ITEMS, 'outcome = "A1"', 'outcome = "A2"', 'belongs to "A2" but its scale to "A1"'),
    ("422.126", HEAD, "[[scale]]", '[[scale]]\nid="x"\ntitle="X"\noutcome="A1"\n[[scale]]', '"x"'),
    ("422.127", HEAD, 'overall = "overall"', 'overall = "overal"', 'did you mean "overall"?'),
    ("422.127", HEAD, 'open_question = "open"', 'open_question = "A1-1"', "an open item"),
    ("422.128", HEAD, '["A1-1", "A1-2"]', str([f"A1-{n}" for n in range(1, 10)]), "8 at most"),
    ("422.120", ITEMS, "codes = [3, 2, 1]", "codes = [3, 2, -1]", "from 99 to 0"),
    ("422.120", ITEMS, "codes = [3, 2, 1]", "codes = [100, 2, 1]", "from 99 to 0"),
    ("422.129", ITEMS, "version = 1\n[[", "version = 9999999999999\n[[", "item's version"),
    ("422.129", ITEMS, "version = 1\n[[", "version = 2\n[[", "the versions [1]"),
    ("422.130", "small/items/A2.toml", None, "", "items/A2.toml"),
    ("422.131", WORDS, "[items.A1-1]", "[items.A1-6]", "item A1-1"),
    ("422.132", WORDS, "[items.A1-1]", "[items.A1-6]", 'words for "A1-6"'),
    ("422.133", WORDS, "[non_answers.not-sure]", "[non_answers.unsure]", "not-sure"),
    ("422.134", "small/words/cy.toml", None, CY, '"cy"'),
    ("422.135", THEORY, 'same_as = "1.1"', 'same_as = "1.2"', "the same as itself"),
    ("422.230", WORDS, NOT_SURE, f'[why]\nA9 = "So."\n{NOT_SURE}', '"A9" is no item'),
    ("422.235", WORDS, "I'm not sure", "This isn't about me", "field non_answers.*.page"),
]  # fmt: skip

LINT_CASES: list[tuple[str, str, str, str, str]] = [
    ("422.150", WORDS, f'page = "{Q1}"', 'page = "How ' + "so " * 20 + '?"', "21 words"),
    ("422.151", WORDS, f'page = "{Q1}"', 'page = "How ' + "so " * 14 + '?"', "15 words"),
    ("422.152", WORDS, Q1, "Was it quick? Was it kind?", "2 questions"),
    ("422.153", WORDS, Q1, "How quick and kind was the answer?", '"quick and kind"'),
    ("422.153", WORDS, Q1, "How quick or kind was it?", 'with "or"'),
    ("422.153", WORDS, Q1, "How kind were the doctors/nurses?", 'with "/"'),
    ("422.154", WORDS, Q1, "Did someone not answer your call?", '"not"'),
    ("422.154", WORDS, Q1, "Didn’t someone answer your call?", '"Didn’t"'),
    ("422.155", WORDS, Q1, "How rude was the person at the desk?", '"rude"'),
    ("422.155", WORDS, Q1, "Could you call without a wait?", '"without"'),
    ("422.156", WORDS, Q1, "Did professionals answer your call?", 'plainer: "staff"'),
    ("422.157", WORDS, Q1, "How was the hospitality?", "5 syllables"),
    ("422.158", WORDS, Q1, "How kind was the drug users' clinic?", "women who use drugs"),
    ("422.158", WORDS, '"Bad"', '"Like an addict"', "field options"),
    ("422.158", WORDS, "I'm not sure", "I'm hooked", "non_answers.not-sure"),
    ("422.158", HEAD, "Candidate words.", "For addicts.", "field about"),
    ("422.158", ITEMS, "Women told of long waits.", "Users told of waits.", "field evidence"),
    ("422.159", WORDS, f'text = "{Q1}"', f'text = "{"long " * 30}"', "2 parts"),
    ("422.159", WORDS, f'text = "{Q1}"', f'text = "{"ŵ" * 60}"', "ŵ"),
    ("422.160", WORDS, f'text = "{Q1}"', 'text = "How is your baby?"', "the baby"),
    ("422.160", WORDS, f'text = "{Q1}"', 'text = "How is the Stepping Stones study?"', "study"),
    ("422.160", WORDS, f'text = "{Q1}"', 'text = "How is Methadone?"', "drugs"),
    ("422.160", WORDS, f'text = "{Q1}"', 'text = "How is Glasgow?"', "a place"),
    ("422.161", WORDS, '"Good", "Fair"', '"Strongly agree", "Fair"', '"Strongly agree"'),
    ("422.162", WORDS, Q1, "How sure are you when looking after your baby?", "rather-not-say"),
    ("422.162", WORDS, Q1, "How long did you see your baby?", "(loss)"),
    ("422.161", WORDS, Q1, "Do you agree that staff were kind?", '"you agree"'),
    ("422.162", WORDS, Q1, "How does your baby settle in the new home?", "baby-not-with-me"),
    ("422.170", ITEMS, "codes = [3, 2, 1]", "codes = [4, 2, 1]", "[4, 2, 1]"),
    ("422.171", ITEMS, '[[item.evidence]]\nsource = "talks"\npointer = "page 1"\n'
        'finding = "Women told of long waits."\n', "", "item A1-1, field evidence"),
    ("422.172", ITEMS, 'outcome = "A1"\nscale = "waiting"', 'outcome = "A2"\nscale = "other"',
        "4 items; 5 is the least"),
    ("422.173", ITEMS, '"loss", ', "", '"loss" at "pregnancy"'),
    ("422.173", ITEMS, '"birth", ', "", 'at "birth" has no item to answer in the short'),
    ("422.174", WORDS, Q2, Q1, "item A1-2, field page"),
    ("422.175", WORDS, Q2, "How quickly was your call answered by someone?", "item A1-1"),
    ("422.176", ITEMS, 'sensitivity = "low"', 'sensitivity = "high"', "item A1-1"),
    ("422.176", ITEMS, 'sensitivity = "low"', 'sensitivity = "high"', "number 1 of the whole"),
    ("422.177", HEAD, 'text = ["A1-1", "A1-2"]', 'text = ["overall"]', "field short_forms.text"),
    ("422.178", THEORY, 'outcome = "A1"\nwhy', 'outcome = "A2"\nwhy', 'outcome "A1"'),
    ("422.179", WORDS, 'status = "source"', 'status = "draft"', "field status"),
    ("422.180", HEAD, 'languages = ["en"]', 'languages = ["en", "cy"]', "words/cy.toml, item A1-1"),
    ("422.231", WORDS, NOT_SURE, f'[why]\nopen = "So."\n{NOT_SURE}', "item A1-1"),
    ("422.232", WORDS, NOT_SURE, f'[glossary]\nzebra = "A horse."\n{NOT_SURE}', '"zebra"'),
    ("422.233", WORDS, NOT_SURE, f'[glossary]\noffice = "{"so " * 26}"\n{NOT_SURE}', "26 words"),
    ("422.234", WORDS, f'page = "{Q1}"', f'page = "{"Universities deliberate. " * 9}"', "page"),
]  # fmt: skip


def slip(author: Any, name: str, old: str | None, new: str | bytes | None, code: str) -> None:
    """Make the slip in the author's files."""
    if old is not None:
        everywhere = code in {"422.158", "422.173"} or old in {Q1, Q2}
        author.edit(name, old, new, -1 if everywhere else 1)
    elif new is None:
        author.path(name).unlink()
    else:
        author.write(name, new)
    if code == "422.172":
        other = '[[scale]]\nid = "other"\ntitle = "Other"\noutcome = "A2"\n'
        author.edit(HEAD, "[[scale]]", f"{other}[[scale]]")
    if code == "422.180":
        source = author.read(WORDS)
        own = source.replace('"en"', '"cy"').replace('"source"', '"checked"')
        author.write("small/words/cy.toml", own)


@pytest.mark.parametrize(("code", "name", "old", "new", "said"), COMPILER)
def test_the_compiler_complains(
    author: Any, code: str, name: str, old: str | None, new: str | bytes | None, said: str
) -> None:
    slip(author, name, old, new, code)
    instrument, complaints = author.compile()
    assert instrument is None
    lines = [str(one) for one in complaints]
    fitting = [one for one in complaints if one.kind.code == code and said in str(one)]
    assert fitting, lines
    assert any(one.place.file == f"instruments/{name}" for one in fitting), lines
    assert all(len(line.splitlines()) == 1 for line in lines)


@pytest.mark.parametrize(("code", "name", "old", "new", "said"), LINT_CASES)
def test_a_lint_complains(author: Any, code: str, name: str, old: str, new: str, said: str) -> None:
    slip(author, name, old, new, code)
    found = check_instrument("small", author.root)
    assert found.instrument is not None, [str(one) for one in found.complaints]
    lines = [str(one) for one in found.complaints if one.kind.code == code]
    assert any(said in line for line in lines), [str(one) for one in found.complaints]


def test_every_code_has_its_slip() -> None:
    catalogue = {kind.code for kind in vars(content).values() if isinstance(kind, Kind)}
    provoked = {case[0] for case in (*COMPILER, *LINT_CASES)} | {"422.100"}
    assert provoked == catalogue


def test_every_lint_has_its_slip(new_author: Any) -> None:
    silent = set(LINTS)
    for code, name, old, new, _ in LINT_CASES:
        author = new_author()
        slip(author, name, old, new, code)
        found = check_instrument("small", author.root)
        assert found.instrument is not None
        assert found.theory is not None
        silent -= {key for key in silent if list(LINTS[key](found.instrument, found.theory))}
    assert not silent


def test_an_unknown_id_is_a_sentence_with_the_near_miss(author: Any) -> None:
    with pytest.raises(Refusal, match=r'no instrument called "smal"; .*did you mean "small"') as no:
        load_instrument("smal", author.root)
    assert no.value.first.kind.code == "422.100"
    with pytest.raises(Refusal, match='did you mean "small-theory"'):
        load_theory("small-theorie", author.root)
    for word in ("../small", "", "/", ".", "a\nb"):
        with pytest.raises(Refusal) as no:
            load_instrument(word, author.root)
        assert len(str(no.value).splitlines()) == 1


def test_a_refusal_holds_all_complaints_and_not_only_the_first(author: Any) -> None:
    author.edit(ITEMS, 'sensitivity = "low"', 'sensitivity = "lo"')
    author.edit(ITEMS, 'outcome = "A1"', 'outcome = "A9"')
    author.edit(WORDS, "[items.A1-4]", "[items.A1-44]")
    author.edit(HEAD, 'title = "A small measure"', 'titel = "A small measure"')
    author.edit(THEORY, 'level = "service"', 'level = "serviec"')
    with pytest.raises(Refusal) as no:
        load_instrument("small", author.root)
    codes = sorted(one.kind.code for one in no.value.complaints)
    assert codes == [*["422.105", "422.106"], *["422.109"] * 3, "422.131", "422.132"]


def test_a_broken_theory_is_named_and_does_not_hide_the_items_faults(author: Any) -> None:
    author.edit(THEORY, 'id = "small-theory"', "id = ")
    author.edit(ITEMS, "codes = [3, 2, 1]", "codes = [1, 2]")
    _, complaints = author.compile()
    assert [one.kind.code for one in complaints] == ["422.101", "422.120", "422.121"]


def test_a_theory_loads_or_is_refused(author: Any) -> None:
    theory = load_theory("small-theory", author.root)
    assert theory.requirement_ids == ("1", "1.1", "1.2")
    assert theory.outcome("A2").reporter == "staff"
    assert theory.requirement("1.2").text == "By a call back."
    with pytest.raises(KeyError):
        theory.requirement("9")
    with pytest.raises(KeyError):
        theory.outcome("9")
    author.edit(THEORY, 'term = "short"', 'term = "long"')
    with pytest.raises(Refusal, match=r"outcome\[1\]\.term"):
        load_theory("small-theory", author.root)


def test_a_mark_at_the_start_of_a_file_is_no_fault(author: Any) -> None:
    before = author.instrument().hash
    author.write(WORDS, b"\xef\xbb\xbf" + author.read(WORDS).replace("\n", "\r\n").encode())
    assert author.instrument().hash == before
