"""The browser's own speech in place of a phone's, and what a story of listening looks for."""

from __future__ import annotations

import json

from playwright.sync_api import Page
from story_of_a_woman import Story

# The browser's own speech, told by what it is asked to say: each takes `pace` milliseconds.
SPEECH = """(voices) => {
  window.heard = [];
  window.pace = 40;
  window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text } };
  const speech = {
    getVoices: () => voices,
    cancel: () => { heard.push('(silence)') },
    speak: (one) => {
      heard.push(one.text);
      const own = one.voice && one.voice.localService && one.lang === one.voice.lang;
      if (!own) heard.push('(away)');
      setTimeout(() => one.onend && one.onend(), pace);
    },
  };
  Object.defineProperty(window, 'speechSynthesis', { value: speech });
}"""
FAR = {"lang": "en-GB", "localService": False, "name": "far"}
NEAR = {"lang": "en_GB", "localService": True, "name": "near"}


def speaks(page: Page, *voices: dict[str, object]) -> Page:
    page.add_init_script(f"({SPEECH})({json.dumps(voices)})")
    return page


def listen(page: Page):
    return page.get_by_role("button", name="Listen", exact=True)


def quiet(page: Page):
    return page.get_by_role("button", name="Quiet", exact=True)


def heard_on(page: Page) -> list[str]:
    return page.evaluate("heard")


def asked_by(story: Story, number: int = 1) -> list[str]:
    """What stands on a question: its words, the options and the non-answers."""
    study = story.study
    step = study.route(study.form_of_channel["web"], "pregnancy", "pregnant")[number - 1]
    words = study.items[step].words["en"]
    return [
        words.page,
        *words.options,
        *(one.forms["page"] for one in study.instrument.non_answers["en"]),
    ]
