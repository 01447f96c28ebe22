"""What a guide takes from the interview before (`${last-saved#name}`; ODK XForms specification, «last-saved»).

The start event brings it, so that a replay needs nothing else, and only what the guide names of it. That interview's
withdrawal takes it out of the event again (DESIGN, decision 11): what was already taken over belongs to the later one.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from dialogues.expressions.nodes import StaticNode, document, element
from dialogues.forms.definition import FormDefinition
from dialogues.forms.ref import path_of

__all__ = ["FROM", "brought", "tree", "without"]

FROM = "last-saved/interview"
"""The preload that names the interview that values were taken from."""
_VALUES = "last-saved/values"
LONGEST = 2_000
"""Characters of one value; a longer one is left out, for half an answer would be another answer."""
MOST = 20_000
"""Characters of all values together; what comes after them in the guide is left out."""


def brought(form: FormDefinition, interview: int, values: Mapping[str, str]) -> Mapping[str, str]:
    """The preloads by which an interview gets what its guide takes from the one before.

    Args:
        form: the definition.
        interview: id of the interview before.
        values: its canonical values by ref.

    Returns:
        Preloads of the start event; none where the guide takes nothing, or nothing is there.
    """
    wanted: dict[str, str] = {}
    room = MOST
    for ref, value in values.items():
        if len(value) <= min(LONGEST, room) and any(_within(path_of(ref), path) for path in form.last_saved.paths):
            wanted[ref] = value
            room -= len(value)
    return {FROM: str(interview), _VALUES: json.dumps(wanted, ensure_ascii=False)} if wanted else {}


def without(preloads: Mapping[str, str]) -> Mapping[str, str]:
    """Preloads without what was taken from the interview before."""
    return {key: value for key, value in preloads.items() if key not in (FROM, _VALUES)}


def tree(preloads: Mapping[str, str]) -> StaticNode:
    """The secondary instance that a guide reads: only the elements that were brought, repeats in their order."""
    values: Mapping[str, str] = json.loads(preloads.get(_VALUES, "{}"))
    root: dict[str, object] = {}
    for ref, value in values.items():
        here = root
        *above, leaf = ref.split("/")[1:]
        for step in above:
            below = here.setdefault(step, {})
            if isinstance(below, dict):
                here = below
        here[leaf] = value
    return document(*_elements(root))


def _elements(steps: Mapping[str, object]) -> Iterator[StaticNode]:
    for step, below in steps.items():
        name = path_of(step)
        yield element(name, content=_elements(below) if isinstance(below, dict) else str(below))


def _within(path: str, wanted: str) -> bool:
    return path == wanted or path.startswith(wanted + "/") or not wanted
