"""`prem serve`: the web application, in one process, its first page ready within a second."""

from __future__ import annotations

import errno
import socket
import sys
from typing import Annotated

import typer

from prem.errors.web import BAD_PORT, NO_LISTENING, PORT_TAKEN
from prem.settings import read_settings


def serve(
    host: Annotated[str, typer.Option(help="The address to listen at.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="The port to listen at.")] = 8000,
) -> None:
    """Start the web application; Ctrl-C ends it once every answer that waits is written."""
    listening = listen(host, port)
    from prem.app.factory import create_app
    from prem.app.running import run

    with listening:
        app = create_app(read_settings())
        sys.stderr.write(f"prem answers at http://{host}:{port}\n")
        run(app, listening)


def listen(host: str, port: int) -> socket.socket:
    """Return a socket that listens; Refusal where there is none such, or it is taken."""
    if not 1 <= port <= 65535:
        raise BAD_PORT.refuse(found=port)
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        return _bound(socket.socket(family, socket.SOCK_STREAM), host, port)
    except (OSError, UnicodeError) as error:
        if isinstance(error, OSError) and error.errno == errno.EADDRINUSE:
            raise PORT_TAKEN.refuse(port=port, host=host) from None
        reason = (isinstance(error, OSError) and error.strerror) or "there is no such address"
        raise NO_LISTENING.refuse(port=port, host=host[:80], reason=reason.lower()) from None


def _bound(listening: socket.socket, host: str, port: int) -> socket.socket:
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((host, port))
        listening.listen(2048)
    except BaseException:
        listening.close()
        raise
    return listening
