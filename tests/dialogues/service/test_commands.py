"""Commands, keys of the main menu, and inline buttons; also those that are gone."""

from __future__ import annotations

import pytest

from dialogues.fieldwork.people import Role
from dialogues.interview.status import InterviewStatus
from dialogues.messages import Button, Key, Tap
from tests.dialogues.service.forms import SHORT, STRICT, TWO_LANGUAGES, VISIT
from tests.support.scenario import Field, Someone
from tests.support.script import play, values


def buttons(someone: Someone) -> list[str]:
    """Labels of the newest inline buttons."""
    rows = someone.shown[-1][1].outgoing.rows  # type: ignore[union-attr]
    return [someone.words(button.label) for row in rows for button in row]


def menu(someone: Someone) -> list[str]:
    """Words of the newest main menu."""
    rows = someone.shown[-1][1].outgoing.menu  # type: ignore[union-attr]
    return [someone.words(word) for row in rows for word in row]


NOTHING_OPEN = "Aucun entretien n'est ouvert ici. On fait quoi ?"


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("/start", "Bonjour Awa. On fait quoi aujourd'hui ?"),
        ("/reprendre", NOTHING_OPEN),
        ("▶️ Reprendre", NOTHING_OPEN),
        ("reprendre", NOTHING_OPEN),
        ("/corriger", NOTHING_OPEN),
        ("/relire", NOTHING_OPEN),
        ("/repeter", NOTHING_OPEN),
        ("/pause", NOTHING_OPEN),
        ("/abandonner", NOTHING_OPEN),
        ("35", NOTHING_OPEN),
        ("photo", NOTHING_OPEN),
        ("place 16 0", NOTHING_OPEN),
        ("/retirer", "Le numéro de l'entretien, s'il vous plaît : /retirer K7204"),
        ("/retirer K9999", "Je ne trouve pas cet entretien. Vérifiez le numéro, s'il vous plaît."),
        ("/langue", "Je vous parle en quelle langue ?"),
        ("/projet", "Pour quel projet ?"),
        ("/AIDE@baro_bot", "➕ Nouvel entretien : /nouveau"),
        ("❓ Aide", "➕ Nouvel entretien : /nouveau"),
        ("/n'importe quoi", "Je ne connais pas ce mot. /aide vous montre ce que je sais faire."),
        ("/", "Je ne connais pas ce mot. /aide vous montre ce que je sais faire."),
        ("sticker", "Je ne sais pas lire ce genre de message."),
        ("1·2", "Cette touche ne sert plus."),
    ],
)
def test_with_nothing_open(said: str, told: str) -> None:
    """Each command has something to say when there is no interview."""
    agent = Field(SHORT).agent()
    play(agent, said)
    assert agent.told.startswith(told)


@pytest.mark.parametrize(
    "action",
    [
        "",
        "x",
        "open:1",
        "open:²",
        "fix:1:1",
        "remove:1:1.1",
        "remove:x",
        "new",
        "speak:xx",
        "guide_language:0",
        "project:0",
    ],
)
def test_buttons_that_are_gone(action: str) -> None:
    """A button of long ago, or one that was made up, changes nothing."""
    agent = Field(SHORT).agent()
    agent.acts(action)
    assert agent.told in ("Ce bouton ne sert plus.", "Ce guide n'est plus utilisé.")


@pytest.mark.parametrize("action", ["export:1:pdf", "export:x:xlsx", f"export:{'9' * 60}:csv", "invite:administrator"])
def test_buttons_of_supervisors_that_are_gone(action: str) -> None:
    """Also for leaders; numbers that no database holds are nobody's."""
    leader = Field(SHORT).supervisor()
    leader.acts(action)
    assert leader.told == "Ce bouton ne sert plus."


def test_beginning() -> None:
    """No guide, one guide, several; a trial is marked and never counted."""
    empty = Field()
    agent = empty.agent()
    play(agent, "/nouveau")
    assert agent.told == "Il n'y a pas encore de guide dans ce projet. Voyez avec votre responsable."
    assert menu(agent) == ["➕ Nouvel entretien", "▶️ Reprendre", "❓ Aide"]
    field = Field(SHORT, VISIT)
    agent = field.agent()
    play(agent, "/nouveau essai")
    assert agent.told == "Quel guide ?"
    assert buttons(agent) == ["Fiche S", "Fiche V"]
    play(agent, "press Fiche S", "7", "Issa", "tap Suite", "oui")
    assert field.records()[0].trial
    leader = field.supervisor()
    play(leader, "/suivi")
    assert "Plus 1 essai, jamais compté." in leader.told
    with field.store.reading() as uow:
        guide = uow.guides.all(field.project.id)[0]
    with field.store.writing() as uow:
        uow.guides.set_guide(guide.id, title="x", discreet_title="x", archived=True)
        uow.guides.add(field.project.id, "vide", "Vide", "Vide")
        uow.commit()
    agent.acts(f"new:{guide.id}")
    assert agent.told == "Ce guide n'est plus utilisé."
    play(agent, "/nouveau", "press Vide")
    assert agent.told == "Ce guide n'est plus utilisé."


