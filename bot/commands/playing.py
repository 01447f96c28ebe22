"""`baro guide play`: an interview held by a program, once or, with --serve, one request after the other.

Every answer is one JSON object, whatever was asked: what is wrong stands in its `errors`.
"""

from __future__ import annotations

import json
import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import click

from bot.words import spoken

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from dialogues.forms.definition import FormDefinition
    from dialogues.playing import Answer, Setting
    from dialogues.xforms.problems import Problem

__all__ = ["play", "problem_as_json"]

_MOST_BYTES = 100_000_000
"""Largest form, answer file or folder of media that is read."""

Json = dict[str, object]

_PROPERTIES = {"deviceid": "oracle", "username": "oracle"}
"""Who holds an interview of which nothing else is said, as in the recorded interviews of ODK Web Forms."""


@click.command()
@click.argument("form", required=False)
@click.option("--answers", metavar="JSON")
@click.option("--lang", metavar="L")
@click.option("--media", metavar="DIR")
@click.option("--now", metavar="ISO")
@click.option("--tz", metavar="TZ")
@click.option("--seed", type=int)
@click.option("--serve", is_flag=True)
def play(
    form: str | None,
    answers: str | None,
    lang: str | None,
    media: str | None,
    now: str | None,
    tz: str | None,
    seed: int | None,
    serve: bool,
) -> None:
    """Hold an interview from a file of answers and print the state of every node; with --serve, of one a line."""
    if serve is (form is not None):
        raise click.UsageError("FORM | --serve")
    if serve:
        for raw in sys.stdin.buffer:
            line = raw.decode("utf-8", "replace")
            if line.strip():
                _write(_line(line))
        return
    asked: Json = {}
    if answers is not None:
        read = _answers_file(answers)
        if isinstance(read, str):
            _write(_refusal(read))
            raise click.exceptions.Exit(1)
        asked |= read
    given = {"form": form, "lang": lang, "media": media, "now": now, "tz": tz, "seed": seed}
    asked |= {name: value for name, value in given.items() if value is not None}
    told = _whatever(asked)
    _write(told)
    if "nodes" not in told:
        raise click.exceptions.Exit(1)


def _write(told: Mapping[str, object]) -> None:
    """One line, at once: whoever asks may wait for it before asking more."""
    sys.stdout.buffer.write(json.dumps(told, ensure_ascii=False).encode("utf-8", "backslashreplace") + b"\n")
    sys.stdout.buffer.flush()


def _refusal(*errors: object) -> Json:
    return {"errors": list(errors)}


def _answers_file(name: str) -> Json | str:
    """The request that a file of answers makes: a recorded interview, an object with `answers`, or a list of them."""
    try:
        path = Path(name)
        if path.stat().st_size > _MOST_BYTES:
            return "answers"
        read = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return "answers"
    if isinstance(read, list):
        return {"answers": read}
    return {key: value for key, value in read.items() if key != "form"} if isinstance(read, dict) else "answers"


def _line(line: str) -> Json:
    """The answer to one line; whatever it holds, there is one."""
    try:
        asked = json.loads(line)
    except (ValueError, RecursionError):
        return _refusal("json")
    return _whatever(asked) if isinstance(asked, dict) else _refusal("json")


def _whatever(asked: Mapping[str, object]) -> Json:
    """What a request is answered, whatever its form does to the engine."""
    try:
        return _told(asked)
    except Exception as error:  # noqa: BLE001 - one bad form must not end a process that serves others
        return _refusal(type(error).__name__)


def _told(asked: Mapping[str, object]) -> Json:
    """What a request is answered."""
    from dialogues.playing import Player, Refused, state  # noqa: PLC0415 - only when it is needed
    from dialogues.xforms.problems import FormRefused  # noqa: PLC0415 - same
    from dialogues.xforms.written import read_written  # noqa: PLC0415 - same

    setting, steps = _setting(asked), _steps(asked.get("answers", []))
    if isinstance(setting, str) or isinstance(steps, str):
        return _refusal(*(wrong for wrong in (setting, steps) if isinstance(wrong, str)))
    media = _media(asked.get("media"))
    form = asked.get("form")
    if not isinstance(form, str) or media is None:
        return _refusal("form" if media is not None else "media")
    found = _xform(form, media)
    if not isinstance(found, _Source):
        return _refusal(*found)
    before = perf_counter()
    try:
        player = Player(found.compiled(), setting)
    except FormRefused as refused:
        return _refusal(*(problem_as_json(each) for each in refused.problems))
    except Refused as refused:
        return _refusal(str(refused))
    loaded = perf_counter()
    errors: list[Json] = []
    for step, raw in steps:
        if step is None:
            errors.append({"answer": raw, "error": "not an answer: {ref, value} or {op, ref}"})
            continue
        try:
            player.give(step)
        except Refused as refused:
            errors.append({"answer": raw, "error": str(refused)})
    answered = perf_counter()
    ms = {"load": round((loaded - before) * 1000, 3), "answers": round((answered - loaded) * 1000, 3)}
    return {**state(player, read_written(found.xml)), "errors": errors, "ms": ms}


