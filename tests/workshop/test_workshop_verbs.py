"""The workshop's verbs over real stores: who comes in, what is kept, who sees what."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from types import MappingProxyType

import pytest
from example_survey import example_instrument

from prem.errors import Refusal
from prem.fieldwork import workshop
from prem.ports import frozen
from prem.storage import audit, ratings, work_items
from prem.storage.workshop_transaction import reading

INSTRUMENT = example_instrument()


@pytest.fixture
def join(stores, ports):
    """A function that lets someone join: join("Ann") -> Person."""

    def joined(name="Ann", role="adviser"):
        secret = workshop.accept(stores, ports, workshop.invite(stores, ports, role), name)
        return workshop.who(stores, ports, secret)

    return joined


def wording(item="S5-1", instrument=INSTRUMENT):
    return workshop.wording_of(instrument, instrument.item(item), "en")


def reworded(item="S5-1", version=2):
    """The instrument after someone changed the words of an item."""
    old = INSTRUMENT.item(item)
    words = replace(old.words["en"], page="Did staff tell you what came next?")
    new = replace(old, words=MappingProxyType({"en": words}), version=version)
    items = tuple(new if one.id == item else one for one in INSTRUMENT.items)
    return replace(INSTRUMENT, items=items)


def code_of(refusal):
    return refusal.value.first.kind.code


# -- coming in -----------------------------------------------------------------------------------


def test_an_invitation_signs_in_once(stores, ports):
    token = workshop.invite_adviser(stores, ports)
    assert workshop.invited(stores, ports, token) == "adviser"
    person = workshop.who(stores, ports, workshop.accept(stores, ports, token, "  Ann \n Lee "))
    assert (person.name, person.role) == ("Ann Lee", "adviser")
    with pytest.raises(Refusal) as refusal:
        workshop.accept(stores, ports, token, "Someone else")
    assert code_of(refusal) == "410.602"
    with pytest.raises(Refusal) as refusal:
        workshop.invited(stores, ports, token)
    assert code_of(refusal) == "410.602"


def test_a_doubled_tap_is_the_same_person(stores, ports, now):
    token = workshop.invite_adviser(stores, ports)
    first = workshop.accept(stores, ports, token, "Ann")
    second = workshop.accept(stores, ports, token, "Ann")
    assert first != second
    assert workshop.who(stores, ports, first) == workshop.who(stores, ports, second)
    later = frozen(now + timedelta(minutes=11))
    with pytest.raises(Refusal) as refusal:
        workshop.accept(stores, later, token, "Ann")
    assert code_of(refusal) == "410.602"


def test_an_old_or_unknown_invitation_is_refused(stores, ports, now):
    token = workshop.invite(stores, ports, days=3)
    with pytest.raises(Refusal) as refusal:
        workshop.accept(stores, frozen(now + timedelta(days=3)), token, "Ann")
    assert code_of(refusal) == "410.603"
    assert "3 days" in str(refusal.value)
    with pytest.raises(Refusal) as refusal:
        workshop.invited(stores, ports, "x" * 22)
    assert code_of(refusal) == "404.601"


@pytest.mark.parametrize(
    ("role", "days", "code"),
    [("owner", 14, "422.605"), ("adviser", 0, "422.608"), ("adviser", 61, "422.608")],
)
def test_an_invitation_is_for_a_role_and_some_days(stores, ports, role, days, code):
    with pytest.raises(Refusal) as refusal:
        workshop.invite(stores, ports, role, days=days)
    assert code_of(refusal) == code


@pytest.mark.parametrize("name", ["", "   ", "\u0000", "x" * 61])
def test_a_name_is_needed_and_the_link_is_not_spent(stores, ports, name):
    token = workshop.invite_adviser(stores, ports)
    with pytest.raises(Refusal) as refusal:
        workshop.accept(stores, ports, token, name)
    assert code_of(refusal) == "422.604"
    assert workshop.accept(stores, ports, token, "Ann")


def test_advisers_do_not_invite(stores, ports, join):
    with pytest.raises(Refusal) as refusal:
        workshop.invite(stores, ports, by=join())
    assert code_of(refusal) == "403.607"
    assert workshop.invite(stores, ports, by=join("Rose", "researcher"))


def test_signing_out_ends_one_browser_and_time_ends_all(stores, ports, now):
    token = workshop.invite_adviser(stores, ports)
    phone = workshop.accept(stores, ports, token, "Ann")
    laptop = workshop.accept(stores, ports, token, "Ann")
    workshop.sign_out(stores, ports, phone)
    assert workshop.who(stores, ports, phone) is None
    assert workshop.who(stores, ports, laptop).name == "Ann"
    assert workshop.who(stores, frozen(now + timedelta(days=30)), laptop) is None
    for nobody in (None, "", "x" * 22, "\ud800"):
        assert workshop.who(stores, ports, nobody) is None


def test_no_token_lies_in_the_store(stores, ports, every_text):
    token = workshop.invite_adviser(stores, ports)
    secret = workshop.accept(stores, ports, token, "Ann")
    kept = every_text(stores)
    assert "Ann" in kept
    assert token not in kept
    assert secret not in kept


# -- saying what one thinks ----------------------------------------------------------------------


def test_a_second_rating_stands_and_the_first_is_kept(stores, ports, join):
    ann = join()
    assert workshop.rate(stores, ports, ann, wording(), 2, 4)
    assert workshop.rate(stores, ports, ann, wording(), "3", "4")
    mine = workshop.progress(stores, ann, INSTRUMENT, "en")["S5-1"]
    assert (mine.relevance, mine.clarity, mine.comments) == (3, 4, 0)
    with reading(stores.workshop) as session:
        row = work_items.find(session, wording())
        assert ratings.turns(session, row, ann.id) == [(2, 4), (3, 4)]


def test_doubled_posts_change_nothing(stores, ports, join):
    ann = join()
    assert workshop.say(stores, ports, ann, wording(), relevance=3, clarity=3, text="Good")
    assert not workshop.say(stores, ports, ann, wording(), relevance=3, clarity=3, text=" Good\r\n")
    mine = workshop.progress(stores, ann, INSTRUMENT, "en")["S5-1"]
    assert (mine.relevance, mine.clarity, mine.comments) == (3, 3, 1)
    with reading(stores.workshop) as session:
        acts = [act for act, _ in audit.entries(session)]
    assert acts == ["invited", "joined", "rated", "commented"]


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"relevance": 7, "clarity": 3}, "422.611"),
        ({"relevance": "0", "clarity": "3"}, "422.611"),
        ({"relevance": True, "clarity": 3}, "422.611"),
        ({"relevance": 3.5, "clarity": 3}, "422.611"),
        ({"relevance": "٣", "clarity": 3}, "422.611"),
        ({"relevance": 3, "clarity": ""}, "422.610"),
        ({"relevance": None, "clarity": 2}, "422.610"),
        ({"text": "x" * 2001}, "422.613"),
        ({"relevance": 3, "clarity": 3, "text": "x" * 100_000}, "422.613"),
        ({"text": " \u0000\u202e "}, "422.614"),
        ({}, "422.614"),
    ],
)
def test_what_cannot_be_kept_is_refused_whole(stores, ports, join, said, code):
    ann = join()
    with pytest.raises(Refusal) as refusal:
        workshop.say(stores, ports, ann, wording(), **said)
    assert code_of(refusal) == code
    assert workshop.progress(stores, ann, INSTRUMENT, "en") == {}


def test_a_comment_is_kept_as_written_but_for_hidden_letters(stores, ports, join):
    ann = join()
    workshop.comment(stores, ports, ann, wording(), "Two lines:\r\nwhich \u202estaff?\u0000 ŵ 🙂")
    (said,) = workshop.talk(stores, ann, INSTRUMENT, "S5-1", "en")
    assert said.text == "Two lines:\nwhich staff? ŵ 🙂"
    with pytest.raises(Refusal) as refusal:
        workshop.comment(stores, ports, ann, wording(), "  ")
    assert code_of(refusal) == "422.612"


# -- who sees what -------------------------------------------------------------------------------


def test_nobody_is_pulled_by_what_others_think(stores, ports, join):
    ann, bea = join("Ann"), join("Bea")
    workshop.say(stores, ports, ann, wording(), relevance=1, clarity=1, text="Not for me")
    row = workshop.results(stores, bea, INSTRUMENT, "en").rows[0]
    assert (row.relevance, row.clarity, row.comments) == (None, None, None)
    assert workshop.talk(stores, bea, INSTRUMENT, "S5-1", "en") == ()
    workshop.comment(stores, ports, bea, wording(), "A comment is no rating")
    assert workshop.results(stores, bea, INSTRUMENT, "en").rows[0].relevance is None
    workshop.rate(stores, ports, bea, wording(), 4, 4)
    row = workshop.results(stores, bea, INSTRUMENT, "en").rows[0]
    assert (row.relevance.raters, row.relevance.agreeing, row.comments) == (2, 1, 2)
    said = workshop.talk(stores, bea, INSTRUMENT, "S5-1", "en")
    assert {(one.text, one.mine) for one in said} == {
        ("Not for me", False),
        ("A comment is no rating", True),
    }


def test_researchers_read_all_and_can_count_peers_alone(stores, ports, join):
    rose = join("Rose", "researcher")
    for person in (join("Ann"), join("Bea"), join("Cat"), rose):
        two = (4, 4) if person.role == "adviser" else (1, 1)
        workshop.rate(stores, ports, person, wording(), *two)
    everyone = workshop.results(stores, rose, INSTRUMENT, "en")
    peers = workshop.results(stores, rose, INSTRUMENT, "en", roles=["adviser"])
    assert everyone.rows[0].relevance.raters == 4
    assert everyone.people == 4
    assert peers.rows[0].relevance.i_cvi == 1.0
    assert peers.rows[0].relevance.verdict == "excellent"
    assert peers.people == 3
    assert peers.relevance.average == 1.0
    assert peers.outcomes["S5"][0].items == 1
    assert peers.outcomes["S3"][0].average is None


def test_other_words_start_anew_and_the_old_ones_stay(stores, ports, join):
    ann, rose = join(), join("Rose", "researcher")
    workshop.say(stores, ports, ann, wording(), relevance=2, clarity=2, text="Hard to follow")
    new = reworded()
    assert workshop.progress(stores, ann, new, "en")["S5-1"].earlier
    assert not workshop.progress(stores, ann, new, "en")["S5-1"].rated
    assert workshop.talk(stores, ann, new, "S5-1", "en")[0].current is False
    now, before = workshop.results(stores, rose, new, "en").rows[:2]
    assert (now.wording.version, now.current, now.relevance.raters) == (2, True, 0)
    assert (before.wording.version, before.current, before.relevance.raters) == (1, False, 1)
    assert before.wording.words == INSTRUMENT.item("S5-1").words["en"].page
    workshop.rate(stores, ports, ann, workshop.wording_of(new, new.item("S5-1"), "en"), 4, 4)
    rows = workshop.results(stores, ann, new, "en").rows[:2]
    assert [row.relevance.agreeing for row in rows] == [1, 0]


def test_a_question_that_is_gone_is_still_told_of(stores, ports, join):
    rose = join("Rose", "researcher")
    workshop.rate(stores, ports, rose, wording("S3-1"), 3, 3)
    without = replace(INSTRUMENT, items=tuple(one for one in INSTRUMENT.items if one.id != "S3-1"))
    last = workshop.results(stores, rose, without, "en").rows[-1]
    assert (last.wording.item, last.current, last.relevance.raters) == ("S3-1", False, 1)


def test_decisions_are_written_down_by_researchers(stores, ports, join):
    ann, rose = join(), join("Rose", "site-lead")
    with pytest.raises(Refusal) as refusal:
        workshop.decide(stores, ports, ann, wording(), "keep", "We agreed")
    assert code_of(refusal) == "403.607"
    assert workshop.decide(stores, ports, rose, wording(), "change", "Too long")
    assert not workshop.decide(stores, ports, rose, wording(), "change", "Too long")
    assert workshop.decide(stores, ports, rose, wording(), "keep", "Clear after all")
    decision = workshop.results(stores, rose, INSTRUMENT, "en").rows[0].decision
    assert (decision.verdict, decision.reason) == ("keep", "Clear after all")
    for verdict, reason, code in (
        ("burn", "x", "422.615"),
        ("keep", " ", "422.616"),
        ("keep", "x" * 1001, "422.616"),
    ):
        with pytest.raises(Refusal) as refusal:
            workshop.decide(stores, ports, rose, wording(), verdict, reason)
        assert code_of(refusal) == code
