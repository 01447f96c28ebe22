"""All chats in a line each, as the list of a messenger shows them."""

from bot.simulator.chats import Chat, Entry, Json
from bot.simulator.world import World

_PREVIEW = 120


def chats_cursor(world: World) -> int:
    """A number that changes with every change of any chat, and with every new person.

    Args:
        world: where the chats are.
    """
    return sum(chat.revision + 1 for chat in world.chats())


def chats_overview(world: World) -> Json:
    """The list of chats, for the page.

    Args:
        world: where the chats are.

    Returns:
        ``seen`` (see `chats_cursor`), ``world``, ``now``, ``bot``, and ``chats``: each with its person, its last
        message and how many messages of the bot were not seen yet.
    """
    people = [chat for chat in world.chats() if chat.id > 0]
    return {
        "seen": chats_cursor(world),
        "world": world.id,
        "now": world.now(),
        "bot": world.bot,
        "chats": [_line(chat, world.entries(chat.id)) for chat in people],
    }


def _line(chat: Chat, entries: list[Entry]) -> Json:
    line: Json = {"id": chat.id, "user": chat.user, "begun": chat.met, "blocked": chat.blocked}
    line["unread"] = sum(entry.from_bot and entry.message_id > chat.read for entry in entries)
    line["last"] = _last(entries[-1]) if entries else None
    return line


def _last(entry: Entry) -> Json:
    words = str(entry.body.get("text") or entry.body.get("caption") or "")
    kind = next((name for name in entry.body if name not in ("text", "entities", "has_protected_content")), "")
    return {
        "from_bot": entry.from_bot,
        "date": entry.date,
        "text": "" if entry.body.get("has_protected_content") else words[:_PREVIEW],
        "kind": "" if "text" in entry.body else kind,
    }
