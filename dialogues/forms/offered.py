"""What a question may offer at all, whatever an interview has answered."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dialogues.expressions import Node
    from dialogues.forms.definition import Choice, FormDefinition, Question

__all__ = ["offered"]

_ITEMS = re.compile(r"""\s*instance\(\s*['"]([^'"]+)['"]\s*\)((?:/[\w.:-]+)+)""")


def offered(definition: FormDefinition, question: Question) -> Iterator[Choice]:
    """All choices that a question may offer, whatever its filter; none when they are answers of a repeat."""
    found = question.choices
    if found is None:
        return
    if found.fixed is not None:
        yield from found.fixed
        return
    place = _ITEMS.match(found.nodeset.source) if found.nodeset is not None else None
    document = definition.instances.get(place[1]) if place else None
    if place is None or document is None:
        return
    nodes: Sequence[Node] = (document,)
    for step in place[2].split("/")[1:]:
        nodes = [below for node in nodes for below in node.named(step)]
    for item in nodes:
        choice = found.choice(item)
        if choice.name:
            yield choice
