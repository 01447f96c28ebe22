"""Webhook delivery: in order, one in flight a chat, again after a failure, with the secret."""

import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from telegram import Bot

from bot.simulator import SimulatedPerson, SimulatorClient


class Receiver:
    """A small HTTP server that notes what is delivered, and refuses as often as it is told."""

    def __init__(self) -> None:
        self.got: list[tuple[str, dict[str, Any]]] = []
        self.refusals = 0
        self.pause = 0.0
        self.flying: dict[int, int] = {}
        self.most: int = 0
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["content-length"])))
                status = receiver.take(self.headers.get("X-Telegram-Bot-Api-Secret-Token", ""), body)
                self.send_response(status)
                self.send_header("content-length", "0")
                self.end_headers()

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/hook"
        self.thread = threading.Thread(target=lambda: self.server.serve_forever(0.02), daemon=True)
        self.thread.start()

    def take(self, secret: str, body: dict[str, Any]) -> int:
        """One delivery; the status to answer."""
        chat = body["message"]["chat"]["id"]
        self.flying[chat] = self.flying.get(chat, 0) + 1
        self.most = max(self.most, self.flying[chat])
        time.sleep(self.pause)
        self.flying[chat] -= 1
        if self.refusals:
            self.refusals -= 1
            return 500
        self.got.append((secret, body))
        return 200

    def wait(self, count: int) -> None:
        """Until so many deliveries were taken."""
        end = time.monotonic() + 10
        while len(self.got) < count and time.monotonic() < end:
            time.sleep(0.01)
        assert len(self.got) == count

    def close(self) -> None:
        """Stop."""
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """A place for updates to go."""
    receiver = Receiver()
    yield receiver
    receiver.close()


async def test_updates_go_in_order_with_the_secret(
    bot: Bot, awa: SimulatedPerson, client: SimulatorClient, receiver: Receiver
) -> None:
    """What waited is delivered first; a chat has one in flight, another chat does not wait for it."""
    receiver.pause = 0.03
    moussa = client.person("Moussa")
    await bot.set_webhook(receiver.url, secret_token="s-1")
    for text in ("un", "deux", "trois"):
        awa.say(text)
        moussa.say(text)
    receiver.wait(7)
    await bot.delete_webhook()
    assert {secret for secret, _ in receiver.got} == {"s-1"}
    mine = [body["message"]["text"] for _, body in receiver.got if body["message"]["chat"]["id"] == awa.user_id]
    assert mine == ["/start", "un", "deux", "trois"]
    assert receiver.most == 1
    assert await bot.get_updates() == ()


async def test_a_refused_update_comes_again(bot: Bot, awa: SimulatedPerson, receiver: Receiver) -> None:
    """A 500 is tried again after a pause, and shows in getWebhookInfo; order holds."""
    receiver.refusals = 1
    await bot.set_webhook(receiver.url)
    awa.say("un")
    receiver.wait(2)
    info = await bot.get_webhook_info()
    assert info.last_error_message == "Wrong response from the webhook: 500"
    await bot.delete_webhook()
    assert [body["message"]["text"] for _, body in receiver.got] == ["/start", "un"]


async def test_an_update_survives_a_receiver_that_is_away(bot: Bot, awa: SimulatedPerson) -> None:
    """Nothing listens: the update waits, and getUpdates gets it once the webhook is gone."""
    await bot.set_webhook("http://127.0.0.1:9/hook")
    end = time.monotonic() + 5
    while not (info := await bot.get_webhook_info()).last_error_message and time.monotonic() < end:
        pass
    assert info.last_error_message == "Connection failed: ConnectError"
    assert info.pending_update_count == 1
    await bot.delete_webhook()
    [update] = await bot.get_updates()
    assert update.message is not None
    assert update.message.chat.id == awa.user_id
