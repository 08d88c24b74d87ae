"""Women's pages, made once and kept: a page of a survey is the same for all who see it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache, partial
from typing import Any

from jinja2 import Environment
from markupsafe import Markup

from prem.errors import Kind
from prem.errors.web import OLD_PAGE
from prem.instruments.recordings import Recordings
from prem.surveys.ahead import Onward, screens_ahead
from prem.surveys.model import Survey
from prem.surveys.screens import Screen, support_lines
from prem.web.clothes import wardrobe
from prem.web.dress import Dress
from prem.web.listening import keys_of, voices_of
from prem.web.marking import HOLE, Holed, pack_around
from prem.web.packing import BEST, Encoding, Packed, pack, packed
from prem.web.placing import SOURCE, spoken
from prem.web.said import Shown
from prem.web.support import lines_at, lines_everywhere, lines_in
from prem.web.tongue import others
from prem.web.views import RIGHT_TO_LEFT, Fault, Line, view_of

IDLE, WRITING = 60, 300
"""Seconds after which a page on a tablet for many shuts without scripts; where she writes, more,
for without scripts it is not known that she does. With scripts it is IDLE without a touch."""

SHOWN = 203
"""The status, to a browser, of a page of her session. Chromium keeps whole pages for Back where it
was 200, even those that say `no-store`, and without scripts it showed her question after she had
left."""

KEPT = 4096
"""Packed pages kept at once: about 3 kB each, so some 12 MB at most."""

HEADINGS = {
    400: "That did not work",
    403: "That did not work",
    404: "There is nothing here",
    405: "That did not work",
    413: "That was too long",
    415: "That did not work",
    422: "This is an older page",
    429: "One moment",
    503: "One moment",
}
"""The heading of a problem's page by status; any other is 'Something went wrong'."""


WRONG = "Something went wrong"


