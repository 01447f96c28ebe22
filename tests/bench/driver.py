"""The load of `bench_updates`: a Bot API as cheap as can be, and the agents who talk, in a process of their own.

    python -m tests.bench.driver

It says its address in a line of JSON, then takes a line of JSON for each measurement and answers with another. What
the bot asks for is answered by the simulator's rules where it matters here (offsets confirm, a poll waits, one webhook
call in flight a chat), and by `true` where it does not: nothing is checked, nothing is kept.
"""

from __future__ import annotations

import asyncio
import json
import logging
import random
import statistics
import sys
import time
from collections import deque
from dataclasses import dataclass, field
from typing import Any

import aiohttp
from aiohttp import web

from tests.bench.interview import next_message

__all__ = ["Driver"]

_ME = {"id": 1, "is_bot": True, "first_name": "Baro", "username": "baro_bot"}


@dataclass(slots=True)
class Agent:
    """Somebody who talks with the bot.

    Args:
        says: what comes next.
        spoke: when they said the last thing, while they wait; seconds of `time.perf_counter`.
        message: id of the last message of the chat.
    """

    chat: int
    says: str = "/nouveau"
    spoke: float | None = None
    message: int = 0
    heard: asyncio.Event = field(default_factory=asyncio.Event)


class Driver:
    """A Bot API and its people."""

    def __init__(self) -> None:
        self._agents: dict[int, Agent] = {}
        self._waiting: deque[dict[str, Any]] = deque()
        self._news = asyncio.Event()
        self._update = 0
        self._echo = False
        self._every = 0.0
        self._talking = False
        self._waits: list[float] = []
        self._webhook: tuple[str, str] | None = None
        self._session: aiohttp.ClientSession | None = None
        self._pushing: set[asyncio.Task[None]] = set()
        self.polled = asyncio.Event()
        self.first_poll = 0.0

    # --- the Bot API ------------------------------------------------------------------------------------------

    async def answer(self, request: web.Request) -> web.Response:
        """Any method."""
        method = request.path.rpartition("/")[2]
        body = await request.read()
        given: dict[str, Any] = dict(request.query)
        if body:
            is_json = request.content_type == "application/json"
            given |= json.loads(body) if is_json else dict(await request.post())
        result: Any = True
        match method:
            case "getUpdates":
                result = await self._updates(int(given.get("offset", 0)), float(given.get("timeout", 0)))
            case "sendMessage":
                result = self._sent(int(given["chat_id"]), str(given["text"]))
            case "getMe":
                result = _ME
            case "setWebhook":
                self._webhook = str(given["url"]), str(given.get("secret_token", ""))
                self._asked()
            case "deleteWebhook":
                self._webhook = None
            case "getWebhookInfo":
                result = {
                    "url": (self._webhook or ("",))[0],
                    "has_custom_certificate": False,
                    "pending_update_count": 0,
                }
            case _:
                pass
        return web.Response(body=json.dumps({"ok": True, "result": result}).encode(), content_type="application/json")

    def _asked(self) -> None:
        if not self.polled.is_set():
            self.first_poll = time.monotonic()
            self.polled.set()

    async def _updates(self, offset: int, seconds: float) -> list[dict[str, Any]]:
        self._asked()
        while self._waiting and self._waiting[0]["update_id"] < offset:
            self._waiting.popleft()
        if not self._waiting and seconds:
            self._news.clear()
            try:
                await asyncio.wait_for(self._news.wait(), seconds)
            except TimeoutError:
                return []
        return [self._waiting[place] for place in range(min(len(self._waiting), 100))]

    def _sent(self, chat: int, text: str) -> dict[str, Any]:
        agent = self._agents.get(chat) or Agent(chat)
        agent.message += 1
        agent.says = "35" if self._echo else next_message(text)
        if agent.spoke is not None:
            self._waits.append(time.perf_counter() - agent.spoke)
            agent.spoke = None
            agent.heard.set()
            if self._talking and not self._every:
                asyncio.get_running_loop().call_soon(self._say, agent)
        chatting = {"id": chat, "type": "private", "first_name": "Awa"}
        return {"message_id": agent.message, "date": int(time.time()), "chat": chatting, "from": _ME, "text": text}

    def _say(self, agent: Agent) -> None:
        self._update += 1
        agent.message += 1
        agent.spoke = time.perf_counter()
        agent.heard.clear()
        person = {"id": agent.chat, "is_bot": False, "first_name": "Awa", "language_code": "fr"}
        message: dict[str, Any] = {
            "message_id": agent.message,
            "date": int(time.time()),
            "chat": {"id": agent.chat, "type": "private", "first_name": "Awa"},
            "from": person,
            "text": agent.says,
        }
        if agent.says.startswith("/"):
            message["entities"] = [{"type": "bot_command", "offset": 0, "length": len(agent.says)}]
        update = {"update_id": self._update, "message": message}
        if self._webhook is None:
            self._waiting.append(update)
            self._news.set()
        else:
            task = asyncio.create_task(self._push(*self._webhook, update))
            self._pushing.add(task)
            task.add_done_callback(self._pushing.discard)

    async def _push(self, url: str, secret: str, update: dict[str, Any]) -> None:
        self._session = self._session or aiohttp.ClientSession()
        headers = {"X-Telegram-Bot-Api-Secret-Token": secret}
        async with self._session.post(url, json=update, headers=headers) as response:
            await response.read()

    # --- measuring --------------------------------------------------------------------------------------------

    async def measure(self, wanted: dict[str, Any]) -> dict[str, Any]:
        """Let people talk for a while.

        Args:
            wanted: `chats`; `seconds` to measure after `warm_up`; `every` seconds between two messages of somebody, 0
                for at once; `echo` where the bot only says back what it hears.
        """
        self._agents = {chat: Agent(chat) for chat in wanted["chats"]}
        self._echo, self._every = bool(wanted.get("echo")), float(wanted.get("every", 0))
        self._waiting.clear()
        self._talking = True
        talking = [asyncio.create_task(self._talk(agent)) for agent in self._agents.values()]
        await asyncio.sleep(wanted["warm_up"])
        self._waits.clear()
        began, spent = time.perf_counter(), time.process_time()
        await asyncio.sleep(wanted["seconds"])
        seconds, spent = time.perf_counter() - began, time.process_time() - spent
        waits = sorted(self._waits)
        self._talking = False
        for task in talking:
            task.cancel()
        late = sum(1 for agent in self._agents.values() if agent.spoke and time.perf_counter() - agent.spoke > 10)
        return {
            "rate": len(waits) / seconds,
            "p50": statistics.median(waits) * 1000 if waits else 0.0,
            "p99": waits[int(len(waits) * 0.99)] * 1000 if waits else 0.0,
            "count": len(waits),
            "seconds": seconds,
            "driver_cpu": spent * 1000 / max(len(waits), 1),
            "late": late,
        }

    async def _talk(self, agent: Agent) -> None:
        """Begin; where people take their time, go on as well: never before what was said is answered."""
        if not self._every:
            self._say(agent)
            return
        await asyncio.sleep(random.random() * self._every)  # noqa: S311 - spreads load, guards nothing
        at = time.perf_counter()
        while True:
            self._say(agent)
            at += self._every
            await asyncio.sleep(max(at - time.perf_counter(), 0.0))
            await agent.heard.wait()


async def main() -> None:
    """Serve until the input ends."""
    logging.disable()  # a bot that is ended in the middle of a call is no news
    driver = Driver()
    runner = web.AppRunner(application(driver), access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    print(json.dumps({"url": f"http://127.0.0.1:{port}"}), flush=True)
    loop = asyncio.get_running_loop()
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        wanted = json.loads(line)
        match wanted["do"]:
            case "wait":  # until the bot asks for updates
                driver.polled.clear()
                await driver.polled.wait()
                said: dict[str, Any] = {"at": driver.first_poll}
            case _:
                said = await driver.measure(wanted)
        print(json.dumps(said), flush=True)
    await runner.cleanup()


def application(driver: Driver) -> web.Application:
    """All methods of the Bot API."""
    app = web.Application(client_max_size=2**26)
    app.router.add_route("*", "/{path:.*}", driver.answer)
    return app


if __name__ == "__main__":
    asyncio.run(main())
