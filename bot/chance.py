"""Time and chance, as the service asks for them: the only place that reads the clock or draws lots for it."""

from __future__ import annotations

import secrets
import time
import uuid

__all__ = ["SystemSecrets", "now_ms"]

_LETTERS = "ACDEFHJKMNPRTUVWXY"
"""Letters that are read for no digit and no other letter."""


def now_ms() -> int:
    """The time, in UTC milliseconds."""
    return time.time_ns() // 1_000_000


class SystemSecrets:
    """Chance from the operating system."""

    def token(self) -> str:
        """192 bits, URL-safe, 32 characters."""
        return secrets.token_urlsafe(24)

    def code(self) -> str:
        """A letter and four digits, as «K7204»."""
        return f"{secrets.choice(_LETTERS)}{secrets.randbelow(10_000):04d}"

    def seed(self) -> int:
        """A 53-bit number."""
        return secrets.randbits(53)

    def uuid(self) -> str:
        """A random UUID, lower case."""
        return str(uuid.uuid4())
