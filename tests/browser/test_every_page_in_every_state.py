"""Every page of hers, as the server makes it, in the languages and in every state."""

from __future__ import annotations

import pytest
from every_page_of_hers import hand, of, unseen
from looking_at_pages import STATES, Looks

RULES = ("en", "ur", "ar")
# Right to left is looked at in Urdu and in Arabic themselves; the others have longer words.
STATES_OF = {
    "en": tuple(one for one in STATES if one != "right to left"),
    "ur": tuple(one for one in STATES if one != "right to left"),
    "ar": ("light", "dark"),
    "bn": ("light", "twice the letters", "spaced"),
    "pl": ("light", "twice the letters", "spaced"),
}
OPEN = "() => document.querySelectorAll('main details, footer details').forEach(e => e.open = true)"
SAYS = """() => {{
  const e = document.querySelector('#state');
  e.className = '{0}';
  e.textContent = e.dataset.{0};
}}"""
IDLE = "() => { const e = document.querySelector('#idle'); e.textContent = e.dataset.soon }"
MUCH = "() => { document.querySelector('textarea').value = 'نص 👶🏽 long\u200b'.repeat(400) }"
# What a page comes to by itself or by her, and how it comes to look so.
LATER = {
    "question": {
        "saved": SAYS.format("saved"),
        "slow": SAYS.format("slow"),
        "no connection": SAYS.format("off"),
        "chosen": "() => { document.querySelector('main [type=radio]').checked = true }",
        "help": "() => { document.querySelector('.now').open = true }",
    },
    "open": {"long text": MUCH},
    "tablet, question": {"still there?": IDLE},
}


def test_nothing_that_could_be_shown_is_left_out(live):
    assert unseen(live.house) == set()


@pytest.mark.parametrize("language", STATES_OF)
def test_every_page_is_well_in(live, visit, language):
    page = visit(locale=language)
    looks, made = Looks(page), of(live.house, language)
    answers = iter(made.values())
    page.route("**/q", lambda route: hand(route, next(answers)))
    for name in made:
        page.goto(f"{live.url}/q")
        assert page.evaluate("document.documentElement.lang") == language
        page.evaluate(OPEN)
        looks.at(name, STATES_OF[language], axe=language in RULES)
        for later, done in LATER.get(name, {}).items():
            page.evaluate(done)
            looks.at(later, STATES_OF[language], axe=language in RULES)
    assert looks.amiss == [], "\n".join(map(str, looks.amiss))
    pages = len(made) + sum(map(len, LATER.values()))
    assert looks.count == (pages * len(STATES_OF[language]) if language in RULES else 0)