def _setting(asked: Mapping[str, object]) -> Setting | str:
    """How the interview begins, or what of it cannot be read."""
    from dialogues.playing import Setting  # noqa: PLC0415 - only when it is needed

    zone = asked.get("tz") or os.environ.get("TZ", "").removeprefix(":") or "UTC"
    try:
        here = ZoneInfo(str(zone))
    except (OSError, ValueError, LookupError):
        return "tz"
    now = asked.get("now")
    try:
        at = datetime.now(UTC) if now is None else datetime.fromisoformat(str(now))
        at = at.replace(tzinfo=here) if at.tzinfo is None else at
        moment = int(at.timestamp() * 1000)
    except (ValueError, OverflowError):
        return "now"
    seed = asked.get("seed")
    if seed is not None and (not isinstance(seed, int) or isinstance(seed, bool)):
        return "seed"
    properties = asked.get("properties", _PROPERTIES)
    if not isinstance(properties, dict):
        return "properties"
    return Setting(
        moment,
        str(zone),
        1 if seed is None else seed,
        str(asked.get("lang") or ""),
        {str(name).lower(): str(value) for name, value in properties.items() if value is not None},
    )


def _steps(answers: object) -> Sequence[tuple[Answer | None, object]] | str:
    """The steps of a list of answers, each as it was written too; None for what is no answer."""
    if not isinstance(answers, list):
        return "answers"
    return [(_step(one), one) for one in answers]


def _step(one: object) -> Answer | None:
    from dialogues.playing import Answer  # noqa: PLC0415 - only when it is needed

    if not isinstance(one, dict):
        return None
    ref, operation = one.get("ref", ""), one.get("op") or ""
    if not isinstance(ref, str) or not isinstance(operation, str):
        return None
    return Answer(ref, one.get("value"), operation)


def _media(folder: object) -> Mapping[str, bytes] | None:
    """The files of a folder by name; None when it cannot be read."""
    if folder is None:
        return {}
    try:
        files = [file for file in sorted(Path(str(folder)).iterdir()) if file.is_file()]
        if sum(file.stat().st_size for file in files) > _MOST_BYTES:
            return None
        return {file.name: file.read_bytes() for file in files}
    except (OSError, ValueError):
        return None


class _Source:
    """A form that was found.

    Attributes:
        xml: the XForm.
    """

    def __init__(self, xml: bytes, files: Mapping[str, bytes]) -> None:
        self.xml = xml
        self._files = files

    def compiled(self) -> FormDefinition:
        """Its definition."""
        from dialogues.xforms.xform import compile_xform  # noqa: PLC0415 - only when it is needed

        return compile_xform(self.xml, files=self._files)


def _xform(form: str, media: Mapping[str, bytes]) -> _Source | list[object]:
    """The XForm that a path leads to, converted where it is none yet, or everything that is wrong with it."""
    from bot.commands.guide import shipped_or  # noqa: PLC0415 - that module imports this one

    try:
        path = shipped_or(Path(form))
        if path.suffix.lower() != ".xml" or path.is_dir():
            return _converted(path, media)
        if path.stat().st_size > _MOST_BYTES:
            return ["form"]
        return _Source(path.read_bytes(), media)
    except (OSError, ValueError):
        return ["form"]


def _converted(path: Path, media: Mapping[str, bytes]) -> _Source | list[object]:
    from dialogues.xforms.sandbox import check_in_sandbox  # noqa: PLC0415 - only when it is needed

    checked = check_in_sandbox(path, rehearsed=False)
    if checked.converted is None:
        return [problem_as_json(found) for found in checked.faults]
    return _Source(checked.converted.xform, {**checked.converted.files, **media})


def problem_as_json(found: Problem) -> Json:
    """A problem of a form for programs."""
    return {
        "code": found.code.value,
        "severity": found.severity.value,
        "sheet": found.sheet,
        "row": found.row,
        "column": found.column,
        "what": spoken(found.phrase),
        "todo": spoken(found.remedy),
    }
