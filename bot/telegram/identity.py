"""Who the token belongs to, for commands: one question to Telegram, without the rest of the channel."""

from __future__ import annotations

import asyncio

from telegram.error import InvalidToken, TelegramError

from bot.settings import Settings, SettingsProblem
from bot.telegram.request import make_bot, make_request

__all__ = ["bot_name"]


def bot_name(settings: Settings) -> str | None:
    """The bot's username; None when Telegram does not answer.

    Raises:
        SettingsProblem: there is no token, or Telegram does not know it.
    """
    return asyncio.run(_ask(settings.telegram_api_url, settings.token()))


async def _ask(url: str, token: str) -> str | None:
    try:
        request = make_request(url, connections=1, read_seconds=5.0)
        bot = make_bot(url, token, request, request)
        async with request:
            return (await bot.get_me()).username
    except InvalidToken:
        raise SettingsProblem("cli.token_refused") from None
    except TelegramError:
        return None
