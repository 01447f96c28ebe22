"""A service as small as the channel lets it be, and a bot that runs it against the simulator in a thread.

`EchoService` obeys the rules of the real one: everything that a message causes is written in one transaction, with
the inbox row marked done; what is owed stays owed until it was sent.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Self

from bot.chance import now_ms
from bot.channel import Claims, Conversations
from bot.settings import Settings, make_data_folder
from bot.simulator import SimulatorThread
from bot.telegram.channel import TelegramChannel
from bot.threads import Threads
from dialogues.downloads import Download, DownloadStatus, Progress
from dialogues.drafts import Draft
from dialogues.errors import StoreUnavailable
from dialogues.forms.ref import Ref
from dialogues.interview import effects
from dialogues.locales import Locales
from dialogues.messages import (
    Blob,
    Button,
    Delivery,
    EditedWords,
    Inbound,
    Medium,
    Option,
    Phrase,
    Place,
    Presence,
    PromptView,
    PutPrompt,
    ReadAloud,
    RemoveMessages,
    Say,
    SendFile,
    ShowSelection,
    Tap,
    Unsupported,
    Widget,
    Words,
)
from dialogues.ports import Attachment, AttachmentStatus, Clock, Owed, OwedEffect, Ready, Sent, Store, Taken, UnitOfWork
from dialogues.xforms.converted import Checked
from storage.files import DataFolder
from tests.support.fakes import FakeStore
from tests.support.seed import Seed, attachment

__all__ = ["EchoService", "RunningBot", "settings_for", "until"]


class EchoService:
    """Says back what it got; a few words make it do something else.

    «bombe» raises, «clavier» puts a prompt, «coches» shows a selection that is edited, «fichier» sends a document,
    «perdu» sends one that is not there,
    «oublie» takes everything out of the chat, «muet» owes nothing, «troué» owes what cannot be presented.
    """

    farewell = Say(("À bientôt.",))

    def __init__(self, store: FakeStore) -> None:
        self.store = store
        self.handled: list[tuple[int, str]] = []
        self.handling = ""
        """What was taken in hand last."""
        self.away = False
        """The database cannot be reached when a message is handled."""
        self.stuck = False
        """Nor when it is recorded that a reply was sent."""
        self.forgetful = False
        """Recording what was sent fails."""
        self.busy = 0.0
        """How long handling takes, in seconds."""
        self.reminded = 0
        """How often reminders were looked for."""
        self.lost: list[int] = []
        self.again: list[bool] = []
        """Of each reply sent, whether an earlier try may have shown it."""
        self.beside: list[int] = []
        """Messages that were sent with a prompt."""
        self.media: tuple[Medium, ...] = ()
        """What is shown before the prompt."""
        self.guides: list[tuple[Draft, Checked | None]] = []
        self.downloads: list[Download] = []
        self.export: Callable[[Progress], None] | None = None
        """What writing a download does."""
        self.seeded: Seed | None = None
        """An interview for files to belong to."""
        self._shown: dict[int, int] = {}

    def handle(self, inbound: Inbound) -> None:
        """T2."""
        if self.away:
            raise StoreUnavailable("locked")
        said = self.handling = _said(inbound)
        if self.busy:
            time.sleep(self.busy)
        if said == "bombe":
            raise LookupError("boum")
        with self.store.writing() as unit:
            if not unit.inbox.done(inbound.inbox, inbound.sent_at):
                return
            for effect in self._effects(inbound, said, unit):
                unit.outbox.add(inbound.chat, effect)
            unit.commit()
        self.handled.append((inbound.chat, said))

    def take(self, uow: UnitOfWork, inbound: Inbound) -> Taken | None:
        """T2 among others: only what begins with «vite»."""
        said = _said(inbound)
        if self.away:
            raise StoreUnavailable("locked")
        if not said.startswith("vite"):
            return None
        if not uow.inbox.done(inbound.inbox, inbound.sent_at):
            return Taken(None, lambda: None)
        owed = uow.outbox.add(inbound.chat, Say((f"« {said} »",)))
        if said == "vite, bombe":
            raise LookupError("boum")
        ready = Ready(tuple(uow.outbox.of_chat(inbound.chat)), self.present(owed))
        return Taken(ready, lambda: self.handled.append((inbound.chat, said)))

    def _effects(self, inbound: Inbound, said: str, unit: UnitOfWork) -> Iterator[OwedEffect]:
        if isinstance(inbound.content, Presence) or said == "muet":
            return
        if said == "fichier":
            yield SendFile("exports/liste.csv", "liste.csv", Phrase("telegram.keys_changed"))
        elif said == "perdu":
            yield SendFile("exports/rien.csv", "rien.csv", Phrase("telegram.keys_changed"))
        elif said == "oublie":
            yield RemoveMessages(tuple(range(1, inbound.message + 1)))
        elif said == "clavier":
            yield effects.Ask()
        elif said.startswith("coches"):
            yield effects.ShowTicks(Ref("/data/eau"))
        elif said == "troué":
            yield effects.Tell(Phrase("nowhere.at_all"))
        elif said == "bouton":
            yield Say(("Touchez.",), ((Button("Ici", "here:1"),),))
        else:
            if isinstance(inbound.content, Blob) and self.seeded is not None:
                content = inbound.content
                made = attachment(self.seeded, f"f{inbound.message}")
                unit.attachments.add(replace(made, file_id=content.file_id, name=str(inbound.chat), size=content.size))
            yield Say((f"« {said} »",))

    def remind(self) -> None:
        """Nobody is reminded of anything but that somebody looked."""
        self.reminded += 1
        if self.away:
            raise StoreUnavailable("locked")

    def owed(self, chat: int) -> Sequence[Owed]:
        """What is owed."""
        with self.store.reading() as unit:
            return unit.outbox.of_chat(chat)

    def present(self, owed: Owed) -> Delivery | None:
        """What is shown."""
        match owed.effect:
            case Say() | SendFile() | RemoveMessages() as outgoing:
                return Delivery(owed.id, owed.chat, outgoing, "fr")
            case effects.Tell(phrase):
                return Delivery(owed.id, owed.chat, Say((phrase,)), "fr")
            case effects.Ask():
                return Delivery(owed.id, owed.chat, PutPrompt(replace(WATER, media=self.media)), "fr", protect=True)
            case effects.ShowTicks():
                chosen = tuple(said for chat, said in self.handled if chat == owed.chat and said.startswith("coches"))
                return Delivery(owed.id, owed.chat, ShowSelection("12", chosen), "fr", edits=self._shown.get(owed.chat))

    def delivered(self, uow: UnitOfWork, sent: Sent) -> None:
        """T3."""
        if self.stuck:
            raise StoreUnavailable("locked")
        if self.forgetful:
            raise LookupError("forgotten")
        uow.outbox.sent(sent.owed.id, 1)
        self.again.append(sent.again)
        self.beside.extend(sent.beside)
        if isinstance(sent.owed.effect, effects.ShowTicks) and sent.message is not None:
            self._shown[sent.owed.chat] = sent.message

    def undeliverable(self, chat: int) -> None:
        """Nothing reaches this chat."""
        self.lost.append(chat)
        with self.store.writing() as unit:
            unit.outbox.drop_chat(chat, 1)
            unit.commit()

    def waits_for(self, attachment: Attachment) -> tuple[int, str] | None:
        """Whoever sent it."""
        return int(attachment.name), "fr"

    def file_stored(self, attachment: Attachment, sha256: str, size: int) -> None:
        """A file is on disk."""
        self._settle(attachment, AttachmentStatus.STORED, sha256, size, "photo enregistrée ✓")

    def file_failed(self, attachment: Attachment) -> None:
        """A file is lost."""
        self._settle(attachment, AttachmentStatus.FAILED, "", 0, "photo perdue")

    def guide_checked(self, draft: Draft, checked: Checked) -> None:
        """A guide was checked."""
        self.guides.append((draft, checked))

    def guide_lost(self, draft: Draft) -> None:
        """A guide is lost."""
        self.guides.append((draft, None))

    def write_download(self, download: Download, progress: Progress) -> None:
        """A download is written: slowly, as far as the test lets it go."""
        self.downloads.append(download)
        if self.export is not None:
            self.export(progress)
        with self.store.writing() as unit:
            unit.outbox.add(download.chat, Say(("fichier prêt",)))
            unit.downloads.ended(download.id, DownloadStatus.SENT)
            unit.commit()

    def _settle(self, attachment: Attachment, status: AttachmentStatus, sha256: str, size: int, words: str) -> None:
        with self.store.writing() as unit:
            unit.attachments.set_status(attachment.id, status, sha256=sha256, size=size)
            unit.outbox.add(int(attachment.name), Say((words,)))
            unit.commit()


WATER = PromptView(
    "12",
    Widget.MANY_OF,
    ReadAloud("Quelle eau buvez-vous ?"),
    options=(Option("puits", "Puits"), Option("pompe", "Pompe")),
)


def _said(inbound: Inbound) -> str:
    match inbound.content:
        case Words(text):
            return text
        case EditedWords(text):
            return f"édité : {text}"
        case Tap(action, _):
            return f"touche {action}"
        case Blob(kind=kind):
            return kind
        case Place(latitude, longitude):
            return f"{latitude:.2f} {longitude:.2f}"
        case Unsupported():
            return "inconnu"
        case Presence(reachable):
            return f"présence {reachable}"


def settings_for(simulator: SimulatorThread, folder: Path, *, rate: int = 0) -> Settings:
    """Settings of a bot that talks to a simulator."""
    return Settings(
        data_dir=folder,
        database_url=f"sqlite:///{folder / 'baro.db'}",
        telegram_token=simulator.token,
        telegram_api_url=simulator.url,
        telegram_rate=rate,
    )


class RunningBot:
    """A channel in a thread, with a service of one's own.

    Args:
        settings: see `settings_for`.
        store: inbox and outbox.
        service: what is talked to.
        claims: of this bot, where several share the store.
        clock: UTC milliseconds.
    """

    def __init__(
        self,
        settings: Settings,
        store: Store,
        service: Conversations,
        claims: Claims | None = None,
        clock: Clock = now_ms,
    ) -> None:
        self.claims = claims
        self.clock = clock
        self.settings = settings
        self.store = store
        self.service = service
        self.ready = threading.Event()
        self.troubles = 0
        self.failure: BaseException | None = None
        self._stop: Callable[[], None] = lambda: None
        self._thread = threading.Thread(target=self._main, daemon=True)

    def __enter__(self) -> Self:
        self.start()
        if not self.ready.wait(10):
            raise TimeoutError("the bot did not start")
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self) -> None:
        """Start without waiting."""
        self._thread.start()

    def stop(self) -> None:
        """Stop as SIGTERM would, and wait."""
        if self._thread.is_alive():
            self._stop()
        self.join()

    def join(self) -> None:
        """Wait for the end; what went wrong is in `failure`."""
        self._thread.join(15)
        if self._thread.is_alive():
            raise TimeoutError("the bot did not stop")

    def _main(self) -> None:
        try:
            asyncio.run(self._run())
        except BaseException as error:  # noqa: BLE001 - the test looks at it
            self.failure = error

    async def _run(self) -> None:
        stop = asyncio.Event()
        loop = asyncio.get_running_loop()
        self._stop = lambda: loop.call_soon_threadsafe(stop.set) and None
        folder = DataFolder(make_data_folder(self.settings))
        threads = Threads(4)

        def trouble() -> None:
            self.troubles += 1

        channel = TelegramChannel(
            self.settings,
            folder,
            self.service,
            self.store,
            self.clock,
            Locales.load().text,
            threads,
            on_ready=lambda _: self.ready.set(),
            on_trouble=trouble,
            claims=self.claims,
        )
        try:
            await channel.run(stop)
        finally:
            threads.close()


def until(test: Callable[[], bool], seconds: float = 5.0) -> None:
    """Wait until something holds."""
    end = time.monotonic() + seconds
    while not test():
        if time.monotonic() > end:
            raise TimeoutError("it never held")
        time.sleep(0.01)
