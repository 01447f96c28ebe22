"""Moving to another phone: by a code from the old one, or from the supervisor when the old one is lost."""

from __future__ import annotations

import re

import pytest

from dialogues.fieldwork.people import MembershipStatus, Role
from dialogues.service.phones import CODE_MINUTES, TRIES, TRIES_MINUTES
from tests.dialogues.service.forms import SHORT, VISIT
from tests.support.scenario import Field, Someone
from tests.support.script import play, values

NO_ACCESS = "Vous n'avez pas accès ici. Voyez avec votre responsable."
MINUTE = 60_000


def code_of(someone: Someone) -> str:
    """The code in the last thing that somebody was told."""
    found = re.search(r"\d{4} \d{4}", someone.told)
    assert found is not None
    return found[0]


def known(field: Field, someone: Someone) -> bool:
    """Whether an account is somebody's."""
    with field.store.reading() as uow:
        return uow.people.account(someone.account) is not None


def joins_elsewhere(field: Field, someone: Someone, role: Role) -> int:
    """Let somebody into a second project; their membership in the first."""
    with field.store.writing() as uow:
        other = uow.projects.add("autre", "Autre", "Organisation", "Africa/Bamako")
        account = uow.people.account(someone.account)
        assert account is not None
        assert account.membership is not None
        uow.people.add_membership(account.person, other.id, role, MembershipStatus.ACTIVE, "S01")
        uow.commit()
    return account.membership


def test_by_a_code_from_the_old_phone() -> None:
    """The new phone is the person's, shows what is open, and takes it over; the old one is told and goes on living."""
    field = Field(VISIT)
    old, new = field.agent(), field.stranger()
    play(old, "/nouveau", "35", "/telephone")
    new.says(code_of(old))
    assert new.told.startswith("Bienvenue, Awa.")
    old.receive()
    assert old.told.startswith("Un nouveau téléphone vient d'entrer")
    play(new, "press Fiche V", "bonne", "tap Suite")
    assert new.asked.address == "3"
    old.receive()
    assert old.told == "Cet entretien continue sur votre autre téléphone."
    play(old, "oui")
    assert old.told.startswith("Votre entretien est ouvert sur votre autre téléphone.")
    play(old, "/reprendre", "tap Oui")
    assert values(old)["eau"] == "oui"
    new.receive()
    assert new.told == "Cet entretien continue sur votre autre téléphone."


@pytest.mark.parametrize("shape", ["{}", "/telephone {}", "/start {}", " {} "])
def test_a_code_may_be_written_in_several_ways(shape: str) -> None:
    """With or without its space, after the command or alone."""
    field = Field(SHORT)
    old, new = field.agent(), field.stranger()
    play(old, "/telephone")
    code = code_of(old)
    new.says(shape.format(code if shape == "{}" else code.replace(" ", "-")))
    assert "Bienvenue" in new.told
    play(new, "/nouveau")
    assert new.asked.address == "1"


def test_a_code_serves_once_and_not_for_long() -> None:
    """Used, expired, replaced by a newer one, made up: the same words for all, and nobody is stored."""
    field = Field(SHORT)
    old = field.agent()
    play(old, "/telephone")
    replaced = code_of(old)
    play(old, "/telephone")
    used = code_of(old)
    field.stranger().says(used)
    play(old, "/telephone")
    expired = code_of(old)
    field.clock.advance(CODE_MINUTES * MINUTE)
    for code in (replaced, used, expired, "1234 5678", "1234567", "123456789"):
        stranger = field.stranger()
        stranger.says(code)
        assert stranger.told == NO_ACCESS
        assert not known(field, stranger)


def test_codes_cannot_be_guessed() -> None:
    """After a few tries even the right code is not heard, until an hour has passed; others are not hindered."""
    field = Field(SHORT)
    old, guesser, new = field.agent(), field.stranger(), field.stranger()
    for number in range(TRIES):
        guesser.says(f"{number:08d}")
    play(old, "/telephone")
    guesser.says(code_of(old))
    assert guesser.told == NO_ACCESS
    new.says(code_of(old))
    assert "Bienvenue" in new.told
    field.clock.advance(TRIES_MINUTES * MINUTE)
    play(old, "/telephone")
    guesser.says(code_of(old))
    assert "Bienvenue" in guesser.told


def test_who_is_somebody_already_is_refused_kindly() -> None:
    """A member who types a code stays who they are, whether it is one or not; in an interview digits are an answer."""
    field = Field(SHORT)
    old, other = field.agent(), field.agent("Issa")
    play(old, "/telephone")
    code = code_of(old)
    heard = set()
    for said in (f"/telephone {code}", "/telephone 00000000", "/telephone zut"):
        play(other, said)
        heard.add(other.told)
    play(old, f"/telephone {code}")
    heard.add(old.told)
    assert len(heard) == 1
    assert "Ce téléphone est déjà celui d'un membre." in heard.pop()
    play(other, "/nouveau", "35", code)
    assert values(other)["nom"] == code
    new = field.stranger()
    new.says(code)
    assert "Bienvenue" in new.told


