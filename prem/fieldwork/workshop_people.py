"""Who works on the questions: invite, accept, recognise, sign out. One transaction a call."""

from __future__ import annotations

from hashlib import sha256

from prem.errors import workshop as kinds
from prem.fieldwork import workshop_inputs as inputs
from prem.ports import Ports
from prem.storage import audit, invitations, staff
from prem.storage.invitations import Invited
from prem.storage.staff import Person
from prem.storage.stores import Stores
from prem.storage.workshop_transaction import reading, writing

DAY = 86_400
SIGNED_IN_DAYS = 30
AGAIN = 600
"""Seconds within which the same link with the same name signs in once more: a doubled tap."""


def invite(
    stores: Stores,
    ports: Ports,
    role: str = "adviser",
    *,
    days: int = 14,
    by: Person | None = None,
) -> str:
    """Make an invitation and return its token, which is kept nowhere.

    `by` is the person who invites; None is the operator at the command line. Refusal 422.605,
    422.608, or 403.607 where a peer adviser invites.
    """
    wanted = inputs.invitation(role, days)
    if by and by.role == "adviser":
        raise kinds.NOT_YOUR_ROLE.refuse(accepted="researchers and site leads")
    token, now = ports.token(), _now(ports)
    with writing(stores.workshop) as session:
        by_id = by.id if by else None
        until = now + wanted.days * DAY
        invitations.add(session, hashed(token), wanted.role, by_id, now, until)
        audit.append(session, now, by_id, "invited", role=wanted.role, days=wanted.days)
    return token


def invite_adviser(stores: Stores, ports: Ports, role: str = "adviser") -> str:
    """Return the token of a new invitation, for `/workshop/join/{token}`."""
    return invite(stores, ports, role)


def invited(stores: Stores, ports: Ports, token: str) -> str:
    """Return the role that a link is for, spending nothing; Refusal 404.601, 410.602, 410.603."""
    with reading(stores.workshop) as session:
        found = _open(invitations.find(session, hashed(token)), _now(ports))
    if found.used_at is not None:
        raise kinds.USED_INVITATION.refuse()
    return found.role


def accept(stores: Stores, ports: Ports, token: str, name: str) -> str:
    """Spend an invitation: enter the person and return the secret of her cookie.

    The same link with the same name signs the same person in again within ten minutes, so that a
    doubled tap does not lock her out. Refusal 404.601, 410.602, 410.603 or 422.604.
    """
    called, now, secret = inputs.name(name), _now(ports), ports.token()
    with writing(stores.workshop) as session:
        found = _open(invitations.find(session, hashed(token)), now)
        if found.used_at is None:
            person = staff.add(session, called, found.role, now)
            invitations.spend(session, found.id, person.id, now)
            audit.append(session, now, person.id, "joined", role=found.role, invitation=found.id)
        else:
            person = staff.get(session, found.staff or 0)
            if person.name != called or now - found.used_at > AGAIN:
                raise kinds.USED_INVITATION.refuse()
        staff.sign_in(session, person.id, hashed(secret), now, now + SIGNED_IN_DAYS * DAY)
    return secret


def who(stores: Stores, ports: Ports, secret: str | None) -> Person | None:
    """Return whose cookie this is, None where it is nobody's or no longer good."""
    if not secret:
        return None
    with reading(stores.workshop) as session:
        return staff.signed_in(session, hashed(secret), _now(ports))


def sign_out(stores: Stores, ports: Ports, secret: str) -> None:
    """End the sign-in of this cookie; nothing happens where there is none."""
    with writing(stores.workshop) as session:
        staff.sign_out(session, hashed(secret), _now(ports))


def hashed(token: str) -> str:
    """Return what is kept of a token. It holds 128 random bits, so it needs no salt."""
    return sha256(token.encode("utf-8", "replace")).hexdigest()


def _open(found: Invited | None, now: int) -> Invited:
    if found is None:
        raise kinds.UNKNOWN_INVITATION.refuse()
    if now >= found.expires_at:
        days = (found.expires_at - found.made_at) // DAY
        raise kinds.EXPIRED_INVITATION.refuse(days=days)
    return found


def _now(ports: Ports) -> int:
    return int(ports.now().timestamp())
