"""«Bloquer ce compte»: a phone in wrong hands loses its access, its open work, and what Telegram lets be wiped."""

from __future__ import annotations

from dialogues.fieldwork.people import Role
from dialogues.interview.status import InterviewStatus
from tests.dialogues.service.forms import SHORT
from tests.support.scenario import Field, Someone
from tests.support.script import play

NO_ACCESS = "Vous n'avez pas accès ici. Voyez avec votre responsable."


def block(leader: Someone, name: str) -> None:
    """Block somebody of the team."""
    play(leader, "/equipe", f"press {name}", "press Bloquer", "press Oui")


def test_access_work_and_messages_go() -> None:
    """Open work ends, sent work stays; its messages leave the chat; nothing more is said there but that."""
    field = Field(SHORT)
    leader, agent = field.supervisor(), field.agent()
    play(agent, "/nouveau", "7", "Issa", "tap Suite", "oui", "/nouveau", "8", "/nouveau", "9")
    shown = {message for message, delivery in agent.shown if hasattr(delivery.outgoing, "view")}
    answered = set(agent.sent[-1:])
    with agent.offline():
        play(agent, "Kadi")
        block(leader, "Awa")
        assert leader.told.startswith("Awa est bloqué, dès maintenant. 2 entretiens abandonnés.")
    assert agent.told == NO_ACCESS
    assert agent.shown[-1][1].outgoing.clear_keys  # type: ignore[union-attr]
    assert shown | answered <= agent.removed
    assert [record.status for record in field.records()] == [
        InterviewStatus.SENT,
        InterviewStatus.ABANDONED,
        InterviewStatus.ABANDONED,
    ]
    with field.store.reading() as uow:
        account = uow.people.account(agent.account)
    assert account is not None
    assert not account.reachable
    assert account.interview is None
    play(agent, "Issa")
    assert agent.told == NO_ACCESS


def test_older_than_two_days_stays() -> None:
    """What Telegram would not remove any more is not asked for."""
    field = Field(SHORT)
    leader, agent = field.supervisor(), field.agent()
    play(agent, "/nouveau", "7")
    field.clock.advance(49 * 3_600_000)
    block(leader, "Awa")
    agent.receive()
    assert agent.removed == set()
    assert field.records()[0].status is InterviewStatus.ABANDONED


def test_asked_once_more() -> None:
    """«Non» changes nothing; blocking twice does no harm."""
    field = Field(SHORT)
    leader, agent = field.supervisor(), field.agent()
    play(agent, "/nouveau", "7")
    play(leader, "/equipe", "press Awa", "press Bloquer", "press Non")
    assert leader.told == "X02 · Awa · agent · actif"
    assert field.records()[0].status is InterviewStatus.ACTIVE
    block(leader, "Awa")
    target = leader.action("Oui")
    leader.acts(target)
    assert leader.told.startswith("Awa est bloqué, dès maintenant. 0 entretien abandonné.")


def test_let_in_again() -> None:
    """Once let in again they can be reached, and begin anew."""
    field = Field(SHORT)
    leader, agent = field.supervisor(), field.agent()
    play(agent, "/nouveau", "7")
    block(leader, "Awa")
    play(leader, "/equipe", "press Awa", "press Rendre l'accès")
    agent.receive()
    assert agent.told == "Bienvenue, Awa. Vous pouvez commencer."
    with field.store.reading() as uow:
        account = uow.people.account(agent.account)
    assert account is not None
    assert account.reachable
    play(agent, "/reprendre")
    assert agent.told == "Aucun entretien n'est ouvert ici. On fait quoi ?"
    play(agent, "/nouveau")
    assert agent.asked.address == "1"


def test_both_phones_of_a_person() -> None:
    """A second account that speaks for the same member is blocked with the first."""
    field = Field(SHORT)
    leader, agent = field.supervisor(), field.agent()
    other = field.other_phone(agent)
    play(agent, "/nouveau", "7")
    play(other, "/reprendre", "8")
    block(leader, "Awa")
    for phone in (agent, other):
        phone.receive()
        assert phone.told == NO_ACCESS
        assert phone.removed


