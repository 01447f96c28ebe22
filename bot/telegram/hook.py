"""T1 by webhook: Telegram delivers, and hears 200 once what it delivered is stored (DESIGN, decision 4).

Deliveries that come at once are stored in one transaction. One that is not stored in time is answered with a refusal,
so that Telegram comes again, perhaps at another process; it is kept in hand all the same and stored as soon as that can
be done: whichever comes second is known by its key.
"""

from __future__ import annotations

import asyncio
import logging

from telegram import Bot
from telegram.error import BadRequest, InvalidToken, TelegramError

from bot.logs import event
from bot.settings import SettingsProblem
from bot.telegram.keeper import SLOW_SECONDS, Keeper
from bot.telegram.pace import Backoff, first_of, wait_or_stop
from bot.telegram.request import ALLOWED_UPDATES, BATCH, TooFast
from bot.telegram.taken import Taken, taken_body
from dialogues.ports import Clock

__all__ = ["Hook"]

_IN_HAND = 2000
"""Deliveries that may wait for the database; beyond that Telegram alone keeps them."""
_CONNECTIONS = 100
"""How many deliveries Telegram may make at once (Bot API, setWebhook)."""
_RESOLVING = "resolve host"
"""Part of the only refusal of an address that may pass by itself."""
_LOOKS = 10
_LOOK_SECONDS = 0.2
"""How often, and after how long, it is looked whether Telegram has delivered what waited at the start."""


class Hook:
    """Takes what is delivered.

    Args:
        keeper: stores it.
        clock: UTC milliseconds.
        stop: set when the process has to end.
    """

    def __init__(self, keeper: Keeper, clock: Clock, stop: asyncio.Event) -> None:
        self._keeper = keeper
        self._clock = clock
        self._stop = stop
        self._news = asyncio.Event()
        self._waiting: dict[str, tuple[Taken, asyncio.Future[bool]]] = {}
        self._storing: dict[str, tuple[Taken, asyncio.Future[bool]]] = {}

    async def accept(self, body: bytes) -> bool:
        """Take one delivery; True once it is stored, False when Telegram has to come again."""
        one = taken_body(body, self._clock())
        key = one.row.key
        _, stored = self._storing.get(key) or self._waiting.get(key) or (one, None)
        if stored is None:
            if self._stop.is_set() or len(self._waiting) >= _IN_HAND:
                return False
            stored = asyncio.get_running_loop().create_future()
            self._waiting[key] = one, stored
            self._news.set()
        # Also when whoever asks is gone meanwhile: what is in hand is stored.
        done, _ = await asyncio.wait({stored}, timeout=SLOW_SECONDS)
        if done and stored.result():
            return True
        await self._keeper.tell((one,))
        return False

    async def run(self) -> None:
        """Store what was taken until told to stop; what is in hand then is stored, or refused, first."""
        while not self._stop.is_set() or self._waiting:
            if not self._waiting:
                await first_of(self._news, self._stop, 60.0)
            self._news.clear()
            for key in list(self._waiting)[:BATCH]:
                self._storing[key] = self._waiting.pop(key)
            if not self._storing:
                continue
            batch = [one for one, _ in self._storing.values()]
            stored = await self._keeper.keep(batch, self._stop, lambda: self._answer(stored=False))
            self._answer(stored=stored)
            self._storing.clear()

    def _answer(self, *, stored: bool) -> None:
        """Let those who wait for an answer have it; whoever comes for the same again meanwhile hears the same."""
        for _, waiting in self._storing.values():
            if not waiting.done():
                waiting.set_result(stored)

    async def announce(self, bot: Bot, url: str, secret: str, caught_up: asyncio.Event) -> None:
        """Tell Telegram where to deliver, until it has understood, then see that what waited there has come.

        Args:
            bot: tells it.
            url: where.
            secret: what it has to send with each delivery.
            caught_up: set once nothing waits at Telegram, or soon all the same.

        Raises:
            SettingsProblem: Telegram does not take the token, or the address.
        """
        backoff = Backoff(1.0, 30.0)
        while not self._stop.is_set():
            try:
                await bot.set_webhook(
                    url, secret_token=secret, allowed_updates=ALLOWED_UPDATES, max_connections=_CONNECTIONS
                )
            except InvalidToken:
                raise SettingsProblem("cli.token_refused") from None
            except TooFast as error:
                await wait_or_stop(self._stop, error.seconds)
            except TelegramError as error:
                if isinstance(error, BadRequest) and _RESOLVING not in error.message.lower():
                    raise SettingsProblem("cli.webhook_refused") from None
                seconds = backoff.wait()
                event("webhook_not_set", logging.WARNING, error=error, seconds=round(seconds, 1))
                await wait_or_stop(self._stop, seconds)
            else:
                break
        for _ in range(_LOOKS):
            try:
                if not (await bot.get_webhook_info()).pending_update_count:
                    break
            except TelegramError:
                break
            await wait_or_stop(self._stop, _LOOK_SECONDS)
        caught_up.set()
