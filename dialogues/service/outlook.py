"""A good guide in a few lines, for whoever is about to publish it: how long, in which languages, what is new."""

from __future__ import annotations

from collections.abc import Sequence

from dialogues.forms.changes import changes, coverage, reviews
from dialogues.forms.definition import FormDefinition
from dialogues.forms.languages import native_name
from dialogues.messages import Phrase
from dialogues.questions import QUESTION_TYPES
from dialogues.service.desk import Line
from dialogues.service.findings import HOLE, NAME, shortened
from dialogues.xforms.converted import Converted
from dialogues.xforms.length import Length
from dialogues.xforms.xform import compile_xform

_REVIEWED = 6
"""Reviews that are named."""
_NEW = 3
"""Questions of each kind of change that are named."""


def definition(converted: Converted) -> FormDefinition:
    """The definition of a guide that is not published yet."""
    return compile_xform(
        converted.xform, files=converted.files, settings=converted.settings, statuses=converted.statuses
    )


def outlook(converted: Converted, length: Length | None, before: FormDefinition | None) -> list[Line]:
    """What there is to know of a guide before it is published.

    Args:
        converted: the guide.
        length: from its rehearsal; None when it was not rehearsed.
        before: the version in use; None when there is none.
    """
    form = definition(converted)
    version = shortened(converted.version, NAME)
    known = Phrase("publish.version", {"version": version}) if version else Phrase("publish.no_version")
    lines: list[Line] = [Phrase("publish.title", {"title": shortened(converted.title, HOLE), "version": known})]
    asked = [form.questions[path] for path in form.numbers.values() if path in form.questions]
    opened = sum(1 for question in asked if QUESTION_TYPES[question.type].is_open(question.appearance))
    many: dict[str, str | int | Phrase] = {"n": len(asked), "open": Phrase("publish.open", {"n": opened})}
    if length is None:
        lines.append(Phrase("publish.questions", many))
    else:
        lines.append(Phrase("publish.questions_minutes", {**many, "minutes": length.median.minutes}))
    lines += _languages(form)
    lines += _new(form, before)
    return lines


def _languages(form: FormDefinition) -> list[Line]:
    lines: list[Line] = []
    for one in coverage(form):
        name = shortened(one.language, NAME)
        state: list[Phrase] = []
        if one.missing:
            state.append(Phrase("publish.texts_missing", {"n": one.missing}))
        if one.drafts:
            state.append(Phrase("publish.texts_draft", {"n": one.drafts}))
        match state:
            case []:
                lines.append(Phrase("publish.language_whole", {"language": name}))
            case [only]:
                lines.append(Phrase("publish.language", {"language": name, "state": only}))
            case [first, second, *_]:
                lines.append(Phrase("publish.language_both", {"language": name, "state": first, "and": second}))
    return lines


def _new(form: FormDefinition, before: FormDefinition | None) -> list[Line]:
    if before is None:
        return [Phrase("publish.first")]
    version = shortened(before.version, NAME)
    found = changes(before, form)
    reviewed = reviews(before, form)
    if found.none and not reviewed:
        return [Phrase("publish.same", {"version": version})]
    lines: list[Line] = [Phrase("publish.since", {"version": version})]
    lines += _some("publish.added", found.added)
    lines += _some("publish.removed", found.removed)
    lines += _some("publish.reworded", found.reworded)
    if reviewed:
        lines.append(Phrase("publish.reviewed", {"n": len(reviewed)}))
        lines += [
            Phrase(
                "publish.reviewed_by",
                {"label": shortened(one.label, HOLE), "language": native_name(one.language), "by": one.by},
            )
            for one in reviewed[:_REVIEWED]
        ]
        if len(reviewed) > _REVIEWED:
            lines.append(Phrase("publish.more", {"n": len(reviewed) - _REVIEWED}))
    return lines


def _some(key: str, labels: Sequence[str]) -> list[Line]:
    """How many, then the first few by their words."""
    if not labels:
        return []
    lines: list[Line] = [Phrase(key, {"n": len(labels)})]
    lines += [Phrase("publish.label", {"label": shortened(label, HOLE)}) for label in labels[:_NEW]]
    if len(labels) > _NEW:
        lines.append(Phrase("publish.more", {"n": len(labels) - _NEW}))
    return lines
