"""«… écrit»: shown when something takes over a second, so that nobody taps twice; never for what is quick."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from telegram import Bot
from telegram.constants import ChatAction
from telegram.error import TelegramError

__all__ = ["AFTER_SECONDS", "EVERY_SECONDS", "busy"]

AFTER_SECONDS = 1.0
"""What is done by then is not announced."""
EVERY_SECONDS = 4.0
"""Telegram shows an action for five seconds (Bot API, sendChatAction)."""


@asynccontextmanager
async def busy(
    bot: Bot, chat: int, action: ChatAction = ChatAction.TYPING, *, after: float = AFTER_SECONDS
) -> AsyncIterator[None]:
    """Show that one is at work for as long as the block lasts; whether Telegram takes it or not stops nothing.

    Args:
        bot: shows it.
        chat: where; groups see nothing.
        action: `typing`, `upload_document` for files.
        after: seconds before it is shown for the first time.
    """
    if chat <= 0:
        yield
        return
    shown: list[asyncio.Task[None]] = []

    def show() -> None:
        shown.append(asyncio.create_task(_show(bot, chat, action), name="busy"))

    waiting = asyncio.get_running_loop().call_later(after, show)
    try:
        yield
    finally:
        waiting.cancel()
        for task in shown:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task


async def _show(bot: Bot, chat: int, action: ChatAction) -> None:
    while True:
        with suppress(TelegramError):
            await bot.send_chat_action(chat, action)
        await asyncio.sleep(EVERY_SECONDS)
