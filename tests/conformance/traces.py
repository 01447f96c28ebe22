"""Recorded interviews against Baro's: what differs, field by field."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from dialogues.forms.definition import FormDefinition
from dialogues.playing import Answer, Player, Refused, Setting, state
from dialogues.xforms.written import Written

Told = Mapping[str, Any]

_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_HEXADECIMAL = re.compile(r"\b[0-9a-f]{4,}\b")
_RANDOM = frozenset({"uuid", "random"})


def played(form: FormDefinition, written: Written, trace: Told) -> Told:
    """The recorded interview held in Baro's engine, in the recording's own form."""
    now = int(datetime.fromisoformat(trace["now"]).timestamp() * 1000)
    properties = {"username": "oracle", "deviceid": "oracle"}
    player = Player(form, Setting(now, trace["tz"], trace["seed"], "", properties))
    errors = []
    for answer in trace["answers"]:
        try:
            player.give(Answer(answer.get("ref", ""), answer.get("value"), answer.get("op", "")))
        except Refused as refused:
            errors.append({"answer": answer, "error": str(refused)})
    return {**state(player, written), "errors": errors}


def differences(form: FormDefinition, trace: Told, told: Told) -> Iterator[tuple[str, str]]:
    """Key of every node that differs, "" for the submission, and in what; UUIDs agree by their shape."""
    chance = {path for path, node in form.nodes.items() if _RANDOM & _uses(node.bind.calculation)}
    chance |= {below for path in chance for below in form.dependents.get(path, ())}
    theirs, ours = trace["nodes"], told["nodes"]
    for key in (key for key in {**theirs, **ours} if key not in theirs or key not in ours):
        yield key, "absent" if key in theirs else "extra"
    for key in (key for key in theirs if key in ours):
        drawn = re.sub(r"\[\d+\]", "", key) in chance
        for field in sorted({*theirs[key], *ours[key]}):
            if _shape(theirs[key].get(field, ...), drawn) != _shape(ours[key].get(field, ...), drawn):
                yield key, field
    for language in {**trace["labels"], **told["labels"]}:
        there, here = (side["labels"].get(language, {}) for side in (trace, told))
        for key in {**there, **here}:
            if _shape(there.get(key), drawn=False) != _shape(here.get(key), drawn=False):
                yield key, f"label in {language}"
    drawn = bool(chance)
    if _shape(trace["submission"], drawn) != _shape(told["submission"], drawn):
        yield "", "submission"


def _uses(calculation: object) -> frozenset[str]:
    return getattr(calculation, "uses", frozenset())


def _shape(value: object, drawn: bool) -> object:
    """A value as JSON gives it back, its UUIDs alike; of what is drawn by chance any hexadecimal part."""
    if isinstance(value, str):
        alike = _UUID.sub("<uuid>", value)
        return _HEXADECIMAL.sub("<drawn>", alike) if drawn else alike
    if isinstance(value, list | tuple):
        return [_shape(one, drawn) for one in value]
    if isinstance(value, dict):
        return {key: _shape(one, drawn) for key, one in value.items()}
    return value
