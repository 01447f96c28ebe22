"""HTTP to the Bot API: raw `getUpdates`, and a request class on aiohttp that tells a flood apart without a warning.

python-telegram-bot's own `get_updates` parses a batch as a whole, so that one bad update raises for all of them and
its texts are logged (DESIGN, section 6): updates are fetched as they are and looked into one by one, once stored.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, cast
from urllib.parse import urlencode, urlsplit

import aiohttp
from telegram import Bot, MessageEntity, TelegramObject
from telegram.error import NetworkError, TelegramError, TimedOut
from telegram.request import BaseRequest, RequestData

__all__ = [
    "ALLOWED_UPDATES",
    "BATCH",
    "Polling",
    "TooFast",
    "Unreached",
    "as_json",
    "make_bot",
    "make_request",
    "send_text",
]

ALLOWED_UPDATES = ("message", "edited_message", "callback_query", "my_chat_member")
BATCH = 100
"""Updates in one answer (Bot API, getUpdates: 1 to 100)."""
_MARGIN_SECONDS = 10.0
_RETRY_SECONDS = 1.0
_CONNECT_SECONDS = 10.0
_WRITE_SECONDS = 20.0
_FILE_SECONDS = 120.0
"""To write a request, when it brings a file."""
_POOL_SECONDS = 30.0
"""To wait for a free connection and to connect."""
_JSON = {"Content-Type": "application/json"}
_LOCAL = frozenset({"127.0.0.1", "localhost", "::1"})


class TooFast(TelegramError):  # noqa: N818 - named after what is wrong (DESIGN, words)
    """Telegram wants to be left alone for a while (429).

    Args:
        seconds: how long.
    """

    def __init__(self, seconds: float) -> None:
        super().__init__("too many requests")
        self.seconds = seconds


class Unreached(NetworkError):  # noqa: N818 - named after what is wrong (DESIGN, words)
    """There was no connection: Telegram has not heard of this call."""


class _Request(BaseRequest):
    """The library's way to Telegram, on aiohttp: its own, on httpx, takes three times the processor's time.

    Bodies are JSON (Bot API, «Making requests»), with files multipart. A 429 is our own exception, for the library's
    warns of its future whenever it is made. No error names the address: it holds the token.

    Args:
        connections: how many calls may run at once; more wait.
        read_seconds: how long an answer is waited for.
        proxies: whether the environment's proxies are used.
    """

    def __init__(self, connections: int, read_seconds: float, *, proxies: bool) -> None:
        self._connections = connections
        self._read_seconds = read_seconds
        self._proxies = proxies
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float:
        """Seconds that an answer is waited for."""
        return self._read_seconds

    async def initialize(self) -> None:
        """Make ready; a second time does nothing."""
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=self._connections),
                trust_env=self._proxies,
                cookie_jar=aiohttp.DummyCookieJar(),
                headers={"User-Agent": self.USER_AGENT},
            )

    async def shutdown(self) -> None:
        """Close every connection."""
        if self._session is not None:
            await self._session.close()
            self._session = None

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
        """One request; of the limits only `read_timeout` can be another than this class's own.

        Raises:
            TooFast: status 429.
            Unreached: there was no connection.
            TimedOut: it took too long.
            NetworkError: it could not be made, or the answer did not come whole.
            RuntimeError: it was not initialised.
        """
        del write_timeout, connect_timeout, pool_timeout
        if self._session is None:
            raise RuntimeError("not initialised")
        read = self._read_seconds if read_timeout is self.DEFAULT_NONE else read_timeout
        writing = _FILE_SECONDS if request_data and request_data.contains_files else _WRITE_SECONDS
        try:
            async with self._session.request(
                method,
                url,
                data=None if request_data is None else _body(request_data),
                headers=_JSON if request_data and not request_data.contains_files else None,
                timeout=aiohttp.ClientTimeout(
                    total=None if read is None else _CONNECT_SECONDS + writing + read,
                    connect=_POOL_SECONDS,
                    sock_connect=_CONNECT_SECONDS,
                    sock_read=read,
                ),
            ) as response:
                code, payload = response.status, await response.read()
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
            raise Unreached(type(error).__name__) from None
        except TimeoutError:
            raise TimedOut from None
        except (aiohttp.ClientError, OSError) as error:
            raise NetworkError(type(error).__name__) from None
        if code == 429:
            raise TooFast(_retry_after(payload))
        return code, payload


@dataclass(frozen=True, slots=True)
class _Given:
    """The part of the library's `RequestData` that a call without files needs."""

    parameters: Mapping[str, Any]
    contains_files: bool = False


async def send_text(
    bot: Bot, chat: int, text: str, entities: Sequence[MessageEntity], markup: TelegramObject | None, *, protect: bool
) -> int:
    """Send a message; its id.

    As `Bot.send_message`, without making an object of a hundred fields of what comes back: that took more time than
    the call.

    Raises:
        TelegramError: as every call does.
    """
    given: dict[str, Any] = {"chat_id": chat, "text": text}
    if entities:
        given["entities"] = entities
    if markup is not None:
        given["reply_markup"] = markup
    if protect:
        given["protect_content"] = True
    sent: Any = await bot.request.post(f"{bot.base_url}/sendMessage", cast("RequestData", _Given(given)))
    try:
        return int(sent["message_id"])
    except (TypeError, KeyError, ValueError):
        raise NetworkError("no message") from None


@lru_cache
def _names(kind: type[Any]) -> tuple[str, ...]:
    """The fields of a type of the library, which looks for them anew in every object."""
    slots = (name for base in kind.__mro__[:-1] for name in base.__dict__["__slots__"])
    return tuple(name for name in slots if not name.startswith("_") and name != "api_kwargs")


def _fields(found: object) -> dict[str, Any]:
    """An object of the library as JSON has it: what is not there is left out."""
    if not isinstance(found, TelegramObject):
        raise TypeError(type(found).__name__)
    kind: Any = type(found)
    named = ((name, getattr(found, name)) for name in _names(kind))
    return {name: value for name, value in named if value is not None}


def as_json(parameters: Mapping[str, Any]) -> bytes:
    """The body of a call.

    Args:
        parameters: values, objects of the library among them.
    """
    return json.dumps(parameters, default=_fields).encode()


def _body(data: RequestData) -> bytes | aiohttp.FormData:
    if not data.contains_files:
        return as_json(data.parameters)
    form = aiohttp.FormData()
    for name, value in data.json_parameters.items():
        form.add_field(name, value)
    for name, (filename, content, kind) in (data.multipart_data or {}).items():
        form.add_field(name, content, filename=filename, content_type=kind)
    return form


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
    return _Request(connections, read_seconds, proxies=not local)


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
