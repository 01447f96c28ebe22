"""Who may come in, what they see, and how they go: invitations, approval, revocation, several projects."""

from __future__ import annotations

import pytest

from dialogues.fieldwork.people import MembershipStatus, Role
from dialogues.messages import Presence
from dialogues.service import token_hash
from tests.dialogues.service.forms import SHORT, VISIT
from tests.support.scenario import Field, Someone
from tests.support.script import play, values

NO_ACCESS = "Vous n'avez pas accès ici. Voyez avec votre responsable."


def invited(field: Field, someone: Someone, *, role: Role = Role.AGENT) -> None:
    """Open an invitation."""
    someone.says(f"/start {field.invitation(role)}")


@pytest.mark.parametrize("said", ["bonjour", "/start", "/start jeton", "/nouveau", "/suivi", "12·3", "", "sticker"])
def test_a_stranger_learns_nothing(said: str) -> None:
    """Whatever somebody unknown does, one sentence comes back, and nobody is stored."""
    field = Field(SHORT)
    stranger = field.stranger()
    play(stranger, said)
    assert stranger.told == NO_ACCESS
    with field.store.reading() as uow:
        assert uow.people.account(stranger.account) is None


def test_forged_expired_and_used_invitations_say_the_same() -> None:
    """Nobody learns whether a token ever was one."""
    field = Field(SHORT)
    leader = field.supervisor()
    used, expired = field.invitation(), field.invitation(expires_in=-1)
    agent = field.stranger("Issa")
    agent.says(f"/start {used}")
    heard = []
    for token in (used, expired, "jeton-0", " "):
        stranger = field.stranger()
        stranger.says(f"/start {token}")
        heard.append(stranger.told)
    assert set(heard) == {NO_ACCESS}
    leader.receive()
    assert [text for text in leader.heard if "demande à entrer" in text] == [
        "Issa demande à entrer (agent). C'est bien votre agent ?"
    ]


def test_from_the_link_to_the_first_question() -> None:
    """The supervisor invites, the agent enters and waits, the supervisor says yes, the agent begins."""
    field = Field(SHORT)
    leader = field.supervisor()
    play(leader, "/inviter", "press agent")
    link = leader.told.splitlines()[-1]
    agent = field.stranger("Issa")
    agent.says(f"/start {link.partition('start=')[2]}")
    assert agent.told.startswith("Merci, Issa. Votre responsable doit confirmer")
    play(agent, "/nouveau")
    assert agent.told.startswith("Votre responsable n'a pas encore confirmé.")
    agent.says(f"/start {link.partition('start=')[2]}")
    assert agent.told.startswith("Votre responsable n'a pas encore confirmé.")
    leader.receive()
    play(leader, "press Oui")
    assert leader.told == "Issa est dans l'équipe (A01)."
    agent.receive()
    assert agent.told == "Bienvenue, Issa. Vous pouvez commencer."
    play(agent, "/nouveau")
    assert agent.asked.address == "1"
    play(leader, "press Oui")
    assert leader.told == "Issa est déjà dans l'équipe."


def test_the_token_is_hashed_at_rest() -> None:
    """The store holds what the token hashes to, and the link only until it is delivered."""
    field = Field(SHORT)
    leader = field.supervisor()
    play(leader, "/inviter", "press superviseur")
    token = leader.told.partition("start=")[2]
    assert token
    assert token not in repr(field.store.tables)
    with field.store.reading() as uow:
        assert uow.people.invitation(token_hash(token)) is not None


def test_an_agent_who_opens_the_link_again_is_simply_greeted() -> None:
    """A member's own old link is no reason to be turned away, nor to be asked for a second time."""
    field = Field(SHORT)
    agent = field.agent()
    invited(field, agent)
    assert agent.told == "Bonjour Awa. On fait quoi aujourd'hui ?"


def test_the_first_administrator_needs_nobody() -> None:
    """The invitation that a new project prints lets its first administrator in at once."""
    field = Field(SHORT)
    first = field.stranger("Adama")
    invited(field, first, role=Role.ADMINISTRATOR)
    assert first.told == "Bienvenue, Adama. Vous pouvez commencer."
    play(first, "/equipe")
    assert "R01 · Adama · administrateur · actif" in first.told


