"""Whole chats with the real bot: python-telegram-bot over HTTP, SQLite, the simulator's Telegram, a clock that is told.

A step is what somebody does with their phone:

    35                   words; ⏎ is a new line
    tap Suite            the key of the keyboard with these words
    press Corriger       the newest button under a message with these words
    reply 12. : 36       words in reply to the bot's newest message that holds «12. »
    edit -1: 36          one's own message, counted from the last, edited
    queued a | b | c     messages that waited in the phone: Telegram gets them all at once
    voice, photo         a recording, a picture
    link                 follows the newest link that anybody was given; `code` types the newest code
    open                 reads the spreadsheet that came last: each row of what was sent, a line a cell

and what happens to everybody, whoever is named:

    down, up             the bot goes and comes back; Telegram keeps what is written meanwhile
    later 3 h            time passes (`s`, `min`, `h`)
"""

from __future__ import annotations

import io
import re
import shutil
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from openpyxl import load_workbook

from bot.settings import Settings
from bot.simulator import SimulatedPerson, SimulatorClient, SimulatorThread
from bot.simulator.client import Said
from bot.simulator.world import World
from bot.wiring import build_service
from dialogues.fieldwork.people import MembershipStatus, Role
from dialogues.ports import IntentReader
from nlu.rasa import RasaReader
from storage.unit_of_work import open_store
from tests.bot.echo import RunningBot
from tests.support.databases import sqlite_url
from tests.support.fakes import FakeClock, FakeSecrets
from tests.support.real_rasa import RealRasa
from tests.support.scenario import published

__all__ = ["Chats", "lines_of"]

_PACE_S = 20.0
"""Seconds between two things that somebody does."""
_SETTLED_S = 60.0
_NLU_MS = 5000
"""No phone call: a loaded machine may take its time to read."""
_UNITS = {"s": 1, "min": 60, "h": 3600}
_LINK = re.compile(r"start=([\w-]{12,64})")
_CODE = re.compile(r"\b\d{4} \d{4}\b")
_OGG = b"OggS\x00\x02" + bytes(58)
_JPEG = bytes.fromhex("ffd8ffe000104a46494600010100000100010000ffd9")


