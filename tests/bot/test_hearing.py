"""Recordings are given to a recogniser once each; its words wait as a draft, and the bot goes on whatever happens."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

from bot.telegram.hearing import Listening
from bot.threads import Threads
from dialogues.interview.events import LanguageChanged
from dialogues.interview.status import InterviewStatus
from dialogues.ports import AttachmentStatus
from dialogues.transcripts import Heard, Recording, Transcriber, Unheard
from storage.files import DataFolder
from tests.bot.echo import until
from tests.support.fakes import FakeStore, FakeTranscriber
from tests.support.seed import Seed, attachment, seed


def said(store: FakeStore, seeded: Seed, folder: Path, *words: str) -> None:
    """Recordings in the queue, on disk."""
    place = folder / "attachments" / str(seeded.interview.id)
    place.mkdir(parents=True, exist_ok=True)
    with store.writing() as unit:
        changed = LanguageChanged(3_000, "Bambara (bm)")
        unit.interviews.append(seeded.interview.id, 1, [changed], InterviewStatus.ACTIVE, 3_000)
        for at, text in enumerate(words):
            name = f"v{at}"
            unit.attachments.add(replace(attachment(seeded, name, "/data/avis"), kind="audio"))
            unit.attachments.set_status(name, AttachmentStatus.STORED)
            unit.transcripts.add(Recording(name, seeded.project.id, seeded.interview.id, seeded.membership.id, at))
            (place / name).write_text(text, encoding="utf-8")
        unit.commit()


def listen(store: FakeStore, folder: Path, transcriber: Transcriber) -> None:
    """Let it listen until nothing is left to hear."""

    def nothing_left() -> bool:
        with store.reading() as unit:
            return not unit.transcripts.untried()

    async def run() -> None:
        stop = asyncio.Event()
        threads = Threads(1)
        listening = Listening(transcriber, store, DataFolder(folder), threads, lambda: 5_000, stop, every=0.01)
        task = asyncio.create_task(listening.run())
        await asyncio.to_thread(until, nothing_left)
        stop.set()
        await task
        threads.close()

    asyncio.run(run())


def test_each_is_heard_once(tmp_path: Path) -> None:
    """Words become a draft in the interview's language, silence none; neither ends the waiting for a person."""
    store = FakeStore()
    seeded = seed(store)
    said(store, seeded, tmp_path, "Ji tɛ an fɛ", "")
    transcriber = FakeTranscriber()
    listen(store, tmp_path, transcriber)
    assert [(path.name, language) for path, language in transcriber.given] == [("v0", "bm"), ("v1", "bm")]
    with store.reading() as unit:
        (draft,) = unit.transcripts.history("v0")
        assert (draft.text, draft.reader, draft.member, draft.confidence) == ("Ji tɛ an fɛ", "essai", "", 0.5)
        assert unit.transcripts.history("v1") == []
        assert unit.transcripts.waiting(seeded.project.id, None) == 2


def test_what_is_taken_back_meanwhile_is_not_kept(tmp_path: Path) -> None:
    """A withdrawal while somebody listens leaves nothing of it."""
    store = FakeStore()
    seeded = seed(store)
    said(store, seeded, tmp_path, "Ji")

    class Slow:
        """Hears while the interview is taken back."""

        def hear(self, path: Path, language: str) -> Heard | Unheard:
            """See `dialogues.transcripts.Transcriber`."""
            with store.writing() as unit:
                unit.interviews.erase(seeded.interview.id)
                unit.commit()
            return Heard(f"{path.name} {language}", "bm", 0.9, "lent")

    listen(store, tmp_path, Slow())
    assert store.tables.transcripts == {}
