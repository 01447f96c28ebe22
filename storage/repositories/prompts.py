"""Prompts put in chats, and where the words of messages stand."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Column, and_, bindparam, delete, func, insert, or_, select, union, update
from sqlalchemy.sql.dml import Insert
from sqlalchemy.sql.elements import BindParameter, ColumnElement

from dialogues.forms.ref import Ref
from dialogues.ports import AnswerPlace, PromptRecord
from storage.seen import Kind
from storage.tables import answers_in, interviews, prompts
from storage.work import AnyRow, Work

__all__ = ["SqlPrompts"]

_COLUMNS: tuple[Column[Any], ...] = (
    prompts.c.id,
    prompts.c.chat,
    prompts.c.number,
    prompts.c.interview_id,
    prompts.c.ref,
    prompts.c.key_names,
    prompts.c.sequence,
    prompts.c.about,
    prompts.c.message,
    prompts.c.selection,
)
_NEWEST = select(*_COLUMNS).order_by(prompts.c.id.desc()).limit(1)

_ADD = insert(prompts).values(
    project_id=select(interviews.c.project_id).where(interviews.c.id == bindparam("of_interview")).scalar_subquery()
)
_ANSWER = select(
    answers_in.c.chat, answers_in.c.message, answers_in.c.interview_id, answers_in.c.ref, answers_in.c.sequence
).where(answers_in.c.chat == bindparam("chat"), answers_in.c.message == bindparam("message"))
_BY_MESSAGE = _NEWEST.where(
    prompts.c.chat == bindparam("chat"),
    or_(prompts.c.message == bindparam("message"), prompts.c.selection == bindparam("message")),
)
_BY_NUMBER = _NEWEST.where(prompts.c.chat == bindparam("chat"), prompts.c.number == bindparam("number"))
_LATEST = _NEWEST.where(prompts.c.chat == bindparam("chat"))
_LATEST_BEFORE = (
    select(*_COLUMNS)
    .where(prompts.c.chat == bindparam("chat"), prompts.c.message < bindparam("before"))
    .order_by(prompts.c.message.desc())
    .limit(1)
)
_NEWEST_OF = _NEWEST.where(prompts.c.interview_id == bindparam("interview"), prompts.c.ref == bindparam("ref"))
_PROMPT = select(*_COLUMNS).where(prompts.c.id == bindparam("prompt"))
_MESSAGES_OF = union(
    *(
        select(of.c.chat, column.label("message")).where(
            of.c.interview_id == bindparam("interview"), column.is_not(None)
        )
        for of, column in (
            (prompts, prompts.c.message),
            (prompts, prompts.c.selection),
            (answers_in, answers_in.c.message),
        )
    )
).order_by("chat", "message")
_SHOWN = (
    select(prompts.c.id)
    .where(
        prompts.c.interview_id == bindparam("interview"),
        prompts.c.ref == bindparam("ref"),
        prompts.c.chat == bindparam("chat"),
        prompts.c.about == "question",
        prompts.c.message.is_not(None),
    )
    .limit(1)
)
_SET_MESSAGES = (
    update(prompts)
    .where(prompts.c.id == bindparam("prompt"))
    .values(message=bindparam("new_message"), selection=bindparam("new_selection"))
)


def _within(ref: ColumnElement[Any]) -> ColumnElement[bool]:
    """Whether a ref is the prefix, or goes on after it with a step or a position; no LIKE: names hold `_`."""
    length: BindParameter[int] = bindparam("length")
    return and_(
        func.substr(ref, 1, length) == bindparam("prefix"),
        func.substr(ref, length + 1, 1).in_(("", "/", "[")),
    )


_DROP = tuple(
    delete(table).where(table.c.interview_id == bindparam("interview"), _within(table.c.ref))
    for table in (prompts, answers_in)
)


class SqlPrompts:
    """`dialogues.ports.Prompts` on SQL.

    Args:
        put_answer: an insert into `answers_in` that replaces the place of the same message.
    """

    __slots__ = ("_put_answer", "_work")

    def __init__(self, work: Work, put_answer: Insert) -> None:
        self._work = work
        self._put_answer = put_answer

    def add(
        self,
        chat: int,
        number: str,
        interview: int,
        ref: Ref | None,
        keys: Sequence[str],
        sequence: int,
        about: str,
    ) -> PromptRecord:
        """Add a prompt that is not yet sent."""
        prompt = self._work.insert(
            _ADD,
            {
                "of_interview": interview,
                "chat": chat,
                "number": number,
                "interview_id": interview,
                "ref": ref,
                "key_names": json.dumps(list(keys), ensure_ascii=False),
                "sequence": sequence,
                "about": about,
                "message": None,
                "selection": None,
            },
            touches=(),
        )
        record = PromptRecord(prompt, chat, number, interview, ref, tuple(keys), sequence, about)
        self._work.seen.put(Kind.PROMPT, prompt, record)
        self._work.seen.put(Kind.LATEST_PROMPT, chat, record)
        return record

    def prompt(self, prompt: int) -> PromptRecord | None:
        """A prompt by its id."""
        return self._work.seen.once(Kind.PROMPT, prompt, lambda: _record(self._work.row(_PROMPT, {"prompt": prompt})))

    def set_messages(self, prompt: int, message: int | None, selection: int | None) -> None:
        """Say which messages show a prompt."""
        self._work.change(
            _SET_MESSAGES,
            {"prompt": prompt, "new_message": message, "new_selection": selection},
            touches=(Kind.PROMPT, Kind.LATEST_PROMPT),
        )

    def latest(self, chat: int, *, before_message: int | None = None) -> PromptRecord | None:
        """The newest prompt of a chat; with `before_message`, the one that stood last before that message."""
        if before_message is None:
            return self._work.seen.once(
                Kind.LATEST_PROMPT, chat, lambda: _record(self._work.row(_LATEST, {"chat": chat}))
            )
        return _record(self._work.row(_LATEST_BEFORE, {"chat": chat, "before": before_message}))

    def by_number(self, chat: int, number: str) -> PromptRecord | None:
        """The newest prompt of a chat that was printed with this address."""
        return _record(self._work.row(_BY_NUMBER, {"chat": chat, "number": number}))

    def by_message(self, chat: int, message: int) -> PromptRecord | None:
        """The prompt that a message shows, or whose selection it shows."""
        return _record(self._work.row(_BY_MESSAGE, {"chat": chat, "message": message}))

    def newest_of(self, interview: int, ref: Ref) -> PromptRecord | None:
        """The newest prompt of a question."""
        return _record(self._work.row(_NEWEST_OF, {"interview": interview, "ref": ref}))

    def was_shown(self, chat: int, interview: int, ref: Ref) -> bool:
        """Whether a question was put in a chat before: a message shows it."""
        return self._work.row(_SHOWN, {"chat": chat, "interview": interview, "ref": ref}) is not None

    def drop_within(self, interview: int, prefix: str) -> None:
        """Forget prompts and answer places at or below `prefix`: an instance, or all instances of a repeat."""
        params = {"interview": interview, "prefix": prefix, "length": len(prefix)}
        for statement in _DROP:
            self._work.change(statement, params)

    def messages_of(self, interview: int) -> Sequence[tuple[int, int]]:
        """(chat, message) of every message that shows an interview's prompts or bears its answers, in order."""
        return [(row[0], row[1]) for row in self._work.rows(_MESSAGES_OF, {"interview": interview})]

    def add_answer(self, place: AnswerPlace) -> None:
        """Say where the words of a message stand; what was known of the message is replaced."""
        self._work.change(
            self._put_answer,
            {
                "of_interview": place.interview,
                "chat": place.chat,
                "message": place.message,
                "interview_id": place.interview,
                "ref": place.ref,
                "sequence": place.sequence,
            },
            touches=(),
        )

    def answer(self, chat: int, message: int) -> AnswerPlace | None:
        """Where the words of a message stand."""
        row = self._work.row(_ANSWER, {"chat": chat, "message": message})
        return None if row is None else AnswerPlace(*row)


def _record(row: AnyRow | None) -> PromptRecord | None:
    if row is None:
        return None
    number, chat, address, interview, ref, keys, sequence, about, message, selection = row
    return PromptRecord(
        number, chat, address, interview, ref, tuple(json.loads(keys)), sequence, about, message, selection
    )
