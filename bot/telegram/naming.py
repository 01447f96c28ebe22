"""What stands behind «/»: for everybody by the language of their app, for some roles chat by chat in their own."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping, Sequence

from telegram import Bot, BotCommand, BotCommandScopeChat
from telegram.error import BadRequest, Forbidden, TelegramError

from bot.channel import Words
from bot.logs import event
from bot.telegram.pace import wait_or_stop
from bot.threads import Threads
from dialogues.errors import StoreUnavailable
from dialogues.fieldwork.people import MembershipStatus, Role
from dialogues.locales import REFERENCE, Locales
from dialogues.messages import Phrase
from dialogues.ports import Store

__all__ = ["ASSISTANTS", "COMMANDS", "LEADERS", "Naming"]

COMMANDS = (
    "nouveau",
    "seance",
    "reprendre",
    "pause",
    "corriger",
    "relire",
    "repeter",
    "appel",
    "feuille",
    "remarque",
    "transcrire",
    "envoyes",
    "suivi",
    "langue",
    "leger",
    "projet",
    "telephone",
    "abandonner",
    "retirer",
    "signaler",
    "aide",
)
"""What everybody sees, and agents."""

ASSISTANTS = tuple(name for name in COMMANDS if name not in ("nouveau", "appel"))
"""What those see who note sessions."""

LEADERS = (*COMMANDS, "equipe", "inviter", "export", "publier", "remarques")
"""What those see who lead a project."""

_EVERY_SECONDS = 60.0

_Seen = tuple[Sequence[str], str]
"""A list of commands, and the language that it is told in."""


class Naming:
    """Tells Telegram, which keeps it; without that the bot works all the same.

    Args:
        bot: tells.
        store: knows who has which role.
        threads: where the store is asked.
        words: puts phrases into words.
        stop: set when the process has to end.
        every: seconds between two looks at roles.
    """

    def __init__(
        self,
        bot: Bot,
        store: Store,
        threads: Threads,
        words: Words,
        stop: asyncio.Event,
        every: float = _EVERY_SECONDS,
    ) -> None:
        self._bot = bot
        self._store = store
        self._threads = threads
        self._words = words
        self._stop = stop
        self._every = every
        self._told: dict[int, _Seen] = {}

    async def run(self) -> None:
        """Tell it all, then what changes, until told to stop."""
        try:
            for tag in Locales.load().languages:
                said = self._said(COMMANDS, tag)
                await self._bot.set_my_commands(said, language_code=None if tag == REFERENCE else tag)
        except TelegramError as error:
            event("commands_not_named", logging.WARNING, error=error)
        while not self._stop.is_set():
            try:
                await self._by_chat(await self._threads.run(self._wanted))
            except StoreUnavailable:
                pass  # it is looked at again
            except TelegramError as error:
                event("commands_not_named", logging.WARNING, error=error)
            await wait_or_stop(self._stop, self._every)

    def _wanted(self) -> Mapping[int, _Seen]:
        """The chats that have a list of their own."""
        roles: dict[int, tuple[Role, str]] = {}
        order = list(Role)
        with self._store.reading() as uow:
            for project in uow.projects.all():
                for membership, person in uow.people.members(project.id):
                    if membership.status is not MembershipStatus.ACTIVE:
                        continue
                    for account in uow.people.accounts_of(person.id):
                        role = max(membership.role, roles.get(account.chat, (Role.AGENT, ""))[0], key=order.index)
                        if account.reachable:
                            roles[account.chat] = role, person.language
        lists = {Role.ASSISTANT: ASSISTANTS, Role.SUPERVISOR: LEADERS, Role.ADMINISTRATOR: LEADERS}
        return {chat: (lists[role], tag) for chat, (role, tag) in roles.items() if role in lists}

    async def _by_chat(self, wanted: Mapping[int, _Seen]) -> None:
        for chat in (*wanted, *(chat for chat in self._told if chat not in wanted)):
            if self._stop.is_set() or self._told.get(chat) == wanted.get(chat):
                continue
            scope = BotCommandScopeChat(chat)
            try:
                if chat in wanted:
                    await self._bot.set_my_commands(self._said(*wanted[chat]), scope=scope)
                else:
                    await self._bot.delete_my_commands(scope=scope)
            except (BadRequest, Forbidden) as error:  # a chat that has gone: another try would change nothing
                event("commands_not_named", logging.INFO, error=error)
            if chat in wanted:
                self._told[chat] = wanted[chat]
            else:
                del self._told[chat]

    def _said(self, names: Sequence[str], tag: str) -> list[BotCommand]:
        return [BotCommand(name, self._words(Phrase(f"telegram.command_{name}"), tag)) for name in names]
