"""A fresh installation; the supervisor enters by the first link and invites everybody else."""

from __future__ import annotations

import click

from bot.demo.cast import Cast
from bot.demo.talk import TOKEN, WAIT_S, Talk
from bot.problems import CommandProblem
from bot.words import spoken
from dialogues.messages import Phrase

__all__ = ["GUIDE", "SESSIONS", "enter", "install"]

GUIDE = "consultation_sensibilite_conflit"
SESSIONS = "seance_sensibilisation"


def install(cast: Cast) -> None:
    """Database, project, the two shipped guides; the bot starts and the supervisor comes in."""
    stage = cast.stage
    stage.run("db", "upgrade")
    printed = stage.run(
        "project", "add", "Demo", "--organisation", spoken("demo.organisation"), "--contact", "+223 00 00 00 00"
    )
    token = TOKEN.search(printed)
    if token is None:
        raise CommandProblem("demo.no_invitation")
    for guide in (GUIDE, SESSIONS):
        click.echo(stage.run("guide", "add", guide, "--project", "demo").strip())
    stage.start_bot()
    cast.supervisor.say(f"/start {token[1]}", shown="/start …")
    cast.supervisor.heard()


def enter(cast: Cast) -> None:
    """An agent, an assistant and an agent who speaks Arabic: each by a link, each let in on a tap."""
    for role, one in (("agent", cast.agent), ("assistant", cast.assistant), ("agent", cast.arabic)):
        _invite(cast.supervisor, role, one)


def _invite(supervisor: Talk, role: str, one: Talk) -> None:
    supervisor.say("/inviter")
    supervisor.heard()
    supervisor.press(spoken(f"roles.{role}"))
    link = TOKEN.search(supervisor.heard().text)
    if link is None:
        raise CommandProblem("demo.no_invitation")
    supervisor.person.catch_up()
    one.say(f"/start {link[1]}", shown="/start …")
    one.heard()
    supervisor.heard(spoken(Phrase("service.wants_in", {"name": one.name, "role": ""}))[: len(one.name)])
    one.person.catch_up()
    supervisor.press(spoken("keys.yes"))
    supervisor.heard()
    one.person.wait_for(timeout=WAIT_S)
