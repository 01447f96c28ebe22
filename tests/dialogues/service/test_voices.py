"""Answers that are said: kept at once, heard again, one more message of an open answer; never in `strict`."""

from __future__ import annotations

import json

import pytest

from dialogues.forms.ref import Ref
from dialogues.messages import Blob, Medium, Say, SendFile
from dialogues.ports import AttachmentStatus
from tests.dialogues.service.forms import SETTINGS
from tests.support.scenario import Field, Someone
from tests.support.script import play

FORM = """
| survey |
|  | type | name | label | constraint |
|  | integer | age | Quel âge ? | |
|  | text | avis | Votre avis ? | |
|  | text | mot | Un mot ? | string-length(.) < 5 |
|  | audio | chant | Un chant ? | |
""" + SETTINGS.format(title="Fiche V", form_id="voix")

AVIS = Ref("/data/avis")


@pytest.fixture
def field() -> Field:
    """A project with a guide that has open questions."""
    return Field(FORM)


@pytest.fixture
def awa(field: Field) -> Someone:
    """An agent at the open question."""
    agent = field.agent()
    play(agent, "/nouveau", "35")
    return agent


def answer(field: Field) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    """What the open question holds, what is still to be fetched of it, and ids of what was said."""
    interview = field.replayed(field.records()[-1])
    node = interview.instance.node(AVIS)
    found = interview.answers[AVIS]
    assert node is not None
    return node.stored, found.awaited, tuple(voice.attachment for voice in found.voices)


def test_a_voice_is_one_more_message_of_an_open_answer(field: Field, awa: Someone) -> None:
    """It is kept and noted at once, stands in the answer by its file's name, and the interview goes on."""
    play(awa, "voice")
    assert awa.told == "🎤 2 : message vocal gardé. Autre chose ? Sinon, ➡️ Suite."
    stored, awaited, said = answer(field)
    assert stored.endswith(".ogg")
    assert awaited == said
    play(awa, "et l'eau est loin", "restart", "tap Suite")
    assert awa.asked.address == "3"
    assert awa.asked.acknowledged != ()
    assert "✓ 2 : 🎤 message vocal et l'eau est loin" in awa.told
    assert answer(field) == (f"{stored}\net l'eau est loin", awaited, said)
    play(awa, "stored")
    assert awa.told == "✓ 2 : fichier enregistré."
    assert answer(field)[1] == ()


def test_it_is_heard_again(field: Field, awa: Someone) -> None:
    """«Relire» has a button for each; a supervisor may hear it too, another agent may not."""
    play(awa, "voice", "/relire")
    assert "message vocal" in awa.told
    action = awa.action("🔊 2")
    play(awa, "press 🔊 2")
    assert awa.told == "Ce message vocal n'est pas encore arrivé, ou il n'a pas pu l'être."
    play(awa, "stored")
    awa.acts(action)
    sent = awa.shown[-1][1].outgoing
    record = field.records()[-1]
    assert isinstance(sent, SendFile)
    assert (sent.spoken, sent.path) == (True, f"attachments/{record.id}/{answer(field)[2][0]}")
    assert awa.words(sent.caption) == f"Réponse à la 2, entretien {record.code}."
    boss, other = field.supervisor(), field.agent("Bintou")
    boss.acts(action)
    assert isinstance(boss.shown[-1][1].outgoing, SendFile)
    other.acts(action)
    assert other.told == "Ce bouton ne sert plus."
    boss.acts("hear:rien")
    assert boss.told == "Ce bouton ne sert plus."


def test_only_open_questions_take_one(awa: Someone) -> None:
    """A number, or a text that the guide keeps short, is written."""
    play(awa, "⬅️ Revenir", "voice")
    assert awa.told.startswith("Ici, je ne peux pas prendre un message vocal.")
    play(awa, "35", "avis", "tap Suite", "voice")
    assert awa.told.startswith("Ici, je ne peux pas prendre un message vocal.")
    assert awa.asked.address == "3"


def test_strict_takes_none(field: Field) -> None:
    """In `strict` no voice is kept, not even where the guide asks for a recording."""
    strict = Field(FORM, strict=True)
    agent = strict.agent()
    play(agent, "/nouveau", "35", "voice")
    assert agent.told.startswith("Pas de message vocal dans ce guide")
    play(agent, "Passer", "Passer", "voice")
    assert agent.told.startswith("Pas de message vocal dans ce guide")
    with strict.store.reading() as uow:
        assert uow.attachments.of_interview(strict.records()[-1].id) == []


def test_who_did_not_agree_is_not_recorded() -> None:
    """Where the guide asks for the agreement and the person said no, the answer is written."""
    field = Field(
        """
| survey |
|  | type | name | label |
|  | select_one on | accord_voix | Enregistrer la voix ? |
|  | text | avis | Votre avis ? |
| choices |
|  | list_name | name | label |
|  | on | oui | Oui |
|  | on | non | Non |
"""
        + SETTINGS.format(title="Fiche W", form_id="accord")
    )
    agent = field.agent()
    play(agent, "/nouveau", "tap Non", "voice")
    assert agent.told.startswith("La personne n'a pas donné son accord pour la voix.")
    play(agent, "1) oui", "oui", "voice")
    assert agent.told.startswith("🎤 2 : message vocal gardé.")


