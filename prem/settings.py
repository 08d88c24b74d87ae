"""What an operator sets, by environment variable (PREM_...). Read once, at the edge."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import AfterValidator, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from prem.errors import Refusal
from prem.errors.house import BAD_SETTING


def _address(url: str) -> str:
    """Accept a whole web address, fit to stand in a text and in a header."""
    parts = urlsplit(url)
    plain = url.isascii() and url.isprintable() and " " not in url
    if not (plain and parts.scheme in ("http", "https") and parts.hostname and parts.port != 0):
        raise ValueError("no address")
    return url


def _base(url: str) -> str:
    """Accept an address that a path can be put after."""
    if "?" in url or "#" in url:
        raise ValueError("no base")
    return _address(url)


_ACCEPTED = {
    "demo": "true or false",
    "public_url": "the address at which women reach prem, such as https://prem.example.org",
    "exit_url": "a whole web address, such as https://www.example.org/weather",
}


class Settings(BaseSettings):
    """All settings of prem, with defaults that suit one machine.

    `data` is the folder of the three SQLite stores and the key file. A store's URL, when given
    (postgresql://...), takes the place of its SQLite file. `content` is a site's own folder.
    A variable that is empty counts as not set.
    """

    model_config = SettingsConfigDict(
        env_prefix="PREM_", extra="ignore", env_ignore_empty=True, hide_input_in_errors=True
    )

    data: Path = Path("prem-data")
    content: Path | None = None
    contacts_url: SecretStr | None = None
    answers_url: SecretStr | None = None
    workshop_url: SecretStr | None = None
    keys_file: Path | None = None
    public_url: Annotated[str, AfterValidator(_base)] = "http://127.0.0.1:8000"
    exit_url: Annotated[str, AfterValidator(_address)] = "https://www.bbc.co.uk/weather"
    demo: bool = False

    @property
    def keys_path(self) -> Path:
        """Where the keys lie: outside the three stores, in a file of their own by default."""
        return self.keys_file or self.data / "keys.json"


def read_settings(**given: Any) -> Settings:
    """Return the settings of the environment, what is given here before what stands there.

    Refuses (422.805) each that is not accepted, by the name of its variable, never by its value.
    """
    try:
        return Settings(**given)
    except ValidationError as error:
        wrong = dict.fromkeys(str(one["loc"][0]) for one in error.errors(include_input=False))
        raise Refusal.of(
            BAD_SETTING.at(setting=f"PREM_{name.upper()}", accepted=_ACCEPTED.get(name, "a text"))
            for name in wrong
        ) from None
