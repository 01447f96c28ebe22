"""A port for a server that takes it later."""

from __future__ import annotations

import secrets
import socket
from contextlib import suppress

__all__ = ["HOST", "free_port"]

HOST = "127.0.0.1"
"""This machine, and nobody else's."""

_PORTS = range(15_000, 30_000)
"""Below those that Linux gives to connections and to whoever asks for any port (32768 and above)."""


def free_port() -> int:
    """A port of this machine that nobody listens on, and that the system gives to nobody before a server took it.

    Rasa takes its port half a minute after it was chosen: one of those that the system hands out may be gone by then.
    """
    while True:
        port = secrets.choice(_PORTS)
        with socket.socket() as probe, suppress(OSError):
            probe.bind((HOST, port))
            return port