class Pages:
    """Renders and packs; what it has made it keeps, the least used goes first.

    A screen holds nothing of one woman's but which answer is chosen, never her words.
    """

    def __init__(
        self,
        templates: Environment,
        surveys: Mapping[str, Survey],
        recordings: Recordings | None = None,
    ) -> None:
        self._templates, self._surveys = templates, surveys
        self._recordings = recordings or Recordings()
        # Where nobody knows her survey, the lines of all nations: the same for every link.
        self._everywhere = lru_cache(maxsize=32)(partial(lines_everywhere, surveys.values()))
        self._gives = any(one.vouchers for one in surveys.values())
        self._spoken = {
            name: tuple(one for one in survey.languages if survey.speaks(one, "web"))
            for name, survey in surveys.items()
        }
        self._wardrobe = wardrobe(templates)
        self._headers = self._wardrobe["plain"].headers()
        # A live page stays while questions come and go in it, and some may have a voice.
        voices = bool(self._recordings.clips)
        self._live_headers = self._wardrobe["live"].headers(voices=voices)
        self._fragment = lru_cache(maxsize=512)(self._fragment_of)
        self.question = lru_cache(maxsize=KEPT)(self._question)
        self.start = lru_cache(maxsize=32)(self._start)
        self.door = lru_cache(maxsize=32)(self._door)
        self.gate = lru_cache(maxsize=32)(self._gate)
        self.closed = lru_cache(maxsize=32)(self._closed)
        self.erased = lru_cache(maxsize=32)(self._erased)
        self.told = lru_cache(maxsize=32)(self._told)
        self.tips = lru_cache(maxsize=32)(self._tips)
        self.saved = lru_cache(maxsize=512)(self._saved)
        self.problem = lru_cache(maxsize=64)(self._problem)

    def _question(
        self,
        screen: Screen,
        place: tuple[str, str, str],
        fault: Fault,
        encoding: Encoding,
        dress: Dress = "plain",
        way: Onward | None = None,
        times: bool = False,  # a key of the cache
        voucher: bool = False,  # also one
    ) -> Packed | Holed:
        """Return the page of a step, its form awaiting its mark.

        With a fault it has status 422, else `SHOWN`.

        `place` is survey, site and language: they decide the help lines and the page's words.
        The questions ahead on her `way`, where it is given, travel with the page. `times`: she is
        texted, and may choose when. `voucher`: there is one for her: the opening says so, and an
        end has a button to see it.
        """
        survey, site, language = place
        lines = screen.support or support_lines(self._surveys[survey], site)
        view = view_of(screen, fault, voucher=voucher)
        support = lines_in(self._surveys[survey], lines, language)
        ahead = [self._fragment(one, language, survey) for one in screens_ahead(way)] if way else ()
        voiced = voices_of(
            self._recordings, self._surveys[survey], screen, language, voucher=voucher
        )
        dress = "kiosk" if view.kiosk else dress
        html = self.placed(
            "question.html",
            language,
            support,
            dress,
            view=view,
            mark=HOLE,
            ahead=ahead,
            easy=view.easy,
            idle=(WRITING if view.writes or voiced.pieces else IDLE) if view.kiosk else 0,
            voiced=voiced,
            times=times and (view.rests or view.checks),
            voucher=voucher and screen.kind in ("end", "stopped"),
            others=others(language, self._spoken[survey]),
        )
        packing = pack_around if HOLE in html else pack
        headers = self._live_headers
        if dress != "live":
            headers = self._wardrobe[dress].headers(voices=bool(voiced.pieces))
        return packing(html, headers, 422 if fault else SHOWN, encoding)

    def _fragment_of(self, screen: Screen, language: str, survey: str) -> Markup:
        """Return what stands inside <main> of a question's page, without a mark."""
        html = self._block(
            "question.html",
            "main",
            view=view_of(screen),
            mark="",
            dress="part",
            language=language,
            times=False,
            voucher=False,
            voiced=voices_of(self._recordings, self._surveys[survey], screen, language),
        )
        return Markup(_without_spare_lines(html))  # noqa: S704  # escaped by the template

    def _start(self, encoding: Encoding, language: str = SOURCE) -> Packed:
        """Return the page that every personal link opens, the same for all."""
        html = self._starting(language, mark="", dress="live")
        return pack(html, self._live_headers, 200, encoding, BEST)

    def _door(self, encoding: Encoding, language: str = SOURCE) -> Holed:
        """Return the page of open doors: the same, and its form awaits a mark of its own."""
        html = self._starting(language, mark=HOLE, dress="live")
        return pack_around(html, self._live_headers, 200, encoding, BEST)

    def _gate(self, encoding: Encoding, language: str = SOURCE) -> Holed:
        """Return the page on a tablet between two women; its form is posted without a script."""
        html = self._starting(language, mark=HOLE, dress="plain")
        return pack_around(html, self._headers, 200, encoding, BEST)

    def _starting(self, language: str, mark: str, dress: Dress) -> str:
        keys = partial(keys_of, self._recordings, language)
        return self.placed("start.html", language, dress=dress, mark=mark, keys=keys)

    def _tips(self, encoding: Encoding, language: str = SOURCE) -> Packed:
        """Return the page that says what leaving can't undo."""
        return pack(
            self.placed("tips.html", language, tips=False), self._headers, 200, encoding, BEST
        )

    def beside(
        self, name: str, encoding: Encoding, language: str = SOURCE, *, erased: bool = False
    ) -> Packed | None:
        """Return a page under /x that is the same for all: tips, done, old; None for any other.

        `erased`: she has deleted and not left since; done is closed to all others, as all is.
        """
        if name == "old":
            return self.problem(OLD_PAGE, "/q", encoding, language)
        made = {"tips": self.tips, "done": self.erased if erased else self.closed}.get(name)
        return made(encoding, language) if made else None

    def _saved(self, due: str, status: int) -> Packed:
        """Return what the script gets for an answer that it sent: the step that is due now."""
        headers = {**self._headers, "content-type": "text/plain; charset=utf-8"}
        body = due.encode()
        return packed(status, {**headers, "content-length": str(len(body))}, body)

    def _closed(self, encoding: Encoding, language: str = SOURCE, *, link: bool = False) -> Packed:
        """Return the page of a link or a session that does not open, the same for all.

        `link`: somebody came by a link and may want to be asked again, or to delete what she said.
        """
        html = self.placed("closed.html", language, link=link, vouchers=self._gives)
        return pack(html, self._headers, 404, encoding, BEST)

    def voucher(
        self, code: str, place: tuple[str, str, str], encoding: Encoding, *, back: bool
    ) -> Packed:
        """Return the page of a voucher ("" where there is none), which is kept nowhere.

        `place` as for a question; its survey is "" where nobody knows it.
        """
        survey, site, language = place
        support = lines_at(self._surveys[survey], site, language) if survey else ()
        html = self.placed("voucher.html", language, support or None, code=code, back=back)
        return pack(html, self._headers, SHOWN, encoding)

    def _erased(self, encoding: Encoding, language: str = SOURCE) -> Packed:
        """Return the page after she deleted what she said; it is the same where nothing was."""
        return pack(self.placed("erased.html", language), self._headers, SHOWN, encoding, BEST)

    def _told(self, told: Shown, encoding: Encoding, language: str = SOURCE) -> Packed:
        """Return the page of what was done about what women said, the newest first."""
        return pack(
            self.placed("said.html", language, told=told), self._headers, 200, encoding, BEST
        )

    def _problem(self, kind: Kind, back: str, encoding: Encoding, language: str = SOURCE) -> Packed:
        """Return the page of a problem in the catalogue's words; `back` is where to go on."""
        heading = HEADINGS.get(kind.status, WRONG)
        values: dict[str, Any] = {"heading": heading, "words": kind.sentence, "back": back}
        html = self.placed("problem.html", language, **values)
        return pack(html, self._headers, kind.status, encoding, BEST)

    def placed(
        self,
        template: str,
        language: str,
        support: tuple[Line, ...] | None = None,
        dress: Dress = "plain",
        **values: Any,
    ) -> str:
        """Return a template as HTML, without the white space between its lines.

        `support` are the help lines of her nation; by default those that serve all nations. A page
        with more of its own gives its `clothes`.
        """
        values["support"] = self._everywhere(language) if support is None else support
        html = (
            spoken(self._templates, language)
            .get_template(template)
            .render(
                language=language,
                rtl=language in RIGHT_TO_LEFT,
                dress=dress,
                **{
                    "clothes": self._wardrobe[dress],
                    "ahead": (),
                    "tips": True,
                    "easy": False,
                    "link": False,
                    "idle": 0,
                    "others": (),
                }
                | values,
            )
        )
        return _without_spare_lines(html)

    def _block(self, template: str, name: str, **values: Any) -> str:
        """Return one block of a template as HTML."""
        made = spoken(self._templates, values["language"]).get_template(template)
        return "".join(made.blocks[name](made.new_context(values)))


def _without_spare_lines(html: str) -> str:
    return "\n".join(line for line in map(str.strip, html.splitlines()) if line)
