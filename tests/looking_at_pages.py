"""Looks at a page in every state: axe (A to AAA, best practice), reflow, targets, words cut off."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

TAGS = [
    "wcag2a", "wcag2aa", "wcag2aaa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice",
]  # fmt: skip
OPTIONS = {
    "runOnly": TAGS,
    "rules": {"color-contrast-enhanced": {"enabled": True}, "target-size": {"enabled": True}},
    "resultTypes": ["violations", "incomplete"],
}
# What axe cannot decide, by page or state and rule, and why it is well here.
_SYSTEM = "axe reads our colours, and the browser draws the system's: hers to choose, not ours"
EXPLAINED = {
    ("forced colours", "color-contrast"): _SYSTEM,
    ("forced colours", "color-contrast-enhanced"): _SYSTEM,
    # The same pages and the same list are judged where they do not overlap.
    (
        "help",
        "color-contrast",
    ): "the list lies over the page on purpose, and scrolls where it is long",
    ("help", "color-contrast-enhanced"): "the same",
}
ROOT = "document.documentElement"
# What a reader may set (1.4.12). Nastaliq has more room between its lines already, and keeps it.
SPACED = """{
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`* { letter-spacing: .12em !important; word-spacing: .16em !important }
    p { margin-block-end: 2em !important } :not(:lang(ur)) { line-height: 1.5 !important }`);
  document.adoptedStyleSheets = [sheet];
}"""
# Each state: what the browser is told, what is done to the page, and how that is undone.
STATES: dict[str, tuple[dict[str, Any], str, str]] = {
    "light": ({}, "", ""),
    "dark": ({"color_scheme": "dark"}, "", ""),
    "forced colours": ({"forced_colors": "active"}, "", ""),
    "right to left": ({}, f"{ROOT}.dir = 'rtl'", f"{ROOT}.dir = ''"),
    "twice the letters": ({}, f"{ROOT}.style.fontSize = '200%'", f"{ROOT}.style.fontSize = ''"),
    "spaced": ({}, SPACED, "document.adoptedStyleSheets = []"),
    "long words": (
        {},
        "document.querySelectorAll('h1, label.o, button, .count').forEach("
        "e => e.append(' Donaudampfschifffahrtselektrizitaetenhauptbetriebswerk and many more'))",
        "document.querySelectorAll('h1, label.o, button, .count').forEach("
        "e => e.lastChild.remove())",
    ),
}
SIZES = ({"width": 360, "height": 740}, {"width": 320, "height": 256})
PLAIN = {"color_scheme": "light", "forced_colors": "none", "reduced_motion": "no-preference"}


# Is it wider than the screen; which targets are smaller than 44 px; which words leave their box or
# the screen. (Letters of Nastaliq are higher than their lines: there, sideways alone.)
FITS = """() => {
  const page = document.documentElement, room = page.clientWidth;
  const seen = what => [...document.querySelectorAll(what)].filter(e => e.checkVisibility());
  const told = (e, box) => `${e.outerHTML.slice(0, 80)} ${box.width}x${box.height}`;
  const small = seen('a, button, label.o, summary, textarea, select')
    .map(e => [e, e.getBoundingClientRect()])
    .filter(([, box]) => box.height < 43.9 || box.width < 43.9)
    .map(([e, box]) => told(e, box));
  const boxed = 'button, label.o, a.leave, .error, select', cut = [];
  for (const e of seen('main *, header *, footer *, #state, #idle')) {
    const style = getComputedStyle(e);
    if (style.overflowX !== 'visible' && !e.matches('textarea') && e.scrollWidth > e.clientWidth)
      cut.push('scrolls: ' + told(e, e.getBoundingClientRect()));
    const around = (e.closest(boxed) || page).getBoundingClientRect();
    for (const words of e.childNodes) {
      if (words.nodeType !== 3 || !words.textContent.trim() || e.closest('select')) continue;
      const range = document.createRange();
      range.selectNodeContents(words);
      const box = range.getBoundingClientRect();
      const out = box.left < Math.max(around.left, 0) - 1
        || box.right > Math.min(around.right, room) + 1;
      const over = e.closest(boxed) && !e.matches(':lang(ur)')
        && (box.top < around.top - 1 || box.bottom > around.bottom + 1);
      if (out || over) cut.push(words.textContent.slice(0, 60) + ' ' + told(e, box));
    }
  }
  return [page.scrollWidth, room, small, cut];
}"""


# The rules that are broken, or that axe could not decide: their first nodes, and why.
FINDS = """async options => {
  const found = await axe.run(document, options);
  return ['violations', 'incomplete'].flatMap(kind => found[kind].map(rule => {
    const why = rule.nodes.flatMap(node => [...node.any, ...node.none, ...node.all]);
    const nodes = rule.nodes.slice(0, 2).map(node => node.html.slice(0, 90));
    return [kind, rule.id, nodes, why.slice(0, 1).map(one => one.message)];
  }));
}"""


class Looks:
    """Looks at a page in all states; what it finds amiss it keeps, so that all is told at once."""

    def __init__(self, page: Page) -> None:
        self.page, self.amiss, self.count = page, [], 0
        self._axe, self._told = Axe().axe_script, None

    def at(self, name: str, states: Iterable[str] = STATES, *, axe: bool = True) -> None:
        """Look at the page that is open, in these states, and leave it as it was.

        Without `axe` it is held to the screen alone: what the rules say of a page does not depend
        on which language it is in.
        """
        self.page.wait_for_load_state()
        if axe:
            self.page.evaluate(self._axe)
        for size in SIZES:
            self.page.set_viewport_size(size)
            for state in states:
                told, done, undone = STATES[state]
                if told and size != SIZES[0]:
                    continue  # colours move nothing
                if told != self._told:
                    self.page.emulate_media(**{**PLAIN, **told})
                self._told = told
                if done:
                    self.page.evaluate(done)
                if axe and size == SIZES[0]:
                    self._axe_finds(name, state)
                self._fits(f"{name}, {state}, {size['width']}x{size['height']}")
                if undone:
                    self.page.evaluate(undone)
        self.page.set_viewport_size(SIZES[0])

    def _axe_finds(self, name: str, state: str) -> None:
        for kind, rule, nodes, said in self.page.evaluate(FINDS, OPTIONS):
            explained = {(state, rule), (name, rule)} & EXPLAINED.keys()
            if kind == "violations" or not explained:
                self.amiss.append((name, state, kind, rule, nodes, said))
        self.count += 1

    def _fits(self, where: str) -> None:
        wide, room, small, cut = self.page.evaluate(FITS)
        if wide > room:
            self.amiss.append((where, "scrolls sideways", wide, room))
        if small:
            self.amiss.append((where, "small", small))
        if cut:
            self.amiss.append((where, "cut off", cut))
