"""Publishing in the chat: a supervisor sends a guide, hears what is wrong with it, and publishes it on a tap."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import assert_never

from dialogues.drafts import FETCHABLE_BYTES, Draft, DraftState
from dialogues.fieldwork.people import MembershipStatus
from dialogues.messages import Blob, Button, Phrase, Say
from dialogues.ports import Store, UnitOfWork
from dialogues.publishing import Published, Unchanged, VersionTaken, in_the_way, publish_in
from dialogues.service.desk import DAY, Desk, Line, Tools
from dialogues.xforms.converted import Checked, Converted
from dialogues.xforms.problems import Problem, Severity

ENDINGS = (".xlsx", ".xls", ".md", ".csv", ".zip")
"""Of files that may hold a guide."""

_MEGABYTE = 1024 * 1024
_COMMAND = "/publier"
_FAULTS = 15
"""Faults that are told at once: a telephone shows about as many."""
_NOTES = 5
_NAME = 60
_HOLE = 80
"""Characters of a cell that are said back."""


# --- taking a file in ---------------------------------------------------------------------------------------------


def explain(desk: Desk, _rest: str) -> None:
    """How a guide is published."""
    if _allowed(desk):
        desk.say(Phrase("publish.how", {"limit": FETCHABLE_BYTES // _MEGABYTE}))


def taken(desk: Desk, content: Blob) -> bool:
    """Take a file as a guide, if it is one.

    A supervisor's document is, while no interview is active in the chat; with «/publier» as its caption also during
    one. Everything else is the interview's.

    Args:
        desk: of the message.
        content: the file.

    Returns:
        Whether it was answered.
    """
    asked = content.caption.strip().casefold().partition("@")[0].split(None, 1)[:1] == [_COMMAND]
    readable = content.name.lower().endswith(ENDINGS)
    offered = readable or content.kind == "file"
    if asked:
        if not _allowed(desk):
            return True
    elif not (offered and desk.leads and desk.active() is None and desk.inbound.reply_to is None):
        return False
    name = _shortened(content.name, _NAME)
    if not readable:
        desk.say(Phrase("publish.not_a_guide", {"limit": FETCHABLE_BYTES // _MEGABYTE}))
    elif content.size > FETCHABLE_BYTES:
        found = -(-content.size // _MEGABYTE)
        desk.say(Phrase("publish.too_large", {"name": name, "found": found, "limit": FETCHABLE_BYTES // _MEGABYTE}))
    else:
        _, membership, project = desk.member()
        draft = Draft(
            f"{desk.inbound.inbox}-{desk.inbound.sent_at}",
            project.id,
            membership.id,
            desk.inbound.chat,
            content.file_id,
            content.name,
            content.size,
            desk.now,
        )
        desk.plan.jobs.append(lambda: _begin(desk.tools, draft))
        desk.say(Phrase("publish.received", {"name": name}))
    return True


def _begin(tools: Tools, draft: Draft) -> None:
    """Note a draft before its message is done with; when that fails it is noted already the next time."""
    if tools.drafts.draft(draft.id) is None:
        tools.drafts.put(draft)


# --- what was found -----------------------------------------------------------------------------------------------


def checked(tools: Tools, store: Store, draft: Draft, found: Checked) -> None:
    """Owe the chat what was found in a draft; a good one keeps what it needs to be published.

    A power cut in between leaves it waiting: it is told again, never not at all.
    """
    if not _waits(tools, draft):
        return
    with store.reading() as uow:
        listens = _listens(uow, draft)
        obstacle = None if found.converted is None else in_the_way(uow, draft.project, found.converted)
    if not listens:
        tools.drafts.remove(draft.id)
        return
    good = found.converted is not None and obstacle is None
    if good:
        tools.drafts.keep(draft.id, found)
    _owe(store, draft, Say(tuple(_lines(draft, found, obstacle)), _rows(draft) if good else ()))
    if good and _waits(tools, draft):  # a quick thumb may have published it by now
        tools.drafts.put(replace(draft, state=DraftState.TOLD, at=tools.clock()))
    elif not good:
        tools.drafts.remove(draft.id)


def lost(tools: Tools, store: Store, draft: Draft) -> None:
    """Say that a file did not arrive, and forget it."""
    if not _waits(tools, draft):
        return
    with store.reading() as uow:
        listens = _listens(uow, draft)
    if listens:
        _owe(store, draft, Say((Phrase("publish.lost", {"name": _shortened(draft.name, _NAME)}),)))
    tools.drafts.remove(draft.id)


def _waits(tools: Tools, draft: Draft) -> bool:
    kept = tools.drafts.draft(draft.id)
    return kept is not None and kept.state is DraftState.WAITING


def _listens(uow: UnitOfWork, draft: Draft) -> bool:
    """Whether whoever sent it may still publish in the project."""
    membership = uow.people.membership(draft.membership)
    return membership.status is MembershipStatus.ACTIVE and membership.role.leads


def _owe(store: Store, draft: Draft, said: Say) -> None:
    with store.writing() as uow:
        uow.outbox.add(draft.chat, said)
        uow.commit()


def _lines(draft: Draft, found: Checked, obstacle: Unchanged | VersionTaken | None) -> list[Line]:
    """Faults, then notes, then what can be done."""
    faults = found.faults
    notes = [one for one in found.problems if one.severity is Severity.NOTE]
    lines: list[Line] = []
    if found.converted is None:
        lines.append(Phrase("publish.refused", {"name": _shortened(draft.name, _NAME), "n": len(faults)}))
        lines += _listed(faults, _FAULTS)
    if notes:
        lines.append(Phrase("publish.notes"))
        lines += _listed(notes, _NOTES)
    if found.converted is None:
        lines.append(Phrase("publish.send_again"))
    elif obstacle is not None:
        lines.append(_outcome(found.converted, obstacle))
    else:
        lines.append(_question(found.converted, found))
    return lines


def _question(converted: Converted, found: Checked) -> Phrase:
    """Its title, version and length, and whether to publish it."""
    version = _shortened(converted.version, _NAME)
    said: dict[str, str | int | Phrase] = {
        "title": _shortened(converted.title, _HOLE),
        "version": Phrase("publish.version", {"version": version}) if version else Phrase("publish.no_version"),
    }
    if found.length is None:
        return Phrase("publish.ask_unplayed", said)
    median = found.length.median
    return Phrase("publish.ask", {**said, "n": median.asked + median.agent, "minutes": median.minutes})


def _rows(draft: Draft) -> tuple[tuple[Button, ...], ...]:
    return (
        (Button(Phrase("publish.yes"), f"publish:{draft.id}"),),
        (Button(Phrase("publish.no"), f"decline:{draft.id}"),),
    )


def _listed(problems: Sequence[Problem], most: int) -> list[Line]:
    lines: list[Line] = [_told(found) for found in problems[:most]]
    if len(problems) > most:
        lines.append(Phrase("publish.more", {"n": len(problems) - most}))
    return lines


def _told(found: Problem) -> Phrase:
    """One problem: where, what, what to do."""
    said: dict[str, str | int | Phrase] = {"what": _short(found.phrase), "todo": _short(found.remedy)}
    place = {"sheet": _shortened(found.sheet, _HOLE), "column": _shortened(found.column, _HOLE)}
    if not found.sheet:
        return Phrase("publish.problem_column" if found.column else "publish.problem", {**place, **said})
    if found.row is None:
        return Phrase("publish.problem_sheet", {**place, **said})
    placed = {**place, **said, "row": str(found.row)}
    return Phrase("publish.problem_cell" if found.column else "publish.problem_row", placed)


def _short(phrase: Phrase) -> Phrase:
    """A phrase about a cell, however much the cell holds."""
    holes: Mapping[str, str | int | Phrase] = {
        name: _shortened(value, _HOLE) if isinstance(value, str) else value for name, value in phrase.params.items()
    }
    return Phrase(phrase.key, holes)


def _shortened(text: str, most: int) -> str:
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[: most - 1]}…"


# --- the tap ------------------------------------------------------------------------------------------------------


def publish_draft(desk: Desk, rest: str) -> None:
    """Make a draft a version of its guide; nobody's open interview changes."""
    draft = _draft(desk, rest)
    if draft is None:
        return
    if draft.state is DraftState.PUBLISHED:
        version = desk.uow.guides.version(draft.version)
        guide = desk.uow.guides.guide(draft.project, version.guide)
        holes = {"form_id": "" if guide is None else guide.form_id, "version": version.version}
        desk.say(Phrase("guide.unchanged", holes))
        return

    def read() -> None:
        found = desk.tools.drafts.checked(draft.id)
        if found is None or found.converted is None:
            desk.say(Phrase("publish.gone"))
        else:
            _publish(desk, draft, found.converted)

    desk.plan.jobs.append(read)


