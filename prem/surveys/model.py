"""What a survey is, once compiled: an instrument with sites, time points, channels and words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

from prem.instruments.hashing import digest
from prem.instruments.lints.grade import Reading, reading
from prem.instruments.model import FORMS, SITUATIONS, Form, Instrument, Item

Channel = Literal["web", "sms", "whatsapp", "voice", "paper"]
CHANNELS: tuple[Channel, ...] = ("web", "sms", "whatsapp", "voice", "paper")
BY_TEXT: tuple[Channel, ...] = ("sms", "whatsapp")
BY_PHONE: tuple[Channel, ...] = (*BY_TEXT, "voice")
"""The channels on which a woman is reached by her number: she is texted or rung."""
Nation = Literal["england", "scotland", "wales", "northern-ireland"]
SurveyStatus = Literal["demonstration", "piloting", "live", "closed"]

_FORM_SPOKEN: Mapping[str, Form] = {
    "web": "page", "paper": "page", "sms": "text", "whatsapp": "text", "voice": "spoken",
}  # fmt: skip

OPENING, CONSENT, SITUATION, END = "opening", "consent", "situation", "end"
CHECK = "check"
"""The step, after the end, at which she sees what she answered in this sitting."""
_AGREED = (
    "opening", "opening-body", "opening-more-body", "voucher",
    "consent", "consent-body", "consent-yes", "consent-no",
)  # fmt: skip
HEAVY = 3
"""So many items of high sensitivity make a scale a heavy part, of which she is told before."""


@dataclass(frozen=True, slots=True)
class SupportLine:
    """A line to call: shown with a tel: link. `nation` is empty where it serves all of the UK."""

    id: str
    name: str
    phone: str
    about: str
    nation: str = ""


@dataclass(frozen=True, slots=True)
class Site:
    """A place of care, with the profile by which results may be compared."""

    id: str
    title: str
    nation: Nation
    profile: Mapping[str, str]
    support: tuple[SupportLine, ...] = ()


@dataclass(frozen=True, slots=True)
class TimePoint:
    """When it is asked: a window in whole weeks around an anchor date (due date or birth)."""

    id: str
    title: str
    anchor: Literal["due-date", "birth"]
    from_week: int
    to_week: int


@dataclass(frozen=True, slots=True)
class SurveyWords:
    """All words of a survey in one language that are not an item's. See surveys/README.md.

    `page`, `text` and `easy` map a key ("opening", "consent", "stopped", ...) to words, with the
    facts of the opening already in their places; `easy` falls back on `page`, key by key.
    `situations` maps a situation id to its option words by form ("page", "text", "easy").
    `page` has "voucher" too where the survey gives any: the fact that she gets one.
    `paper` has what only a printed booklet says; it is empty where no paper is asked.
    `voice` has the words of calls, where there are any; a line of them is one recording.
    `support` says by id what a help line is for, where it is not in survey.toml's language.
    `forms` are those that this language has, `status` is "source", "draft" or "checked".
    """

    page: Mapping[str, str]
    text: Mapping[str, str]
    situations: Mapping[str, Mapping[str, str]]
    easy: Mapping[str, str] = field(default_factory=dict)
    paper: Mapping[str, str] = field(default_factory=dict)
    voice: Mapping[str, str] = field(default_factory=dict)
    support: Mapping[str, str] = field(default_factory=dict)
    status: str = "source"
    forms: tuple[Form, ...] = FORMS

    def say(self, key: str, form: str = "page") -> str:
        """Return the words of a key in a form ("page", "text", "easy"); KeyError without any."""
        if form == "text":
            return self.text[key]
        return self.easy.get(key, self.page[key]) if form == "easy" else self.page[key]


@dataclass(frozen=True, slots=True)
class Survey:
    """A survey version, compiled once. `forms` says which item ids a channel asks, in order.

    `vouchers`: who comes to an end, or stops, is given one. `delete_on`: the day, such as
    2031-12-31, on which all answers are deleted, "" where there is none. The fields after it
    follow from the others: `items` by id, `routes` the item ids that fit a (form, time point,
    situation), in
    order, and `consent_versions` by language the hash of what a woman agrees to; `consents` is
    its version by site and language, and `agreed` are the versions that hold at a site. `parts`
    are the heavy parts by their step: the items of a scale from its first one of high
    sensitivity on; `part_of` is the same, by item.
    """

    id: str
    title: str
    version: str
    hash: str
    instrument: Instrument
    sites: tuple[Site, ...]
    time_points: tuple[TimePoint, ...]
    channels: tuple[Channel, ...]
    forms: Mapping[str, tuple[str, ...]]
    form_of_channel: Mapping[str, str]
    languages: tuple[str, ...]
    words: Mapping[str, SurveyWords]
    support: tuple[SupportLine, ...]
    status: SurveyStatus = "demonstration"
    vouchers: bool = False
    promises: Mapping[str, int] = field(default_factory=dict)
    delete_on: str = ""
    items: Mapping[str, Item] = field(init=False, repr=False, compare=False)
    routes: Mapping[tuple[str, str, str], tuple[str, ...]] = field(
        init=False, repr=False, compare=False
    )
    consent_versions: Mapping[str, str] = field(init=False, repr=False, compare=False)
    consents: Mapping[tuple[str, str], str] = field(init=False, repr=False, compare=False)
    agreed: Mapping[str, frozenset[str]] = field(init=False, repr=False, compare=False)
    parts: Mapping[str, tuple[str, ...]] = field(init=False, repr=False, compare=False)
    part_of: Mapping[str, str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Work out once what every turn would else work out again."""
        items = {item.id: item for item in self.instrument.items}
        object.__setattr__(self, "items", MappingProxyType(items))
        object.__setattr__(self, "routes", MappingProxyType(_routes(self, items)))
        object.__setattr__(self, "consent_versions", MappingProxyType(_consent_versions(self)))
        consents = _consents(self)
        object.__setattr__(self, "consents", MappingProxyType(consents))
        agreed = {
            site.id: frozenset(v for (here, _), v in consents.items() if here == site.id)
            for site in self.sites
        }
        object.__setattr__(self, "agreed", MappingProxyType(agreed))
        parts = _parts(self.instrument)
        object.__setattr__(self, "parts", MappingProxyType(parts))
        part_of = {item: step for step, inside in parts.items() for item in inside}
        object.__setattr__(self, "part_of", MappingProxyType(part_of))

    def __hash__(self) -> int:
        """Hash by content, so that what follows from a survey can be kept beside it."""
        return hash(self.hash)

    def route(self, form: str, time_point: str, situation: str) -> tuple[str, ...]:
        """Return the ids of the items to ask, in order; none where nothing fits."""
        return self.routes.get((form, time_point, situation), ())

    def asks_on(self, some: tuple[Channel, ...]) -> tuple[Channel, ...]:
        """Return which of these channels it asks on, in its own order."""
        return tuple(one for one in self.channels if one in some)

    def speaks(self, language: str, channel: str) -> bool:
        """Whether it can be answered in this language on this channel."""
        form = _FORM_SPOKEN.get(channel)
        if form is None or channel not in self.channels or language not in self.languages:
            return False
        return form in self.words[language].forms and form in self.instrument.forms_in(language)

    def reading(self, language: str, form: str) -> Reading:
        """Return how its own sentences read in a form ("page", "text", "easy"); headings, which
        are none, are left out."""
        words = self.words[language]
        keys = words.text if form == "text" else words.page
        said = [line for key in keys for line in words.say(key, form).split("\n")]
        return reading(line for line in said if line.rstrip().endswith((".", "?", "!")))

    @property
    def texted(self) -> tuple[str, ...]:
        """The languages that it has texts in."""
        return tuple(one for one in self.languages if "text" in self.words[one].forms)

    def site(self, site_id: str) -> Site:
        """Return the site of this id; KeyError where there is none."""
        return next(s for s in self.sites if s.id == site_id)


