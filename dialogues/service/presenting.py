"""From an owed reply to what a channel shows: the effect is put into words just before it is sent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from dialogues.fieldwork.people import Account
from dialogues.forms.definition import KEPT, Repeat
from dialogues.forms.ref import Ref, path_of
from dialogues.interview import effects as f
from dialogues.interview.calling import we_were_at
from dialogues.interview.callsheet import sheet
from dialogues.interview.filling import BESIDE, SLOT, said_back, said_beside, told_beside
from dialogues.interview.gaps import handled
from dialogues.interview.interview import Interview
from dialogues.interview.outline import stops
from dialogues.interview.prompting import address, answer_shown, label_shown, say, slot_name, standing, view
from dialogues.interview.status import InterviewStatus
from dialogues.messages import (
    Delivery,
    Key,
    Medium,
    Outgoing,
    Phrase,
    PutPrompt,
    RemoveMessages,
    Say,
    SendFile,
    ShowSelection,
)
from dialogues.ports import InterviewRecord, Owed, PromptRecord, UnitOfWork
from dialogues.service.desk import Line, Tools, main_menu, membership_of
from dialogues.service.reminding import WE_WERE_AT

ANSWER_LINE = "service.answer_line"
"""A line of a list of answers: owed as the ref alone, so that no answer lies among the replies."""

CARD = "session.card"
"""A record that was told in a line: what was understood is put in when it is shown."""

CALL_SHEET = (Phrase("call.begun"),)
"""What a call is owed first: the guide as text, made when it is sent, for labels may quote answers."""

_ENDS = {
    "interview.sent",
    "interview.abandoned",
    "interview.withdrawn",
    "interview.paused",
    "interview.is_sent",
    "interview.is_abandoned",
    "interview.is_withdrawn",
    "interview.declined_withdraw",
    "interview.declined_reopen",
    "correcting.closed",
    "correcting.dropped",
}
"""What is said when a chat may be in no interview any more: then the main menu comes back."""

_NAMED = {
    "interview.sent",
    "interview.withdrawn",
    "interview.paused",
    "interview.is_sent",
    "correcting.closed",
    "correcting.dropped",
}
"""What is said with the code of the interview."""


def present(tools: Tools, uow: UnitOfWork, owed: Owed, known: Mapping[int, Interview]) -> Delivery | None:
    """The delivery of an owed reply, None when there is nothing to show any more.

    Args:
        tools: what the service works with.
        uow: where it is read, and written if that is what `known` comes from.
        owed: the reply.
        known: interviews as they stand in this unit of work, by id; others are taken from the shelf.
    """
    account = uow.people.account_of_chat(owed.chat)
    person = None if account is None else uow.people.person(account.person)
    tag = "fr" if person is None else person.language
    if owed.interview is None:
        assert isinstance(owed.effect, Say | SendFile | RemoveMessages)  # noqa: S101 - what speaks of no interview
        edits = (owed.effect.replaces or None) if isinstance(owed.effect, Say) else None
        return Delivery(owed.id, owed.chat, owed.effect, tag, edits)
    record = uow.interviews.interview(owed.interview)
    if record is None:
        return None
    letter = record.letter if len(uow.interviews.open_of(record.correcting or record.membership)) > 1 else ""
    if isinstance(owed.effect, f.Tell) and "ref" not in owed.effect.phrase.params:
        # Needs no state: an interview that was withdrawn has none left.
        return Delivery(owed.id, owed.chat, _told(tools, uow, owed.effect.phrase, record, account, letter), tag)
    if record.status is InterviewStatus.WITHDRAWN:
        return None
    interview = known.get(record.id) or tools.shelf.take(uow, record)
    try:
        shower = _Shower(tools, uow, record, interview, tag, letter, light=person is not None and person.light)
        outgoing, edits = shower.shown(owed)
    finally:
        if record.id not in known:
            tools.shelf.give(record.id, interview)
    if outgoing is None:
        return None
    strict = interview.strict
    return Delivery(owed.id, owed.chat, outgoing, tag, edits, protect=strict)


class _Shower:
    """Puts replies about one interview into words, as it stands now."""

    def __init__(
        self,
        tools: Tools,
        uow: UnitOfWork,
        record: InterviewRecord,
        interview: Interview,
        tag: str,
        letter: str,
        *,
        light: bool,
    ) -> None:
        self._locales = tools.locales
        self._uow = uow
        self._record = record
        self._interview = interview
        self._tag = tag
        self._letter = letter
        self._light = light

    def shown(self, owed: Owed) -> tuple[Outgoing | None, int | None]:
        match owed.effect:
            case f.Tell(phrase):
                return Say((self._said(phrase),)), None
            case f.ShowTicks(ref):
                return self._ticks(ref)
            case f.Ask() as ask:
                return self._asked(ask, None if owed.prompt is None else self._uow.prompts.prompt(owed.prompt)), None
            case Say() as said if said.lines == CALL_SHEET:
                return self._sheet(), None
            case Say() as said:
                return replace(said, lines=tuple(self._lines(said.lines))), None
            case SendFile() | RemoveMessages() as whole:
                return whole, None

    def _asked(self, ask: f.Ask, prompt: PromptRecord | None) -> PutPrompt | Say | None:
        waits = standing(self._interview)
        still = prompt is not None and (prompt.about, prompt.ref) == (waits.about, waits.ref)
        if prompt is not None and still and (self._interview.open or self._interview.pending is not None):
            letter = self._record.letter if prompt.number.startswith(self._record.letter) else ""
            put = view(self._interview, ask, self._locales, self._tag, letter or self._plain(prompt))
            media = self._media(put.media, ask, prompt)
            if self._light and not ask.again:
                heard = any(medium.kind == "audio" for medium in media)
                keys = (*put.keys, Key.LISTEN) if heard else put.keys
                return PutPrompt(replace(put, media=(), withheld=len(media), keys=keys))
            return PutPrompt(replace(put, media=media))
        # The interview has gone on since: only what was noted or refused is still worth saying.
        noted = [self._said(phrase) for phrase in ask.acknowledged]
        if ask.refused is not None:
            noted.append(self._said(ask.refused))
        return Say(tuple(noted)) if noted else None

    def _media(self, media: tuple[Medium, ...], ask: f.Ask, prompt: PromptRecord) -> tuple[Medium, ...]:
        """The files that go with a question: the first time that a chat sees it, and when it is repeated.

        In another language it was not heard yet.
        """
        if not media or prompt.ref is None:
            return ()
        if not (ask.again or ask.language) and self._uow.prompts.was_shown(prompt.chat, self._record.id, prompt.ref):
            return ()
        return tuple(replace(medium, version=self._record.version) for medium in media)

    def _plain(self, prompt: PromptRecord) -> str:
        """The letter for what was noted, where the prompt itself bears no address that could show one."""
        return "" if prompt.number else self._letter

    def _said(self, phrase: Phrase) -> Phrase:
        return say(self._interview, phrase, self._locales, self._tag, self._letter)

    def _lines(self, lines: tuple[Line, ...]) -> list[Line]:
        said: list[Line] = []
        for line in lines:
            if isinstance(line, Phrase) and line.key == ANSWER_LINE:
                said += self._answer_line(Ref(str(line.params["ref"])))
            elif isinstance(line, Phrase) and line.key == CARD:
                said += self._card()
            elif isinstance(line, Phrase) and line.key == WE_WERE_AT:
                said += self._we_were_at()
            else:
                said.append(self._said(line) if isinstance(line, Phrase) else line)
        return said

    def _answer_line(self, ref: Ref) -> list[Line]:
        """«12. Quel âge ? → 35 (NB …)»; nothing for a question that has gone meanwhile."""
        question = self._interview.form.questions.get(path_of(ref))
        node = self._interview.instance.node(ref)
        if question is None or node is None:
            return []
        notes = " · ".join(self._interview.notes.get(ref, ()))
        params = {
            "number": self._letter + address(self._interview, ref),
            "label": label_shown(self._interview, question, node),
            "value": " ".join(answer_shown(self._interview, ref, self._locales, self._tag).split()),
            "notes": f" (NB {notes})" if notes else "",
        }
        return [self._locales.text(Phrase(ANSWER_LINE, params), self._tag)]

    def _card(self) -> list[Line]:
        """What was understood of a record that was told in a line, what is missing, and whether it is right."""
        interview = self._interview
        said: list[Line] = [Phrase(CARD, {"letter": self._record.letter, "code": self._record.code})]
        missing: list[str] = []
        for stop in stops(interview.form, interview.instance):
            question = stop.control
            if isinstance(question, Repeat) or KEPT in question.appearance:
                break
            if stop.ref in interview.answers:
                said += (
                    []
                    if interview.strict or said_beside(interview, stop.ref)
                    else [self._said(Phrase(SLOT, {"ref": stop.ref}))]
                )
            elif not handled(interview, stop):
                name = slot_name(interview, stop.ref, self._locales, self._tag)
                missing.append(f"{self._letter}{address(interview, stop.ref)}. {name}")
            if notes := interview.notes.get(stop.ref, ()):
                words = {"words": " · ".join(notes)}
                strict = interview.strict
                said.append(Phrase("session.unread_kept") if strict else Phrase("session.not_understood", words))
        said += [self._said(Phrase(BESIDE, {"ref": ref})) for ref in told_beside(interview)]
        if missing:
            return [*said, Phrase("session.missing", {"labels": "\n".join(missing)})]
        asked = said_back(interview)
        node = None if asked is None else interview.instance.node(asked)
        if asked is None or node is None:
            return said
        label = label_shown(interview, interview.form.questions[path_of(asked)], node)
        return [*said, Phrase("session.is_it_right") if interview.strict else label]

    def _we_were_at(self) -> list[Line]:
        """Where the interview stands, by its number alone; nothing at the end of the guide."""
        ref = self._interview.current if self._interview.call is None else we_were_at(self._interview)
        if ref is None:
            return []
        return [Phrase(WE_WERE_AT, {"number": self._letter + address(self._interview, ref)})]

    def _sheet(self) -> Say | None:
        """The guide as text, a paragraph a phrase, as it stands when it is sent; nothing once the call has ended."""
        if self._interview.call is None:
            return None
        paragraphs = sheet(self._interview, self._locales, self._tag)
        return Say(tuple(Phrase("interview.said_by_guide", {"text": text}) for text in paragraphs))

    def _ticks(self, ref: Ref) -> tuple[ShowSelection | None, int | None]:
        node = self._interview.instance.node(ref)
        question = self._interview.form.questions.get(path_of(ref))
        if node is None or question is None:
            return None, None
        chosen = node.stored.split()
        choices = list(enumerate(self._interview.instance.choices(question, node), 1))
        if question.type == "rank":
            choices = sorted((one for one in choices if one[1][0] in chosen), key=lambda one: chosen.index(one[1][0]))
        labels = tuple(
            str(place) if self._interview.strict else label  # strict: what is ticked is said by number alone
            for place, (name, label) in choices
            if name in chosen
        )
        prompt = self._uow.prompts.newest_of(self._record.id, ref)
        if prompt is None:
            return ShowSelection(self._letter + address(self._interview, ref), labels), None
        return ShowSelection(prompt.number, labels), prompt.selection


def _told(
    tools: Tools, uow: UnitOfWork, phrase: Phrase, record: InterviewRecord, account: Account | None, letter: str
) -> Say:
    params = dict(phrase.params)
    if phrase.key in _NAMED:
        params["code"] = record.code
    number = params.get("address")
    if isinstance(number, str) and number:
        params["address"] = letter + number
    free = account is not None and account.interview is None and phrase.key in _ENDS
    speaks = membership_of(uow, account) if account is not None and free else None
    key = phrase.key
    if key == "interview.sent" and tools.shelf.form(uow, record.version).settings.get("famille") == "seance":
        key = "interview.sent_session"
    return Say((Phrase(key, params),), menu=() if speaks is None else main_menu(speaks))
