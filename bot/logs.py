"""Logging: one line of `key=value` a fact, and nothing that a person wrote (DESIGN, decision 16; STYLE, habit 13).

Our own lines are made of an event name and of fields whose names are in an allow-list (ids, references, codes,
counts, milliseconds). Whatever a library says is reduced to its name, its level and the type of the exception:
python-telegram-bot logs whole texts at CRITICAL and httpx the URL that holds the token at INFO.
"""

from __future__ import annotations

import logging
import sys
from datetime import UTC, datetime
from typing import TextIO

__all__ = ["FIELDS", "LineFormatter", "event", "start_logging"]

OWN = "baro"
FIELDS = frozenset(
    {
        "attachment",
        "attempt",
        "chats",
        "code",
        "count",
        "error",
        "id",
        "interview",
        "kind",
        "ms",
        "new",
        "owed",
        "path",
        "port",
        "ref",
        "row",
        "seconds",
        "size",
        "status",
        "step",
        "version",
    }
)
"""The only fields that a line may bear. A chat's id names a person: it is not among them."""
_SILENT = ("telegram", "aiohttp", "httpx", "httpcore", "asyncio")


class LineFormatter(logging.Formatter):
    """`time level event key=value…`; tracebacks only at DEBUG level, and never a message of another library."""

    def format(self, record: logging.LogRecord) -> str:
        """One record as one line."""
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        head = f"{at} {record.levelname.lower()}"
        kind = record.exc_info[0].__name__ if record.exc_info and record.exc_info[0] else ""
        if record.name != OWN and not record.name.startswith(f"{OWN}."):
            return f"{head} library name={record.name}" + (f" error={kind}" if kind else "")
        fields = getattr(record, "fields", {})
        shown = [f"{name}={_value(value)}" for name, value in fields.items() if name in FIELDS]
        if kind and "error" not in fields:
            shown.append(f"error={kind}")
        line = " ".join([head, str(record.msg), *shown])
        if record.exc_info and record.levelno <= logging.DEBUG:
            line = f"{line}\n{_frames(record)}"
        return line


def event(name: str, level: int = logging.INFO, *, error: BaseException | None = None, **fields: object) -> None:
    """Log a fact.

    Args:
        name: what happened, in snake case («batch_stored»).
        level: as in `logging`.
        error: an exception; its type is logged, its text never.
        fields: values under names of `FIELDS`.

    Raises:
        ValueError: a field is not in the allow-list: a programmer's mistake.
    """
    unknown = fields.keys() - FIELDS
    if unknown:
        raise ValueError(f"fields that may not be logged: {sorted(unknown)}")
    if error is not None:
        fields["error"] = type(error).__name__
    logging.getLogger(OWN).log(level, name, extra={"fields": fields})


def start_logging(level: int = logging.INFO, stream: TextIO | None = None) -> None:
    """Send log lines to a stream, ours in full and libraries' in silence or by name only.

    Args:
        level: least level of our own lines.
        stream: where to; stderr when None.
    """
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(LineFormatter())
    root = logging.getLogger()
    for old in tuple(root.handlers):
        root.removeHandler(old)
    root.addHandler(handler)
    root.setLevel(logging.WARNING)
    logging.getLogger(OWN).setLevel(level)
    for name in _SILENT:
        library = logging.getLogger(name)
        library.setLevel(logging.CRITICAL + 1)
        library.propagate = False


def _value(value: object) -> str:
    text = str(value)
    return text if text.isprintable() and " " not in text and text else repr(text)


def _frames(record: logging.LogRecord) -> str:
    """Where an exception came from: files, lines and names, without any value or message."""
    lines = []
    trace = record.exc_info[2] if record.exc_info else None
    while trace is not None:
        code = trace.tb_frame.f_code
        lines.append(f"    {code.co_filename}:{trace.tb_lineno} {code.co_name}")
        trace = trace.tb_next
    return "\n".join(lines)