def test_too_many_open() -> None:
    """The alphabet is the limit."""
    field = Field(SHORT)
    agent = field.agent()
    for _ in range(26):
        play(agent, "/nouveau", "7")
    play(agent, "/nouveau")
    assert agent.told.startswith("Vous avez déjà beaucoup d'entretiens ouverts.")
    assert len(field.records()) == 26
    assert sorted(record.letter for record in field.records()) == sorted("ABCDEFGHIJKLMNOPQRSTUVWXYZ")


def test_codes_are_not_given_twice() -> None:
    """A code that is taken is drawn again."""
    field = Field(SHORT)
    agent = field.agent()
    with field.store.reading() as uow:
        person = uow.people.account(agent.account)
        assert person is not None
    with field.store.writing() as uow:
        assert person.membership is not None
        uow.interviews.add(field.project.id, person.membership, field.versions[0], "K0001", "A", trial=False, at=1)
        uow.commit()
    play(agent, "/nouveau")
    assert [record.code for record in field.records()] == ["K0001", "K0002"]


def test_start_and_repeat_show_where_one_is() -> None:
    """«Où en étions-nous» is one function."""
    agent = Field(SHORT).agent()
    play(agent, "/nouveau", "7")
    for step in ("/start", "/reprendre", "▶️ Reprendre"):
        play(agent, step)
        assert agent.told == "Rien n'est perdu. On reprend ici.\nQuel nom ?"
    play(agent, "/repeter")
    assert agent.told == "Quel nom ?"


def test_the_menu_of_an_interview() -> None:
    """☰ opens an inline list; a lost tap costs nothing."""
    agent = Field(SHORT).agent()
    play(agent, "/nouveau", "7", "☰")
    assert agent.told == "Entretien K0001. Que voulez-vous faire ?"
    assert "⏸️ Pause" in buttons(agent)
    play(agent, "press Pause")
    assert agent.told == "Tout est gardé. Vous pouvez fermer le téléphone."
    assert menu(agent)[0] == "➕ Nouvel entretien"
    play(agent, "7")
    assert agent.told.endswith("Touchez ▶️ Reprendre pour continuer.\nCe message n'est pas gardé.")
    play(agent, "photo")
    assert agent.told.endswith("Touchez ▶️ Reprendre pour continuer.\nCe message n'est pas gardé.")


def test_back_and_first() -> None:
    """«Revenir» goes back by one question, and says when there is none before."""
    agent = Field(SHORT).agent()
    play(agent, "/nouveau", "7", "⬅️ Revenir")
    assert agent.asked.address == "1"
    assert agent.asked.current == "7"
    play(agent, "⬅️ Revenir")
    assert agent.told.startswith("C'est la première question.")


def test_correcting_by_list_and_by_number() -> None:
    """The list shows what is recorded; a button, «/corriger 2», «/corriger b2» lead there."""
    field = Field(VISIT, SHORT)
    agent = field.agent()
    play(agent, "/nouveau", "press Fiche V", "/corriger")
    assert agent.told == "Il n'y a encore aucune réponse."
    play(agent, "35\nNB au jugé", "bonne\nNB au calme", "/corriger")
    assert agent.told.startswith(
        "1. Quel âge ? → 35 (NB au jugé)\n2. Votre avis ? → bonne (NB au calme)\nQuelle réponse"
    )
    play(agent, "press 1")
    assert agent.asked.address == "1"
    play(agent, "36")
    assert values(agent)["age"] == "36"
    play(agent, "/nouveau", "press Fiche S", "/corriger a2")
    assert agent.asked.address == "A2"
    for nothing in (
        "/corriger 99",
        "/corriger 1.",
        "/corriger ²",
        "/corriger C1",
        "/corriger l'âge",
        f"/corriger {'9' * 5000}",
    ):
        play(agent, nothing)
        assert agent.told.startswith("Il n'y a pas de question")
        assert len(agent.told) < 80
    play(agent, "/pause", "/reprendre", "press B ·", "☰", "press Corriger")
    agent.acts(f"fix:{field.records()[0].id}:2")
    assert agent.asked.address == "A2"


