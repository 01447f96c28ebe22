"""Connections that keep one time limit over a whole call, however a server drips its bytes.

httpcore's own time limits are each for one operation: a server that sends a byte now and then could hold a call for
hours.
"""

from __future__ import annotations

import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterable
from typing import Any

import httpcore

__all__ = ["BoundedBackend", "Deadline"]


class Deadline(threading.local):
    """The end of the call that this thread makes."""

    end: float = 0.0

    def begin(self, seconds: float) -> None:
        """A call begins that may take this long."""
        self.end = time.monotonic() + seconds

    def left(self) -> float:
        """Seconds that are left.

        Raises:
            httpcore.ReadTimeout: none are.
        """
        left = self.end - time.monotonic()
        if left <= 0:
            raise httpcore.ReadTimeout
        return left


class _BoundedStream(httpcore.NetworkStream):
    """A connection whose every operation ends with the call that it is made for."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Some bytes."""
        del timeout
        return self._stream.read(max_bytes, timeout=self._deadline.left())

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Send bytes."""
        del timeout
        self._stream.write(buffer, timeout=self._deadline.left())

    def close(self) -> None:
        """End it."""
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        """The same, encrypted."""
        del timeout
        stream = self._stream.start_tls(ssl_context, server_hostname, timeout=self._deadline.left())
        return _BoundedStream(stream, self._deadline)

    def get_extra_info(self, info: str) -> Any:
        """See httpcore."""
        return self._stream.get_extra_info(info)


class BoundedBackend(httpcore.NetworkBackend):
    """Opens connections within the time of a call, the look-up of the name included.

    Args:
        deadline: of the calls.
        resolve: addresses of a name; may take as long as it likes.
    """

    def __init__(self, deadline: Deadline, resolve: Callable[[str, int], list[str]] | None = None) -> None:
        self._deadline = deadline
        self._resolve = resolve or _addresses
        self._inner = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        """A connection to the first address of a host that answers.

        Raises:
            httpcore.ConnectError: none does, or the name is not known.
            httpcore.ReadTimeout: the time was over before.
        """
        del timeout
        for address in self._looked_up(host, port):
            try:
                stream = self._inner.connect_tcp(address, port, self._deadline.left(), local_address, socket_options)
            except httpcore.ConnectError:
                continue
            return _BoundedStream(stream, self._deadline)
        raise httpcore.ConnectError

    def _looked_up(self, host: str, port: int) -> list[str]:
        """Addresses of a host; a look-up cannot be stopped, so one that takes too long is left behind."""
        try:
            ipaddress.ip_address(host)
        except ValueError:
            pass
        else:
            return [host]
        found: list[str] = []

        def look() -> None:
            found.extend(self._resolve(host, port))

        thread = threading.Thread(target=look, daemon=True)
        thread.start()
        thread.join(self._deadline.left())
        if thread.is_alive():
            raise httpcore.ConnectTimeout
        return found


def _addresses(host: str, port: int) -> list[str]:
    """The addresses of a name, none where it is not known."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return []
    return list(dict.fromkeys(str(place[4][0]) for place in found))
