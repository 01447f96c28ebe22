"""Interviews and forms kept at hand between messages; what they hold is always checked against the store."""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock

from dialogues.forms.definition import FormDefinition
from dialogues.interview.interview import Interview, replay
from dialogues.interview.lastsaved import FROM
from dialogues.ports import GuideVersion, InterviewRecord, UnitOfWork
from dialogues.xforms.xform import compile_xform

_QUESTIONS = 50_000
"""Questions of all the interviews that are kept: 1,250 interviews of 40, 75 of 661; about 1.8 kB each, 90 MB in all."""
_FORMS = 64


class Shelf:
    """Compiled forms and stepped interviews. Safe to use from several threads: an interview that is taken is gone."""

    def __init__(self) -> None:
        self._forms: OrderedDict[int, FormDefinition] = OrderedDict()
        self._interviews: OrderedDict[int, Interview] = OrderedDict()
        self._questions = 0
        self._lock = Lock()

    def form(self, uow: UnitOfWork, version: int) -> FormDefinition:
        """The definition of a published version."""
        with self._lock:
            found = self._forms.get(version)
            if found is not None:
                self._forms.move_to_end(version)
                return found
        form = compiled(uow.guides.version(version))
        with self._lock:
            self._forms[version] = form
            while len(self._forms) > _FORMS:
                self._forms.popitem(last=False)
        return form

    def __contains__(self, interview: int) -> bool:
        """Whether an interview is at hand."""
        return interview in self._interviews

    def take(self, uow: UnitOfWork, record: InterviewRecord) -> Interview:
        """The interview as the store has it now; whoever takes it gives it back, or it is read again."""
        with self._lock:
            kept = self._removed(record.id)
        if kept is not None and kept.sequence == record.sequence:
            return kept
        return replay(self.form(uow, record.version), uow.interviews.events(record.id))

    def give(self, interview: int, state: Interview) -> None:
        """Keep an interview whose every event is stored."""
        with self._lock:
            kept = self._interviews.get(interview)
            if kept is not None and kept.sequence > state.sequence:
                return
            self._removed(interview)
            self._interviews[interview] = state
            self._questions += len(state.form.questions)
            while self._questions > _QUESTIONS:
                self._removed(next(iter(self._interviews)))

    def _removed(self, interview: int) -> Interview | None:
        """Take an interview out, where it is there."""
        found = self._interviews.pop(interview, None)
        if found is not None:
            self._questions -= len(found.form.questions)
        return found

    def forget_given_by(self, withdrawn: int) -> None:
        """Read interviews again that were given something of one that is withdrawn: the store has it no more."""
        with self._lock:
            for number, kept in tuple(self._interviews.items()):
                if kept.started.preloads.get(FROM) == str(withdrawn):
                    self._removed(number)


def compiled(version: GuideVersion) -> FormDefinition:
    """The definition of a version, from the XForm that it was published as."""
    statuses = {tuple(key.split("|", 1)): status for key, status in version.statuses.items()}
    return compile_xform(
        version.xform,
        files=version.files,
        settings=version.settings,
        statuses={(path, language): status for (path, language), status in statuses.items()},
    )
