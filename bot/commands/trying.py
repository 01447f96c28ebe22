"""`baro guide eval`: an expression tried on a document, by a person or by a program that has thousands of them."""

from __future__ import annotations

import json
import os
import random
import re
import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import click

from bot.problems import CommandProblem

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import tzinfo
    from typing import BinaryIO

    from dialogues.expressions.desk import Answer

__all__ = ["eval_"]

_SPOKEN = re.compile(r"in language '([^']+)'")
"""The recorded cases have the language in their titles only."""

_LONGEST = 100_000_000
"""Longest line, in bytes: a document of the greatest length with every character escaped."""


@click.command(name="eval")
@click.argument("expression", required=False)
@click.option("--context", metavar="XML")
@click.option("--node", metavar="PATH", default="")
@click.option("--tz", metavar="TZ")
@click.option("--batch", is_flag=True)
def eval_(expression: str | None, context: str | None, node: str, tz: str | None, batch: bool) -> None:
    """Print the value of an expression as JSON; with --batch, of one a line."""
    if batch is (expression is not None):
        raise click.UsageError("EXPRESSION | --batch")
    zone = _zone(tz or os.environ.get("TZ", "").removeprefix(":") or "UTC")
    if zone is None:
        raise CommandProblem("cli.eval_zone")
    if expression is not None:
        found = _answer({"expression": expression, "context_xml": _document(context), "context_node": node}, zone)
        if "error" in found:
            raise CommandProblem("cli.eval_refused", why=str(found["error"]))
        click.echo(_written(found["value"]))
        return
    for raw in _lines(sys.stdin.buffer):
        line = raw.decode("utf-8", "replace")
        if line.strip():
            # one answer a line, at once: whoever asks may wait for it before asking more
            click.echo(_written(_line(line, zone)))


def _lines(stream: BinaryIO) -> Iterator[bytes]:
    """The lines of a stream; one that is too long comes cut, and is no JSON then."""
    cut = False
    while raw := stream.readline(_LONGEST):
        if not cut:
            yield raw
        cut = len(raw) == _LONGEST and not raw.endswith(b"\n")


def _written(value: object) -> str:
    # half a character, which JSON can hold and UTF-8 cannot, is written as JSON writes it: \ud83d
    return json.dumps(value, ensure_ascii=False, allow_nan=False).encode("utf-8", "backslashreplace").decode()


def _document(context: str | None) -> str:
    """The document: XML itself, or the file that holds it."""
    if context is None or context.lstrip().startswith("<"):
        return context or ""
    try:
        return Path(context).read_text(encoding="utf-8")
    except (OSError, ValueError):
        raise CommandProblem("cli.eval_file", file=context) from None


def _zone(name: str) -> tzinfo | None:
    try:
        return ZoneInfo(name)
    except (OSError, ValueError, LookupError):
        return None


def _line(line: str, zone: tzinfo) -> Mapping[str, object]:
    """The answer to one line; whatever it holds, there is one."""
    try:
        asked = json.loads(line)
    except (ValueError, RecursionError):
        return {"error": "json"}
    if not isinstance(asked, dict) or not isinstance(asked.get("expression"), str):
        return {"error": "expression"}
    return _answer(asked, zone)


def _answer(asked: Mapping[str, object], zone: tzinfo) -> Mapping[str, Answer]:
    from dialogues.errors import BaroError  # noqa: PLC0415 - only when it is needed
    from dialogues.expressions.desk import Desk, evaluate  # noqa: PLC0415 - same
    from dialogues.expressions.documents import read_document  # noqa: PLC0415 - same

    def text(field: str) -> str:
        found = asked.get(field)
        return found if isinstance(found, str) else ""

    spoken = _SPOKEN.search(text("test"))
    own = _zone(text("tz")) if text("tz") else zone
    if own is None:
        return {"error": "tz"}
    try:
        at = datetime.fromisoformat(text("now")).astimezone(own) if text("now") else datetime.now(own)
    except (ValueError, OverflowError):
        return {"error": "now"}
    draws = random.Random(str(asked["seed"]) if "seed" in asked else None)  # noqa: S311 - ODK's random() is no secret
    try:
        document = read_document(text("context_xml"))
        desk = Desk(document, at, draws, text("lang") or (spoken.group(1) if spoken else ""))
        node, wanted = text("context_node"), text("type")
        return {"value": evaluate(desk, text("expression"), node=node, wanted=wanted)}
    except BaroError as problem:
        return {"error": str(problem)}
