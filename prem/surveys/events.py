"""What happened in a turn: past-tense facts that the engine returns and fieldwork carries out."""

from __future__ import annotations

from dataclasses import dataclass

from prem.surveys.session import Response


@dataclass(frozen=True, slots=True)
class Started:
    """The first turn of a session."""


@dataclass(frozen=True, slots=True)
class ConsentGiven:
    """She agreed to what the opening says; `version` is the hash of those words."""

    version: str


@dataclass(frozen=True, slots=True)
class ConsentRefused:
    """She said no: nothing is asked."""


@dataclass(frozen=True, slots=True)
class SituationTold:
    """Her life situation, for routing only: it never goes to the answers store."""

    situation: str


@dataclass(frozen=True, slots=True)
class AnswerGiven:
    """An item was answered, or not: `response` as in Session. `comment` is sealed when stored.

    The response "set-aside" takes the place of what she said under somebody's eyes.
    """

    item: str
    response: Response
    comment: str = ""


@dataclass(frozen=True, slots=True)
class AskedAgain:
    """The reply was no answer to this step: the same question is due once more.

    `skip_offered`: it happened before at this question, so that passing it over is offered.
    `stop_asked`: she may have meant to stop, and is asked that instead, plainly.
    """

    step: str
    empty: bool
    skip_offered: bool = False
    stop_asked: bool = False


@dataclass(frozen=True, slots=True)
class QuestionDue:
    """This step is to be shown or sent next."""

    step: str


@dataclass(frozen=True, slots=True)
class Paused:
    """She takes a break; the same link or any text goes on."""


@dataclass(frozen=True, slots=True)
class Left:
    """She left the page at once. Nothing is said or sent; her own link or a text goes on."""


@dataclass(frozen=True, slots=True)
class Stopped:
    """She stopped. Nothing more is asked or sent, but one confirmation unless `silent`."""

    silent: bool


@dataclass(frozen=True, slots=True)
class ErasureAsked:
    """She wants her answers gone: they are to be erased, and she is told so."""


@dataclass(frozen=True, slots=True)
class Finished:
    """The last question is behind her; the support lines are due."""


@dataclass(frozen=True, slots=True)
class HelpGiven:
    """Who asks, and the help lines, are due; the question stays where it is."""


@dataclass(frozen=True, slots=True)
class LifeTold:
    """She told by text of a birth, a loss and the like (`Reading.kind`); `day` is ISO or empty."""

    kind: str
    day: str = ""


@dataclass(frozen=True, slots=True)
class LanguageChosen:
    """She asked for a language; `has`: the survey has it, and goes on in it."""

    language: str
    has: bool


Event = (
    Started
    | ConsentGiven
    | ConsentRefused
    | SituationTold
    | AnswerGiven
    | AskedAgain
    | QuestionDue
    | Paused
    | Left
    | Stopped
    | ErasureAsked
    | Finished
    | HelpGiven
    | LifeTold
    | LanguageChosen
)
