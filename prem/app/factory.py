"""Make the application: women's hot routes first, then the few plain pages, then the staff's."""

from __future__ import annotations

from starlette.types import Receive, Scope, Send

from prem.app.opening import close_house, open_house
from prem.ports import Ports
from prem.settings import Settings
from prem.web.hooks import hook_doors
from prem.web.house import House
from prem.web.plain import plain_pages
from prem.web.problems import Calm
from prem.web.staff import Staff
from prem.web.women import Women

_STAFF = ("/workshop", "/desk")
_WOMEN = ("/q", "/join", "/kiosk", "/x", "/said")


class Application:
    """The whole product over ASGI. `house` is what its pages share; `close` ends it."""

    def __init__(self, house: House) -> None:
        self.house = house
        self._women = Women(house)
        self._staff = Calm(Staff(house), house)
        self._plain = plain_pages(house)
        self._hooks = hook_doors(house)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand a request to the part that its first path segment names."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
            return
        if scope["type"] != "http":
            raise RuntimeError("prem speaks HTTP only")
        first = "/" + scope["path"][1:].partition("/")[0]
        if first in _WOMEN:
            await self._women(scope, receive, send)
        elif first in _STAFF:
            await self._staff(scope, receive, send)
        else:
            other = self._hooks.get(scope["path"], self._plain)
            await other(scope, receive, send)

    def close(self) -> None:
        """Close the stores."""
        close_house(self.house)

    async def _live(self, receive: Receive, send: Send) -> None:
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                await send({"type": "lifespan.startup.complete"})
            else:
                self.close()
                await send({"type": "lifespan.shutdown.complete"})
                return


def create_app(settings: Settings, ports: Ports | None = None) -> Application:
    """Return the application of these settings, its stores open; Refusal if they cannot be."""
    return Application(open_house(settings, ports))