def test_reject() -> None:
    """Who was refused hears what strangers hear."""
    field = Field(SHORT)
    leader = field.supervisor()
    agent = field.stranger("Issa")
    invited(field, agent)
    leader.receive()
    play(leader, "press Non")
    assert leader.told == "Issa n'entre pas."
    play(agent, "bonjour")
    assert agent.told == NO_ACCESS
    invited(field, agent)
    assert agent.told == NO_ACCESS


def test_codes_count_within_a_role() -> None:
    """A01, A02 for agents, M01 for assistants: a name without digits is «?»."""
    field = Field(SHORT)
    leader = field.supervisor()
    for name, role in (("Issa", Role.AGENT), ("Kadi", Role.AGENT), (" ", Role.ASSISTANT)):
        invited(field, field.stranger(name), role=role)
    play(leader, "/equipe")
    assert "A01 · Issa · agent · attend votre accord" in leader.told
    assert "A02 · Kadi · agent · attend votre accord" in leader.told
    assert "M01 · ? · assistant de mobilisation · attend votre accord" in leader.told


def test_revoked_at_once() -> None:
    """What waited for them is dropped, their open work is put aside, and they are let in again only by a leader."""
    field = Field(SHORT)
    leader, agent = field.supervisor(), field.agent()
    play(agent, "/nouveau", "offline", "35")
    play(leader, "/equipe", "press X02", "press Retirer l'accès")
    assert leader.told == "Awa n'a plus accès, dès maintenant."
    play(agent, "online")
    assert agent.told == NO_ACCESS
    assert agent.shown[-1][1].outgoing.clear_keys  # type: ignore[union-attr]
    for late in ("Issa", "2·Passer", "/reprendre", "photo"):
        play(agent, late)
        assert agent.told == NO_ACCESS
    assert values(agent)["age"] == "35"
    assert "nom" not in values(agent)
    play(leader, "/equipe", "press X02", "press Rendre l'accès")
    agent.receive()
    assert agent.told == "Bienvenue, Awa. Vous pouvez commencer."
    play(agent, "Issa")
    assert "en pause" in agent.told
    play(agent, "/reprendre", "Issa")
    assert values(agent)["nom"] == "Issa"


def test_administrators_are_protected() -> None:
    """A supervisor can do nothing about an administrator, nor about themselves; an administrator can."""
    field = Field(SHORT)
    chief, leader = field.member("Adama", Role.ADMINISTRATOR), field.supervisor()
    with field.store.reading() as uow:
        members = {person.name: membership.id for membership, person in uow.people.members(field.project.id)}
    for action in ("revoke", "member", "approve", "reject"):
        for target in (members["Adama"], members["Fanta"], 999, "²", ""):
            leader.acts(f"{action}:{target}")
            assert leader.told == "Ce bouton ne sert plus."
    play(chief, "/equipe", "press X02", "press Retirer l'accès")
    assert chief.told == "Fanta n'a plus accès, dès maintenant."


@pytest.mark.parametrize(
    "step",
    [
        "/equipe",
        "/inviter",
        "/export",
        "revoke",
        "member",
        "approve",
        "reject",
        "invite",
        "export",
        "since",
        "download",
        "block",
        "block_now",
        "team",
    ],
)
def test_agents_do_not_lead(step: str) -> None:
    """Commands and buttons of supervisors do nothing for agents."""
    field = Field(SHORT)
    field.supervisor()
    agent = field.agent()
    if step.startswith("/"):
        agent.says(step)
    else:
        agent.acts(f"{step}:3:xlsx")
    assert agent.told == "Seul un superviseur peut faire cela. Voyez avec votre responsable."


def test_pending_members_have_their_two_answers() -> None:
    """From the team list a pending member can be let in or kept out."""
    field = Field(SHORT)
    leader = field.supervisor()
    issa, kadi = field.stranger("Issa"), field.stranger("Kadi")
    invited(field, issa)
    invited(field, kadi)
    play(leader, "/equipe", "press Issa", "press Accepter")
    assert leader.told == "Issa est dans l'équipe (A01)."
    play(leader, "/equipe", "press Kadi", "press Refuser")
    assert leader.told == "Kadi n'entre pas."


# --- several projects -----------------------------------------------------------------------------------------------


