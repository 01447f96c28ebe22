"""The final record of an interview: canonical JSON, which exports read, and the ODK submission XML.

Both hold relevant nodes only (ODK XForms specification, «relevant»). The JSON is one object:

    format        1
    form_id, version, language, time_zone
    started_at, sent_at      UTC milliseconds; sent_at is when a record was kept, where that came before
    held_on       ISO date on which the agent says that it was held; absent where nobody had to ask
    complete      false for a record that is kept and not sent yet; only of guides that keep records before
    corrected_at             when it was last corrected after sending; absent: never
    corrections   how many times that changed it; absent: never
    values        ref -> canonical text, of every relevant leaf that has one
    statuses      ref -> repondu | nsp | refus | passe, of every question that was asked; absent: not asked
    notes         ref -> the agent's notes, a line each
    doubtful      refs stored «à vérifier»
    repeats       ref of a repeat without its last position -> how many instances
    attachments   ref -> id of the attachment
    voices        ref -> [name, id of the attachment] of each of its messages that was said; absent: none was
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from uuid import NAMESPACE_OID, uuid5
from xml.sax.saxutils import escape, quoteattr

from dialogues.interview.instance import LiveNode
from dialogues.interview.interview import Interview
from dialogues.interview.outline import stops
from dialogues.interview.preloads import has_instance_id


def canonical(interview: Interview, corrections: int = 0) -> str:
    """The canonical JSON of an interview that was sent, or is kept, keys in a fixed order.

    Args:
        interview: its state.
        corrections: how many corrections after sending changed it, this one included.
    """
    instance = interview.instance
    leaves = [leaf for leaf in instance.leaves() if instance.relevant(leaf)]
    refs = {leaf.ref for leaf in leaves}
    asked = [stop.ref for stop in stops(interview.form, instance) if stop.ref in refs]
    answers = interview.answers
    record: dict[str, object] = {
        "format": 1,
        "form_id": interview.form.form_id,
        "version": interview.form.version,
        "language": interview.language,
        "time_zone": interview.started.time_zone,
        "started_at": interview.started.at,
        "sent_at": interview.kept_at or interview.sent_at,
        **({"complete": interview.sent_at is not None} if interview.form.keeps else {}),
        "values": {leaf.ref: value for leaf in leaves if (value := instance.value(leaf))},
        "statuses": {ref: answers[ref].statut for ref in asked if ref in answers},
        "notes": {ref: "\n".join(notes) for ref, notes in interview.notes.items() if ref in refs},
        "doubtful": [ref for ref in asked if ref in answers and answers[ref].doubtful],
        "repeats": dict(_repeats(interview)),
        "attachments": {ref: answers[ref].attachment for ref in asked if ref in answers and answers[ref].attachment},
    }
    voices = {
        ref: [[voice.name, voice.attachment] for voice in answers[ref].voices]
        for ref in asked
        if ref in answers and answers[ref].voices
    }
    if voices:
        record["voices"] = voices
    if interview.held_on:
        record["held_on"] = interview.held_on
    if interview.corrected_at is not None:
        record["corrected_at"] = interview.corrected_at
    if corrections:
        record["corrections"] = corrections
    return json.dumps(record, ensure_ascii=False, separators=(",", ":"))


def without_times(answers: str) -> Mapping[str, object]:
    """What a canonical JSON says, without when it was corrected: two that are equal say the same."""
    found: Mapping[str, object] = json.loads(answers)
    return {key: value for key, value in found.items() if key not in ("corrected_at", "corrections")}


def _repeats(interview: Interview) -> list[tuple[str, int]]:
    counted: dict[str, int] = {}
    for path in interview.form.repeats:
        for node in interview.instance.nodes_at(path):
            if interview.instance.relevant(node):
                base = node.ref[: node.ref.rindex("[")]
                counted[base] = counted.get(base, 0) + 1
    return sorted(counted.items())


_UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""Characters that no XML document can hold (XML 1.0, section 2.2)."""
_OPENROSA = "http://openrosa.org/xforms"
_INSTANCE_ID = re.compile(
    r"(<(?:[\w.-]+:)?meta(?: [^<>]*)?>(?:(?!</(?:[\w.-]+:)?meta>).)*?)"
    r"<((?:[\w.-]+:)?)instanceID>uuid:([^<]*)</\2instanceID>",
    re.DOTALL,
)
"""The id in `meta` of a submission that `to_xml` wrote; values hold no «<» there."""


