"""A guide is tried before it is published: as a version that nobody else is offered, in interviews never counted.

    sent, good ── told ──> draft version ── «Essayer d'abord» ──> trial interview on it ── ended ──> «Publier ?»
                                   └── published or forgotten: its trials stay trials; what is open is given up

A draft version is made when a good guide is told, so that a tap finds it at once. One in which nobody held an
interview goes a day later; one that was tried stays for the trials that refer to it, and is in no list.
"""

from __future__ import annotations

from dialogues.drafts import Draft
from dialogues.interview import effects as f
from dialogues.interview import events as e
from dialogues.interview import inputs as i
from dialogues.messages import Button, Phrase, Say
from dialogues.ports import GuideVersion, UnitOfWork
from dialogues.publishing import titles
from dialogues.service import interviewing
from dialogues.service.desk import DAY, Desk
from dialogues.service.plan import Work
from dialogues.xforms.converted import Converted

_ENDS = (e.InterviewSent, e.InterviewAbandoned)


def rows(draft: str) -> tuple[tuple[Button, ...], ...]:
    """What can be done with a good guide."""
    return (
        (Button(Phrase("publish.preview"), f"preview:{draft}"),),
        (Button(Phrase("publish.yes"), f"publish:{draft}"),),
        (Button(Phrase("publish.workbook"), f"workbook:{draft}"),),
        (Button(Phrase("publish.no"), f"decline:{draft}"),),
    )


def keep(uow: UnitOfWork, draft: Draft, converted: Converted, now: int) -> None:
    """Keep a good guide as a version to be tried; one that is told twice is kept once. Old ones go.

    Args:
        uow: for writing; the caller commits.
        draft: as it waits.
        converted: the guide.
        now: UTC milliseconds.
    """
    uow.guides.drop_drafts(draft.project, now - DAY)
    if uow.guides.draft(draft.project, draft.id) is not None:
        return
    title, discreet = titles(converted)
    guide = uow.guides.by_form_id(draft.project, converted.form_id) or uow.guides.add(
        draft.project, converted.form_id, title, discreet, draft=True
    )
    uow.guides.add_version(
        draft.project,
        guide.id,
        f"essai-{draft.id}",
        converted.content_hash,
        converted.xform,
        converted.files,
        converted.settings,
        {"|".join(place): status for place, status in converted.statuses.items()},
        now,
        draft=draft.id,
    )


def begin(desk: Desk, draft: Draft) -> bool:
    """Start a trial on a draft; the same tap come twice asks the first question again.

    Returns:
        Whether there was anything to try.
    """
    version = desk.uow.guides.draft(draft.project, draft.id)
    if version is None:
        return False
    active = desk.active()
    if active is not None and interviewing.just_begun(desk, active, {version.id}):
        interviewing.ask_again(desk)
        return True
    begun = interviewing.begin(desk, version, trial=True)
    if begun is not None:
        begun.effects.insert(0, f.Ask((Phrase("publish.trying"),)))
    return True


def give_up(desk: Desk, draft: Draft) -> None:
    """End the sender's open trials of a draft that is forgotten; they were never counted."""
    version = desk.uow.guides.draft(draft.project, draft.id)
    desk.plan.forgotten.add(draft.id)
    for record in desk.opened:
        if version is not None and record.version == version.id:
            work = desk.step(record, i.Abandon(), i.Confirmed(True))
            desk.plan.jobs.append(lambda work=work: _without_questions(work))  # type: ignore[misc]


def _without_questions(work: Work) -> None:
    """Nothing is asked of an interview that has just been given up."""
    work.effects[:] = [effect for effect in work.effects if not isinstance(effect, f.Ask)]


def offer_again(desk: Desk, uow: UnitOfWork, work: Work) -> None:
    """After a trial of a draft that still waits: whether to publish it now.

    Args:
        desk: of the message that ended the trial.
        uow: for writing.
        work: any interview that the message worked on.
    """
    ended = any(isinstance(event, _ENDS) for event in work.events)
    if not (work.record.trial and ended and desk.leads):
        return
    version = uow.guides.version(work.record.version)
    old = desk.now - version.published_at > DAY
    if not version.draft or old or version.draft in desk.plan.forgotten or _published(uow, version):
        return
    uow.outbox.add(desk.inbound.chat, Say((Phrase("publish.tried"),), rows(version.draft)))


def _published(uow: UnitOfWork, version: GuideVersion) -> bool:
    """Whether the very same content was published meanwhile."""
    published = uow.guides.versions(version.project, version.guide)
    return any(one.content_hash == version.content_hash for one in published)