def test_a_large_team_on_pages() -> None:
    """Those who wait for an answer stand first; each page has its buttons, the last one too."""
    field = Field(SHORT)
    leader = field.supervisor()
    for number in range(45):
        field.agent(f"Agent {number}")
    field.stranger("Kadi").says(f"/start {field.invitation(Role.AGENT)}")
    play(leader, "/equipe")
    assert "Kadi · agent · attend votre accord" in leader.told.splitlines()[1]
    assert leader.told.endswith("Page 1 sur 3")
    play(leader, "press ▶", "press ▶")
    assert leader.told.endswith("Page 3 sur 3")
    play(leader, "press Agent 44", "press Équipe")
    assert leader.told.endswith("Page 1 sur 3")
    leader.acts("team:99")
    assert leader.told.endswith("Page 3 sur 3")


def test_what_they_were_correcting_stays_sent() -> None:
    """An interview that somebody else sent is again as it was sent, and its answers can still be taken back."""
    field = Field(SHORT)
    leader, agent, other = field.supervisor(), field.agent(), field.supervisor("Binta")
    play(agent, "/nouveau", "7", "Issa", "tap Suite", "oui")
    code = field.records()[0].code
    play(other, f"/corriger {code}", "mal noté", "1) 9", "tap Oui")
    block(leader, "Binta")
    assert leader.told.startswith("Binta est bloqué, dès maintenant. 0 entretien abandonné.")
    record = field.records()[0]
    assert (record.status, record.correcting) == (InterviewStatus.SENT, None)
    interview = field.replayed(record)
    assert interview.correction is None
    assert next(interview.instance.value(leaf) for leaf in interview.instance.leaves()) == "7"
    other.receive()
    agent.receive()
    assert other.removed
    assert not agent.removed
    play(agent, f"/corriger {code}", "mal noté", "1) 8", "tap Oui", "/pause")
    play(agent, f"/retirer {code}", "Oui")
    assert agent.told.startswith(f"C'est fait : les réponses de l'entretien {code} sont supprimées.")


def test_a_session_that_counts_goes_on_counting() -> None:
    """A record that was kept is sent as it is; nobody is reminded of it any more."""
    field = Field("seance_sensibilisation")
    leader, assistant = field.supervisor(), field.assistant()
    play(assistant, "/seance hier causerie Kati 12F 8H 5f 3g", "tap Héritage")
    with field.store.reading() as uow:
        assert uow.submissions.submission(field.records()[0].id) is not None
    block(leader, "Mariam")
    record = field.records()[0]
    assert record.status is InterviewStatus.SENT
    with field.store.reading() as uow:
        assert uow.submissions.submission(record.id) is not None
        assert not uow.reminders.due(field.clock() + 10**10)
    assert "sent" not in repr([owed.effect for owed in field.service.owed(leader.account)])
    assert leader.told.startswith("Mariam est bloqué, dès maintenant. 0 entretien abandonné.")
    assistant.receive()
    assert assistant.told == NO_ACCESS


def test_a_phone_found_in_wrong_hands_later() -> None:
    """Who lost their access before can still be blocked: their open work ends and their chat is wiped."""
    field = Field(SHORT)
    leader, agent = field.supervisor(), field.agent()
    play(agent, "/nouveau", "7")
    play(leader, "/equipe", "press Awa", "press Retirer")
    assert field.records()[0].status.open
    block(leader, "Awa")
    agent.receive()
    assert agent.removed
    assert field.records()[0].status is InterviewStatus.ABANDONED


def test_a_code_made_before_serves_nobody_after() -> None:
    """A code for a new phone that the old one made is closed with it, also when access is given back."""
    field = Field(SHORT)
    leader, agent = field.supervisor(), field.agent()
    play(agent, "/telephone")
    digits = "".join(sign for sign in agent.told if sign.isdigit())[:8]
    block(leader, "Awa")
    play(leader, "/equipe", "press Awa", "press Rendre l'accès")
    thief = field.stranger()
    play(thief, digits)
    assert thief.told == NO_ACCESS


def test_what_changes_access_is_noted_outside_of_the_store() -> None:
    """Blocked, let in again, access taken away, kept out at the door: a restore of an older backup will know."""
    field = Field(SHORT)
    leader, _ = field.supervisor(), field.agent()
    block(leader, "Awa")
    play(leader, "/equipe", "press Awa", "press Rendre")
    play(leader, "/equipe", "press Awa", "press Retirer")
    code = next(code for code, _ in field.files.access)
    assert field.files.access == [(code, True), (code, False), (code, True)]
