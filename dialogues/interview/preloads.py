"""Values that an interview fills in by itself (ODK XForms specification, «Preloaders»; DESIGN, decision 14)."""

from __future__ import annotations

from collections.abc import Iterator

from dialogues.forms.ref import Ref
from dialogues.interview.instance import LiveNode
from dialogues.interview.interview import Interview

FIELDS = ("organisation", "numero_contact", "code_attribue", "projet_strict")
"""Hidden questions that a project fills in; a guide says them, or asks less because of them."""


def at_start(interview: Interview) -> Iterator[tuple[Ref, str]]:
    """What is filled in when an interview begins.

    Yields:
        Each ref and its canonical text: the instance's id, the start, the day, the member's code, and the hidden
        questions of `FIELDS` that the guide has and the start event brings.
    """
    given = interview.started.preloads
    for node in tuple(interview.instance.leaves()):
        preload = node.definition.bind.preload
        if preload is not None:
            value = _preloaded(interview, preload)
            if value:
                yield node.ref, value
        elif is_instance_id(node):
            yield node.ref, f"uuid:{given.get('uid', '')}"
        elif _is_field(interview, node) and given.get(f"field/{node.name}"):
            yield node.ref, given[f"field/{node.name}"]


def at_sending(interview: Interview) -> Iterator[tuple[Ref, str]]:
    """What is filled in when an interview is sent: its end.

    Yields:
        Each ref and its canonical text.
    """
    for node in tuple(interview.instance.leaves()):
        if node.definition.bind.preload == ("timestamp", "end"):
            yield node.ref, instant(interview)


def instant(interview: Interview) -> str:
    """The instant of this step as a canonical dateTime in the interview's zone."""
    return interview.instance.now().isoformat(timespec="milliseconds")


def is_instance_id(node: LiveNode) -> bool:
    """Whether a node is the `instanceID` of the form's `meta`, whatever their prefix."""
    above = node.parent
    return above is not None and _plain(node) == "instanceID" and _plain(above) == "meta"


def has_instance_id(node: LiveNode) -> bool:
    """Whether a child of the root is the form's `meta`, with an `instanceID` in it."""
    return any(is_instance_id(child) for child in node.children())


def _plain(node: LiveNode) -> str:
    return node.name.rpartition(":")[2]


def _is_field(interview: Interview, node: LiveNode) -> bool:
    path = node.definition.path
    return node.name in FIELDS and path not in interview.form.questions and not node.stored


def _preloaded(interview: Interview, preload: tuple[str, str]) -> str:
    given = interview.started.preloads
    match preload:
        case ("uid", _):
            return f"uuid:{given.get('uid', '')}"
        case ("timestamp", "start"):
            return instant(interview)
        case ("date", "today"):
            return interview.instance.now().date().isoformat()
        case ("property", name):
            return given.get(f"property/{name}", "")
        case _:
            return ""
