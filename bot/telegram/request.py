"""HTTP to the Bot API: raw `getUpdates`, and a request class that tells a flood apart without a warning.

python-telegram-bot's own `get_updates` parses a batch as a whole, so that one bad update raises for all of them and
its texts are logged (DESIGN, section 6): updates are fetched as they are and looked into one by one, once stored.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode, urlsplit

from telegram import Bot
from telegram.error import NetworkError, TelegramError
from telegram.request import BaseRequest, HTTPXRequest, RequestData

__all__ = ["ALLOWED_UPDATES", "BATCH", "Polling", "TooFast", "make_bot", "make_request"]

ALLOWED_UPDATES = ("message", "edited_message", "callback_query", "my_chat_member")
BATCH = 100
"""Updates in one answer (Bot API, getUpdates: 1 to 100)."""
_MARGIN_SECONDS = 10.0
_RETRY_SECONDS = 1.0
_LOCAL = frozenset({"127.0.0.1", "localhost", "::1"})


class TooFast(TelegramError):  # noqa: N818 - named after what is wrong (DESIGN, words)
    """Telegram wants to be left alone for a while (429).

    Args:
        seconds: how long.
    """

    def __init__(self, seconds: float) -> None:
        super().__init__("too many requests")
        self.seconds = seconds


class _Request(HTTPXRequest):
    """The library's class; a 429 is our own exception, for the library's warns of its future whenever it is made."""

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,
        write_timeout: Any = BaseRequest.DEFAULT_NONE,
        connect_timeout: Any = BaseRequest.DEFAULT_NONE,
        pool_timeout: Any = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """One request.

        Raises:
            TooFast: status 429.
        """
        code, payload = await super().do_request(
            url, method, request_data, read_timeout, write_timeout, connect_timeout, pool_timeout
        )
        if code == 429:
            raise TooFast(_retry_after(payload))
        return code, payload


def _retry_after(payload: bytes) -> float:
    try:
        return max(float(json.loads(payload)["parameters"]["retry_after"]), 0.0)
    except (ValueError, KeyError, TypeError):
        return _RETRY_SECONDS


def make_request(api_url: str, *, connections: int, read_seconds: float = 20.0) -> BaseRequest:
    """A request class for one kind of calls.

    Args:
        api_url: root of the Bot API; a proxy of the environment is not asked for a local one.
        connections: how many calls may run at once.
        read_seconds: how long an answer is waited for.
    """
    local = urlsplit(api_url).hostname in _LOCAL
    return _Request(
        connection_pool_size=connections,
        read_timeout=read_seconds,
        write_timeout=20.0,
        connect_timeout=10.0,
        pool_timeout=30.0,
        media_write_timeout=120.0,
        httpx_kwargs={"trust_env": False} if local else {},
    )


def make_bot(api_url: str, token: str, request: BaseRequest, polling: BaseRequest) -> Bot:
    """The library's client.

    Args:
        api_url: root of the Bot API, without a slash at its end.
        token: the bot's.
        request: for all calls but getUpdates.
        polling: for getUpdates; the client opens and closes both.
    """
    return Bot(
        token,
        base_url=f"{api_url}/bot",
        base_file_url=f"{api_url}/file/bot",
        request=request,
        get_updates_request=polling,
    )


class Polling:
    """Raw `getUpdates`.

    Args:
        request: opened and closed by who made it.
        api_url: root of the Bot API.
        token: the bot's.
    """

    def __init__(self, request: BaseRequest, api_url: str, token: str) -> None:
        self._request = request
        self._url = f"{api_url}/bot{token}/getUpdates"

    async def updates(self, offset: int | None, wait_seconds: int) -> Sequence[Mapping[str, Any]]:
        """The next updates, as they came.

        Args:
            offset: confirms everything below it; None confirms nothing.
            wait_seconds: how long Telegram waits for the first one, 0 to 50.

        Raises:
            TelegramError: network trouble, a second poller, a wrong token.
        """
        query: dict[str, str | int] = {
            "timeout": wait_seconds,
            "limit": BATCH,
            "allowed_updates": json.dumps(ALLOWED_UPDATES),
        }
        if offset is not None:
            query["offset"] = offset
        found: Any = await self._request.post(
            f"{self._url}?{urlencode(query)}", read_timeout=wait_seconds + _MARGIN_SECONDS
        )
        if not isinstance(found, list) or not all(isinstance(update, dict) for update in found):
            raise NetworkError("no list of updates")
        return found
