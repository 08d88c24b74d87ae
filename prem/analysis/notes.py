"""The notes of a validation: why a number is null, or how far it may be trusted."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from prem.errors import Kind


@dataclass(slots=True)
class Notes:
    """Notes in the order in which they arose; the same note at the same place is kept once."""

    entries: list[dict[str, str]] = field(default_factory=list)

    def add(self, kind: Kind, where: str, **holes: Any) -> None:
        """Note a kind of the catalogue at a key of results.json, such as "scales.trust.alpha"."""
        entry = {"where": where, "code": kind.code, "text": kind.sentence.format(**holes)}
        if entry not in self.entries:
            self.entries.append(entry)
