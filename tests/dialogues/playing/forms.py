"""Small forms of programs, and how they are played in tests."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dialogues.playing import Answer, Player, Refused, Setting, state
from dialogues.xforms.written import read_written
from dialogues.xforms.xform import compile_xform

NOW = 1_717_236_000_000
"""2024-06-01 10:00 UTC."""


def play(xml: bytes, *steps: tuple[str, object] | Answer, language: str = "") -> Mapping[str, Any]:
    """The state after some answers, with the words of those that were refused."""
    player = Player(compile_xform(xml), Setting(NOW, "Africa/Bamako", 1, language, {"username": "m1"}))
    errors = []
    for step in steps:
        try:
            player.give(step if isinstance(step, Answer) else Answer(*step))
        except Refused as refused:
            errors.append(str(refused))
    return {**state(player, read_written(xml)), "errors": errors}


def values(told: Mapping[str, Any]) -> Mapping[str, str]:
    """What is stored in each leaf."""
    return {key: node["instanceValue"] for key, node in told["nodes"].items() if "instanceValue" in node}
