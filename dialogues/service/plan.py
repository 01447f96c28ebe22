"""What one message leads to, gathered before anything is written.

A message is handled in three parts, so that no transaction is open while anybody thinks: *read* what is needed,
*step* (readers and exports may take their time here), *write* everything in one short transaction (T2).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from dialogues.fieldwork.people import Membership
from dialogues.forms.ref import Ref
from dialogues.interview import effects as f
from dialogues.interview import events as e
from dialogues.interview import inputs as i
from dialogues.interview.interview import Interview
from dialogues.interview.status import InterviewStatus
from dialogues.messages import Say, SendFile
from dialogues.ports import InterviewRecord, UnitOfWork
from dialogues.service.understanding import Wish


@dataclass(slots=True, eq=False)
class Work:
    """One interview that this message works on.

    Args:
        record: as it was read; `record.sequence` is what the log must still end with when it is written.
        interview: its state, advanced as inputs are stepped.
        events: what was added.
        effects: what is owed for it.
        places: what this message said, by ref, with the sequence of the event in which it stands.
        fresh: it begins with this message and has no row yet.
        quiet: it is only put aside for another; nothing is owed for it.
    """

    record: InterviewRecord
    interview: Interview
    events: list[e.Event] = field(default_factory=list)
    effects: list[f.Effect] = field(default_factory=list)
    places: list[tuple[Ref, int]] = field(default_factory=list)
    fresh: bool = False
    quiet: bool = False

    @property
    def withdrawn(self) -> bool:
        """Whether its answers are taken back."""
        return self.interview.status is InterviewStatus.WITHDRAWN

    def took(self, events: tuple[e.Event, ...]) -> None:
        """Note the events of a step, and where the words of this message stand."""
        first = self.interview.sequence - len(events) + 1
        for offset, event in enumerate(events):
            if isinstance(event, e.AnswerRecorded | e.TextAdded | e.TextReplaced) and not getattr(event, "stay", False):
                self.places.append((event.ref, first + offset))
        self.events.extend(events)


Write = Callable[[UnitOfWork], object]


@dataclass(slots=True, eq=False)
class Plan:
    """Everything that one message leads to.

    Args:
        works: interviews worked on, by id, in order.
        inputs: what is to be stepped, in order.
        wishes: what was wanted within interviews, once words were read.
        unread: words that came outside of an interview and that no key or command is; None where there are none.
        says: replies of the bot itself, after those of the interviews: (chat, reply, interview that it speaks of).
        writes: other changes, in order, in the same transaction.
        jobs: slow work done between reading and writing; each may add to the plan.
        after: tidying once everything is written; what the disk refuses of it does no harm.
        prompts: ids of the owed replies that put a question, once they are written.
        access: members who are shut out or let in again: (member, when they entered, whether shut out).
        forgotten: ids of guides sent to be published that this message forgets.
    """

    works: list[Work] = field(default_factory=list)
    inputs: list[tuple[Work, i.Input]] = field(default_factory=list)
    wishes: list[tuple[Work, Wish]] = field(default_factory=list)
    unread: str | None = None
    says: list[tuple[int, Say | SendFile, int | None]] = field(default_factory=list)
    writes: list[Write] = field(default_factory=list)
    jobs: list[Callable[[], None]] = field(default_factory=list)
    after: list[Callable[[], None]] = field(default_factory=list)
    prompts: list[int] = field(default_factory=list)
    access: list[tuple[Membership, int, bool]] = field(default_factory=list)
    forgotten: set[str] = field(default_factory=set)

    @property
    def simple(self) -> bool:
        """Whether it is whole once its inputs are stepped: nothing slow comes before its writes, nothing after."""
        more = self.wishes or self.unread is not None or self.jobs or self.after or self.access
        return not more and not any(work.withdrawn for work in self.works)
