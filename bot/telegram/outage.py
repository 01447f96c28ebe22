"""When the database cannot be written to: people are told once, and told again when it works.

Nothing of this is stored, for nothing can be: what was said lives as long as the process.
"""

from __future__ import annotations

from collections.abc import Iterable

from telegram import Bot
from telegram.error import TelegramError

from bot.channel import Words
from bot.logs import event
from dialogues.messages import Phrase

__all__ = ["Outage"]


class Outage:
    """Tells chats that their answers wait, and that they wait no more.

    Args:
        bot: says it, directly and at best.
        words: puts phrases into words.
    """

    def __init__(self, bot: Bot, words: Words) -> None:
        self._bot = bot
        self._words = words
        self._told: dict[int, str] = {}
        self._held: set[tuple[int, str]] = set()

    async def tell(self, chat: int, language: str) -> None:
        """Say «Cette réponse n'est pas enregistrée», once a chat and outage; groups hear nothing.

        Args:
            chat: whose message could not be stored.
            language: IETF tag of the sender's application.
        """
        if chat > 0 and chat not in self._told:
            self._told[chat] = language
            await self.say(chat, Phrase("telegram.not_stored"), language)

    def hold(self, chats: Iterable[int], what: str = "") -> None:
        """Something of these chats is in hand and not stored: for them it is not over.

        Args:
            chats: whose it is.
            what: a file, by its id; "" for messages.
        """
        self._held.update((chat, what) for chat in chats)

    def free(self, chats: Iterable[int], what: str = "") -> bool:
        """It is stored; whether it was held for one of them."""
        freed = self._held.intersection((chat, what) for chat in chats)
        self._held -= freed
        return bool(freed)

    async def over(self, chat: int) -> None:
        """Say «C'est reparti» if the chat was told, and nothing of it waits to be stored."""
        held = any(chat == one for one, _ in self._held)
        if not held and (language := self._told.pop(chat, None)) is not None:
            await self.say(chat, Phrase("telegram.works_again"), language)

    async def say(self, chat: int, phrase: Phrase, language: str) -> None:
        """Send a sentence that nobody owes: it may be lost, and stops nothing."""
        try:
            await self._bot.send_message(chat, self._words(phrase, language))
        except TelegramError as error:
            event("sentence_lost", error=error)
