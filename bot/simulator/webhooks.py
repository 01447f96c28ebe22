"""Delivery of updates to a webhook: one in flight a chat, tried again with a growing pause, secret header."""

import asyncio
from dataclasses import replace

import httpx

from bot.simulator.bell import Signal
from bot.simulator.chats import Waiting
from bot.simulator.world import World

_FIRST_PAUSE = 0.5
_LONGEST_PAUSE = 15.0
_TIMEOUT = 30.0
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the name of a header


class WebhookPost:
    """Carries updates to the webhook as long as one is set.

    Args:
        world: where updates come from.
        bell: rings when something may have changed.
    """

    def __init__(self, world: World, bell: Signal) -> None:
        self._world = world
        self._bell = bell
        self._busy: dict[int, asyncio.Task[None]] = {}

    async def run(self) -> None:
        """Deliver until the server stops (or this task is cancelled)."""
        async with httpx.AsyncClient(timeout=_TIMEOUT) as client:
            try:
                while not self._bell.closed:
                    self._start(client)
                    await self._bell.wait(60)
            finally:
                tasks = tuple(self._busy.values())
                for task in tasks:
                    task.cancel()
                await asyncio.gather(*tasks, return_exceptions=True)

    def _start(self, client: httpx.AsyncClient) -> None:
        if not self._world.webhook.url:
            return
        for chat_id in {update.chat_id for update in self._world.queue.waiting()} - self._busy.keys():
            if len(self._busy) >= self._world.webhook.max_connections:
                return
            self._busy[chat_id] = asyncio.create_task(self._drain(client, chat_id))

    def _next(self, chat_id: int) -> Waiting | None:
        self._world.queue.expire(self._world.now())
        return next((update for update in self._world.queue.waiting() if update.chat_id == chat_id), None)

    async def _drain(self, client: httpx.AsyncClient, chat_id: int) -> None:
        """Deliver everything of one chat, in order."""
        pause = _FIRST_PAUSE
        try:
            while (hook := self._world.webhook).url and (update := self._next(chat_id)) is not None:
                error = await self._deliver(client, hook.url, hook.secret, update)
                if error:
                    failed = replace(hook, last_error_at=int(self._world.now()), last_error=error)
                    if self._world.webhook.url == hook.url:
                        self._world.set_webhook(failed)
                    await self._bell.sleep(pause)
                    pause = min(_LONGEST_PAUSE, pause * 2)
                    if self._bell.closed:
                        return
                else:
                    pause = _FIRST_PAUSE
                    self._world.queue.confirm(update)
                self._world.store.commit()
        finally:
            del self._busy[chat_id]
            self._bell.ring()

    @staticmethod
    async def _deliver(client: httpx.AsyncClient, url: str, secret: str, update: Waiting) -> str:
        """One try; returns what went wrong, empty when it was taken."""
        headers = {SECRET_HEADER: secret} if secret else {}
        try:
            answer = await client.post(url, json=update.rendered(), headers=headers)
        except httpx.HTTPError as error:
            return f"Connection failed: {type(error).__name__}"
        return "" if answer.is_success else f"Wrong response from the webhook: {answer.status_code}"
