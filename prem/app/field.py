"""Open what the verbs of the text path work on, for a command, and close it behind it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from prem import content
from prem.app.providers import caps_of_numbers
from prem.fieldwork.field import Field
from prem.ports import Ports
from prem.settings import Settings
from prem.storage.keys import keys_for
from prem.storage.stores import open_stores
from prem.surveys.load import load_survey
from prem.surveys.model import Survey


@contextmanager
def open_field(settings: Settings, world: Ports, *surveys: Survey) -> Iterator[Field]:
    """Yield the field over the stores of these settings; the stores are closed in any case.

    Refusal where a store cannot be opened, or the keys are lost.
    """
    stores = open_stores(settings)
    try:
        keys = keys_for(stores, settings.keys_path)
        by_id = {survey.id: survey for survey in surveys}
        caps = caps_of_numbers(settings)
        yield Field(stores, by_id, keys, world.number, settings.public_url, caps)
    finally:
        stores.close()


def every_survey(settings: Settings) -> Mapping[str, Survey]:
    """Return every survey that there is, by its id; Refusal where one is not in order."""
    own = settings.content
    return {name: load_survey(name, own) for name in content.names("surveys", own)}
