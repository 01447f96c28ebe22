"""Ports for servers that take them later."""

from __future__ import annotations

import socket

from nlu.service.ports import HOST, free_port


def test_a_port_is_free_and_is_given_to_nobody_else() -> None:
    """A server can take it, and it lies outside what Linux hands out by itself."""
    port = free_port()
    assert 1024 < port < 32768
    with socket.socket() as server:
        server.bind((HOST, port))
        server.listen()
        assert free_port() != port
