"""Speech heard by a command of the installation: none is shipped, for none works offline for these languages.

    COMMAND… FILE LANGUAGE  ->  {"text": "…", "language": "bm" or null, "confidence": 0.0 to 1.0} on standard output

LANGUAGE is the IETF tag of the language that the interview is held in, `und` where it is not known. The command runs
in a process group of its own that is ended when its time is over, and gets none of Baro's settings.
"""

from __future__ import annotations

import json
import os
import shlex
import signal
import subprocess
import tempfile
from contextlib import suppress
from pathlib import Path

from dialogues.transcripts import Heard, Unheard

__all__ = ["UNKNOWN", "CommandTranscriber"]

UNKNOWN = "und"
"""The language that nobody knows (BCP 47)."""

_SETTINGS = "BARO_"
_ANSWER_BYTES = 1 << 20
_READER = 60
_TAG = 35
"""Characters of a language's tag; BCP 47 says that implementations need not take more."""


class CommandTranscriber:
    """Hears recordings by a command (`dialogues.transcripts.Transcriber`).

    Args:
        command: program and arguments, as a shell would part them; no shell runs it.
        seconds: that one recording may take.
    """

    def __init__(self, command: str, seconds: float) -> None:
        self._command = tuple(shlex.split(command))
        self._seconds = seconds

    def hear(self, path: Path, language: str) -> Heard | Unheard:
        """See `dialogues.transcripts.Transcriber`."""
        environment = {name: value for name, value in os.environ.items() if not name.startswith(_SETTINGS)}
        with tempfile.TemporaryFile() as out:
            try:
                child = subprocess.Popen(  # noqa: S603 - the command of whoever runs this installation
                    [*self._command, str(path.resolve()), language or UNKNOWN],
                    stdin=subprocess.DEVNULL,
                    stdout=out,
                    stderr=subprocess.DEVNULL,
                    env=environment,
                    start_new_session=True,
                )
            except OSError:
                return Unheard("failed")
            try:
                code = child.wait(self._seconds)
            except subprocess.TimeoutExpired:
                return Unheard("slow")
            finally:
                with suppress(ProcessLookupError):
                    os.killpg(child.pid, signal.SIGKILL)  # what it started goes too
                child.wait()
            out.seek(0)
            said = out.read(_ANSWER_BYTES)
        return Unheard("failed") if code else self._read(said)

    def _read(self, said: bytes) -> Heard | Unheard:
        try:
            found = json.loads(said)
            text, language = found["text"], found.get("language") or ""
            confidence = float(found.get("confidence", 0.0))
        except (ValueError, TypeError, KeyError, AttributeError):
            return Unheard("unreadable")
        if not isinstance(text, str) or not isinstance(language, str) or not 0 <= confidence <= 1:
            return Unheard("unreadable")
        if not text.strip():
            return Unheard("silent")
        return Heard(text.strip(), language[:_TAG], confidence, Path(self._command[0]).name[:_READER])
