"""A bot of a few answers for tests of the page: it lives in a thread, on the real library, over real HTTP."""

from __future__ import annotations

import asyncio
import re
import ssl
import threading
from typing import Self

from telegram import (
    Bot,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    Message,
    MessageEntity,
    ReplyKeyboardMarkup,
    Update,
)
from telegram.request import HTTPXRequest

from bot.simulator import SimulatorThread

KEYS = ReplyKeyboardMarkup([["12·1 Oui", "12·2 Non"], ["◀ Revenir", "Passer", "☰"]], resize_keyboard=True)
TALL = ReplyKeyboardMarkup([[f"7·{number} Village {number}"] for number in range(1, 31)], resize_keyboard=True)
INLINE = InlineKeyboardMarkup([[InlineKeyboardButton("Corriger", callback_data="c")]])
MIXED = "Entretien B12 : \u2067\u06f7\u2069 réponses\nهل لديكم ماء في القرية؟\nRéponse en français"


class SmallBot:
    """Answers what the tests of the page write to it.

    Args:
        simulator: where it talks.
    """

    def __init__(self, simulator: SimulatorThread) -> None:
        self._simulator = simulator
        self._stop = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._run()), daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join(10)

    async def _run(self) -> None:
        offset = 0
        kwargs = {"verify": ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT), "trust_env": False}
        request, polling = HTTPXRequest(httpx_kwargs=kwargs), HTTPXRequest(httpx_kwargs=kwargs)
        base = self._simulator.base_url
        async with Bot(self._simulator.token, base_url=base, request=request, get_updates_request=polling) as bot:
            await bot.set_my_commands([("aide", "Aide"), ("relire", "Relire"), ("reprendre", "Reprendre")])
            while not self._stop.is_set():
                for update in await bot.get_updates(offset=offset, timeout=1):
                    offset = update.update_id + 1
                    await self._answer(bot, update)

    async def _answer(self, bot: Bot, update: Update) -> None:
        if query := update.callback_query:
            await bot.answer_callback_query(query.id, "Noté")
            return
        message = update.edited_message or update.message
        if message is None:
            return
        chat, text = message.chat.id, message.text or ""
        if text.startswith("/start"):
            await bot.send_message(chat, f"Bonjour {text[6:].strip()}\n12. De l'eau ?", reply_markup=KEYS)
        elif text == "12·1 Oui":
            await bot.send_message(chat, "✓ Oui. Relisez :", reply_markup=INLINE)
        elif text in _LOOKS:
            await _LOOKS[text](bot, message)
        elif message.photo or message.voice or message.document:
            kind = "photo" if message.photo else "voix" if message.voice else "document"
            await bot.send_message(chat, f"{kind} : reçu")
        elif message.location:
            await bot.send_message(chat, f"lieu {message.location.latitude}")
        else:
            about = message.reply_to_message
            heard = f"{'modifié' if update.edited_message else 'lu'} : {text}"
            await bot.send_message(chat, f"{heard} (sur « {about.text} »)" if about else heard)


async def _styles(bot: Bot, message: Message) -> None:
    text = "gras, italique, code\ncitation\nhttps://exemple.org/page."
    entities = [
        MessageEntity(kind, found.start(), len(found[0]))
        for kind, word in (("bold", "gras"), ("italic", "italique"), ("code", "code"), ("blockquote", "citation"))
        if (found := re.search(word, text))
    ]
    await bot.send_message(message.chat.id, text, entities=entities)


async def _long(bot: Bot, message: Message) -> None:
    lines = "\n".join(f"ligne {number}" for number in range(60))
    await bot.send_message(message.chat.id, f"9. Début de la question\n{lines}\nfin de la question")


async def _burst(bot: Bot, message: Message) -> None:
    for part in range(1, 4):
        await bot.send_message(message.chat.id, f"partie {part}\n" + "\n".join("mot" for _ in range(25)))


async def _slow(bot: Bot, message: Message) -> None:
    await bot.send_chat_action(message.chat.id, "typing")
    await asyncio.sleep(1.5)
    await bot.send_message(message.chat.id, "enfin")


async def _progress(bot: Bot, message: Message) -> None:
    sent = await bot.send_message(message.chat.id, "je prépare : 0 %")
    await asyncio.sleep(0.3)
    await bot.edit_message_text("je prépare : 100 %", message.chat.id, sent.message_id)
    await bot.send_document(message.chat.id, b"a;b\n", filename="réponses.csv", caption="Le classeur")
    await bot.delete_message(message.chat.id, message.message_id)


_LOOKS = {
    "عربي": lambda bot, message: bot.send_message(message.chat.id, "هل لديكم ماء؟"),
    "mélange": lambda bot, message: bot.send_message(message.chat.id, MIXED),
    "villages": lambda bot, message: bot.send_message(message.chat.id, "7. Quel village ?", reply_markup=TALL),
    "secret": lambda bot, message: bot.send_message(message.chat.id, "à ne pas copier", protect_content=True),
    "export": lambda bot, message: bot.send_document(message.chat.id, b"a;b\n", filename="réponses.csv"),
    "styles": _styles,
    "long": _long,
    "suite": _burst,
    "invite": lambda bot, message: bot.send_message(message.chat.id, f"https://t.me/{bot.username}?start=inv_2"),
    "lent": _slow,
    "progrès": _progress,
}