def to_xml(interview: Interview) -> str:
    """The ODK submission: the primary instance with relevant nodes only, empty leaves self-closed.

    ODK XForms specification, «Metadata» and «Entities»: a form without `instanceID` gets one, and attributes go with
    their elements. Templates of repeats are no nodes of an interview.
    """
    form = interview.form
    attributes = dict(form.submission)
    attributes.setdefault("id", form.form_id)
    if form.version and "orx:version" not in attributes:
        attributes.setdefault("version", form.version)
    parts: list[str] = []
    top = interview.instance.top
    parts.append(f"<{top.name}{_attributes(attributes)}>")
    for child in top.children():
        _write(interview, child, parts)
    if not any(has_instance_id(child) for child in top.children()):
        uid = escape(interview.started.preloads.get("uid", ""))
        parts.append(f'<orx:meta xmlns:orx="{_OPENROSA}"><orx:instanceID>uuid:{uid}</orx:instanceID></orx:meta>')
    parts.append(f"</{top.name}>")
    return "".join(parts)


def _attributes(values: Mapping[str, str]) -> str:
    return "".join(f" {name}={quoteattr(_UNWRITABLE.sub('', value))}" for name, value in values.items())


def _write(interview: Interview, node: LiveNode, parts: list[str]) -> None:
    instance = interview.instance
    if not instance.relevant(node):
        return
    opened = f"{node.name}{_attributes({mark.name: instance.value(mark) for mark in node.attributes()})}"
    if node.definition.children:
        mark = len(parts)
        parts.append(f"<{opened}>")
        for child in node.children():
            _write(interview, child, parts)
        if len(parts) > mark + 1:
            parts.append(f"</{node.name}>")
        else:
            parts[mark] = f"<{opened}/>"
        return
    value = escape(_UNWRITABLE.sub("", instance.value(node)), {"\r": "&#13;"})
    parts.append(f"<{opened}>{value}</{node.name}>" if value else f"<{opened}/>")


def instance_id(xml: str) -> str:
    """The UUID of a submission that `to_xml` wrote; "" where it says none."""
    found = _INSTANCE_ID.search(xml)
    return "" if found is None else found[3]


def as_correction(xml: str, corrections: int) -> str:
    """A submission as ODK's tools send one that was edited: an id of its own, and the id that it takes the place of.

    ODK XForms specification, «Metadata»: `deprecatedID`. The ids of later edits follow from the first one, so that
    each names the one before it without anybody keeping a list.

    Args:
        xml: from `to_xml`.
        corrections: how many changed it since it was sent.

    Returns:
        The submission; "" where nothing changed it, or it says no id.
    """
    found = _INSTANCE_ID.search(xml)
    if found is None or corrections < 1:
        return ""
    before, prefix, first = found.groups()
    ids = [first, *(str(uuid5(NAMESPACE_OID, f"{first}#{n}")) for n in (corrections - 1, corrections))]
    old = ids[0] if corrections == 1 else ids[1]
    meta = (
        f"{before}<{prefix}instanceID>uuid:{ids[2]}</{prefix}instanceID>"
        f"<{prefix}deprecatedID>uuid:{old}</{prefix}deprecatedID>"
    )
    rest = re.sub(rf"<{prefix}deprecatedID(?:/>|>[^<]*</{prefix}deprecatedID>)", "", xml[found.end() :], count=1)
    return f"{xml[: found.start()]}{meta}{rest}"
