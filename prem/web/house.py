"""What every route gets: one immutable bundle, made once by `prem.app`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as made
from typing import TYPE_CHECKING

from jinja2 import Environment

from prem.instruments.model import Instrument
from prem.instruments.recordings import Recordings
from prem.instruments.theory import Theory
from prem.ports import Ports
from prem.settings import Settings
from prem.surveys.model import Survey

if TYPE_CHECKING:
    from prem.fieldwork.field import Field
    from prem.fieldwork.interviews import Interviews
    from prem.fieldwork.phones import Phones
    from prem.fieldwork.receive import Inbox
    from prem.storage.keys import Keys
    from prem.storage.stores import Stores


@dataclass(frozen=True, slots=True)
class House:
    """All that a page needs. A staff route reads it from `request.app.state.house`.

    `surveys` and `instruments` are by id; `theory` is the theory of change that the first
    instrument rests on; `field` is what the verbs of texts work on; `phones` are those of the
    simulator, None outside the demo; `recordings` are the recorded voices of all instruments and
    surveys.
    """

    settings: Settings
    ports: Ports
    stores: Stores
    surveys: Mapping[str, Survey]
    instruments: Mapping[str, Instrument]
    theories: Mapping[str, Theory]
    field: Field
    interviews: Interviews
    inbox: Inbox
    keys: Keys
    templates: Environment
    phones: Phones | None = None
    recordings: Recordings = made(default_factory=Recordings)

    @property
    def theory(self) -> Theory:
        """The theory of change of the first instrument (there is one in what prem ships)."""
        return next(iter(self.theories.values()))

    @property
    def secure(self) -> bool:
        """Whether women reach this over HTTPS, so that cookies may be marked Secure."""
        return self.settings.public_url.startswith("https:")
