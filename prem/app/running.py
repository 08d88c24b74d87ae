"""Run the application under uvicorn: no access log, for a path may hold a woman's token."""

from __future__ import annotations

import gc
import socket

import uvicorn
from starlette.types import ASGIApp

from prem.app.patience import Patience


def server(app: ASGIApp) -> uvicorn.Server:
    """Return the server for an application; a test runs it in a thread of its own."""
    return uvicorn.Server(
        uvicorn.Config(
            app,
            access_log=False,
            log_level="warning",
            server_header=False,
            date_header=False,
            lifespan="on",
            ws="none",
            http=Patience,
            timeout_graceful_shutdown=5,
        )
    )


def run(app: ASGIApp, listening: socket.socket) -> None:
    """Serve on a socket that listens, until the process is told to end."""
    # What is loaded by now lives as long as the process: no collection need look at it again.
    gc.collect()
    gc.freeze()
    server(app).run(sockets=[listening])
