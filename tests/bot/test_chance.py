"""Time and chance from the machine."""

from __future__ import annotations

import time
import uuid

from bot.chance import SystemSecrets, now_ms


def test_tokens_codes_seeds_and_uuids_are_fit_for_their_use() -> None:
    """Tokens fit a deep link, codes can be said aloud, seeds have 53 bits, UUIDs are UUIDs; none comes twice."""
    secrets = SystemSecrets()
    tokens = {secrets.token() for _ in range(100)}
    assert len(tokens) == 100
    assert all(len(token) <= 48 and token.replace("-", "").replace("_", "").isalnum() for token in tokens)
    codes = [secrets.code() for _ in range(200)]
    assert all(len(code) == 5 and code[0] not in "IOLSBZGQ" and code[1:].isdigit() for code in codes)
    assert 0 <= secrets.seed() < 2**53
    assert uuid.UUID(secrets.uuid()).version == 4


def test_time_is_utc_milliseconds() -> None:
    """The clock goes with the system's."""
    assert abs(now_ms() - time.time() * 1000) < 1000
