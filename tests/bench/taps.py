"""From her tap to the next question, with scripts: as she sees it, and what the page itself takes.

The first is time on the clock, a frame of the screen included, and grows with whatever else the
machine does; beside it, in turn with it, GOV.UK's way to the next question: a page loaded anew,
its style and script from the browser's cache. The second is the processor's own time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from statistics import median
from typing import Any

from playwright.sync_api import Browser, Page

PHONE: Any = {"width": 360, "height": 740}
SLOWER, TAPS = 6, 24
LARGEST = """() => new Promise(done => new PerformanceObserver(seen =>
  done(seen.getEntries().at(-1).startTime)
).observe({ type: 'largest-contentful-paint', buffered: true }))"""
WATCH = """() => {
  window.taken = [];
  let tapped = 0;
  const seen = (e) => { if (e.target.value === 'continue') tapped = e.timeStamp };
  addEventListener('click', seen, true);
  new MutationObserver(() => {
    if (!tapped) return;
    const began = tapped;
    tapped = 0;
    requestAnimationFrame(() => {
      const channel = new MessageChannel();  // after this frame is drawn
      channel.port1.onmessage = () => {
        window.taken.push(performance.now() - began);
        dispatchEvent(new Event('taken'));
      };
      channel.port2.postMessage(0);
    });
  }).observe(document.body, { childList: true });
}"""
"""From her tap to the first frame that shows another question, in milliseconds of the page."""

_NEXT = """() => {
  window.next = new Promise(done => addEventListener('taken', done, { once: true }));
}"""


def at_a_question(browser: Browser, link: str, url: str, live: bool, words: dict[str, Any]) -> Any:
    """Walk to the first question by forms; return the cookie there, and learn the words."""
    context = browser.new_context()
    context.request.post(link, headers={"x-live": "1"} if live else {})
    for answer in ("", "yes", "pregnant", None):
        page = context.request.get(f"{url}/q").text()
        if answer is None:
            break
        fields = dict(
            re.findall(r'name="(step|mark)" value="([^"]*)"', page.split("<template>")[0])
        )
        context.request.post(f"{url}/q", form={**fields, "answer": answer, "action": "continue"})
    own = page.split("<template>")[0]
    words["question"] = re.search(r"<h1[^>]*>(.*?)</h1>", own)[1]  # type: ignore[index]
    words["options"] = re.findall(r'name="answer"[^>]*>([^<]*)</label>', own)
    state = context.storage_state()
    context.close()
    return state


def answered(browser: Browser, url: str, links: Iterator[str], other: str | None) -> dict[str, Any]:
    """Answer TAPS questions on this machine and on one SLOWER; `other` is GOV.UK's page."""
    found: dict[str, Any] = {}
    for name, rate in (("as it is", 1), (f"{SLOWER} times slower", SLOWER)):
        page = _slow(browser, rate, at_a_question(browser, f"{url}/q/{next(links)}", url, True, {}))
        beside = _slow(browser, rate)
        page.goto(f"{url}/q")
        page.evaluate(WATCH)
        taken, others, busy = list[float](), list[float](), list[float]()
        while len(taken) < TAPS:
            tap, own = _tap(page)
            if page.locator("main [name=answer]").count():
                taken.append(tap)
                busy.append(own)
            else:
                _tap(
                    page
                )  # what tells of a heavy part came over the line, and so does what follows
            if other and len(taken) % 4 == 0:
                beside.goto(other)
                others.append(beside.evaluate(LARGEST))
        found[name] = _figures(taken) | (
            {"GOV.UK, median": round(median(others))} if others else {}
        )
        if rate == 1:
            found[name]["of it the processor, median"] = round(median(busy), 1)
        page.context.close()
        beside.context.close()
    return found


def _figures(taken: list[float]) -> dict[str, float]:
    most = sorted(taken)[int(0.95 * (len(taken) - 1))]
    named = {"median": median(taken), "19 of 20": most, "longest": max(taken)}
    return {"taps": len(taken)} | {name: round(value, 1) for name, value in named.items()}


def _slow(browser: Browser, rate: int, state: Any = None) -> Page:
    """Return a page whose processor is so many times slower, and tells what it has used."""
    page = browser.new_context(viewport=PHONE, storage_state=state).new_page()
    devtools = page.context.new_cdp_session(page)
    devtools.send("Performance.enable", {"timeDomain": "threadTicks"})
    devtools.send("Emulation.setCPUThrottlingRate", {"rate": rate})
    page.devtools = devtools  # type: ignore[attr-defined]
    return page


def _tap(page: Page) -> tuple[float, float]:
    """Choose the first answer and go on; return the milliseconds, and the processor's own.

    The mouse alone, and one promise: what else would watch the page would be measured with it.
    """
    first, on = page.locator("main label.o").first, page.locator("main [value=continue]")
    if first.count():
        first.click()
    on.scroll_into_view_if_needed()
    page.wait_for_timeout(350)  # as long as a second tap would count as one of a double tap
    page.evaluate(_NEXT)
    box, before = on.bounding_box(), _busy(page)
    page.mouse.click(box["x"] + 20, box["y"] + 20)  # type: ignore[index]
    taken = page.evaluate("() => next.then(() => taken.at(-1))")
    return taken, _busy(page) - before


def _busy(page: Page) -> float:
    told = page.devtools.send("Performance.getMetrics")["metrics"]  # type: ignore[attr-defined]
    return 1000 * next(one["value"] for one in told if one["name"] == "TaskDuration")