def test_somebody_who_lost_their_place_lets_nobody_in() -> None:
    """A code dies with the membership that it was made for."""
    field = Field(SHORT)
    leader, old, new = field.supervisor(), field.agent(), field.stranger()
    play(old, "/telephone")
    code = code_of(old)
    play(leader, "/equipe", "press Awa", "press Retirer")
    new.says(code)
    assert new.told == NO_ACCESS
    assert not known(field, new)


def test_a_lost_phone_is_cut_off_at_once() -> None:
    """The old account is a stranger, its chat is swept, what it was owed is dropped; the code lets the new one in."""
    field = Field(VISIT)
    leader, old, new = field.supervisor(), field.agent(), field.stranger()
    play(old, "/nouveau", "35", "bonne")
    shown = {message for message, delivery in old.shown if hasattr(delivery.outgoing, "view")}
    old.connected = False
    play(old, "tap Suite")
    play(leader, "/equipe", "press Awa", "press Changer", "press Perdu")
    assert "Awa n'a plus accès sur l'ancien téléphone" in leader.told
    code = code_of(leader)
    before = len(old.shown)
    old.connected = True
    old.receive()
    assert len(old.shown) == before
    assert shown <= old.removed
    play(old, "35")
    assert old.told == NO_ACCESS
    new.says(code)
    assert "Bienvenue, Awa" in new.told
    leader.receive()
    assert leader.told == "Awa a son nouveau téléphone."
    play(new, "press Fiche V")
    assert new.asked.address == "3"
    play(leader, "press Perdu")
    assert "Ce bouton ne sert plus." in leader.told
    assert known(field, new)


def test_the_same_account_on_a_new_phone_may_come_back() -> None:
    """The number was put on a new card: Telegram's account is the same, and the code lets it in again."""
    field = Field(SHORT)
    leader, old = field.supervisor(), field.agent()
    play(leader, "/equipe", "press Awa", "press Changer", "press Perdu")
    old.says(code_of(leader))
    assert "Bienvenue, Awa" in old.told


def test_a_supervisor_gives_a_code_without_cutting() -> None:
    """Only a new phone: the old one goes on."""
    field = Field(SHORT)
    leader, old, new = field.supervisor(), field.agent(), field.stranger()
    play(leader, "/equipe", "press Awa", "press Changer", "press seulement")
    new.says(code_of(leader))
    assert "Bienvenue" in new.told
    play(old, "/nouveau")
    assert old.asked.address == "1"


def test_the_code_is_hashed_at_rest() -> None:
    """The store holds what the code hashes to, and the words only until they are delivered."""
    field = Field(SHORT)
    old = field.agent()
    play(old, "/telephone")
    stored = repr(field.store.tables)  # type: ignore[attr-defined]
    assert code_of(old) not in stored
    assert code_of(old).replace(" ", "") not in stored


def test_a_supervisor_gets_nobody_elses_rights() -> None:
    """Whoever leads elsewhere, or works where the supervisor does not lead, is out of reach; agents make no codes."""
    field = Field(SHORT)
    leader, agent = field.supervisor(), field.agent()
    joins_elsewhere(field, agent, Role.SUPERVISOR)
    with field.store.reading() as uow:
        members = {m.code: m.id for m, _ in uow.people.members(field.project.id)}
    play(leader, "/equipe", "press Awa", "press Changer", "press seulement")
    assert "travaille aussi pour un projet que vous ne suivez pas" in leader.told
    chief = field.member("Adama", Role.ADMINISTRATOR)
    with field.store.reading() as uow:
        above = next(m.id for m, p in uow.people.members(field.project.id) if p.name == "Adama")
    for action in (f"phone:{above}", f"newphone:{above}", f"lost:{above}:x", "phone:zut"):
        leader.acts(action)
        assert leader.told == "Ce bouton ne sert plus."
    agent.acts(f"newphone:{members['X01']}")
    assert "Seul un superviseur" in agent.told
    play(chief, "/equipe")
    assert known(field, chief)


def test_a_code_that_the_thief_made_first_is_closed() -> None:
    """Cutting a phone off closes the codes that were made with it, also where the supervisor may make no new one."""
    field = Field(SHORT)
    leader, agent, thief = field.supervisor(), field.agent(), field.stranger()
    joins_elsewhere(field, agent, Role.AGENT)
    play(agent, "/telephone")
    code = code_of(agent)
    play(leader, "/equipe", "press Awa", "press Changer", "press Perdu")
    assert "travaille aussi pour un projet que vous ne suivez pas" in leader.told
    thief.says(code)
    assert thief.told == NO_ACCESS
    assert not known(field, thief)


def test_several_projects_ask_which() -> None:
    """A person of two projects chooses on the new phone, unless the code says which."""
    field = Field(SHORT)
    old, new = field.agent(), field.stranger()
    membership = joins_elsewhere(field, old, Role.AGENT)
    play(old, "/telephone")
    code = code_of(old)
    with field.store.writing() as uow:
        uow.people.set_membership(membership, role=Role.AGENT, status=MembershipStatus.REVOKED)
        uow.commit()
    new.says(code)
    assert "Bienvenue" in new.told
    play(new, "/nouveau")
    assert "pas encore de guide dans ce projet" in new.told
