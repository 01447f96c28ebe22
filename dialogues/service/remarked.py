"""What supervisors see of remarks on wording: by guide, by question, newest first, a page at a time."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from dialogues.forms.changes import plain_label
from dialogues.forms.definition import FormDefinition
from dialogues.locales.loader import date_time_phrase
from dialogues.messages import Button, Phrase, SendFile
from dialogues.ports import AttachmentStatus, Guide, Remark
from dialogues.service.desk import Desk, Line, number_of
from dialogues.service.findings import HOLE, NAME, shortened

_PAGE = 8
"""Remarks that are shown at once."""
_QUESTIONS = 40
"""Buttons of questions; a guide rarely has more that somebody remarked on."""
_WORDS = 300
"""Characters of a remark in the list; the download holds it whole."""


def guides(desk: Desk, _rest: str) -> None:
    """«/remarques»: which guide, where several have any."""
    if not _allowed(desk):
        return
    project = desk.member()[2]
    found = [
        (guide, sum(desk.uow.remarks.counts(project.id, guide.id).values()))
        for guide in desk.uow.guides.all(project.id)
    ]
    found = [(guide, many) for guide, many in found if many]
    if not found:
        desk.say(Phrase("remarks.none"))
    elif len(found) == 1:
        _questions(desk, found[0][0])
    else:
        rows = [
            [
                Button(
                    Phrase("remarks.of_guide", {"title": guide.discreet_title, "n": many}),
                    f"remarks:{guide.id}",
                )
            ]
            for guide, many in found[:_QUESTIONS]
        ]
        desk.say(Phrase("remarks.which_guide"), rows=rows)


def of_guide(desk: Desk, rest: str) -> None:
    """The questions of a guide that somebody remarked on."""
    guide = _guide(desk, rest)
    if guide is not None:
        _questions(desk, guide)


def _questions(desk: Desk, guide: Guide) -> None:
    remarks = desk.uow.remarks
    counts = remarks.counts(guide.project, guide.id)
    if not counts:
        desk.say(Phrase("remarks.none"))
        return
    rows = [[Button(Phrase("remarks.all"), f"remarks_of:{guide.id}:0:0")]]
    waiting = desk.uow.wordings.waiting(guide.project, guide.id)
    if waiting:
        rows.append([Button(Phrase("improve.prepare_n", {"n": len(waiting)}), f"prepare:{guide.id}")])
    newest = [remarks.of_guide(guide.project, guide.id, question=path, limit=1)[0] for path in counts]
    placed = sorted(((_place(_form(desk, one), one.question), one) for one in newest), key=lambda pair: pair[0][0])
    for (_, number, label), one in placed[:_QUESTIONS]:
        words: dict[str, str | int | Phrase] = {
            "number": number,
            "label": shortened(label, NAME),
            "n": counts[one.question],
        }
        rows.append([Button(Phrase("remarks.of_question", words), f"remarks_of:{guide.id}:{one.id}:0")])
    desk.say(
        Phrase("remarks.heading", {"title": guide.discreet_title, "n": sum(counts.values())}),
        rows=rows,
    )


def page(desk: Desk, rest: str) -> None:
    """A page of remarks: on a whole guide, or on the question that one of them is about."""
    guide_id, _, place = rest.partition(":")
    named_by, _, number = place.partition(":")
    guide = _guide(desk, guide_id)
    if guide is None:
        return
    named = desk.uow.remarks.remark(guide.project, number_of(named_by))
    if named_by != "0" and named is None:
        desk.say(Phrase("service.button_gone"))
        return
    at = number_of(number)
    question = "" if named is None else named.question
    found = desk.uow.remarks.of_guide(guide.project, guide.id, question=question, limit=_PAGE + 1, offset=at * _PAGE)
    counts = desk.uow.remarks.counts(guide.project, guide.id)
    many = counts.get(question, 0) if question else sum(counts.values())
    lines: list[Line] = [Phrase("remarks.heading", {"title": guide.discreet_title, "n": many})]
    rows: list[list[Button]] = []
    for one in found[:_PAGE]:
        lines.append(_line(desk, one))
        _, shown, _ = _place(_form(desk, one), one.question)
        about: dict[str, str | int | Phrase] = {"number": shown, "member": one.member}
        row = [Button(Phrase("remarks.listen", about), f"remark_voice:{one.id}")] if one.attachment else []
        if one.outcome:
            lines.append(Phrase(f"improve.is_{one.outcome}"))
        else:
            row.append(Button(Phrase("improve.take", about), f"improve:{one.id}"))
            row.append(Button(Phrase("improve.leave", about), f"refuse:{one.id}"))
        if row:
            rows.append(row)
    turns: list[Button] = []
    if at:
        turns.append(Button(Phrase("remarks.newer"), f"remarks_of:{guide.id}:{named_by}:{at - 1}"))
    if len(found) > _PAGE:
        turns.append(Button(Phrase("remarks.older"), f"remarks_of:{guide.id}:{named_by}:{at + 1}"))
    desk.say(*lines, rows=[*rows, *([turns] if turns else []), [_by_question(guide)]])


def _by_question(guide: Guide) -> Button:
    return Button(Phrase("remarks.by_question"), f"remarks:{guide.id}")


def voice(desk: Desk, rest: str) -> None:
    """Send a remark that was said."""
    if not _allowed(desk):
        return
    project = desk.member()[2]
    one = desk.uow.remarks.remark(project.id, number_of(rest))
    if one is None or not one.attachment:
        desk.say(Phrase("service.button_gone"))
        return
    kept = desk.uow.attachments.attachment(one.attachment)
    if kept is None or kept.status is not AttachmentStatus.STORED:
        desk.say(Phrase("remarks.voice_waits"))
        return
    _, number, _ = _place(_form(desk, one), one.question)
    caption = Phrase("remarks.voice_is", {"number": number, "member": one.member})
    file = SendFile(f"attachments/{one.interview}/{one.attachment}", kept.name, caption, spoken=True)
    desk.plan.says.append((desk.inbound.chat, file, one.interview))


def _line(desk: Desk, one: Remark) -> Phrase:
    """What it is about, what it says, who said it, when, and on which version."""
    form = _form(desk, one)
    _, number, label = _place(form, one.question)
    zone = ZoneInfo(desk.member()[2].time_zone)
    text: str | Phrase = shortened(one.text, _WORDS)
    if one.attachment and not text:
        text = Phrase("remarks.voice")
    return Phrase(
        "remarks.line",
        {
            "about": Phrase("remarks.about", {"number": number, "label": shortened(label, HOLE)}),
            "text": text,
            "member": one.member,
            "at": date_time_phrase(datetime.fromtimestamp(one.at / 1000, UTC).astimezone(zone)),
            "version": shortened(form.version, NAME),
            "language": f" · {shortened(one.language, NAME)}" if one.language else "",
        },
    )


def _form(desk: Desk, one: Remark) -> FormDefinition:
    return desk.tools.shelf.form(desk.uow, one.version)


def _place(form: FormDefinition, path: str) -> tuple[int, str, str]:
    """Where a question stands in a guide: for sorting, its printed number, its words."""
    question = form.questions.get(path)
    if question is None:
        return 0, "", path.rpartition("/")[2]
    return question.number or 0, str(question.number or ""), plain_label(form, question)


def _guide(desk: Desk, rest: str) -> Guide | None:
    if not _allowed(desk):
        return None
    guide = desk.uow.guides.guide(desk.member()[2].id, number_of(rest))
    if guide is None:
        desk.say(Phrase("service.button_gone"))
    return guide


def _allowed(desk: Desk) -> bool:
    if desk.leads:
        return True
    desk.say(Phrase("service.supervisors_only"))
    return False
