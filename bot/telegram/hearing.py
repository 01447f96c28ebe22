"""Voice answers that a recogniser is given, one after the other: drafts for whoever writes them down.

What it heard is kept as its draft; whatever comes of it, it is given each recording once.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable

from bot.logs import event
from bot.telegram.pace import Backoff, wait_or_stop
from bot.threads import Threads
from dialogues.errors import StoreUnavailable
from dialogues.forms.languages import language_tag
from dialogues.interview.events import Event, InterviewStarted, LanguageChanged
from dialogues.ports import Clock, Store
from dialogues.transcripts import Heard, Recording, Transcriber, Transcript, Unheard
from storage.files import DataFolder

__all__ = ["Listening"]

_EVERY_SECONDS = 10.0


class Listening:
    """Gives recordings to a recogniser.

    Args:
        transcriber: hears them; called in a thread of its own, for it takes long.
        store: knows which wait.
        folder: where their files are.
        threads: where the store is called.
        clock: UTC milliseconds.
        stop: set when the process has to end.
        every: seconds between two looks.
    """

    def __init__(
        self,
        transcriber: Transcriber,
        store: Store,
        folder: DataFolder,
        threads: Threads,
        clock: Clock,
        stop: asyncio.Event,
        every: float = _EVERY_SECONDS,
    ) -> None:
        self._transcriber = transcriber
        self._store = store
        self._folder = folder
        self._threads = threads
        self._clock = clock
        self._stop = stop
        self._every = every

    async def run(self) -> None:
        """Listen until told to stop; what is being heard then is given once more at the next start."""
        backoff = Backoff(1.0, 60.0)
        while not self._stop.is_set():
            seconds = self._every
            try:
                for recording, language in await self._threads.run(self._waiting):
                    if self._stop.is_set():
                        return
                    path = self._folder.path(self._folder.attachment(recording.interview, recording.attachment))
                    heard = await asyncio.to_thread(self._transcriber.hear, path, language)
                    if not self._stop.is_set():  # else the command may have been told to stop too
                        await self._threads.run(self._keep, recording, heard)
                        seconds = 0.0
            except StoreUnavailable:
                seconds = backoff.wait()
            except Exception as error:  # noqa: BLE001 - a recording's trouble is not the bot's
                event("listening_failed", logging.ERROR, error=error)
            else:
                backoff.over()
            await wait_or_stop(self._stop, seconds)

    def _waiting(self) -> list[tuple[Recording, str]]:
        with self._store.reading() as unit:
            return [
                (one, _language(event for _, event in unit.interviews.events(one.interview)))
                for one in unit.transcripts.untried(1)
            ]

    def _keep(self, recording: Recording, heard: Heard | Unheard) -> None:
        with self._store.writing() as unit:
            if unit.transcripts.recording(recording.attachment) is None:
                return  # it was taken back meanwhile
            unit.transcripts.tried(recording.attachment, self._clock())
            if isinstance(heard, Heard):
                draft = Transcript(
                    0,
                    recording.project,
                    recording.interview,
                    recording.attachment,
                    heard.language,
                    heard.text,
                    "",
                    "",
                    self._clock(),
                    heard.reader,
                    heard.confidence,
                )
                unit.transcripts.write(draft)
            unit.commit()
        code = "heard" if isinstance(heard, Heard) else heard.why
        event("recording_heard", attachment=recording.attachment, code=code)


def _language(events: Iterable[Event]) -> str:
    """The tag of the language that an interview was last held in."""
    spoken = [each.language for each in events if isinstance(each, InterviewStarted | LanguageChanged)]
    return language_tag(spoken[-1]) if spoken else ""