def _publish(desk: Desk, draft: Draft, converted: Converted) -> None:
    """Publish and say so in one transaction; then the draft is emptied."""
    outcome: list[int] = []

    def write(uow: UnitOfWork) -> None:
        done = publish_in(uow, draft.project, converted, desk.now)
        lines: list[Line] = [_outcome(converted, done)]
        rows: tuple[tuple[Button, ...], ...] = ()
        if isinstance(done, Published):
            lines.append(Phrase("publish.who_gets_it"))
            rows = ((Button(Phrase("publish.try"), f"trial:{done.version.guide}"),),)
        if isinstance(done, Published | Unchanged):
            outcome.append(done.version.id)
        uow.outbox.add(desk.inbound.chat, Say(tuple(lines), rows))

    def tidy() -> None:
        for version in outcome:
            desk.tools.drafts.put(replace(draft, state=DraftState.PUBLISHED, version=version, at=desk.now))
            desk.tools.drafts.empty(draft.id)

    desk.plan.writes.append(write)
    desk.plan.after.append(tidy)


def decline_draft(desk: Desk, rest: str) -> None:
    """Forget a draft; what was published stays published."""
    draft = _draft(desk, rest)
    if draft is None:
        return
    if draft.state is DraftState.PUBLISHED:
        desk.say(Phrase("publish.already"))
        return
    desk.plan.after.append(lambda: desk.tools.drafts.remove(draft.id))
    desk.say(Phrase("publish.declined"))


def _draft(desk: Desk, rest: str) -> Draft | None:
    """The draft that a button names, if it still waits, in the project that the chat speaks for."""
    if not _allowed(desk):
        return None
    draft = desk.tools.drafts.draft(rest)
    if draft is None or draft.project != desk.member()[2].id or desk.now - draft.at > DAY:
        desk.say(Phrase("publish.gone"))
        return None
    return draft


def _outcome(converted: Converted, done: Published | Unchanged | VersionTaken) -> Phrase:
    words = {"title": _shortened(converted.title, _HOLE), "form_id": converted.form_id}
    match done:
        case Published(version):
            return Phrase("guide.published", {**words, "version": version.version})
        case Unchanged(version):
            return Phrase("guide.unchanged", {**words, "version": version.version})
        case VersionTaken(form_id, version):
            return Phrase("publish.version_taken", {"form_id": form_id, "version": version})
        case _:
            assert_never(done)


def _allowed(desk: Desk) -> bool:
    if desk.leads:
        return True
    desk.say(Phrase("service.supervisors_only"))
    return False
