"""Conversations as short lines, for tables of cases and for golden conversations.

    35                   words
    tap Suite            the key of the newest prompt with these words
    press Corriger       the newest inline button with these words
    reply 2: 36          words in reply to the newest prompt with that address
    own -1: 36           words in reply to one's own message, counted from the last
    edit -1: 36          one's own message, counted from the last, edited
    twice tap Oui        the same, sent twice before anything arrives
    photo [caption]      a photo; file NAME, sticker, place LAT LON
    offline, online      nothing that is owed arrives; everything does
    guide NAME           a document of 2000 bytes with no media type
    checked FORM         the oldest guide that waits is found to be this form of `tests/scenarios/forms`
    lost                 it can never be fetched
    later HOURS          time passes
    remind               whoever is to be reminded by now is
    stored, failed       the oldest file that is waited for is fetched, or can never be
    written              what was to be downloaded is written
    restart              the service is made again from the store

Of a tap `twice` sends what stood on the key both times, as a phone does.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from dialogues.messages import Blob, Place, Unsupported
from tests.support.scenario import Someone, checked

FORMS = Path(__file__).parents[1] / "scenarios" / "forms"


def play(someone: Someone, *steps: str) -> None:
    """Do one step after the other."""
    for step in steps:
        do(someone, step)


def do(someone: Someone, step: str) -> None:
    """Do one step; what is no step of the table is said."""
    word, _, rest = step.partition(" ")
    about_message = word in ("reply", "own", "edit")
    act = _ACTS.get(word) if not about_message or ":" in rest else None
    if act is None:
        someone.says(step)
    else:
        act(someone, rest)


def _reply(someone: Someone, rest: str) -> None:
    head, _, text = rest.partition(":")
    someone.says(text.strip(), reply_to=someone.prompt_id(head))


def _own(someone: Someone, rest: str) -> None:
    head, _, text = rest.partition(":")
    someone.says(text.strip(), reply_to=someone.sent[int(head)])


def _edit(someone: Someone, rest: str) -> None:
    head, _, text = rest.partition(":")
    someone.edits(someone.sent[int(head)], text.strip())


def _place(someone: Someone, rest: str) -> None:
    latitude, _, longitude = rest.partition(" ")
    someone.sends(Place(float(latitude), float(longitude), accuracy=12.0))


def _line(someone: Someone, *, connected: bool) -> None:
    someone.connected = connected
    if connected:
        someone.receive()


_ACTS: Mapping[str, Callable[[Someone, str], object]] = {
    "tap": lambda one, rest: one.taps(rest),
    "press": lambda one, rest: one.presses(rest),
    "reply": _reply,
    "own": _own,
    "edit": _edit,
    "twice": lambda one, rest: _twice(one, rest),  # noqa: PLW0108 - it is defined below
    "photo": lambda one, rest: one.sends(Blob("image", "file-1", "", "image/jpeg", 1200, rest)),
    "file": lambda one, rest: one.sends(Blob("file", "file-2", rest, "application/pdf", 10)),
    "voice": lambda one, rest: one.sends(Blob("audio", "file-3", "", "audio/ogg", 10, rest)),
    "video": lambda one, rest: one.sends(Blob("video", "file-4", rest, "video/mp4", 10)),
    "place": _place,
    "sticker": lambda one, _: one.sends(Unsupported()),
    "offline": lambda one, _: _line(one, connected=False),
    "online": lambda one, _: _line(one, connected=True),
    "guide": lambda one, rest: one.sends(Blob("file", "file-5", rest, "", 2000)),
    "checked": lambda one, rest: _checked(one, rest),  # noqa: PLW0108 - it is defined below
    "lost": lambda one, _: _lost(one),
    "later": lambda one, rest: one.field.clock.advance(int(rest) * 3_600_000),
    "remind": lambda one, _: _remind(one),
    "stored": lambda one, _: _fetched(one, stored=True),
    "failed": lambda one, _: _fetched(one, stored=False),
    "written": lambda one, _: _written(one),
    "restart": lambda one, _: one.field.restart(),
}


def _twice(someone: Someone, step: str) -> None:
    text = someone.key(step.removeprefix("tap ")) if step.startswith("tap ") else step
    someone.connected = False
    someone.says(text)
    someone.says(text)
    someone.connected = True
    someone.receive()


def _fetched(someone: Someone, *, stored: bool) -> None:
    field = someone.field
    with field.store.reading() as uow:
        waiting = uow.attachments.pending()[0]
    if stored:
        field.service.file_stored(waiting, "ab" * 32, 1200)
    else:
        field.service.file_failed(waiting)
    someone.receive()


def _remind(someone: Someone) -> None:
    someone.field.service.remind()
    someone.receive()


def _checked(someone: Someone, form: str) -> None:
    field = someone.field
    text = (FORMS / f"{form}.md").read_text(encoding="utf-8")
    field.service.guide_checked(field.drafts.waiting()[0], checked(text))
    someone.receive()


def _written(someone: Someone) -> None:
    someone.field.write_downloads()
    someone.receive()


def _lost(someone: Someone) -> None:
    field = someone.field
    field.service.guide_lost(field.drafts.waiting()[0])
    someone.receive()


def values(someone: Someone, *, of: int = -1) -> dict[str, str]:
    """What an interview holds now, by the last step of each ref; non-responses in angle brackets."""
    interview = someone.field.replayed(someone.field.records()[of])
    found = {
        leaf.ref.rpartition("/")[2] if "[" not in leaf.ref else leaf.ref.partition("/data/")[2]: leaf.stored
        for leaf in interview.instance.leaves()
        if leaf.stored
    }
    for ref, answer in interview.answers.items():
        if answer.statut != "repondu":
            found[ref.rpartition("/")[2]] = f"<{answer.statut}>"
    return found
