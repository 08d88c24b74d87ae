"""What an operator sets, by environment variable (PREM_...). Read once, at the edge."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, SecretStr, ValidationError
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


def _regions(words: str) -> str:
    """Accept countries' codes; by one of no country every text would be held, and nobody told."""
    from phonenumbers import SUPPORTED_REGIONS  # imported here: the default needs no look

    return _names(words, {one.lower() for one in SUPPORTED_REGIONS})


def _kinds(words: str) -> str:
    """Accept kinds of number as libphonenumber names them."""
    from phonenumbers import PhoneNumberType

    known = (PhoneNumberType.to_string(one) for one in PhoneNumberType.values())
    return _names(words, {one.lower() for one in known})


def _names(words: str, known: set[str]) -> str:
    """Accept a list of known names with commas between them, in any case."""
    if not {one.strip().lower() for one in words.split(",")} <= known:
        raise ValueError("no such name")
    return words


def _contents(words: str) -> str:
    """Accept WhatsApp templates such as "invitation.en=HX..., turn.en=HX..."."""
    one = r"[a-z-]+\.[a-z-]+=HX[0-9a-f]{32}"
    if not re.fullmatch(f"{one}(, ?{one})*", words):
        raise ValueError("no contents")
    return words


def _secret(secret: SecretStr) -> SecretStr:
    """Accept a secret that can stand in a header."""
    word = secret.get_secret_value()
    if not (word.isascii() and word.isprintable() and " " not in word):
        raise ValueError("no secret")
    return secret


def _notify_key(secret: SecretStr) -> SecretStr:
    """Accept an API key of GOV.UK Notify: a name, then the service's id and the secret."""
    if not re.fullmatch(rf"[!-~]*?{_UUID}-{_UUID}", secret.get_secret_value()):
        raise ValueError("no key")
    return secret


def _number(words: str) -> str:
    """Accept a number in its international form."""
    if not re.fullmatch(r"\+[1-9][0-9]{6,14}", words):
        raise ValueError("no number")
    return words


def _sender(words: str) -> str:
    """Accept a number, a messaging service, or a sender's name of up to 11 letters."""
    if not re.fullmatch(r"\+[1-9][0-9]{6,14}|MG[0-9a-f]{32}|[A-Za-z0-9 ]{1,11}", words):
        raise ValueError("no sender")
    return words


_UUID = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_HIDDEN = Annotated[SecretStr | None, AfterValidator(lambda one: one and _secret(one))]
_DAYS = Annotated[int | None, Field(ge=0, le=4000)]
_COUNT = Annotated[int, Field(ge=0, le=10_000_000)]
_WHOLE = "a whole number, 0 or more"

_ACCEPTED = {
    "sms": "none, twilio or notify",
    "whatsapp": "none or twilio",
    "text_regions": "countries' codes, such as GB or GB, IE",
    "text_kinds": "kinds of number, such as mobile",
    "texts_a_number_a_day": _WHOLE,
    "texts_a_prefix_an_hour": _WHOLE,
    "pence_a_text": _WHOLE,
    "pence_a_call": _WHOLE,
    "voice": "none or twilio",
    "twilio_voice_sender": "a number such as +441632960123",
    "pence_a_day": _WHOLE,
    "twilio_keeps_days": "a whole number of days, such as 30",
    "notify_keeps_days": "a whole number of days, such as 7",
    "twilio_account": "the account's id, AC and 32 letters and digits",
    "twilio_sender": "a number such as +447400123456, a messaging service's id (MG...), or a "
    "name of up to 11 letters",
    "twilio_whatsapp_sender": "a number such as +447400123456",
    "twilio_contents": "templates such as invitation.en=HX... with commas between them",
    "twilio_url": "a whole web address",
    "notify_url": "a whole web address",
    "notify_key": "an API key as GOV.UK Notify shows it",
    "notify_template": "the id of the template whose words are ((text))",
    "demo": "true or false",
    "public_url": "the address at which women reach prem, such as https://prem.example.org",
    "exit_url": "a whole web address, such as https://www.example.org/weather",
}


class Settings(BaseSettings):
    """All settings of prem, with defaults that suit one machine.

    `data` is the folder of the three SQLite stores and the key file. A store's URL, when given
    (postgresql://...), takes the place of its SQLite file. `content` is a site's own folder.
    A variable that is empty counts as not set.

    `sms`, `whatsapp` and `voice` choose the provider of texts and of calls: none, twilio, notify
    (texts only). `pence_a_call` is what one call may cost, counted before it is made. Each
    needs its own settings; what `*_keeps_days` has to say stands in your account with it.
    Its calls come to /hooks/twilio/... and /hooks/notify/... under `public_url`; the bearer token
    of Notify's callbacks is one that you choose. Caps on spending: texts go only to numbers of
    `text_regions` and `text_kinds` (as libphonenumber names them); over a cap a text is held.
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

    sms: Literal["none", "twilio", "notify"] = "none"
    whatsapp: Literal["none", "twilio"] = "none"
    voice: Literal["none", "twilio"] = "none"
    twilio_account: Annotated[str, Field(pattern="^AC[0-9a-f]{32}$")] | None = None
    twilio_token: _HIDDEN = None
    twilio_sender: Annotated[str, AfterValidator(_sender)] | None = None
    twilio_whatsapp_sender: Annotated[str, AfterValidator(_number)] | None = None
    twilio_voice_sender: Annotated[str, AfterValidator(_number)] | None = None
    twilio_contents: Annotated[str, AfterValidator(_contents)] | None = None
    twilio_keeps_days: _DAYS = None
    twilio_url: Annotated[str, AfterValidator(_base)] = "https://api.twilio.com"
    notify_key: Annotated[SecretStr, AfterValidator(_notify_key)] | None = None
    notify_template: Annotated[str, Field(pattern=f"^{_UUID}$")] | None = None
    notify_bearer: _HIDDEN = None
    notify_keeps_days: _DAYS = None
    notify_url: Annotated[str, AfterValidator(_base)] = "https://api.notifications.service.gov.uk"

    text_regions: Annotated[str, AfterValidator(_regions)] = "GB"
    text_kinds: Annotated[str, AfterValidator(_kinds)] = "mobile"
    texts_a_number_a_day: _COUNT = 60
    texts_a_prefix_an_hour: _COUNT = 600
    pence_a_text: _COUNT = 5
    pence_a_call: _COUNT = 60
    pence_a_day: _COUNT = 5000

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