def test_review() -> None:
    """«Relire» tells all, and the count of what is asked."""
    agent = Field(SHORT).agent()
    play(agent, "/nouveau", "/relire")
    assert agent.told == "0 réponse sur 2."
    play(agent, "7", "Ne sait pas", "👀 Relire")
    assert agent.told == "1. Quel âge ? → 7\n2. Quel nom ? → ne sait pas\n2 réponses sur 2."
    play(agent, "✏️ Corriger", "press 2")
    assert agent.asked.address == "2"


def test_lists_are_owed_without_the_answers() -> None:
    """What a chat is owed holds no answer, and what has gone meanwhile is left out."""
    field = Field(VISIT)
    agent = field.agent()
    play(agent, "/nouveau", "/corriger 8.1", "Secrète", "tap Suite", "5", "tap Oui", "Cachée", "tap Suite", "6")
    play(agent, "offline", "/relire", "/corriger")
    assert "Secrète" not in repr(field.store.tables.outbox)
    assert "Cachée" not in repr(field.store.tables.outbox)
    agent.acts(f"remove:{field.records()[0].id}:7.2")
    shown = len(agent.shown)
    play(agent, "online")
    assert any("8.1. Prénom ? → Secrète" in text for text in agent.heard[shown:])
    assert not any("Cachée" in text for text in agent.heard[shown:])


def test_strict_guides_show_counts_and_numbers_only() -> None:
    """In `strict` no answer is shown again, and nothing can be forwarded."""
    agent = Field(STRICT).agent()
    play(agent, "/nouveau", "Secrète", "tap Suite", "/relire")
    assert agent.told == "1 réponse sur 2."
    assert agent.shown[-1][1].protect
    play(agent, "/corriger")
    assert agent.told.startswith("Quelle réponse corriger ?")
    assert not any("Secrète" in text for text in agent.heard)
    play(agent, "place 16.2 0.1")
    assert agent.told.startswith("Pas de position dans ce guide")


def test_strict_asks_back_by_number() -> None:
    """«Vous voulez dire …?» shows the numbers of the choices that were understood, not their words."""
    agent = Field(VISIT, strict=True).agent()
    play(agent, "/nouveau", "35", "bonne", "tap Suite", "ouio")
    assert agent.told == "Vous voulez dire « 1 » ?"
    play(agent, "tap Oui")
    assert agent.told == "✓ 3 noté\nQuelles sources ?"
    assert values(agent)["eau"] == "oui"


def test_languages() -> None:
    """The bot's language and the guide's are chosen apart."""
    field = Field(TWO_LANGUAGES)
    agent = field.agent()
    play(agent, "/langue", "press English")
    assert field.locales.text(agent.shown[-1][1].outgoing.lines[0], agent.shown[-1][1].language) != ""  # type: ignore[union-attr]
    assert agent.shown[-1][1].language == "en"
    play(agent, "/nouveau")
    assert agent.asked.label.text == "What age?"
    play(agent, "/langue")
    assert buttons(agent) == ["Français", "✓ English", "English + Français", "Français + English"]
    agent.acts("guide_language:0")
    assert agent.asked.label.text == "Quel âge ?"
    agent.acts("guide_language:7")
    assert agent.told == "Ce bouton ne sert plus."
    agent.acts("speak:fr")
    assert agent.shown[-1][1].language == "fr"
    assert agent.asked.address == "1"


def test_several_open_interviews_are_chosen_by_name() -> None:
    """The list shows letter, discreet title and number, never an answer."""
    field = Field(SHORT)
    agent = field.agent()
    play(agent, "/nouveau", "7", "/nouveau", "8", "/pause", "/reprendre")
    assert agent.told == "Quel entretien ?"
    assert buttons(agent) == ["A · Fiche S · K0001 · 10 h", "B · Fiche S · K0004 · 10 h 01"]
    play(agent, "press A ·", "Issa")
    assert values(agent, of=0)["nom"] == "Issa"
    assert [record.status for record in field.records()] == [InterviewStatus.ACTIVE, InterviewStatus.SUSPENDED]


def test_abandoning_asks_first() -> None:
    """«Abandonner» asks; no goes on, yes ends."""
    field = Field(SHORT)
    agent = field.agent()
    play(agent, "/nouveau", "7", "/abandonner", "non")
    assert agent.told == "D'accord, on continue.\nQuel nom ?"
    play(agent, "/abandonner", "oui")
    assert agent.told == "Fiche abandonnée. Rien n'a été envoyé."
    assert field.records()[0].status is InterviewStatus.ABANDONED


