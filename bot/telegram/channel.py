"""Telegram as a channel: intake, workers, fetcher, started and stopped together."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine, Iterator, Sequence
from contextlib import contextmanager
from socket import socket
from urllib.parse import urlsplit

from telegram import Bot
from telegram.error import InvalidToken, TelegramError

from bot.channel import Claims, Conversations, Words
from bot.logs import event
from bot.settings import Settings, SettingsProblem
from bot.telegram.duty import Duty
from bot.telegram.exports import ExportWriter
from bot.telegram.files import Fetcher
from bot.telegram.guides import GuideReader
from bot.telegram.health import Health
from bot.telegram.hook import Hook
from bot.telegram.intake import Intake
from bot.telegram.keeper import Keeper
from bot.telegram.naming import Naming
from bot.telegram.ordering import Workers
from bot.telegram.outage import Outage
from bot.telegram.outbound import Outbound
from bot.telegram.pace import Backoff, Pace, wait_or_stop
from bot.telegram.reminding import Reminding
from bot.telegram.request import Polling, TooFast, make_bot, make_request
from bot.telegram.together import together
from bot.threads import Threads, Together
from dialogues.ports import Clock, Store
from storage.files import DataFolder

__all__ = ["TelegramChannel"]

_SENDERS = 64


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
        claims: says which process sees to what; None where there is only one.
        look: raises when the database cannot be worked with; asked for `/ready`.
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
        claims: Claims | None = None,
        look: Callable[[], None] = lambda: None,
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
        self._claims = claims
        self._look = look

    async def run(self, stop: asyncio.Event) -> None:
        """Carry messages both ways until `stop` is set; what is in hand is finished first.

        Raises:
            SettingsProblem: Telegram does not take the token, or the webhook's address.
            CommandProblem: another program listens where the webhook should.
        """
        with self._listener() as listener:
            await self._run(listener, stop)

    async def _run(self, listener: socket | None, stop: asyncio.Event) -> None:
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
            transactions = Together(self._threads, self._store)
            pace = Pace(self._settings.telegram_rate)
            outbound = Outbound(
                bot,
                self._service,
                self._store,
                self._clock,
                self._threads,
                transactions,
                self._words,
                pace,
                outage,
                self._folder.root,
                stop,
            )
            wakers: list[Callable[[], None]] = []

            def on_file() -> None:
                for wake in wakers:
                    wake()

            workers = Workers(
                bot,
                self._service,
                self._store,
                self._threads,
                transactions,
                self._clock,
                outbound,
                outage,
                on_file,
                self._claims,
                stop,
            )
            keeper = Keeper(transactions, outage, workers.wake)
            caught_up = asyncio.Event()

            def on_duty(over: asyncio.Event) -> Sequence[Coroutine[object, object, None]]:
                fetcher = Fetcher(bot, request, self._service, self._store, self._folder, self._threads, outage, over)
                exports = ExportWriter(
                    bot, self._service, self._store, self._threads, self._words, self._folder, self._clock, over
                )
                guides = GuideReader(bot, request, self._service, self._folder, self._threads, self._clock, over)
                wakers[:] = [fetcher.wake, guides.wake, exports.wake]
                intake = Intake(Polling(polling, url, token), keeper, self._clock, caught_up)
                return (
                    *(() if listener else (intake.run(over),)),
                    fetcher.run(),
                    guides.run(),
                    Reminding(self._service, self._threads, over).run(),
                    exports.run(),
                    *self._listening(over),
                    Naming(bot, self._store, self._threads, self._words, over).run(),
                )

            def on_standby() -> None:
                if not listener:  # another process polls
                    caught_up.set()

            await together(
                stop,
                workers.run(caught_up),
                Duty(self._claims, self._threads, on_duty, on_standby, stop).run(),
                *((self._hooked(listener, keeper, bot, workers, caught_up, stop),) if listener else ()),
            )

    def _listening(self, over: asyncio.Event) -> Sequence[Coroutine[object, object, None]]:
        """What gives voice answers to a recogniser, where the installation has one."""
        command = self._settings.transcribe_command
        if command is None:
            return ()
        from bot.telegram.hearing import Listening  # noqa: PLC0415 - most installations have none
        from nlu.speech import CommandTranscriber  # noqa: PLC0415 - same

        heard_by = CommandTranscriber(command, self._settings.transcribe_seconds)
        return (Listening(heard_by, self._store, self._folder, self._threads, self._clock, over).run(),)

    @contextmanager
    def _listener(self) -> Iterator[socket | None]:
        """Where Telegram delivers; None to poll."""
        if self._settings.webhook_url is None:
            yield None
            return
        from bot.web.server import listening  # noqa: PLC0415 - a server is imported only where one is needed

        with listening(*self._settings.webhook_listen) as listener:
            yield listener

    async def _hooked(
        self,
        listener: socket,
        keeper: Keeper,
        bot: Bot,
        workers: Workers,
        caught_up: asyncio.Event,
        stop: asyncio.Event,
    ) -> None:
        """Take what Telegram delivers until told to stop."""
        from bot.web.server import make_app, serve  # noqa: PLC0415 - same

        url, secret = self._settings.webhook_url or "", self._settings.webhook_secret or ""
        hook = Hook(keeper, self._clock, stop)
        health = Health(self._threads, self._look, lambda: workers.running)
        app = make_app(urlsplit(url).path, secret, hook.accept, health.look)
        await together(stop, serve(app, listener, stop), hook.run(), hook.announce(bot, url, secret, caught_up))

    async def _greet(self, bot: Bot, stop: asyncio.Event) -> bool:
        """Ask Telegram who we are until it answers; False when one has to stop before that."""
        backoff = Backoff(1.0, 30.0)
        while not stop.is_set():
            try:
                me = await bot.get_me()
                if self._settings.webhook_url is None:
                    # One left by another program would refuse every poll; what waits for it is kept.
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
