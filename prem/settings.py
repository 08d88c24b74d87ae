"""What an operator sets, by environment variable (PREM_...). Read once, at the edge."""

from __future__ import annotations

from pathlib import Path

from pydantic import SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """All settings of prem, with defaults that suit one machine.

    `data` is the folder of the three SQLite stores and the key file. A store's URL, when given
    (postgresql://...), takes the place of its SQLite file. `content` is a site's own folder.
    """

    model_config = SettingsConfigDict(env_prefix="PREM_", extra="ignore")

    data: Path = Path("prem-data")
    content: Path | None = None
    contacts_url: SecretStr | None = None
    answers_url: SecretStr | None = None
    workshop_url: SecretStr | None = None
    keys_file: Path | None = None
    public_url: str = "http://127.0.0.1:8000"
    exit_url: str = "https://www.bbc.co.uk/weather"
    demo: bool = False

    @property
    def keys_path(self) -> Path:
        """Where the keys lie: outside the three stores, in a file of their own by default."""
        return self.keys_file or self.data / "keys.json"
