"""The 24 hours of WhatsApp: when words may be sent, and when only a template may.

WhatsApp's rule, as Twilio tells it ("Key concepts", error 63016): after her last message a
session is open for 24 hours; outside it a business may only send a template that was approved.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from prem.channels.model import NotSent, Outgoing

SESSION = timedelta(hours=24)
"""After her last word by WhatsApp, plain texts may be sent; afterwards only templates."""
MARGIN = timedelta(minutes=5)
"""What is asked for in the last minutes may come too late."""


def ends(heard: datetime | None) -> datetime | None:
    """Return when the session that her last word opened is over for us; None where none was."""
    return None if heard is None else heard + SESSION - MARGIN


def needs_template(one: Outgoing) -> bool:
    """Whether words may not be sent now; raises NotSent for what follows in the same turn.

    A template opens no session, so only the first text of what caused it goes out: the others
    come after she answered.
    """
    end = ends(one.heard)
    if end is not None and one.at < end:
        return False
    if not one.first:
        raise NotSent
    return True
