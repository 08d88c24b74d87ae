"""Faces and pictures: beside words that say the same, silent for who listens, part of the item."""

from __future__ import annotations

import dataclasses
import re
from xml.etree import ElementTree

import pytest

from prem.errors import Place
from prem.instruments.compile_items import Bounds, _item
from prem.instruments.fields import Fields
from prem.instruments.hashing import item_hash
from prem.instruments.load import load_instrument
from prem.instruments.pictures import picture_names, pictures
from prem.surveys.load import load_survey
from prem.surveys.screens import screen
from prem.surveys.session import Session, Ways
from prem.web.drawing import face, picture
from prem.web.listening import UNVOICED
from prem.web.placing import environment
from prem.web.views import view_of

SURVEY = "pregnancy-to-18-months"


def block(step: str, form: str = "page") -> str:
    survey = load_survey(SURVEY)
    agreed = Ways(agreed=survey.consents["site-1", "en"])
    place = (survey.id, "site-1", "weeks-0-12", "full", "en")
    session = Session(*place, "open", step, situation="baby-with-me", ways=agreed)
    shown = screen(survey, session, form)
    made = environment().get_template("question.html")
    values = {"view": view_of(shown), "mark": "", "language": "en", "times": False}
    values |= {"voucher": False, "voiced": UNVOICED, "dress": "plain"}
    return "".join(made.blocks["main"](made.new_context(values)))


def curves(html: str) -> list[float]:
    """How far each mouth hangs below or stands above its ends."""
    found = re.findall(r"M9 ([\d.]+)Q16 ([\d.]+)", html)
    return [round(float(middle) - float(ends), 1) for ends, middle in found]


@pytest.mark.parametrize("of", [2, 3, 5, 7])
def test_faces_go_evenly_from_the_happiest_to_its_mirror(of):
    moods = curves("".join(face(place, of) for place in range(of)))
    assert moods == sorted(moods, reverse=True)
    assert moods[0] == -moods[-1] > 0
    assert len(set(moods)) == of


def test_a_scale_with_faces_shows_one_beside_each_answer_and_none_beside_the_others():
    html = block("overall")
    assert len(curves(html)) == 5
    assert html.count("<svg") == html.count('aria-hidden="true"')
    labels = re.findall(r"<label.*?</label>", html, re.DOTALL)
    assert [bool(curves(label)) for label in labels] == [True] * 5 + [False] * 3
    assert not curves(block("S3-1"))


def test_a_picture_stands_beside_a_question_in_easy_read_only():
    assert 'class="sign"' in block("S3-1", "easy")
    assert 'class="sign"' not in block("S3-1")
    assert 'class="sign"' not in block("S3-4", "easy")


def test_every_picture_is_shapes_alone():
    assert len(picture_names()) > 10
    for name in pictures():
        drawn = ElementTree.fromstring(picture(name))
        assert {one.tag for one in drawn} <= {"path", "circle", "rect"}
        keys = {key for one in drawn for key in one.attrib}
        assert keys <= {"d", "cx", "cy", "r", "x", "y", "width", "height", "rx", "fill-rule"}
    assert not picture("no-such-picture")


def test_they_are_part_of_the_items_version():
    item = load_instrument("perinatal-experience").item("S3-4")
    with_faces = dataclasses.replace(item, faces=True)
    with_picture = dataclasses.replace(item, picture="ear")
    assert len({item_hash(one) for one in (item, with_faces, with_picture)}) == 3


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"picture": "eer"}, 'did you mean "ear"?'),
        ({"faces": "yes"}, "true or false"),
        ({"faces": True, "kind": "open"}, "faces"),
    ],
)
def test_a_slip_is_complained_of(more, said):
    raw = {"id": "A-1", "kind": "choice", "codes": [2, 1], **more}
    complaints: list = []
    _item(Fields(raw, Place("items/A.toml"), complaints), Bounds(None, (), ()))
    assert any(said in str(one) for one in complaints), complaints
