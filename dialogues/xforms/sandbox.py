"""Conversion in a child process that cannot take the bot down (DESIGN, decision 2).

30 s, 1 GB of address space, 50 MB of file, declared sizes of archive members summed before any is opened. The
result comes back as JSON; the parent imports neither pyxform nor openpyxl. Whatever happens in the child is one
clear problem here. The child's environment holds none of Baro's settings, so no token.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from dialogues.xforms.archives import MEGABYTE, archive_problem, looks_packed
from dialogues.xforms.converted import Checked, from_json
from dialogues.xforms.problems import Problem, ProblemCode, problem

__all__ = ["SandboxLimits", "check_in_sandbox"]

OUT_OF_MEMORY_EXIT = 3
"""Exit code of a child that had no memory left."""

_SETTINGS = "BARO_"


@dataclass(frozen=True, slots=True)
class SandboxLimits:
    """What one conversion may take.

    Args:
        seconds: of wall clock, and of processor.
        memory: bytes of address space.
        file_bytes: of the source, all files of a folder together.
    """

    seconds: int = 30
    memory: int = 1 << 30
    file_bytes: int = 50 * MEGABYTE


def check_in_sandbox(path: Path, limits: SandboxLimits | None = None, *, rehearsed: bool = True) -> Checked:
    """Check and convert a form in a child process.

    Args:
        path: of the form, a guide folder or an archive; not trusted.
        limits: what it may take; the usual limits when None.
        rehearsed: whether it is rehearsed too; that takes seconds.

    Returns:
        What `check_form` found and `dialogues.rehearsal` added, or the one problem that stopped it.
    """
    limits = limits or SandboxLimits()
    stopped = _refused(path, limits)
    if stopped is not None:
        return Checked((stopped,))
    package = Path(__file__).resolve().parents[2]
    environment = {name: value for name, value in os.environ.items() if not name.startswith(_SETTINGS)}
    environment["PYTHONPATH"] = os.pathsep.join(
        part for part in (str(package), os.environ.get("PYTHONPATH", "")) if part
    )
    environment["PYTHONIOENCODING"] = "utf-8"
    environment["PYTHONHASHSEED"] = "0"  # the order of what pyxform writes hangs on it
    try:
        done = subprocess.run(  # noqa: S603 - our own interpreter and module; the path is one argument
            [
                sys.executable,
                "-m",
                "dialogues.worker",
                str(path.resolve()),
                str(limits.seconds),
                str(limits.memory),
                "rehearse" if rehearsed else "check",
            ],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
            timeout=limits.seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return Checked((problem(ProblemCode.TIME_OUT, path.name, limit=limits.seconds),))
    return _result(path, done.returncode, done.stdout, limits)


def _result(path: Path, code: int, written: bytes, limits: SandboxLimits) -> Checked:
    """What the child's end means: signals are the limits of the processor or of memory."""
    if code == 0:
        return from_json(written.decode())
    if code == OUT_OF_MEMORY_EXIT:
        return Checked((problem(ProblemCode.OUT_OF_MEMORY, path.name),))
    if code < 0:
        if -code == signal.SIGXCPU:
            return Checked((problem(ProblemCode.TIME_OUT, path.name, limit=limits.seconds),))
        return Checked((problem(ProblemCode.OUT_OF_MEMORY, path.name),))
    return Checked((problem(ProblemCode.CONVERTER, path.name, detail=f"exit {code}"),))


def _refused(path: Path, limits: SandboxLimits) -> Problem | None:
    """What can be said without opening it."""
    try:
        if path.is_dir():
            size = sum(file.stat().st_size for file in path.rglob("*") if file.is_file())
            head = b""
        else:
            size = path.stat().st_size
            if not path.is_file():  # reading a pipe would never end
                return problem(ProblemCode.NOT_A_FORM, path.name)
            with path.open("rb") as file:
                head = file.read(4)
    except OSError:
        return problem(ProblemCode.NO_SUCH_FILE, file=path.name)
    if size > limits.file_bytes:
        return problem(
            ProblemCode.TOO_LARGE,
            path.name,
            found=-(-size // MEGABYTE),
            limit=limits.file_bytes // MEGABYTE,
        )
    if not size and not path.is_dir():
        return problem(ProblemCode.NOT_A_FORM, path.name)
    packed = path.suffix.lower() in (".xlsx", ".xlsm", ".zip") or looks_packed(head)
    return archive_problem(path, path.name) if packed and not path.is_dir() else None
