"""The wordings of an instrument as it stands now."""

from __future__ import annotations

from prem.instruments.hashing import item_hash
from prem.instruments.model import Instrument, Item
from prem.storage.work_items import Wording


def wording_of(instrument: Instrument, item: Item, language: str) -> Wording:
    """Return an item as it is worded now; KeyError where it has no words in the language."""
    return Wording(
        instrument.id,
        item.id,
        language,
        item.version,
        item_hash(item, language),
        item.words[language].page,
    )


def wordings_now(instrument: Instrument, language: str) -> dict[str, Wording]:
    """Return the present wording of every item that has words in the language, in its order."""
    return {
        item.id: wording_of(instrument, item, language)
        for item in instrument.items
        if language in item.words
    }
