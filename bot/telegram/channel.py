"""Telegram as a channel: intake, workers, fetcher, started and stopped together."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine

from telegram import Bot, BotCommand
from telegram.error import InvalidToken, TelegramError

from bot.channel import Conversations, Words
from bot.logs import event
from bot.settings import Settings, SettingsProblem
from bot.telegram.exports import ExportWriter
from bot.telegram.files import Fetcher
from bot.telegram.guides import GuideReader
from bot.telegram.intake import Intake
from bot.telegram.ordering import Workers
from bot.telegram.outage import Outage
from bot.telegram.outbound import Outbound
from bot.telegram.pace import Backoff, Pace, wait_or_stop
from bot.telegram.reminding import Reminding
from bot.telegram.request import Polling, TooFast, make_bot, make_request
from bot.threads import Threads
from dialogues.locales import REFERENCE, Locales
from dialogues.messages import Phrase
from dialogues.ports import Clock, Store
from storage.files import DataFolder

__all__ = ["COMMANDS", "TelegramChannel"]

COMMANDS = (
    "nouveau",
    "seance",
    "reprendre",
    "corriger",
    "relire",
    "appel",
    "feuille",
    "pause",
    "abandonner",
    "suivi",
    "langue",
    "aide",
)
"""What everybody sees behind «/»; supervisors' commands are told to supervisors."""
_SENDERS = 64
_GRACE_SECONDS = 10.0


class TelegramChannel:
    """The bot on Telegram.

    Args:
        settings: token, address, rate.
        folder: the data folder, where files go and documents lie.
        service: what is talked to.
        store: inbox and outbox.
        clock: UTC milliseconds.
        words: puts phrases into words.
        threads: where service and store are called.
        on_ready: called with the bot's username once Telegram has taken the token.
        on_trouble: called once when Telegram cannot be reached at the start; it is tried again.
    """

    def __init__(
        self,
        settings: Settings,
        folder: DataFolder,
        service: Conversations,
        store: Store,
        clock: Clock,
        words: Words,
        threads: Threads,
        *,
        on_ready: Callable[[str], None],
        on_trouble: Callable[[], None],
    ) -> None:
        self._settings = settings
        self._folder = folder
        self._service = service
        self._store = store
        self._clock = clock
        self._words = words
        self._threads = threads
        self._on_ready = on_ready
        self._on_trouble = on_trouble

    async def run(self, stop: asyncio.Event) -> None:
        """Carry messages both ways until `stop` is set; what is in hand is finished first.

        Raises:
            SettingsProblem: Telegram does not take the token.
        """
        url, token = self._settings.telegram_api_url, self._settings.token()
        try:
            request = make_request(url, connections=_SENDERS)
            polling = make_request(url, connections=2)
            bot = make_bot(url, token, request, polling)
        except InvalidToken:
            raise SettingsProblem("cli.token_refused") from None
        async with request, polling:
            if not await self._greet(bot, stop):
                return
            outage = Outage(bot, self._words)
            pace = Pace(self._settings.telegram_rate)
            outbound = Outbound(
                bot,
                self._service,
                self._store,
                self._clock,
                self._threads,
                self._words,
                pace,
                outage,
                self._folder.root,
                stop,
            )
            fetcher = Fetcher(bot, request, self._service, self._store, self._folder, self._threads, stop)
            exports = ExportWriter(
                bot, self._service, self._store, self._threads, self._words, self._folder, self._clock, stop
            )
            guides = GuideReader(bot, request, self._service, self._folder, self._threads, self._clock, stop)

            def on_file() -> None:
                fetcher.wake()
                guides.wake()
                exports.wake()

            workers = Workers(
                bot,
                self._service,
                self._store,
                self._threads,
                self._clock,
                outbound,
                outage,
                on_file,
                stop,
            )
            intake = Intake(
                Polling(polling, url, token),
                self._store,
                self._threads,
                self._clock,
                outage,
                workers.wake,
            )
            await _together(
                stop,
                intake.run(stop),
                workers.run(intake.caught_up),
                fetcher.run(),
                guides.run(),
                Reminding(self._service, self._threads, stop).run(),
                exports.run(),
                self._name_commands(bot),
            )

    async def _greet(self, bot: Bot, stop: asyncio.Event) -> bool:
        """Ask Telegram who we are until it answers; False when one has to stop before that."""
        backoff = Backoff(1.0, 30.0)
        while not stop.is_set():
            try:
                me = await bot.get_me()
                # A webhook left by another program would refuse every poll; what waits for it is kept.
                await bot.delete_webhook()
            except InvalidToken:
                raise SettingsProblem("cli.token_refused") from None
            except TelegramError as error:
                seconds = error.seconds if isinstance(error, TooFast) else backoff.wait()
                event("telegram_unreachable", logging.WARNING, error=error, seconds=round(seconds, 1))
                self._on_trouble()
                await wait_or_stop(stop, seconds)
            else:
                self._on_ready(me.username or "")
                return True
        return False

    async def _name_commands(self, bot: Bot) -> None:
        """Tell Telegram what stands behind «/»; without it the bot works all the same."""
        try:
            for tag in Locales.load().languages:
                said = [BotCommand(name, self._words(Phrase(f"telegram.command_{name}"), tag)) for name in COMMANDS]
                await bot.set_my_commands(said, language_code=None if tag == REFERENCE else tag)
        except TelegramError as error:
            event("commands_not_named", logging.WARNING, error=error)


async def _together(stop: asyncio.Event, *parts: Coroutine[object, object, None]) -> None:
    """Run the parts until they end; the first that fails stops the others, and they get a while to finish."""
    tasks = [asyncio.create_task(part) for part in parts]
    try:
        pending: set[asyncio.Task[None]] = set(tasks)
        while pending and not stop.is_set():
            stopping = asyncio.create_task(stop.wait())
            done, _ = await asyncio.wait({*pending, stopping}, return_when=asyncio.FIRST_COMPLETED)
            stopping.cancel()
            pending -= done
            if any(task.exception() for task in done if task is not stopping):
                stop.set()
    finally:
        stop.set()
        _, late = await asyncio.wait(tasks, timeout=_GRACE_SECONDS)
        for task in late:
            task.cancel()
        outcomes = await asyncio.gather(*tasks, return_exceptions=True)
    for outcome in outcomes:
        if isinstance(outcome, Exception):
            raise outcome
