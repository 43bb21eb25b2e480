"""The preview's server: on this machine's own address, and on no other."""

from __future__ import annotations

import socket
from contextlib import contextmanager
from typing import TYPE_CHECKING

from werkzeug.serving import WSGIRequestHandler, make_server

from quizgen.diagnostics import QuizgenError
from quizgen.preview.app import Preview
from quizgen.preview.live import Live

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from werkzeug.serving import BaseWSGIServer

HOST = "127.0.0.1"
_NAMES = (HOST, "localhost", "[::1]")


class _Quiet(WSGIRequestHandler):
    """One question and its answer; what is asked is not printed."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Say nothing."""


@contextmanager
def serving(
    root: Path, texts: Path | None, port: int, editor: str | None = None
) -> Iterator[BaseWSGIServer]:
    """A server of the workspace in *root* on *port* (0: any that is free), which follows it."""
    live = Live(root, texts)
    with _opened(port) as own:
        port = own.getsockname()[1]
        app = Preview(live, _NAMES, port, editor)
        server = make_server(
            HOST, port, app, threaded=True, request_handler=_Quiet, fd=own.fileno()
        )
    live.start()
    try:
        yield server
    finally:
        live.end()
        server.server_close()


def address(server: BaseWSGIServer) -> str:
    """Where a browser finds *server*."""
    return f"http://{HOST}:{server.port}/"


def _opened(port: int) -> socket.socket:
    try:
        return socket.create_server((HOST, port))
    except OSError as error:
        hint = "take another: --port 0 takes any that is free"
        reason = (error.strerror or "it failed").lower()
        raise QuizgenError(f"port {port} cannot be used: {reason}\n = help: {hint}") from error