def _routes(
    survey: Survey, items: Mapping[str, Item]
) -> dict[tuple[str, str, str], tuple[str, ...]]:
    return {
        (form, time_point.id, situation): tuple(
            one for one in asked if one in items and items[one].fits(time_point.id, situation)
        )
        for form, asked in survey.forms.items()
        for time_point in survey.time_points
        for situation in SITUATIONS
    }


def _parts(instrument: Instrument) -> dict[str, tuple[str, ...]]:
    parts: dict[str, tuple[str, ...]] = {}
    for scale in instrument.scales:
        items = [item for item in instrument.items if item.scale == scale.id and not item.retired]
        high = [at for at, item in enumerate(items) if item.sensitivity == "high"]
        if len(high) >= HEAVY:
            parts[f"part-{scale.id}"] = tuple(item.id for item in items[high[0] :])
    return parts


def consent_said(own: SurveyWords) -> dict[str, dict[str, str]]:
    """Return all that a woman is told and asked before her yes, by form and key: on a page, in
    easy read, in texts, on calls, on paper."""
    forms = {
        "page": (_AGREED, own.page),
        "easy": (_AGREED, own.easy),
        "text": (_AGREED, own.text),
        "voice": (("opening", "consent", "yes", "no"), own.voice),
        "paper": (("opening-body",), own.paper),
    }
    said = {
        form: {key: has[key] for key in keys if key in has} for form, (keys, has) in forms.items()
    }
    return {form: keys for form, keys in said.items() if keys}


def consent_version(survey: str, site: str, language: str, said: Mapping[str, object]) -> str:
    """Return the version of what she agrees to at a site: 16 digits of a hash of all of it."""
    return digest([survey, site, language, digest(said)])[:16]


def _consents(survey: Survey) -> dict[tuple[str, str], str]:
    """Return the version of what she agrees to, by site and language."""
    return {
        (site.id, language): consent_version(survey.id, site.id, language, consent_said(words))
        for language, words in survey.words.items()
        for site in survey.sites
    }


def _consent_versions(survey: Survey) -> dict[str, str]:
    """Hash what the opening and the consent say, in every form."""
    return {language: digest(consent_said(words)) for language, words in survey.words.items()}