def test_sending_waits_for_it_or_goes_without(field: Field, awa: Someone) -> None:
    """A voice on its way holds the sending up; given up, its message leaves the answer and the rest stays."""
    play(awa, "trop cher", "voice", "tap Suite", "Passer", "Passer", "tap Envoyer")
    assert awa.told == "Un fichier n'est pas encore arrivé. Envoyer sans lui ?"
    play(awa, "oui")
    assert awa.told.startswith("Entretien envoyé.")
    record = field.records()[-1]
    with field.store.reading() as uow:
        submission = uow.submissions.submission(record.id)
        (kept,) = uow.attachments.of_interview(record.id)
    assert submission is not None
    found = json.loads(submission.answers)
    assert (found["values"]["/data/avis"], "voices" in found) == ("trop cher", False)
    assert kept.status is AttachmentStatus.WAIVED


def test_the_record_names_what_was_said(field: Field, awa: Someone) -> None:
    """The submission bears name and id of each recording, so that downloads find the files."""
    play(awa, "voice", "stored", "tap Suite", "Passer", "Passer", "tap Envoyer")
    with field.store.reading() as uow:
        submission = uow.submissions.submission(field.records()[-1].id)
    assert submission is not None
    found = json.loads(submission.answers)
    ((name, attachment),) = found["voices"]["/data/avis"]
    assert (name, (attachment,)) == (found["values"]["/data/avis"], answer(field)[2])
    assert f"<avis>{name}</avis>" in submission.xml


def test_during_a_call_it_bears_its_number(field: Field, awa: Someone) -> None:
    """A voice with the number of its question as caption is kept while the call goes on."""
    play(awa, "/appel", "voice", "voice 2")
    assert awa.told.startswith("✓ 2 : 🎤 message vocal")
    assert len(answer(field)[2]) == 1


def test_a_correction_takes_its_place(field: Field, awa: Someone) -> None:
    """Words that replace the answer replace what was said; an edited caption changes nothing."""
    play(awa, "voice", "tap Suite", "2) finalement rien", "oui")
    assert answer(field) == ("finalement rien", (), ())


TWO = """
| survey |
|  | type | name | label::FR (fr) | label::BM (bm) | status::BM (bm) | media::audio::FR (fr) | media::audio::BM (bm) |
|  | select_one on | accord | Acceptez-vous ? | I sɔnna wa ? | draft | | accord_bm.ogg |
|  | integer | age | Quel âge ? | I si ye joli ye ? | draft | age_fr.ogg | age_bm.ogg |
| choices |
|  | list_name | name | label::FR (fr) | label::BM (bm) |
|  | on | oui | Oui | Awɔ |
|  | on | non | Non | Ayi |
| settings |
|  | form_title | form_id | version | default_language |
|  | Deux | deux | 1 | FR (fr) |
"""


def recordings(someone: Someone) -> list[str]:
    """Names of the recordings that came with the newest prompt."""
    return [medium.name for medium in someone.asked.media if medium.kind == "audio"]


def test_consent_in_a_draft_language_is_heard_not_read() -> None:
    """French stands there alone, with the recording that exists; other drafts stand under French, marked."""
    field = Field(TWO)
    agent = field.agent()
    play(agent, "/nouveau", "/langue", "press Bamanankan")
    assert agent.asked.label.text == "Acceptez-vous ?"
    assert (agent.asked.label.also, agent.asked.label.lacks) == ((), "Bamanankan")
    assert recordings(agent) == ["accord_bm.ogg"]
    play(agent, "oui")
    assert [each.status for each in agent.asked.label.also] == ["draft"]
    assert recordings(agent) == ["age_bm.ogg"]


def test_two_languages_are_heard_one_after_the_other() -> None:
    """With two languages shown, a question brings the recording of each; repeated in another, that one's alone."""
    field = Field(TWO)
    agent = field.agent()
    play(agent, "/nouveau", "/langue", "press Français + Bamanankan", "oui")
    assert recordings(agent) == ["age_fr.ogg", "age_bm.ogg"]
    play(agent, "/langue", "press Français")
    assert recordings(agent) == ["age_fr.ogg"]
    play(agent, "🌐 Bamanankan")
    assert recordings(agent) == ["age_bm.ogg"]


def test_on_a_weak_network_a_key_brings_the_recording() -> None:
    """«/leger» keeps it until «🔊 Écouter» is tapped, also by a key that bears the number."""
    field = Field(TWO)
    agent = field.agent()
    play(agent, "/leger", "press Sur demande", "/nouveau", "oui")
    assert (recordings(agent), agent.asked.withheld) == ([], 1)
    play(agent, "tap Écouter")
    assert (recordings(agent), agent.asked.address) == (["age_fr.ogg"], "2")
    assert isinstance(agent.asked.media[0], Medium)
    play(agent, "35")
    assert not isinstance(agent.shown[-1][1].outgoing, Say)


def test_a_voice_too_large_is_said_at_once(awa: Someone) -> None:
    """What can never be fetched is not kept."""
    awa.sends(Blob("audio", "F", media_type="audio/ogg", size=21 * 2**20))
    assert awa.told.startswith("Ce fichier fait 21 Mo")


def test_a_call_has_both_languages_on_its_sheet() -> None:
    """With two languages shown each question of the sheet stands in both, a draft marked; consent in French alone."""
    field = Field(TWO)
    agent = field.agent()
    play(agent, "/nouveau", "/langue", "press Français + Bamanankan", "/appel")
    sheet = next(said for said in agent.heard if "1) " in said)
    assert "2) Quel âge ?\nI si ye joli ye ?\n(traduction à vérifier : Bamanankan)" in sheet
    assert "1) Acceptez-vous ?" in sheet
    assert "I sɔnna" not in sheet
