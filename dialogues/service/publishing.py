"""Publishing in the chat: a supervisor sends a guide, hears what is wrong with it, and publishes it on a tap."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import assert_never

from dialogues.drafts import FETCHABLE_BYTES, Draft, DraftState
from dialogues.fieldwork.people import MembershipStatus
from dialogues.forms.definition import FormDefinition
from dialogues.messages import Blob, Button, Phrase, Say, SendFile
from dialogues.ports import Files, Store, UnitOfWork
from dialogues.publishing import Published, Unchanged, VersionTaken, in_the_way, publish_in
from dialogues.service import trying
from dialogues.service.desk import DAY, Desk, Line, Tools
from dialogues.service.findings import FAULTS, HOLE, NAME, NOTES, changed, in_full, notes_of, shortened, told, was_cut
from dialogues.service.outlook import outlook
from dialogues.xforms.converted import Checked, Converted

ENDINGS = (".xlsx", ".xls", ".md", ".csv", ".zip")
"""Of files that may hold a guide."""

_MEGABYTE = 1024 * 1024
_COMMAND = "/publier"


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
    name = shortened(content.name, NAME)
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


def checked(tools: Tools, store: Store, files: Files, draft: Draft, found: Checked) -> None:
    """Owe the chat what was found in a draft; a good one keeps what it needs to be tried and published.

    A power cut in between leaves it waiting: it is told again, never not at all.
    """
    if not _waits(tools, draft):
        return
    with store.reading() as uow:
        tag = _listens(uow, draft)
        obstacle = None if found.converted is None else in_the_way(uow, draft.project, found.converted)
        good = found.converted if obstacle is None else None
        about = () if good is None else outlook(good, found.length, _in_use(tools, uow, draft.project, good))
    if tag is None:
        tools.drafts.remove(draft.id)
        return
    waits = good is not None or found.offer is not None
    if waits:
        tools.drafts.keep(draft.id, found)
    whole = _in_full(tools, files, draft, found, tag) if was_cut(found) else None
    with store.writing() as uow:
        if good is not None:
            trying.keep(uow, draft, good, tools.clock())
        rows = trying.rows(draft.id) if good is not None else _offer_rows(draft) if waits else ()
        uow.outbox.add(draft.chat, Say(tuple(_lines(draft, found, obstacle, about)), rows))
        if whole is not None:
            uow.outbox.add(draft.chat, whole)
        uow.commit()
    if waits and _waits(tools, draft):  # a quick thumb may have published it by now
        tools.drafts.put(replace(draft, state=DraftState.TOLD, at=tools.clock()))
    elif not waits:
        tools.drafts.remove(draft.id)


def lost(tools: Tools, store: Store, draft: Draft) -> None:
    """Say that a file did not arrive, and forget it."""
    if not _waits(tools, draft):
        return
    with store.reading() as uow:
        listens = _listens(uow, draft) is not None
    if listens:
        with store.writing() as uow:
            uow.outbox.add(draft.chat, Say((Phrase("publish.lost", {"name": shortened(draft.name, NAME)}),)))
            uow.commit()
    tools.drafts.remove(draft.id)


def _waits(tools: Tools, draft: Draft) -> bool:
    kept = tools.drafts.draft(draft.id)
    return kept is not None and kept.state is DraftState.WAITING


def _listens(uow: UnitOfWork, draft: Draft) -> str | None:
    """The language of whoever sent it; None when they may not publish in the project any more."""
    membership = uow.people.membership(draft.membership)
    if membership.status is not MembershipStatus.ACTIVE or not membership.role.leads:
        return None
    return uow.people.person(membership.person).language


def _in_use(tools: Tools, uow: UnitOfWork, project: int, converted: Converted) -> FormDefinition | None:
    """The version of a guide that new interviews take now."""
    guide = uow.guides.by_form_id(project, converted.form_id)
    published = () if guide is None else uow.guides.versions(project, guide.id)
    return tools.shelf.form(uow, published[-1].id) if published else None


def _in_full(tools: Tools, files: Files, draft: Draft, found: Checked, tag: str) -> SendFile:
    """All that was found, as a document."""
    name = tools.locales.text(Phrase("publish.document"), tag)
    content = in_full(found, shortened(draft.name, NAME), tools.locales, tag)
    path = files.add_download(f"{draft.id}.txt", content)
    return SendFile(path, f"{name}.txt", Phrase("publish.document_is", {"n": len(found.problems)}))


def _lines(
    draft: Draft, found: Checked, obstacle: Unchanged | VersionTaken | None, about: Sequence[Line]
) -> list[Line]:
    """Faults, then notes, then what the guide is, then what can be done."""
    notes = notes_of(found)
    lines: list[Line] = []
    if found.offer is not None:
        mends = found.offer.mends
        lines.append(Phrase("publish.mendable", {"name": shortened(draft.name, NAME), "n": len(mends)}))
        return [*lines, *changed(mends, FAULTS), Phrase("publish.ask_mend")]
    if found.converted is None:
        lines.append(Phrase("publish.refused", {"name": shortened(draft.name, NAME), "n": len(found.faults)}))
        lines += told(found.faults, FAULTS)
    if notes:
        lines.append(Phrase("publish.notes"))
        lines += told(notes, NOTES)
    if found.converted is None:
        lines.append(Phrase("publish.send_again"))
    elif obstacle is not None:
        lines.append(_outcome(found.converted, obstacle))
    else:
        lines += [*about, Phrase("publish.ask")]
    return lines


def _offer_rows(draft: Draft) -> tuple[tuple[Button, ...], ...]:
    """What can be done with a guide that would be good once mended."""
    return (
        (Button(Phrase("publish.mend_yes"), f"mend:{draft.id}"),),
        (Button(Phrase("publish.mend_no"), f"decline:{draft.id}"),),
    )


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
            rows = (
                (Button(Phrase("publish.try"), f"trial:{done.version.guide}"),),
                (Button(Phrase("remarks.button"), f"remarks:{done.version.guide}"),),
                (Button(Phrase("publish.workbook"), f"workbook:{done.version.id}"),),
            )
        if isinstance(done, Published | Unchanged):
            outcome.append(done.version.id)
        uow.outbox.add(desk.inbound.chat, Say(tuple(lines), rows))

    def tidy() -> None:
        for version in outcome:
            desk.tools.drafts.put(replace(draft, state=DraftState.PUBLISHED, version=version, at=desk.now))
            desk.tools.drafts.empty(draft.id)

    desk.plan.writes.append(write)
    desk.plan.after.append(tidy)


def mend_draft(desk: Desk, rest: str) -> None:
    """Take a guide as it is once mended, and say what can be done with it; a second tap says it again."""
    draft = _unpublished(desk, rest)
    if draft is None:
        return
    kept = desk.tools.drafts.checked(draft.id)
    found = None if kept is None else kept.offer or kept
    converted = None if found is None else found.converted
    if found is None or converted is None:
        desk.say(Phrase("publish.gone"))
        return
    before = _in_use(desk.tools, desk.uow, draft.project, converted)
    desk.plan.jobs.append(lambda: _take(desk, draft, found, converted, before))


def _take(desk: Desk, draft: Draft, found: Checked, converted: Converted, before: FormDefinition | None) -> None:
    """Keep a mended guide to be tried and published."""
    desk.tools.drafts.keep(draft.id, found)
    about = outlook(converted, found.length, before)

    def write(uow: UnitOfWork) -> None:
        obstacle = in_the_way(uow, draft.project, converted)
        if obstacle is None:
            trying.keep(uow, draft, converted, desk.now)
        lines = [Phrase("publish.mended", {"n": len(found.mends)}), *_lines(draft, found, obstacle, about)]
        uow.outbox.add(desk.inbound.chat, Say(tuple(lines), trying.rows(draft.id) if obstacle is None else ()))

    desk.plan.writes.append(write)


def try_draft(desk: Desk, rest: str) -> None:
    """Begin a trial on a draft before anybody else is offered it."""
    draft = _draft(desk, rest)
    if draft is None:
        return
    if draft.state is DraftState.PUBLISHED:
        guide = desk.uow.guides.version(draft.version).guide
        desk.say(Phrase("publish.already"), rows=((Button(Phrase("publish.try"), f"trial:{guide}"),),))
    elif not trying.begin(desk, draft):
        desk.say(Phrase("publish.gone"))


def decline_draft(desk: Desk, rest: str) -> None:
    """Forget a draft; what was published stays published, trials of it are given up."""
    draft = _unpublished(desk, rest)
    if draft is None:
        return
    trying.give_up(desk, draft)
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


def _unpublished(desk: Desk, rest: str) -> Draft | None:
    """The same, if it was not published meanwhile."""
    draft = _draft(desk, rest)
    if draft is not None and draft.state is DraftState.PUBLISHED:
        desk.say(Phrase("publish.already"))
        return None
    return draft


def _outcome(converted: Converted, done: Published | Unchanged | VersionTaken) -> Phrase:
    words = {"title": shortened(converted.title, HOLE), "form_id": converted.form_id}
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
