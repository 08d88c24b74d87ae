"""What the verbs of the text path work on, in one hand."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from prem.fieldwork.caps import Caps
from prem.fieldwork.deciding import Decider
from prem.storage.keys import Keys
from prem.storage.stores import Stores
from prem.surveys.model import Survey


@dataclass(frozen=True, slots=True)
class Field:
    """The stores, the surveys by id, the keys, `number`, which gives random 63-bit ids, the
    address under which her links open, and the caps on where texts may go (None: anywhere)."""

    stores: Stores
    surveys: Mapping[str, Survey]
    keys: Keys
    number: Callable[[], int]
    public_url: str = ""
    caps: Caps | None = None

    @property
    def decider(self) -> Decider:
        """Return who decides and writes turns; it holds nothing, so each call may make one."""
        return Decider(self.stores.answers, self.surveys, self.keys)
