"""README.md says what there is: commands of the line and of the chat, settings, targets of make, and the house."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import click

from bot import cli, settings
from bot.telegram.naming import LEADERS
from dialogues.service import commands

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def table(head: str) -> str:
    """The first column of a table, by the head of that column."""
    rows = README.partition(f"| {head} |")[2].partition("\n\n")[0]
    return "\n".join(row.replace(r"\|", "/").split("|")[1] for row in rows.splitlines() if row.startswith("|"))


def command_lines() -> Iterator[str]:
    """Every command as it is typed, groups with what is below them."""
    for name, module in cli._COMMANDS.items():
        command = getattr(import_module(f"bot.commands.{module}"), module)
        if isinstance(command, click.Group):
            yield from (f"{name} {below}" for below in command.commands)
        else:
            yield name


def test_every_command_of_the_line_has_its_row() -> None:
    """Also each sub-command, in a row of its group."""
    rows = table("on the command line").splitlines()
    for line in command_lines():
        group, _, below = line.partition(" ")
        mine = [row for row in rows if f"`baro {group}" in row]
        assert any(re.search(rf"\b{below or group}\b", row) for row in mine), line


def test_no_row_names_a_command_that_is_not_there() -> None:
    """Words after `baro` are commands."""
    named = set(re.findall(r"`baro ([a-z]+)", README))
    assert named == set(cli._COMMANDS)


def test_every_setting_has_its_row() -> None:
    """Those that are read, and no others."""
    assert set(re.findall(r"`(BARO_[A-Z_]+)`", table("setting"))) == settings._KNOWN


def test_commands_of_the_chat_are_those_in_the_table() -> None:
    """What Telegram shows behind «/», and what else the service knows under a name of its own."""
    named = set(re.findall(r"`/([a-z]+)", table("in the chat")))
    assert named <= commands._COMMANDS.keys()
    assert commands._COMMANDS.keys() - named == {"help", "stop"}  # other names
    assert named >= set(LEADERS)


def test_targets_of_make_are_there() -> None:
    """Each that is named can be made."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z]+):", makefile, re.MULTILINE))
    assert set(re.findall(r"`?make ([a-z]+)`", README)) | {"demo", "test"} <= targets


def test_the_map_of_the_house_is_whole() -> None:
    """Every package and every module at the top of the core has its line, and every line stands for something."""
    house = README.partition("```\ndialogues/")[2].partition("```")[0]
    below = set(re.findall(r"^  ([\w.]+)", house.partition("\nnlu/")[0], re.MULTILINE))
    core = ROOT / "dialogues"
    there = {one.name for one in core.iterdir() if one.name[0] not in "._"}
    assert below | {"errors.py"} == there
    assert set(re.findall(r"^(\w+)/", house, re.MULTILINE)) == {"nlu", "storage", "bot", "tests"}
