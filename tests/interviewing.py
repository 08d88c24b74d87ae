"""Steps that tests of interviews share: links, the opening done, replies handed in."""

from __future__ import annotations

import asyncio
from datetime import datetime

from prem.fieldwork.interviews import Interviews
from prem.fieldwork.links import new_links
from prem.ports import Ports
from prem.storage.keys import Keys
from prem.storage.stores import Stores
from prem.surveys.model import Survey
from prem.surveys.reply import Chosen, Reply


def links(
    stores: Stores, survey: Survey, keys: Keys, ports: Ports, *, anonymous: bool = False, n: int = 1
) -> list[str]:
    return new_links(
        stores,
        keys,
        survey,
        n,
        site="north",
        time_point="weeks-0-12",
        language="en",
        anonymous=anonymous,
        ports=ports,
    )


async def answer(interviews: Interviews, session_id: int, now: datetime, *replies: Reply) -> None:
    for reply in replies:
        assert await interviews.receive(session_id, "pregnant", reply, now) is not None


def front_done(interviews: Interviews, token: str, now: datetime) -> int:
    """Go through opening, consent and situation by whatever words the engine takes there."""

    async def go() -> int:
        begun = await interviews.begin(token, now)
        assert begun is not None
        session, words = begun.session, {"consent": "yes", "situation": "pregnant"}
        while session.step in ("opening", "consent", "situation"):
            reply: Reply = Chosen(words.get(session.step, "yes"), step=session.step)
            turn = await interviews.receive(begun.session_id, "pregnant", reply, now)
            assert turn is not None
            session = turn.session
        return begun.session_id

    return asyncio.run(go())


def turn_count(stores: Stores) -> int:
    return int(stores.answers.reader.query("SELECT count(*) FROM turn")[0][0])
