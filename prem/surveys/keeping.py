"""How long a link opens. She is told so before her first answer (`[promises]` in survey.toml)."""

from __future__ import annotations

OPEN_DAYS = 183
