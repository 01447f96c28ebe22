"""Codes on pictures, read by zxing-cpp in a child process that cannot take the bot down.

What comes from a phone is not trusted: how many pixels it says it has is looked at before any is unpacked, and the
child has few seconds and little memory. Nothing of it is kept. The bot itself never imports the library.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

__all__ = ["Barcodes", "barcodes"]

SECONDS = 20
"""For one picture, the start of the child included: 0.3 s, and half a second for 12 million pixels."""

MEMORY_BYTES = 1 << 30
"""Address space of the child."""

_SETTINGS = "BARO_"


def barcodes() -> Barcodes | None:
    """The reader of codes; None where its libraries are not installed."""
    return Barcodes() if find_spec("zxingcpp") and find_spec("PIL") else None


class Barcodes:
    """Reads codes on pictures (`dialogues.codes.CodeReader`).

    Args:
        seconds: that one picture may take.
        memory: bytes that one picture may take.
    """

    def __init__(self, seconds: int = SECONDS, memory: int = MEMORY_BYTES) -> None:
        self._seconds = seconds
        self._memory = memory

    def codes(self, picture: bytes) -> Sequence[str] | None:
        """See `dialogues.codes.CodeReader`."""
        environment = {name: value for name, value in os.environ.items() if not name.startswith(_SETTINGS)}
        package = str(Path(__file__).resolve().parents[1])
        environment["PYTHONPATH"] = os.pathsep.join(filter(None, (package, os.environ.get("PYTHONPATH", ""))))
        try:
            done = subprocess.run(  # noqa: S603 - our own interpreter and module
                [sys.executable, "-m", "nlu.decoding", str(self._seconds), str(self._memory)],
                input=picture,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=environment,
                timeout=self._seconds,
                check=False,
            )
            found = json.loads(done.stdout) if done.returncode == 0 else None
        except (OSError, subprocess.TimeoutExpired, ValueError):
            return None
        return None if found is None else [str(text) for text in found]
