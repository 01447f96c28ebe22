"""From an owed reply to what a channel shows: the effect is put into words just before it is sent."""

from __future__ import annotations

from dialogues.fieldwork.people import Membership
from dialogues.forms.ref import Ref, path_of
from dialogues.interview import effects as f
from dialogues.interview.interview import Interview
from dialogues.interview.prompting import address, say, standing, view
from dialogues.interview.status import InterviewStatus
from dialogues.messages import Delivery, Outgoing, Phrase, PutPrompt, Say, SendFile, ShowSelection
from dialogues.ports import InterviewRecord, Owed, UnitOfWork
from dialogues.service.desk import Tools, main_menu

_ENDS = {
    "interview.sent",
    "interview.abandoned",
    "interview.withdrawn",
    "interview.paused",
    "interview.is_sent",
    "interview.is_abandoned",
    "interview.is_withdrawn",
}
"""What is said when a chat is in no interview any more: the main menu comes back."""


def present(tools: Tools, uow: UnitOfWork, owed: Owed) -> Delivery | None:
    """The delivery of an owed reply, None when there is nothing to show any more."""
    account = uow.people.account_of_chat(owed.chat)
    tag = "fr" if account is None else uow.people.person(account.person).language
    if isinstance(owed.effect, Say | SendFile):
        return Delivery(owed.id, owed.chat, owed.effect, tag)
    record = None if owed.interview is None else uow.interviews.interview(owed.interview)
    if record is None:
        return None
    membership = uow.people.membership(record.membership)
    if isinstance(owed.effect, f.Tell) and "ref" not in owed.effect.phrase.params:
        # Needs no state: an interview that was withdrawn has none left.
        return Delivery(owed.id, owed.chat, _told(owed.effect.phrase, record, membership), tag)
    interview = tools.shelf.take(uow, record)
    try:
        outgoing, edits = _shown(tools, uow, owed, record, interview, tag)
    finally:
        tools.shelf.give(record.id, interview)
    if outgoing is None:
        return None
    strict = interview.form.settings.get("confidentialite") == "strict"
    return Delivery(owed.id, owed.chat, outgoing, tag, edits, protect=strict)


def _shown(
    tools: Tools, uow: UnitOfWork, owed: Owed, record: InterviewRecord, interview: Interview, tag: str
) -> tuple[Outgoing | None, int | None]:
    prompt = None if owed.prompt is None else uow.prompts.prompt(owed.prompt)
    letter = record.letter if prompt is not None and prompt.number.startswith(record.letter) else ""
    if isinstance(owed.effect, f.Tell):
        return Say((say(interview, owed.effect.phrase, tools.locales, tag, letter),)), None
    if isinstance(owed.effect, f.ShowTicks):
        return _ticks(uow, record, interview, owed.effect.ref)
    assert isinstance(owed.effect, f.Ask)  # noqa: S101 - Say and SendFile went before
    waits = standing(interview)
    still = prompt is not None and (prompt.about, prompt.ref) == (waits.about, waits.ref)
    if still and (interview.status.open or interview.pending is not None):
        return PutPrompt(view(interview, owed.effect, tools.locales, tag, letter)), None
    # The interview has gone on since: only what was noted or refused is still worth saying.
    noted = [say(interview, phrase, tools.locales, tag, letter) for phrase in owed.effect.acknowledged]
    if owed.effect.refused is not None:
        noted.append(say(interview, owed.effect.refused, tools.locales, tag, letter))
    return (Say(tuple(noted)) if noted else None), None


def _ticks(
    uow: UnitOfWork, record: InterviewRecord, interview: Interview, ref: Ref
) -> tuple[ShowSelection | None, int | None]:
    node = interview.instance.node(ref)
    question = interview.form.questions.get(path_of(ref))
    if node is None or question is None:
        return None, None
    chosen = set(node.stored.split())
    labels = tuple(label for name, label in interview.instance.choices(question, node) if name in chosen)
    prompt = uow.prompts.newest_of(record.id, ref)
    number = address(interview, ref) if prompt is None else prompt.number
    return ShowSelection(number, labels), None if prompt is None else prompt.selection


def _told(phrase: Phrase, record: InterviewRecord, membership: Membership) -> Say:
    params = dict(phrase.params)
    if phrase.key in ("interview.sent", "interview.withdrawn", "interview.paused"):
        params["code"] = record.code
    menu = main_menu(membership) if phrase.key in _ENDS else ()
    closed = not record.status.open or record.status is InterviewStatus.SUSPENDED
    return Say((Phrase(phrase.key, params),), menu=menu if closed else ())