def test_sending_by_yes() -> None:
    """«On envoie ?»: yes sends, no stays."""
    field = Field(SHORT)
    agent = field.agent()
    play(agent, "/nouveau", "7", "Issa", "tap Suite", "non")
    assert agent.told.startswith("Toutes les questions sont passées.")
    play(agent, "oui")
    assert agent.told == "Entretien envoyé. Merci, bon travail. Son numéro : K0001."
    play(agent, "/retirer k-0001", "non")
    assert agent.told == "D'accord, les réponses restent."
    assert menu(agent)
    play(agent, "oui")
    assert agent.told == NOTHING_OPEN


def test_withdrawing_leaves_nothing() -> None:
    """No answer, note, file name or label with an answer is left in any table; the code alone stays."""
    field = Field(VISIT)
    leader, agent = field.supervisor(), field.agent()
    play(agent, "/nouveau", "35", "Motsecret\nNB Notesecrète", "tap Suite", "tap Oui", "4) 1 3", "/corriger 10")
    play(agent, "photo Légendesecrète", "12) Finsecrète", "/relire", "offline", "/relire", "1) 36")
    play(leader, "/retirer K0001", "oui")
    stored = repr(field.store.tables)
    for word in ("Motsecret", "Notesecrète", "Légendesecrète", "Finsecrète", "file-1"):
        assert word not in stored
    assert all(prompt.keys == () for prompt in field.store.tables.prompts.values())  # type: ignore[attr-defined]
    assert leader.told.startswith("C'est fait : les réponses de l'entretien K0001 sont supprimées.")
    shown = len(agent.shown)
    play(agent, "online")
    assert len(agent.shown) == shown
    play(agent, "/retirer K0001")
    assert agent.told == "Les réponses de cet entretien ont été supprimées."


def test_a_supervisor_withdraws_what_an_agent_works_on() -> None:
    """The agent's «oui» to a question of the guide is no yes to what the supervisor was asked."""
    field = Field(VISIT)
    leader, agent = field.supervisor(), field.agent()
    play(agent, "/nouveau", "35", "bonne", "tap Suite")
    play(leader, f"/retirer {field.records()[0].code}")
    assert leader.told.startswith("Supprimer toutes les réponses de cette personne ?")
    play(agent, "oui")
    assert field.records()[0].status is InterviewStatus.ACTIVE
    assert values(agent)["eau"] == "oui"
    play(leader, f"/retirer {field.records()[0].code}", "oui")
    assert field.records()[0].status is InterviewStatus.WITHDRAWN
    assert "👥 Équipe" in menu(leader)
    play(agent, "4) 1")
    assert agent.told == NOTHING_OPEN
    other = field.agent("Sidi")
    play(other, f"/retirer {field.records()[0].code}")
    assert other.told.startswith("Je ne trouve pas cet entretien.")


def test_a_yes_to_what_is_over() -> None:
    """A yes that comes after the question was overtaken is about nothing."""
    field = Field(SHORT)
    leader, agent = field.supervisor(), field.agent()
    play(agent, "/nouveau", "7")
    play(leader, f"/retirer {field.records()[0].code}")
    play(agent, "Issa")
    play(leader, "oui")
    assert leader.told == NOTHING_OPEN
    play(leader, "peut-être")
    assert leader.told == NOTHING_OPEN
    assert field.records()[0].status is InterviewStatus.ACTIVE


def test_withdrawing_in_the_middle_of_another_interview() -> None:
    """The yes goes to the withdrawal, then the question that waited is put again."""
    field = Field(SHORT)
    agent = field.agent()
    play(agent, "/nouveau", "7", "Issa", "tap Suite", "oui", "/nouveau", "8", "/retirer K0001", "oui")
    assert field.records()[0].status is InterviewStatus.WITHDRAWN
    assert agent.asked.address == "2"
    assert any(text.startswith("C'est fait") for text in agent.heard)
    play(agent, "Sidi")
    assert values(agent)["nom"] == "Sidi"


def test_team_help_and_menu_of_leaders() -> None:
    """Supervisors see their own commands and keys."""
    field = Field(SHORT)
    leader = field.supervisor()
    play(leader, "/aide")
    assert "/equipe · /inviter · /suivi · /export" in leader.told
    assert "👥 Équipe" in menu(leader)
    play(leader, "👥 Équipe")
    assert leader.told.startswith("Équipe du projet Essai")
    play(leader, "press Inviter", "press agent")
    assert leader.told.splitlines()[-1].startswith("https://t.me/baro?start=")


