"""The providers of texts that the settings choose, and the caps on spending."""

from __future__ import annotations

from collections.abc import Iterable

from pydantic import SecretStr

from prem.channels.model import Channel, must_declare
from prem.errors.channels import MISSING_SETTING, MISSING_TEMPLATE
from prem.fieldwork.caps import Caps
from prem.settings import Settings
from prem.surveys.model import Survey
from prem.surveys.schedule.templates import INVITATION, REMINDER


def channels_of(settings: Settings) -> dict[str, Channel]:
    """Return the channels by name, none where none is chosen.

    Refuses (422.331) a provider whose settings are not whole, and (422.330) one of whom nobody
    has said how long it keeps texts.
    """
    channels: dict[str, Channel] = {}
    if "twilio" in (settings.sms, settings.whatsapp, settings.voice):
        channels |= _twilio(settings)
    if settings.sms == "notify":
        channels["sms"] = _notify(settings)
        must_declare("NOTIFY", channels["sms"])
    return channels


def check_templates(surveys: Iterable[Survey], settings: Settings) -> None:
    """Refuse (422.244) a survey that asks by WhatsApp what no approved template can begin."""
    if settings.whatsapp != "twilio":
        return
    named = _contents(settings.twilio_contents or "")
    for survey in surveys:
        if "whatsapp" not in survey.channels:
            continue
        needed = [f"{kind}.{one}" for one in survey.texted for kind in (INVITATION, REMINDER)]
        missing = [one for one in needed if one not in named]
        if missing:
            raise MISSING_TEMPLATE.refuse(survey=survey.id, templates=", ".join(missing))


def caps_of(settings: Settings) -> Caps:
    """Return the caps on spending."""
    return Caps(
        regions=frozenset(one.strip().upper() for one in settings.text_regions.split(",")),
        kinds=frozenset(one.strip().lower() for one in settings.text_kinds.split(",")),
        a_number_a_day=settings.texts_a_number_a_day,
        a_prefix_an_hour=settings.texts_a_prefix_an_hour,
        pence_a_text=settings.pence_a_text,
        pence_a_call=settings.pence_a_call,
        pence_a_day=settings.pence_a_day,
    )


def caps_of_numbers(settings: Settings) -> Caps | None:
    """Return the caps that a number is held to when she is enrolled; None where no provider is
    chosen, so that nothing costs."""
    chosen = {settings.sms, settings.whatsapp, settings.voice} - {"none"}
    return caps_of(settings) if chosen else None


def _twilio(settings: Settings) -> dict[str, Channel]:
    from prem.channels.circuit import Circuit
    from prem.channels.twilio import Account, Twilio
    from prem.channels.twilio_voice import TwilioVoice

    needed = ["twilio_account", "twilio_token"]
    chosen = {
        "sms": "twilio_sender",
        "whatsapp": "twilio_whatsapp_sender",
        "voice": "twilio_voice_sender",
    }
    hooks = f"{settings.public_url.rstrip('/')}/hooks/twilio"
    names = [name for name in chosen if getattr(settings, name) == "twilio"]
    needed += [chosen[name] for name in names]
    _whole(settings, "Twilio", needed, names[0])
    circuit, channels = Circuit(), dict[str, Channel]()
    for name in names:
        account = Account(
            sid=settings.twilio_account or "",
            token=_shown(settings.twilio_token),
            sender=getattr(settings, chosen[name]),
            status_url=f"{hooks}/voice/status" if name == "voice" else f"{hooks}/status",
            whatsapp=name == "whatsapp",
            contents=_contents(settings.twilio_contents or ""),
            keeps_days=settings.twilio_keeps_days,
            url=settings.twilio_url,
        )
        channels[name] = (TwilioVoice if name == "voice" else Twilio)(account, circuit)
        must_declare("TWILIO", channels[name])
    return channels


def _notify(settings: Settings) -> Channel:
    from prem.channels.notify import Notify, Service

    _whole(settings, "GOV.UK Notify", ["notify_key", "notify_template", "notify_bearer"], "sms")
    return Notify(
        Service(
            key=_shown(settings.notify_key),
            template=settings.notify_template or "",
            keeps_days=settings.notify_keeps_days,
            url=settings.notify_url,
        )
    )


def _whole(settings: Settings, provider: str, needed: list[str], choice: str) -> None:
    missing = [f"PREM_{name.upper()}" for name in needed if getattr(settings, name) is None]
    if missing:
        raise MISSING_SETTING.refuse(
            provider=provider, settings=", ".join(missing), choice=f"PREM_{choice.upper()}"
        )


def _shown(secret: SecretStr | None) -> str:
    return secret.get_secret_value() if secret else ""


def _contents(words: str) -> dict[str, str]:
    pairs = (one.strip().partition("=") for one in words.split(",") if one.strip())
    return {kind: sid for kind, _, sid in pairs}
