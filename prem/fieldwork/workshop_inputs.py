"""What may come into the workshop: every input passes a pydantic schema before the database.

What pydantic complains of becomes an entry of our catalogue, in words for a peer adviser.
"""

from __future__ import annotations

import unicodedata
from typing import Annotated, Any, Literal, cast

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from prem.errors import workshop as kinds
from prem.storage.workshop_tables import COMMENT_LIMIT, NAME_LIMIT, REASON_LIMIT, ROLES, VERDICTS

DAYS_LIMIT = 60
_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_KEPT = frozenset("\n\t\u200c\u200d")  # joiners are spelling in several scripts


def tidy(text: str) -> str:
    """Return a text in NFC, with plain line ends, without hidden characters and spare ends.

    PostgreSQL cannot hold U+0000, and a hidden change of direction could make a comment read
    otherwise than it was written. Line breaks and tabs stay.
    """
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    return "".join(c for c in text if c in _KEPT or unicodedata.category(c) not in _HIDDEN).strip()


def tidy_line(text: str) -> str:
    """Return a text as `tidy` does, all on one line."""
    return " ".join(tidy(text).split())


def _digit(value: object) -> object:
    """Let a form's "3" be 3, and nothing else: not True, not 3.0, not "03"."""
    if isinstance(value, str) and value in ("1", "2", "3", "4"):
        return int(value)
    return value if type(value) is int else None


_One4 = Annotated[Literal[1, 2, 3, 4], BeforeValidator(_digit)]


class _Input(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class RatingIn(_Input):
    """A rating: relevance and clarity, each a whole number from 1 to 4 (or its digit)."""

    relevance: _One4
    clarity: _One4


class CommentIn(_Input):
    """A comment of 1 to 2000 characters, tidied."""

    text: Annotated[str, AfterValidator(tidy), Field(min_length=1, max_length=COMMENT_LIMIT)]


class DecisionIn(_Input):
    """A decision ("keep", "change" or "drop") and its reason of 1 to 1000 characters."""

    verdict: Literal["keep", "change", "drop"]
    reason: Annotated[str, AfterValidator(tidy), Field(min_length=1, max_length=REASON_LIMIT)]


class NameIn(_Input):
    """What someone wants to be called: 1 to 60 characters on one line."""

    name: Annotated[str, AfterValidator(tidy_line), Field(min_length=1, max_length=NAME_LIMIT)]


class InvitationIn(_Input):
    """For whom an invitation is and for how many days it works."""

    role: Literal["adviser", "researcher", "site-lead"]
    days: Annotated[int, Field(ge=1, le=DAYS_LIMIT, strict=True)]


def rating(relevance: object, clarity: object) -> RatingIn:
    """Return the rating; Refusal 422.610 where a half is missing, 422.611 where it is not 1-4."""
    if relevance in (None, "") or clarity in (None, ""):
        raise kinds.HALF_RATED.refuse()
    try:
        return RatingIn.model_validate({"relevance": relevance, "clarity": clarity})
    except ValidationError:
        raise kinds.BAD_RATING.refuse() from None


def comment(text: object) -> CommentIn:
    """Return the comment; Refusal 422.612 where it is empty, 422.613 where it is too long."""
    try:
        return CommentIn.model_validate({"text": text})
    except ValidationError:
        found = len(tidy(text)) if isinstance(text, str) else 0
        if found > COMMENT_LIMIT:
            raise kinds.LONG_COMMENT.refuse(found=found, limit=COMMENT_LIMIT) from None
        raise kinds.EMPTY_COMMENT.refuse() from None


def decision(verdict: object, reason: object) -> DecisionIn:
    """Return the decision; Refusal 422.615 for another word, 422.616 for the reason."""
    try:
        return DecisionIn.model_validate({"verdict": verdict, "reason": reason})
    except ValidationError as error:
        if _fields(error) == {"reason"}:
            raise kinds.BAD_REASON.refuse(limit=REASON_LIMIT) from None
        raise kinds.BAD_DECISION.refuse(accepted=", ".join(VERDICTS)) from None


def name(given: object) -> str:
    """Return the name on one line; Refusal 422.604 where it is empty or too long."""
    try:
        return NameIn.model_validate({"name": given}).name
    except ValidationError:
        raise kinds.BAD_NAME.refuse(limit=NAME_LIMIT) from None


def invitation(role: object, days: object) -> InvitationIn:
    """Return the invitation; Refusal 422.605 for another role, 422.608 for the days."""
    try:
        return InvitationIn.model_validate({"role": role, "days": days})
    except ValidationError as error:
        if _fields(error) == {"days"}:
            raise kinds.BAD_DAYS.refuse(limit=DAYS_LIMIT) from None
        raise kinds.UNKNOWN_ROLE.refuse(accepted=", ".join(ROLES)) from None


def _fields(error: ValidationError) -> set[str]:
    return {cast(Any, one["loc"])[0] for one in error.errors()}