class Neighbours:
    """Two projects in one installation, with a guide, a leader and an agent each."""

    def __init__(self) -> None:
        self.here = Field(SHORT)
        self.leader = self.here.supervisor("Fanta")
        self.agent = self.here.agent("Awa")
        with self.here.store.writing() as uow:
            self.other = uow.projects.add("autre", "Autre", "Ailleurs", "Africa/Nouakchott")
            uow.commit()
        self.there = self.here.beside(self.other)
        self.there.publish(VISIT)
        self.stranger = self.there.supervisor("Mariem")
        self.worker = self.there.agent("Sidi")


def test_projects_see_nothing_of_each_other() -> None:
    """Lists, follow-up, downloads, guides, members, interviews: each within its project."""
    both = Neighbours()
    play(both.worker, "/nouveau", "35")
    play(both.agent, "/nouveau", "7", "Issa", "tap Suite", "tap Envoyer")
    code = both.here.records()[0].code
    for command in ("/equipe", "/suivi", "/export", "/nouveau"):
        play(both.stranger, command)
        said = repr(both.stranger.shown[-1])
        assert "Awa" not in said
        assert "Fanta" not in said
        assert "Fiche S" not in said
    assert "0 envoyé en tout" in "\n".join(both.stranger.heard)
    play(both.stranger, f"/retirer {code}")
    assert both.stranger.told == "Je ne trouve pas cet entretien. Vérifiez le numéro, s'il vous plaît."
    with both.here.store.reading() as uow:
        members = {person.name: m.id for m, person in uow.people.members(both.here.project.id)}
        guide = uow.guides.all(both.here.project.id)[0].id
    for action in (
        f"revoke:{members['Awa']}",
        f"member:{members['Awa']}",
        f"export:{guide}:xlsx",
        f"follow:m{members['Awa']}",
        f"follow:g{guide}",
        f"block_now:{members['Awa']}",
        "open:1",
        "fix:1:1",
    ):
        both.stranger.acts(action)
        assert both.stranger.told == "Ce bouton ne sert plus."
    both.stranger.acts(f"new:{guide}")
    assert both.stranger.told == "Ce guide n'est plus utilisé."


def test_a_member_of_two_projects_chooses() -> None:
    """Let into a second project while working in the first, one goes on there, and /projet changes."""
    both = Neighbours()
    play(both.agent, "/nouveau", "7")
    token = both.there.invitation()
    both.agent.says(f"/start {token}")
    assert both.agent.told.startswith("Merci, Awa.")
    play(both.agent, "Issa", "tap Suite")
    assert values(both.agent, of=0)["nom"] == "Issa"
    play(both.agent, "/projet")
    assert [button.label for row in both.agent.shown[-1][1].outgoing.rows for button in row] == ["Essai"]  # type: ignore[union-attr]
    both.stranger.receive()
    play(both.stranger, "press Oui")
    both.agent.receive()
    assert both.agent.told == "Vous êtes maintenant aussi dans le projet Autre. Pour y aller : /projet"
    play(both.agent, "/projet", "press Autre")
    assert both.agent.told == "Vous travaillez maintenant pour le projet Autre."
    assert both.here.records()[0].status.value == "suspended"
    play(both.agent, "/nouveau")
    assert both.agent.asked.label.text == "Quel âge ?"
    play(both.agent, "2·Passer")
    assert "nom" in values(both.agent, of=0)
    both.agent.acts("project:999")
    assert both.agent.told == "Ce bouton ne sert plus."


def test_revoked_in_one_project_the_other_goes_on() -> None:
    """Access to one project is no access to another, and its loss neither."""
    both = Neighbours()
    both.agent.says(f"/start {both.there.invitation()}")
    both.stranger.receive()
    play(both.stranger, "press Oui")
    play(both.leader, "/equipe", "press Awa", "press Retirer l'accès")
    both.agent.receive()
    play(both.agent, "/nouveau")
    assert both.agent.asked.label.text == "Quel âge ?"
    assert both.there.records()[-1].project == both.other.id


def test_no_project_chosen_yet() -> None:
    """With two projects and none chosen, whatever is said asks which; the choice is then kept."""
    both = Neighbours()
    with both.here.store.writing() as uow:
        person = uow.people.add_person("Oumar", "fr")
        for project in (both.here.project, both.other):
            uow.people.add_membership(person.id, project.id, Role.AGENT, MembershipStatus.ACTIVE, "Z01")
        uow.people.add_account(4004, person.id, 4004)
        uow.commit()
    oumar = Someone(both.here, 4004, "Oumar")
    play(oumar, "/nouveau")
    assert oumar.told == "Pour quel projet ?"
    oumar.acts("project:999")
    assert oumar.told == "Ce bouton ne sert plus."
    play(oumar, "/suivi", "press Autre", "/nouveau")
    assert oumar.asked.address == "1"