class Chats:
    """A project, its guides, its people and their phones, and the bot that serves them.

    Args:
        folder: empty; the data folder is made in it.
        template: a migrated, empty database.
        forms: see `tests.support.scenario.converted`.
        people: role by name; None for somebody whom nobody let in yet.
        rasa: what reads what people mean; None to do without.
    """

    def __init__(
        self,
        folder: Path,
        template: Path,
        forms: tuple[str, ...],
        people: Mapping[str, Role | None],
        rasa: RealRasa | None = None,
    ) -> None:
        data = folder / "data"
        data.mkdir(mode=0o700)
        shutil.copy(template, data / "baro.db")
        start = FakeClock()()
        self.simulator = SimulatorThread(World(clock=lambda: start / 1000))
        self._rasa = rasa
        self._folder = data
        self._forms = forms
        self._roles = people
        self._secrets = FakeSecrets()
        self._running: RunningBot | None = None
        self._reader: IntentReader | None = None
        self.phones: dict[str, SimulatedPerson] = {}
        self._seen: dict[str, int] = {}
        self._mine: dict[str, list[int]] = {}

    def __enter__(self) -> Self:
        """Everything starts."""
        self.simulator.__enter__()
        self.client = SimulatorClient(self.simulator.url)
        self.settings = Settings(
            data_dir=self._folder,
            database_url=sqlite_url(self._folder / "baro.db"),
            telegram_token=self.simulator.token,
            telegram_api_url=self.simulator.url,
            telegram_rate=0,
            nlu_url=self._rasa.url if self._rasa else None,
            nlu_token=self._rasa.token if self._rasa else None,
            nlu_timeout_ms=_NLU_MS,
        )
        self.store = open_store(self.settings.database_url)
        with self.store.writing() as uow:
            self.project = uow.projects.add(
                "essai", "Essai", "Organisation", "Africa/Bamako", strict=False, contact="+223 00 00 00 00"
            )
            uow.commit()
        for form in self._forms:
            published(self.store, self.project.id, form, self.now())
        for name, role in self._roles.items():
            self._arrives(name, role)
        self.up()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Everything stops."""
        self.down()
        self.store.close()
        self.client.close()
        self.simulator.__exit__(kind, error, trace)

    def now(self) -> int:
        """UTC milliseconds, for Telegram and for the bot."""
        return round(self.simulator.world.now() * 1000)

    def up(self) -> None:
        """The bot starts, knowing nothing but what is stored."""
        service = build_service(
            self.settings,
            self.store,
            lambda token: f"https://t.me/baro_bot?start={token}",
            clock=self.now,
            secrets=self._secrets,
        )
        self._reader = service._understanding._intents
        self._running = RunningBot(self.settings, self.store, service, clock=self.now)
        self._running.__enter__()
        self.settle()

    def down(self) -> None:
        """The bot ends."""
        if self._running is not None:
            self._running.stop()
            failure, self._running = self._running.failure, None
            if isinstance(self._reader, RasaReader):
                self._reader.close()
            if failure is not None:
                raise failure

    def settle(self) -> None:
        """Wait until everything was taken, handled and answered; at once where the bot is down."""
        end = time.monotonic() + _SETTLED_S
        while self._running is not None and not self._settled():
            if self._running.failure is not None:
                raise self._running.failure
            if time.monotonic() > end:
                raise TimeoutError("the bot never settled")
            time.sleep(0.01)

    def _settled(self) -> bool:
        if self.simulator.world.queue.waiting():
            return False
        with self.store.reading() as uow:
            busy = uow.inbox.waiting(1) or uow.outbox.chats() or uow.attachments.pending(1) or uow.downloads.waiting()
        return not busy

    def _arrives(self, name: str, role: Role | None) -> None:
        phone = self.client.person(name)
        self.phones[name], self._seen[name], self._mine[name] = phone, 0, []
        if role is None:
            return
        with self.store.writing() as uow:
            person = uow.people.add_person(name, "fr")
            uow.people.add_account(phone.user_id, person.id, phone.user_id)
            code = f"X{len(self.phones):02d}"
            membership = uow.people.add_membership(person.id, self.project.id, role, MembershipStatus.ACTIVE, code)
            uow.people.set_account(phone.user_id, membership=membership.id, interview=None, reachable=True)
            uow.commit()

    # --- a step ---------------------------------------------------------------------------------------------------

    def does(self, name: str, step: str) -> Iterator[tuple[str, str]]:
        """Do a step and wait until everything came of it.

        Yields:
            (who, line) of everything that was shown, and of what was opened.
        """
        self.client.advance(_PACE_S)
        word, _, rest = step.partition(" ")
        opened: list[str] = []
        if word in ("down", "up"):
            getattr(self, word)()
        elif word == "later":
            amount, unit = rest.split()
            self.client.advance(float(amount) * _UNITS[unit])
        elif step == "open":
            opened = list(_rows(self._document(name)))
        else:
            self._acts(name, word, rest, step)
        self.settle()
        for each in self.phones:
            for line in self._shown(each):
                yield each, line
        for line in opened:
            yield name, line

    def _acts(self, name: str, word: str, rest: str, step: str) -> None:
        phone = self.phones[name]
        acts: Mapping[str, Callable[[], int | str]] = {
            "tap": lambda: phone.tap(rest),
            "press": lambda: phone.press(rest),
            "voice": lambda: phone.voice(_OGG),
            "photo": lambda: phone.photo(_JPEG),
            "link": lambda: phone.say(f"/start {self._newest(_LINK)}"),
            "code": lambda: phone.say(self._newest(_CODE)),
        }
        head, colon, text = rest.partition(": ")
        if word == "edit" and colon:
            phone.edit(self._mine[name][int(head)], text)
            return
        done: int | str
        if word == "queued":
            *first, last = rest.split(" | ")
            self.down()  # or it would take the first before the last is there
            self._mine[name] += [phone.say(each) for each in first]
            done = phone.say(last)
            self.up()
        elif word == "reply" and colon:
            done = phone.reply(self._message(name, head.removesuffix(" ")), text)
        elif word in acts and (rest == "" or word in ("tap", "press")):
            done = acts[word]()
        else:
            done = phone.say(step)
        if isinstance(done, int):
            self._mine[name].append(done)

    def _message(self, name: str, words: str) -> int:
        return next(s.message_id for s in reversed(self.phones[name].messages()) if s.from_bot and words in s.text)

    def _newest(self, pattern: re.Pattern[str]) -> str:
        said = [one for phone in self.phones.values() for one in phone.messages() if one.from_bot]
        found = [match for one in said if (match := pattern.search(one.text))]
        return found[-1][found[-1].lastindex or 0]

    def _document(self, name: str) -> bytes:
        phone = self.phones[name]
        return phone.download(next(said for said in reversed(phone.messages()) if said.file_name))

    def _shown(self, name: str) -> Iterator[str]:
        phone = self.phones[name]
        seen = phone.view(after=self._seen[name])
        news = [
            Said(raw["message_id"], raw["revision"], raw["from_bot"], raw["deleted"], raw["message"] or {})
            for raw in seen["messages"]
        ]
        self._seen[name] = int(seen["cursor"])
        bot = [one for one in news if one.from_bot]
        for one in bot:
            yield from lines_of(one)
        if any(not one.deleted and not one.edited and not one.inline for one in bot):
            yield from _keys(seen)


def lines_of(said: Said) -> Iterator[str]:
    """A message of the bot as somebody reads it: «✎» was edited, «✂» was taken out, «▢» are buttons under it."""
    if said.deleted:
        yield "✂"
        return
    mark = "✎ " if said.edited else "📄 " if said.file_name else ""
    name = f"{said.file_name} · " if said.file_name else ""
    first, *rest = [line for line in f"{name}{said.text}".splitlines() if line.strip()] or [""]
    yield f"{mark}{first}"
    yield from (f"  {line}" for line in rest)
    yield from (f"  ▢ {' | '.join(row)}" for row in said.inline)


def _keys(seen: Mapping[str, Any]) -> Iterator[str]:
    """The keyboard, and what stands in the field where one types."""
    rows = " / ".join(" | ".join(str(key["text"]) for key in row) for row in seen["keyboard"] or ())
    field = f"  [{seen['placeholder']}]" if seen["placeholder"] else ""
    if rows:
        yield f"  ⌨ {rows}{field}"


def _rows(document: bytes) -> Iterator[str]:
    """The sheet of what was sent: a line for every cell that says something."""
    book = load_workbook(io.BytesIO(document), read_only=True, data_only=True)
    try:
        sheets = [(sheet.title, list(sheet.iter_rows(values_only=True))) for sheet in book.worksheets]
    finally:
        book.close()
    title, (header, *rows) = next((title, rows) for title, rows in sheets if rows and "_id" in rows[0])
    for row in rows:
        yield f"▤ {title}"
        for name, cell in zip(header, row, strict=True):
            if cell not in (None, "", 0, "répondu", "repondu", "non posé", "non_pose"):
                yield f"    {name} = {cell!r}".replace("\\n", "⏎")