def test_follow() -> None:
    """Who did what, today and in all; never an answer."""
    field = Field(SHORT)
    leader, agent = field.supervisor(), field.agent()
    field.member("Vieux", Role.AGENT)
    play(agent, "/nouveau", "7", "Issa", "tap Suite", "oui")
    field.clock.advance(24 * 3600 * 1000)
    play(agent, "/nouveau", "8", "Kadi", "tap Suite", "oui", "/nouveau")
    play(leader, "📊 Suivi")
    assert "X02 · Awa : 1 aujourd'hui · 2 cette semaine · 2 envoyés en tout · 1 en cours" in leader.told
    assert "Vieux : 0 envoyé en tout" in leader.told
    assert "Issa" not in leader.told


def test_download_without_a_guide() -> None:
    """There is nothing to download where there is no guide."""
    leader = Field().supervisor()
    play(leader, "/export")
    assert leader.told.startswith("Il n'y a pas encore de guide")


def test_keys_and_buttons_are_what_the_channel_expects() -> None:
    """Actions stay within Telegram's 64 bytes; a tap says nothing about its message."""
    field = Field(VISIT)
    agent = field.agent()
    play(agent, "/nouveau", "35", "bonne", "/corriger")
    rows = agent.shown[-1][1].outgoing.rows  # type: ignore[union-attr]
    assert all(isinstance(button, Button) and len(button.action.encode()) <= 64 for row in rows for button in row)
    agent.sends(Tap("do:pause", ""))
    assert agent.told.startswith("Tout est gardé.")
    assert Key.NEXT.value == "next"


SESSION = """
| survey |
|  | type | name | label |
|  | integer | femmes | Combien de femmes ? |
| settings |
|  | form_title | form_id | version | titre_discret | famille |
|  | {title} | {form_id} | 1 | {title} | seance |
"""
CHAT = SESSION.format(title="Fiche 1", form_id="causerie")
RADIO = SESSION.format(title="Fiche 2", form_id="radio")


def test_menus_by_role() -> None:
    """Agents begin interviews, assistants note sessions, those who lead do both."""
    field = Field(SHORT)
    expected = {
        Role.AGENT: ["➕ Nouvel entretien", "▶️ Reprendre", "❓ Aide"],
        Role.ASSISTANT: ["📝 Noter une séance", "▶️ Reprendre", "❓ Aide"],
    }
    both = ["➕ Nouvel entretien", "📝 Noter une séance", "▶️ Reprendre"]
    for role in Role:
        someone = field.member(role.value, role)
        play(someone, "/start")
        assert menu(someone) == expected.get(role, [*both, "👥 Équipe", "📊 Suivi", "⬇️ Télécharger", "❓ Aide"])


def test_sessions_and_interviews_are_begun_apart() -> None:
    """One guide of a kind begins at once, several are asked about; each command knows its own kind only."""
    field = Field(SHORT, CHAT)
    one = field.member("Mariam", Role.ASSISTANT)
    play(one, "📝 Noter une séance")
    assert one.asked.label.text == "Combien de femmes ?"
    play(one, "12", "oui", "/nouveau")
    assert one.asked.label.text == "Quel âge ?"
    play(one, "/abandonner", "oui")
    field.publish(RADIO)
    play(one, "/seance essai")
    assert buttons(one) == ["Fiche 1", "Fiche 2"]
    play(one, "press Fiche 2", "5", "oui")
    assert field.records()[-1].trial


def test_a_kind_without_a_guide() -> None:
    """What is missing is said, and what there is."""
    agent = Field(CHAT).agent()
    play(agent, "/nouveau")
    assert agent.told == "Dans ce projet, on note des séances : /seance"
    one = Field(SHORT).member("Mariam", Role.ASSISTANT)
    play(one, "/seance")
    assert one.told == "Il n'y a pas de fiche de séance dans ce projet. Voyez avec votre responsable."
    assert menu(one)


def test_stop_is_a_pause() -> None:
    """Telegram's own word puts the interview aside; with nothing open it says that nothing is lost."""
    agent = Field(VISIT).agent()
    agent.says("/nouveau")
    agent.says("35")
    agent.says("/stop")
    assert agent.told.startswith("Tout est gardé.")
    agent.says("/stop")
    assert "rien n'est perdu" in agent.told
    agent.says("/reprendre")
    assert agent.asked.address == "2"
