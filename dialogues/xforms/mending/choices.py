"""Choices that are there twice, or whose names will not do."""

from __future__ import annotations

from dialogues.xforms.mending.bench import REFERENCE, Bench, Line
from dialogues.xforms.mending.names import plain_name
from dialogues.xforms.mends import MendCode

__all__ = ["doubles", "give_name", "list_name", "without_space"]


def doubles(bench: Bench) -> None:
    """A choice that says the same twice goes; else both stay, as the setting `allow_choice_duplicates` has it.

    Choices of one name and two labels are one answer with two keys; those of one name in two parts of a filtered list
    are never seen together.
    """
    choices = bench.choices
    first: dict[tuple[str, str], Line] = {}
    for line in choices.lines:
        place = choices.cell(line, "list_name"), choices.cell(line, "name")
        if not all(place):
            continue
        before = first.setdefault(place, line)
        if before is line:
            continue
        if _same(before, line):
            bench.drop(MendCode.CHOICE_TWICE, line, f"{place[0]} : {place[1]}")
        else:
            bench.setting(MendCode.CHOICE_DOUBLES, line, "allow_choice_duplicates", "yes", " : ".join(place))


def _same(one: Line, other: Line) -> bool:
    return _plain(one) == _plain(other)


def _plain(line: Line) -> dict[str, str]:
    return {header: " ".join(value.split()) for header, value in line.cells.items() if value.strip()}


def give_name(bench: Bench, line: Line) -> None:
    """A choice without a name is named after its label."""
    choices = bench.choices
    label = next((value for _, base, value in choices.cells(line) if base == "label"), "")
    name = plain_name(label)
    list_ = choices.cell(line, "list_name")
    taken = {choices.cell(one, "name") for one in choices.lines if choices.cell(one, "list_name") == list_}
    if name and name not in taken:
        bench.change(MendCode.CHOICE_NAME, line, choices.header("name"), name)


def without_space(bench: Bench, line: Line) -> None:
    """A name with spaces in a list of several answers gets «_», where no formula quotes it."""
    choices = bench.choices
    name, list_ = choices.cell(line, "name"), choices.cell(line, "list_name")
    after = "_".join(name.split())
    taken = {choices.cell(one, "name") for one in choices.lines if choices.cell(one, "list_name") == list_}
    quoted = any(f"'{name}'" in value or f'"{name}"' in value for _, _, _, _, value in bench.everything())
    if after not in taken and not quoted:
        bench.change(MendCode.CHOICE_NAME, line, choices.header("name"), after)


def list_name(bench: Bench, line: Line) -> None:
    """A list whose name differs in capitals, hyphens or underscores alone is the one that is there."""
    survey = bench.survey
    type_ = survey.cell(line, "type")
    if REFERENCE.search(type_):
        return
    head, _, rest = type_.rpartition(" ")
    if rest.lower() in ("or_other", "other"):
        return
    near = [name for name in bench.lists() if _folded(name) == _folded(rest)]
    if len(near) == 1:
        bench.change(MendCode.LIST, line, survey.header("type"), f"{head} {near[0]}")


def _folded(name: str) -> str:
    return name.casefold().replace("-", "").replace("_", "")
