"""Who plays, on which stage, and what one scene leaves for the next."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from bot.demo.reading import Reading
from bot.demo.stage import Stage
from bot.demo.talk import Talk
from bot.simulator.client import SimulatorClient
from bot.words import spoken
from dialogues.locales import Locales
from dialogues.messages import Phrase

__all__ = ["ARABIC", "Cast", "cast_of"]

ARABIC = "ar"


@dataclass(slots=True)
class Cast:
    """The people of the play.

    Args:
        stage: its processes.
        client: the simulator.
        reading: Rasa, or nothing.
        supervisor, agent, assistant, arabic, phone: the people; `phone` is the agent's second one.
        code: of the consultation that was sent.
        addresses: printed number of each question of it, by words of the question.
        said: what only Rasa could read, as it was typed.
        sheet: the spreadsheet that was downloaded.
    """

    stage: Stage
    client: SimulatorClient
    reading: Reading
    supervisor: Talk
    agent: Talk
    assistant: Talk
    arabic: Talk
    phone: Talk
    code: str = ""
    addresses: dict[str, str] = field(default_factory=dict)
    said: list[str] = field(default_factory=list)
    sheet: Path | None = None


def cast_of(stage: Stage, client: SimulatorClient, reading: Reading) -> Cast:
    """Everybody, each with a phone."""

    def one(name: str) -> Talk:
        return Talk(client.person(spoken(f"demo.{name}")))

    ends = Locales.load().text(Phrase("interview.ask_end"), ARABIC)
    return Cast(
        stage,
        client,
        reading,
        supervisor=one("supervisor"),
        agent=one("agent"),
        assistant=one("assistant"),
        arabic=Talk(client.person(spoken("demo.arabic"), language_code=ARABIC), ends=ends),
        phone=one("phone"),
    )
