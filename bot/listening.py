"""What commands that listen on a port until they are told to stop have in common."""

from __future__ import annotations

import errno
import signal
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from bot.problems import CommandProblem

__all__ = ["refuse_taken_port", "until_told_to_stop"]

_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def refuse_taken_port(host: str, port: int) -> None:
    """See whether a port can be listened on.

    Args:
        host: address to listen on.
        port: 0 can always be.

    Raises:
        CommandProblem: somebody else listens there, or it may not be used.
    """
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
            probe.listen()
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise CommandProblem("cli.port_in_use", port=str(port)) from None
            raise CommandProblem("cli.port_refused", host=host, port=str(port)) from None


@contextmanager
def until_told_to_stop() -> Iterator[threading.Event]:
    """An event that is set when the process is told to stop; a second signal changes nothing."""
    told = threading.Event()

    def tell(number: int, frame: FrameType | None) -> None:
        del number, frame
        told.set()

    before = {number: signal.signal(number, tell) for number in _SIGNALS}
    try:
        yield told
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
