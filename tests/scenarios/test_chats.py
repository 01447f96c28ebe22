"""Golden conversations with the real bot: each file of `chats/` is held over the simulator and compared with itself.

    form: name of a shipped guide, or of a file in `tests/scenarios/forms`
    people: Awa agent, Fanta superviseur
    rasa: yes (where the real Rasa reads what people mean)
    > Awa: what is done, as in `tests.support.chats`
        what is shown, indented; another's chat bears their name
    = what is stored in the end

Where `test_scenarios.py` tells what the core decides, these tell what stands on the phone: the text, the keys, what
stands in the field where one types. `--update-golden` rewrites the files; what changed is reviewed in the diff.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from dialogues.fieldwork.people import Role
from dialogues.ports import Store
from tests.scenarios.test_scenarios import ROLES, form
from tests.support.chats import Chats
from tests.support.real_rasa import RealRasa

HERE = Path(__file__).parent / "chats"
FILES = sorted(HERE.glob("*.md"))


@dataclass(frozen=True, slots=True)
class Chat:
    """A conversation as it is written.

    Args:
        head: its first lines, kept as they are.
        forms, people, rasa: what they say.
        steps: (who, what); a line of `#` in between is kept.
    """

    head: tuple[str, ...]
    forms: tuple[str, ...]
    people: dict[str, Role | None]
    rasa: bool
    steps: tuple[tuple[str, str], ...]


def read(path: Path) -> Chat:
    """What a file asks for; what was shown is not looked at."""
    lines = path.read_text(encoding="utf-8").splitlines()
    begin = next(number for number, line in enumerate(lines) if line.startswith("> "))
    head = tuple(line for line in lines[:begin] if line)
    told = dict(line.split(": ", 1) for line in head if ": " in line and not line.startswith("#"))
    people = dict(each.split() for each in told["people"].split(", "))
    steps = [
        ("", line) if line.startswith("#") else tuple(line.removeprefix("> ").split(": ", 1))
        for line in lines[begin:]
        if line.startswith(("> ", "#"))
    ]
    return Chat(
        head,
        tuple(form(name) for name in told["form"].split(", ")),
        {name: ROLES.get(role) for name, role in people.items()},
        "rasa" in told,
        tuple((who, step) for who, step in steps),
    )


def held(chat: Chat, chats: Chats) -> Iterator[str]:
    """The whole file as the conversation goes now."""
    yield from chat.head
    yield ""
    for who, step in chat.steps:
        if not who:
            yield step
            continue
        yield f"> {who}: {step}"
        for name, line in chats.does(who, step.replace("⏎", "\n")):
            yield f"    {'' if name == who else f'@{name} '}{line}"
    yield ""
    yield from _stored(chats.store, chats.project.id)


def _stored(store: Store, project: int) -> Iterator[str]:
    with store.reading() as uow:
        for record in sorted(uow.interviews.of_project(project), key=lambda record: record.id):
            yield f"= {record.code} {record.letter} {record.status.value}{' essai' if record.trial else ''}"


@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.parametrize("path", [path for path in FILES if not read(path).rasa], ids=lambda path: path.stem)
def test_chat(path: Path, template: Path, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    """The conversation goes as it is written."""
    compare(path, Path(template), tmp_path, None, update=request.config.getoption("--update-golden"))


@pytest.mark.parametrize("path", [path for path in FILES if read(path).rasa], ids=lambda path: path.stem)
def test_chat_with_rasa(
    path: Path, template: Path, tmp_path: Path, real_rasa: RealRasa, request: pytest.FixtureRequest
) -> None:
    """The same, where what people mean is read."""
    compare(path, template, tmp_path, real_rasa, update=request.config.getoption("--update-golden"))


def compare(path: Path, template: Path, folder: Path, rasa: RealRasa | None, *, update: bool) -> None:
    """Hold a conversation and look whether it went as its file says; rewrite the file where asked to."""
    chat = read(path)
    with Chats(folder, template, chat.forms, chat.people, rasa) as chats:
        text = "\n".join(held(chat, chats)) + "\n"
    if update:
        path.write_text(text, encoding="utf-8")
    assert text.splitlines() == path.read_text(encoding="utf-8").splitlines()
