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

_LISTS = {
    Role.AGENT: COMMANDS,
    Role.ASSISTANT: ASSISTANTS,
    Role.SUPERVISOR: LEADERS,
    Role.ADMINISTRATOR: LEADERS,
}
_EVERY_SECONDS = 60.0
_MOST = 200
"""Chats told in one round: after a start every one is told, and that must not crowd out what people write."""

_Seen = tuple[Sequence[str], str] | None
"""A list of commands, and the language that it is told in; None for what everybody sees."""


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
        self._general = list(Locales.load().languages)
        self._told: dict[int, _Seen] = {}

    async def run(self) -> None:
        """Tell it all, then what changes, until told to stop."""
        while not self._stop.is_set():
            for tell in (self._to_everybody, self._by_chat):
                try:
                    await tell()
                except StoreUnavailable:
                    pass  # it is looked at again
                except TelegramError as error:  # what was not told is told in the next round
                    event("commands_not_named", logging.WARNING, error=error)
            await wait_or_stop(self._stop, self._every)

    async def _to_everybody(self) -> None:
        """Tell the languages that were not told yet."""
        while self._general and not self._stop.is_set():
            tag = self._general[0]
            said = self._said(COMMANDS, tag)
            await self._bot.set_my_commands(said, language_code=None if tag == REFERENCE else tag)
            self._general.remove(tag)

    def _wanted(self) -> Mapping[int, _Seen]:
        """What each chat that can be reached is to see."""
        active: dict[int, dict[int, Role]] = {}
        tags: dict[int, str] = {}
        wanted: dict[int, _Seen] = {}
        with self._store.reading() as uow:
            for project in uow.projects.all():
                for membership, person in uow.people.members(project.id):
                    roles = active.setdefault(person.id, {})
                    tags[person.id] = person.language
                    if membership.status is MembershipStatus.ACTIVE:
                        roles[membership.id] = membership.role
            for person_id, roles in active.items():
                for account in uow.people.accounts_of(person_id):
                    if account.reachable:
                        names = _names(roles, account.membership)
                        wanted[account.chat] = None if names == COMMANDS else (names, tags[person_id])
        return wanted

    async def _by_chat(self) -> None:
        """Tell the chats that see something else than they should; nobody knows what a chat saw before a start."""
        wanted = await self._threads.run(self._wanted)
        changed = [chat for chat, seen in wanted.items() if chat not in self._told or self._told[chat] != seen]
        changed += [chat for chat in self._told if chat not in wanted]
        changed.sort(key=lambda chat: wanted.get(chat) is None and chat not in self._told)
        for chat in changed[:_MOST]:
            if self._stop.is_set():
                return
            seen, scope = wanted.get(chat), BotCommandScopeChat(chat)
            try:
                if seen is None:
                    await self._bot.delete_my_commands(scope=scope)
                else:
                    await self._bot.set_my_commands(self._said(*seen), scope=scope)
            except (BadRequest, Forbidden) as error:  # a chat that has gone: another try would change nothing
                event("commands_not_named", logging.INFO, error=error)
            if chat in wanted:
                self._told[chat] = seen
            else:
                del self._told[chat]

    def _said(self, names: Sequence[str], tag: str) -> list[BotCommand]:
        return [BotCommand(name, self._words(Phrase(f"telegram.command_{name}"), tag)) for name in names]


def _names(roles: Mapping[int, Role], chosen: int | None) -> Sequence[str]:
    """The list of the active membership that is chosen; while none is, the longest one of all of them."""
    if chosen is not None and chosen in roles:
        return _LISTS[roles[chosen]]
    return max((_LISTS[role] for role in roles.values()), key=len, default=COMMANDS)
