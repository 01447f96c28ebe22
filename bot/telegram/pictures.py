"""A picture that has to be looked at before its message is handled: fetched at once, or not at all.

Whoever sent it waits for an answer, so it is not waited for as files are that are part of answers.
"""

from __future__ import annotations

import asyncio
import logging

from telegram import Bot
from telegram.error import BadRequest, TelegramError

from bot.logs import event
from bot.telegram.files import FETCHABLE_BYTES
from bot.telegram.pace import Backoff

__all__ = ["SECONDS", "fetch_picture"]

SECONDS = 20.0
"""How long a picture may take; then the person is told, and types."""


async def fetch_picture(bot: Bot, file_id: str, *, seconds: float = SECONDS) -> bytes:
    """The bytes of a file that a message brought.

    Args:
        bot: asks where it lies, and fetches it.
        file_id: Telegram's name for it.
        seconds: how long it may take.

    Returns:
        The bytes; b"" where it cannot be had in time.
    """
    backoff = Backoff(0.5, 4.0)
    try:
        async with asyncio.timeout(seconds):
            while True:
                try:
                    found = await bot.get_file(file_id)
                    if found.file_path is None or (found.file_size or 0) > FETCHABLE_BYTES:
                        return b""
                    return await bot.request.retrieve(found.file_path)
                except BadRequest as error:
                    event("picture_refused", logging.WARNING, error=error)
                    return b""
                except TelegramError as error:
                    event("picture_delayed", logging.WARNING, error=error)
                await asyncio.sleep(backoff.wait())
    except TimeoutError:
        event("picture_lost", logging.WARNING)
        return b""
