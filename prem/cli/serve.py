"""`prem serve`: the web application, in one process, its first page ready within a second."""

from __future__ import annotations

import socket
import sys
from typing import Annotated

import typer

from prem.errors.web import BAD_PORT, PORT_TAKEN
from prem.settings import Settings


def serve(
    host: Annotated[str, typer.Option(help="The address to listen at.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="The port to listen at.")] = 8000,
) -> None:
    """Start the web application; Ctrl-C ends it once every answer that waits is written."""
    listening = listen(host, port)
    from prem.app.factory import create_app
    from prem.app.running import run

    with listening:
        app = create_app(Settings())
        sys.stderr.write(f"prem answers at http://{host}:{port}\n")
        run(app, listening)


def listen(host: str, port: int) -> socket.socket:
    """Return a socket that listens; Refusal where the port is taken or is none."""
    if not 1 <= port <= 65535:
        raise BAD_PORT.refuse(found=port)
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        listening = socket.socket(family, socket.SOCK_STREAM)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((host, port))
        listening.listen(2048)
    except OSError:
        raise PORT_TAKEN.refuse(port=port, host=host) from None
    return listening
