"""Women answering whole surveys over HTTP, many at a time, as their phones would."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from statistics import quantiles
from time import perf_counter

from bench.wire import Answer, Connection

STEP = re.compile(rb'name="?step"? value="?([\w-]+)')
CHOICE = re.compile(rb'name="?answer"? value="?([\w-]+)')
PLAIN = b""
PACKED = b"Accept-Encoding: br, gzip\r\n"
Turn = tuple[bytes, bytes]
"""A step, and the form that answers it."""


@dataclass(slots=True)
class Walked:
    """What a load of whole surveys took: seconds in all, seconds a POST, pages and bytes."""

    surveys: int = 0
    answers: int = 0
    seconds: float = 0.0
    posts: list[float] = field(default_factory=list)
    gets: list[float] = field(default_factory=list)

    def figures(self) -> dict[str, float]:
        """Return the rates and the percentiles of a POST in milliseconds."""
        cuts = quantiles(self.posts, n=100)
        return {
            "surveys": self.surveys,
            "answers": self.answers,
            "answers_per_second": round(self.answers / self.seconds, 1),
            "surveys_of_20_per_second": round(self.answers / self.seconds / 20, 1),
            "post_p50_ms": round(cuts[49] * 1000, 2),
            "post_p95_ms": round(cuts[94] * 1000, 2),
            "post_p99_ms": round(cuts[98] * 1000, 2),
            "get_p95_ms": round(quantiles(self.gets, n=100)[94] * 1000, 2),
        }


def _cookie(answer: Answer, before: bytes) -> bytes:
    given = answer.header(b"set-cookie").partition(b";")[0]
    return b"Cookie: %s\r\n" % given if given else before


class Woman:
    """One woman with her link on her own connection."""

    def __init__(self, line: Connection, accept: bytes) -> None:
        self.line, self.accept, self.cookie = line, accept, b""
        self.same = b"Origin: http://127.0.0.1:%d\r\n" % line.port

    async def post(self, path: bytes, body: bytes) -> Answer:
        """Send a form; keep the cookie."""
        head = self.same + self.accept + self.cookie
        answer = await self.line.ask(b"POST", path, head, body)
        if answer.status != 303:
            raise RuntimeError(f"POST {path!r} with {body!r} gave {answer.status}")
        self.cookie = _cookie(answer, self.cookie)
        return answer

    async def get(self) -> Answer:
        """Fetch the question page."""
        return await self.line.ask(b"GET", b"/q", self.accept + self.cookie)


async def learn(port: int, token: bytes) -> list[Turn]:
    """Walk one survey, reading each page, and return the turns for others to repeat."""
    woman, turns = Woman(await Connection(port).open(), PLAIN), []
    await woman.post(b"/q/" + token, b"")
    while step := STEP.search((page := await woman.get()).body):
        if step[1] == b"end":
            break
        choices = CHOICE.findall(page.body)
        act = b"&action=continue&answer=" + choices[0] if choices else b"&action=skip"
        turns.append((step[1], b"step=" + step[1] + act))
        await woman.post(b"/q", turns[-1][1])
        if len(turns) > 99:
            raise RuntimeError("the survey does not end")
    woman.line.close()
    return turns


async def _walk(port: int, tokens: Iterator[bytes], turns: list[Turn], out: Walked) -> None:
    woman = Woman(await Connection(port).open(), PACKED)
    for token in tokens:
        woman.cookie = b""
        await woman.post(b"/q/" + token, b"")
        out.gets.append((await woman.get()).seconds)
        for _, form in turns:
            out.posts.append((await woman.post(b"/q", form)).seconds)
            out.gets.append((await woman.get()).seconds)
        out.answers += len(turns)
        out.surveys += 1
    woman.line.close()


async def load(port: int, tokens: list[bytes], in_flight: int = 32) -> Walked:
    """Let `in_flight` women at a time answer until every token is spent."""
    turns = await learn(port, tokens[0])
    out, left = Walked(), iter(tokens[1:])
    began = perf_counter()
    await asyncio.gather(*(_walk(port, left, turns, out) for _ in range(in_flight)))
    out.seconds = perf_counter() - began
    return out