def test_one_active_place_needs_no_choice() -> None:
    """An account that chose nothing speaks for its only active membership; with a pending one it waits."""
    both = Neighbours()
    with both.here.store.writing() as uow:
        person = uow.people.add_person("Oumar", "fr")
        uow.people.add_membership(person.id, both.other.id, Role.AGENT, MembershipStatus.ACTIVE, "Z01")
        uow.people.add_account(4004, person.id, 4004)
        nobody = uow.people.add_person("Personne", "fr")
        uow.people.add_account(4005, nobody.id, 4005)
        uow.commit()
    oumar, nobody_ = Someone(both.there, 4004, "Oumar"), Someone(both.there, 4005, "Personne")
    play(oumar, "/nouveau", "35", "/pause")
    assert oumar.told.startswith("Tout est gardé.")
    assert oumar.shown[-1][1].outgoing.menu  # type: ignore[union-attr]
    play(nobody_, "bonjour")
    assert nobody_.told == NO_ACCESS


# --- presence -------------------------------------------------------------------------------------------------------


def test_blocked_and_back() -> None:
    """While blocked nothing is owed; the first word afterwards goes on, and begins what it says it begins."""
    field = Field(SHORT)
    agent = field.agent()
    play(agent, "/nouveau", "offline", "35")
    agent.sends(Presence(reachable=False))
    play(agent, "online")
    assert agent.asked.address == "1"
    play(agent, "/reprendre")
    assert agent.asked.address == "2"
    field.service.undeliverable(agent.account)
    play(agent, "/nouveau")
    assert agent.asked.address == "B1"
    play(agent, "8")
    assert agent.asked.address == "B2"
    with field.store.reading() as uow:
        account = uow.people.account(agent.account)
        assert account is not None
        assert account.reachable
    agent.sends(Presence(reachable=True))


def test_supervisors_hear_of_whoever_cannot_be_reached() -> None:
    """Once, by blocking or by what Telegram answers, and only when no other phone of theirs is left."""
    field = Field(SHORT)
    leader, agent = field.supervisor(), field.agent()
    agent.sends(Presence(reachable=False))
    leader.receive()
    assert "ne reçoit plus les messages du bot" in leader.told
    before = len(leader.shown)
    field.service.undeliverable(agent.account)
    leader.receive()
    assert len(leader.shown) == before
    play(agent, "/reprendre")
    with field.store.writing() as uow:
        account = uow.people.account(agent.account)
        assert account is not None
        uow.people.add_account(99, account.person, 99)
        uow.people.set_account(99, membership=None, interview=None, reachable=True)
        uow.commit()
    field.service.undeliverable(agent.account)
    leader.receive()
    assert len(leader.shown) == before


def test_presence_of_strangers_is_nothing() -> None:
    """Who was never let in may block the bot as they like; a chat that nobody has can be undeliverable."""
    field = Field(SHORT)
    stranger = field.stranger()
    stranger.sends(Presence(reachable=False))
    field.service.undeliverable(stranger.account)
    assert stranger.shown == []


def test_the_question_at_the_door_answered_once() -> None:
    """Its buttons stay in the chats of all supervisors: tapped late, they let nobody back in and put nobody out."""
    field = Field(SHORT)
    leader, other = field.supervisor(), field.supervisor("Binta")
    agent = field.stranger("Issa")
    invited(field, agent)
    leader.receive()
    other.receive()
    yes, no = leader.action("Oui"), other.action("Non")
    leader.acts(yes)
    other.acts(no)
    assert other.told == "A01 · Issa · agent · actif"
    agent.receive()
    play(agent, "/nouveau")
    assert agent.asked.address == "1"
    play(leader, "/equipe", "press Issa", "press Retirer")
    other.acts(yes)
    assert other.told == "A01 · Issa · agent · sans accès"
    play(agent, "7")
    assert agent.told == NO_ACCESS
    play(other, "press Rendre")
    assert other.told == "Issa est dans l'équipe (A01)."
