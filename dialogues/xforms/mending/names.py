"""Names that are missing, will not do, or are there twice; and what is said of them elsewhere."""

from __future__ import annotations

import re
import unicodedata

from dialogues.xforms.mending.bench import REFERENCE, WITH_REFERENCES, Bench, Line
from dialogues.xforms.mends import MendCode

__all__ = ["another_name", "give_label", "give_name", "plain_name", "references", "rename"]

_LONGEST = 40


def plain_name(words: str) -> str:
    """A name made of words: letters, figures and «_», a letter first; "" where there are none."""
    ascii_words = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode()
    name = re.sub(r"[^A-Za-z0-9_]+", "_", ascii_words).strip("_")[:_LONGEST].rstrip("_")
    return f"_{name}" if name and name[0].isdigit() else name


def _free(bench: Bench, name: str) -> str:
    """The name itself, or with the first number that makes it free."""
    taken = {one.casefold() for one in bench.names()}
    return next(
        one for one in (name, *(f"{name}_{number}" for number in range(2, 10_000))) if one.casefold() not in taken
    )


def rename(bench: Bench, line: Line) -> None:
    """A name that will not do becomes one that will, also where others speak of it."""
    survey = bench.survey
    before = survey.cell(line, "name")
    base = plain_name(before)
    if not base:
        return
    after = _free(bench, base)
    said = [
        (one, header, value)
        for _, one, header, _, value in bench.everything()
        if any(found[2] == before for found in REFERENCE.finditer(value))
    ]
    bench.change(MendCode.NAME, line, survey.header("name"), after)
    for one, header, value in said:
        now = REFERENCE.sub(lambda found: f"${{{found[1] or ''}{after}}}" if found[2] == before else found[0], value)
        bench.change(MendCode.REFERENCE, one, header, now)


def another_name(bench: Bench, line: Line) -> None:
    """The later of two questions of one name gets another, where nothing speaks of that name."""
    survey = bench.survey
    name = survey.cell(line, "name")
    if name and not bench.referenced(name):
        bench.change(MendCode.DOUBLE_NAME, line, survey.header("name"), _free(bench, name))


def give_name(bench: Bench, line: Line) -> None:
    """A row without a name is named after its text, or after its place: nothing can speak of it."""
    survey = bench.survey
    label = next((value for _, base, value in survey.cells(line) if base == "label"), "")
    name = plain_name(re.sub(r"\$\{[^}]*\}", "", label)) or f"ligne_{line.number}"
    bench.change(MendCode.NAME_GIVEN, line, survey.header("name"), _free(bench, name))


def give_label(bench: Bench, line: Line) -> None:
    """A question without a text shows its name."""
    name = bench.survey.cell(line, "name")
    if name:
        bench.change(MendCode.LABEL_GIVEN, line, bench.survey.header("label"), name)


def references(bench: Bench) -> None:
    """`${ age }` and `${Age}` speak of age, where one question alone can be meant."""
    names = bench.names()
    for table, line, header, base, value in list(bench.everything()):
        if table is bench.survey and base not in WITH_REFERENCES:
            continue

        def meant(found: re.Match[str]) -> str:
            name = found.group(2)
            if name not in names:
                near = [one for one in names if one.casefold() == "_".join(name.split()).casefold()]
                if len(near) != 1:
                    return found.group(0)
                name = near[0]
            return f"${{{found.group(1) or ''}{name}}}"

        bench.change(MendCode.REFERENCE, line, header, REFERENCE.sub(meant, value))
