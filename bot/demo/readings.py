"""What the log says of answers that only Rasa could read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from bot.problems import CommandProblem
from bot.words import spoken
from dialogues.interview.events import AnswerRecorded, NonResponseRecorded
from dialogues.messages import Phrase
from nlu.rasa import READER
from storage.unit_of_work import open_store

__all__ = ["check_readings"]


def check_readings(folder: Path, said: Sequence[str], model: str) -> Iterator[str]:
    """Look each of the words up in the log of the installation.

    Args:
        folder: of the installation, its database on SQLite.
        said: what was typed.
        model: name of the model that it must have been read with.

    Yields:
        A line for each of them.

    Raises:
        CommandProblem: one was not stored, or somebody else read it.
    """
    store = open_store(f"sqlite:///{folder / 'baro.db'}")
    try:
        with store.reading() as uow:
            recorded = {
                event.text: event
                for project in uow.projects.all()
                for interview in uow.interviews.of_project(project.id)
                for _, event in uow.interviews.events(interview.id)
                if isinstance(event, AnswerRecorded | NonResponseRecorded)
            }
    finally:
        store.close()
    for words in said:
        event = recorded.get(words)
        if event is None or event.reader != READER or event.model != model or not 0 < event.confidence <= 1:
            raise CommandProblem("demo.wrong_reader", words=words)
        what = event.kind if isinstance(event, NonResponseRecorded) else event.value
        percent = round(event.confidence * 100)
        yield spoken(Phrase("demo.right_reader", {"words": words, "what": what, "percent": percent}))
