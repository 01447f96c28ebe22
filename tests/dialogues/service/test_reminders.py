"""Reminders: what was promised is said at its time, once, and not when its reason has gone."""

from __future__ import annotations

import pytest

from dialogues.errors import StoreUnavailable
from dialogues.fieldwork.people import MembershipStatus
from dialogues.ports import Reminder
from tests.dialogues.service.forms import SETTINGS
from tests.support.scenario import Field, Someone
from tests.support.script import play

FORM = """
| survey |
|  | type | name | label |
|  | text | nom | Comment vous appelez-vous ? |
|  | text | avis | {label} |
|  | text | suite | Et ensuite ? |
""" + SETTINGS.replace("{title}", "Fiche R").replace("{form_id}", "rappel")
MINUTE = 60_000
START = 1_772_532_000_000
"""3 March 2026, 10 h in Bamako, a Tuesday."""


def cut(*, form: str = FORM.replace("{label}", "Dites, ${nom}, votre avis ?"), strict: bool = False) -> Someone:
    """An agent who was calling when the line was cut, and has not said yet when to call back."""
    agent = Field(form, strict=strict).agent("Awa")
    play(agent, "/nouveau", "/appel", "1) Binta", "tap Coupé")
    return agent


def waiting(field: Field) -> list[Reminder]:
    """Reminders that are not done, whenever they are due."""
    with field.store.reading() as uow:
        return list(uow.reminders.due(field.clock() + 10**12))


@pytest.mark.parametrize("strict", [False, True])
def test_a_cut_call_is_reminded_of(strict: bool) -> None:
    """At the time that was chosen, once; the number of the question, never its words, an answer or a name."""
    agent = cut(strict=strict)
    agent.presses("30 min")
    assert agent.told == "D'accord : je vous le rappelle à 10 h 31."
    agent.field.clock.advance(29 * MINUTE)
    play(agent, "remind")
    assert "Rappel" not in agent.told
    agent.field.clock.advance(MINUTE)
    play(agent, "remind", "remind", "restart", "remind")
    said = [heard for heard in agent.heard if "Rappel" in heard]
    assert said == ["⏰ Rappel : rendez-vous à 10 h 31 — Fiche R K0001.\nNous étions à : question 2."]
    assert waiting(agent.field) == []
    agent.presses("Reprendre")
    assert "Nous étions à" in agent.told


@pytest.mark.parametrize(
    "then",
    [
        ("📞 J'appelle maintenant",),
        ("tap J'ai raccroché",),
        ("tap J'ai raccroché", "Passer", "Passer", "tap Envoyer"),
        ("/abandonner", "oui"),
        ("/retirer", "oui"),
    ],
)
def test_it_is_dropped_when_its_reason_has_gone(then: tuple[str, ...]) -> None:
    """Called again, hung up, sent, given up or withdrawn: nobody is reminded of it."""
    agent = cut()
    play(agent, "press 5 min", *then)
    assert waiting(agent.field) == []
    agent.field.clock.advance(10 * MINUTE)
    play(agent, "remind")
    assert not any("Rappel" in heard for heard in agent.heard)


def test_the_newest_time_counts() -> None:
    """Another time, or the same tap come twice, takes the place of the one before."""
    agent = cut()
    play(agent, "press 5 min", "press 5 min", "press Demain")
    assert [one.due_at - agent.field.clock() for one in waiting(agent.field)] == [24 * 60 * MINUTE]
    assert "demain" in agent.told


@pytest.mark.parametrize(
    ("hours", "pressed", "said", "due"),
    [
        (9.75, "30 min", "On n'appelle pas à cette heure-là. D'accord : je vous le rappelle demain à 8 h.", 22.0),
        (74.25, "30 min", "On n'appelle pas à cette heure-là. D'accord : je vous le rappelle à 15 h.", 77.0),
        (
            10.5,
            "Demain",
            "On n'appelle pas à cette heure-là. D'accord : je vous le rappelle le 5 mars 2026 à 8 h.",
            46.0,
        ),
    ],
)
def test_nobody_is_called_at_night_or_during_the_prayer(hours: float, pressed: str, said: str, due: float) -> None:
    """The reminder is put to the next minute at which one may call, and the agent hears when that is.

    Args:
        hours: after 10 h of a Tuesday, when it is pressed.
        pressed: the time wanted.
        said: what the agent hears.
        due: hours after the same moment.
    """
    agent = cut()
    agent.field.clock.now = START + int(hours * 60 * MINUTE)
    agent.presses(pressed)
    assert agent.told == said
    assert [one.due_at for one in waiting(agent.field)] == [START + int(due * 60 * MINUTE)]


def test_what_fell_due_while_nobody_looked() -> None:
    """A bot that was down says it late, with the hour that was agreed on."""
    agent = cut()
    agent.presses("5 min")
    agent.field.clock.advance(3 * 60 * MINUTE)
    agent.field.restart()
    play(agent, "remind")
    assert "rendez-vous à 10 h 06" in agent.told


def test_a_paused_interview_and_another_phone() -> None:
    """It comes where the interview goes on, else in a chat that can be reached."""
    agent = cut()
    agent.presses("5 min")
    other = agent.field.other_phone(agent)
    other.says("/reprendre")
    agent.field.clock.advance(10 * MINUTE)
    play(agent, "remind")
    other.receive()
    assert "Rappel" in other.told
    assert not any("Rappel" in heard for heard in agent.heard)
    play(agent, "/reprendre", "tap J'ai raccroché", "/appel", "tap Coupé", "press 5 min", "/pause")
    agent.field.clock.advance(10 * MINUTE)
    play(agent, "remind")
    assert "Rappel" in agent.told


def test_nobody_to_be_reached() -> None:
    """Who blocked the bot is not reminded, also not later."""
    agent = cut()
    agent.presses("5 min")
    agent.field.service.undeliverable(agent.account)
    agent.field.clock.advance(10 * MINUTE)
    play(agent, "remind")
    assert waiting(agent.field) == []
    assert not any("Rappel" in heard for heard in agent.heard)


def test_who_has_no_access_any_more() -> None:
    """Somebody who left the team gets no reminder of its work."""
    agent = cut()
    agent.presses("5 min")
    field = agent.field
    with field.store.writing() as uow:
        [(membership, _)] = uow.people.members(field.project.id)
        uow.people.set_membership(membership.id, role=membership.role, status=MembershipStatus.REVOKED)
        uow.commit()
    field.clock.advance(10 * MINUTE)
    play(agent, "remind")
    assert not any("Rappel" in heard for heard in agent.heard)


def test_a_crash_between_two(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was owed before it stays owed, once; what was not is owed after the start."""
    first = cut()
    first.presses("5 min")
    second = first.field.agent("Issa")
    play(second, "/nouveau", "/appel", "tap Coupé", "press 5 min")
    field = first.field
    field.clock.advance(10 * MINUTE)
    writing = field.store.writing
    times = iter([True, False])

    def once() -> object:
        if not next(times):
            raise StoreUnavailable("disk_full")
        return writing()

    monkeypatch.setattr(field.store, "writing", once)
    with pytest.raises(StoreUnavailable):
        field.service.remind()
    monkeypatch.undo()
    field.restart()
    field.service.remind()
    for agent in (first, second):
        agent.receive()
        assert sum("Rappel" in heard for heard in agent.heard) == 1
