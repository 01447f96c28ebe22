"""Remarks on wording: by a line, from the menu, by voice, edited; where they go, and that they are no answers."""

from __future__ import annotations

from pathlib import Path

import pytest

from dialogues.ports import AttachmentStatus, Remark
from tests.support.scenario import Field, Someone
from tests.support.script import play, values

FORMS = Path(__file__).parents[2] / "scenarios" / "forms"
COURT, MARKET = ((FORMS / f"{name}.md").read_text(encoding="utf-8") for name in ("court", "marche"))


def kept(field: Field, form_id: str = "court") -> list[Remark]:
    """All remarks on a guide, oldest first."""
    with field.store.reading() as uow:
        guide = uow.guides.by_form_id(field.project.id, form_id)
        assert guide is not None
        return list(reversed(uow.remarks.of_guide(field.project.id, guide.id)))


def said(field: Field, form_id: str = "court") -> list[tuple[str, str]]:
    """Question and words of each."""
    return [(one.question.rpartition("/")[2], one.text) for one in kept(field, form_id)]


@pytest.fixture
def field() -> Field:
    """A project with a short guide."""
    return Field(COURT)


@pytest.fixture
def awa(field: Field) -> Someone:
    """An agent in an interview."""
    agent = field.agent()
    play(agent, "/nouveau")
    return agent


@pytest.mark.parametrize(
    ("steps", "remarks", "answers"),
    [
        (("RQ trop long",), [("age", "trop long")], {}),
        (("rq : mot difficile",), [("age", "mot difficile")], {}),
        (("RQ",), [], {}),
        (("35\nRQ trop long",), [("age", "trop long")], {"age": "35"}),
        (("RQ trop long\n35",), [("age", "trop long")], {"age": "35"}),
        (("RQ 2) mot difficile",), [("nom", "mot difficile")], {}),
        (("RQ 3 mots difficiles",), [("age", "3 mots difficiles")], {}),
        (("1) 35\nRQ un\n2) Awa\nRQ deux",), [("age", "un"), ("nom", "deux")], {"age": "35", "nom": "Awa"}),
        (("35", "RQ et ici ?"), [("nom", "et ici ?")], {"age": "35"}),
        (("35", "reply 1: RQ trop long"), [("age", "trop long")], {"age": "35"}),
        (("RQ un", "RQ deux"), [("age", "un"), ("age", "deux")], {}),
        (("/remarque", "trop long"), [("age", "trop long")], {}),
        (("/remarque", "RQ 2) trop long"), [("nom", "trop long")], {}),
        (("/remarque", "restart", "trop long"), [("age", "trop long")], {}),
        (("/remarque", "3 mots"), [("age", "3 mots")], {}),
        (("/remarque", "1) 35"), [], {"age": "35"}),
        (("/remarque", "twice trop long"), [("age", "trop long")], {}),
        (("/remarque", "tap Ne sait pas"), [], {"age": "<nsp>"}),
        (("/remarque", "reply 1: 35"), [], {"age": "35"}),
        (("/remarque", "un", "35"), [("age", "un")], {"age": "35"}),
        (("RQ trop long", "edit -1: RQ bien trop long"), [("age", "bien trop long")], {}),
        (("RQ trop long", "edit -1: bien trop long"), [("age", "bien trop long")], {}),
        (("RQ trop long", "edit -1: RQ 2) trop long"), [("nom", "trop long")], {}),
        (("/remarque", "un", "edit -1: deux"), [("age", "deux")], {}),
        (("35\nRQ un", "edit -1: 36\nRQ deux"), [("age", "deux")], {"age": "36"}),
        (("35\nRQ un", "edit -1: 36"), [], {"age": "36"}),
        (("35", "edit -1: 36\nRQ deux"), [("age", "deux")], {"age": "36"}),
        (("35", "edit -1: RQ deux"), [("age", "deux")], {"age": "35"}),
        (("nonsense", "edit -1: RQ deux"), [("age", "deux")], {}),
        (("nonsense", "edit -1: RQ deux\n35"), [("age", "deux")], {"age": "35"}),
    ],
)
def test_what_becomes_a_remark(
    field: Field, awa: Someone, steps: tuple[str, ...], remarks: list[tuple[str, str]], answers: dict[str, str]
) -> None:
    """Each goes to its question; the rest of the message is what it was."""
    play(awa, *(step.replace("⏎", "\n") for step in steps))
    assert said(field) == remarks
    found = values(awa)
    assert {name: found[name] for name in ("age", "nom") if name in found} == answers


def test_who_when_and_where(field: Field, awa: Someone) -> None:
    """A remark bears the guide, the version, the interview, the code of the agent and the time."""
    play(awa, "RQ trop long")
    (one,) = kept(field)
    (record,) = field.records()
    assert (one.version, one.interview, one.question) == (field.versions[0], record.id, "/data/age")
    assert (one.member, one.at, one.attachment) == ("X01", field.clock(), "")
    assert awa.told.startswith("💬 Remarque notée (1).")
    assert awa.asked.address == "1"


def test_the_menu_asks_for_one(field: Field, awa: Someone) -> None:
    """«💬 Remarque sur la question» stands behind ☰ and names the question."""
    play(awa, "☰", "press 💬 Remarque")
    assert awa.told.startswith("Votre remarque sur la 1 ?")
    play(awa, "⬅️ Revenir", "35", "☰", "press 💬 Remarque", "⬅️ Revenir")
    assert awa.asked.address == "2"
    play(awa, "Awa")
    assert (said(field), values(awa)["age"], values(awa)["nom"]) == ([], "35", "Awa")


def test_where_there_is_no_question(field: Field, awa: Someone) -> None:
    """Without an interview, at the end and in a call a remark needs its number."""
    play(awa, "/pause", "RQ trop long")
    assert "en pause" in awa.told
    play(awa, "/remarque")
    assert awa.told.startswith("Aucun entretien n'est ouvert ici.")
    play(awa, "/reprendre", "RQ 9) trop long")
    assert awa.told.startswith("Sur quelle question ?")
    play(awa, "35", "Awa", "tap Suite", "RQ trop long")
    assert awa.told.startswith("Sur quelle question ?")
    play(awa, "/remarque")
    assert awa.told.startswith("Sur quelle question ?")
    play(awa, "2) Binta\nRQ 9) rien", "RQ 1) trop long")
    assert said(field) == [("age", "trop long")]


def test_in_a_call(field: Field, awa: Someone) -> None:
    """During a call a remark with its number goes beside the answers."""
    play(awa, "/appel", "RQ 1) trop long", "1) 35\nRQ trop long", "RQ mot difficile")
    assert said(field) == [("age", "trop long"), ("age", "trop long")]
    assert awa.told.startswith("Sur quelle question ?")
    assert values(awa)["age"] == "35"


def test_of_another_interview(field: Field, awa: Someone) -> None:
    """With several open a letter names the interview; a sent one can still be remarked on by a reply."""
    play(awa, "/nouveau", "RQ A1) trop long")
    assert awa.told == "💬 Remarque notée (A1)."
    first, _ = field.records()
    assert [one.interview for one in kept(field)] == [first.id]
    play(awa, "35", "Awa", "tap Suite", "tap Envoyer", "reply B1: RQ mot difficile")
    assert said(field)[-1] == ("age", "mot difficile")
    play(awa, "reply B1: RQ 1) x")


def test_by_voice(field: Field, awa: Someone) -> None:
    """A voice message that was asked for, or says RQ, is a remark; others are what they were."""
    play(awa, "/remarque", "voice", "stored")
    (one,) = kept(field)
    with field.store.reading() as uow:
        attachment = uow.attachments.attachment(one.attachment)
    assert attachment is not None
    assert (attachment.status, attachment.interview) == (AttachmentStatus.STORED, one.interview)
    play(awa, "voice RQ écoutez", "voice")
    assert said(field) == [("age", ""), ("age", "écoutez")]
    assert "message vocal" in awa.told
    play(awa, "/pause", "voice RQ 1) x")
    assert len(said(field)) == 2


def test_strict_takes_no_voice() -> None:
    """In a strict project a remark is typed, and its question warns of what the person said."""
    field = Field(COURT, strict=True)
    awa = field.agent()
    play(awa, "/nouveau", "/remarque")
    assert "sans rien de ce que la personne a dit" in awa.told
    play(awa, "voice")
    assert awa.told.startswith("Pas de message vocal dans ce guide")
    play(awa, "RQ trop long")
    assert said(field) == [("age", "trop long")]


def test_they_go_with_the_answers(field: Field, awa: Someone) -> None:
    """Taking answers back removes the remarks of the interview, and their messages."""
    play(awa, "35", "RQ trop long", "/remarque", "voice")
    message = awa.sent[-3]
    play(awa, "/retirer", "tap Oui")
    assert kept(field) == []
    assert message in awa.removed


def test_supervisors_read_them() -> None:
    """By guide, then by question or all, newest first, page by page; never by others."""
    field = Field(COURT, MARKET)
    awa, fanta = field.agent(), field.supervisor()
    play(awa, "/remarques")
    assert awa.told.startswith("Seul un superviseur")
    play(fanta, "/remarques")
    assert fanta.told == "Il n'y a pas encore de remarque."
    play(awa, "/nouveau", "press Fiche S", *(f"RQ n° {number}" for number in range(10)), "35", "RQ ici aussi")
    play(fanta, "/remarques")
    assert fanta.told == "Fiche S : 11 remarques."
    play(fanta, "press Toutes")
    assert [line for line in fanta.told.splitlines() if "n°" in line] == [f"n° {n}" for n in range(9, 2, -1)]
    assert "2. Quel nom ?\nici aussi\nX01, 3 mars 2026 à 10 h" in fanta.told
    play(fanta, "press Plus anciennes")
    assert [line for line in fanta.told.splitlines() if "n°" in line] == [f"n° {n}" for n in range(2, -1, -1)]
    play(fanta, "press Plus récentes", "press Par question", "press 1. Quel âge ? · 10")
    assert "ici aussi" not in fanta.told
    play(awa, "/pause", "/nouveau", "press Fiche M", "RQ bien", "/remarque", "voice")
    play(fanta, "/remarques")
    assert fanta.told == "Remarques sur quel guide ?"
    play(fanta, "press Fiche M", "press Toutes")
    assert "🎤 message vocal" in fanta.told
    play(fanta, "press 🎤")
    assert fanta.told.startswith("Ce message vocal n'est pas encore arrivé")
    play(awa, "stored")
    play(fanta, "press 🎤")
    assert fanta.told.endswith(".ogg")
    listen = fanta.action("🎤")
    play(awa, "/retirer", "tap Oui")
    for gone in (listen, "remarks:9999", "remarks_of:9999:0:0", f"remarks_of:{listen}:7:0"):
        fanta.acts(gone)
        assert fanta.told == "Ce bouton ne sert plus."
    for button in ("remarks:1", "remarks_of:1:0:0", "remark_voice:1"):
        awa.acts(button)
        assert awa.told.startswith("Seul un superviseur")


def test_a_guide_without_remarks() -> None:
    """The button after a publication says that there is none yet; one for a remark that is gone says so."""
    field = Field(COURT)
    fanta = field.supervisor()
    with field.store.reading() as uow:
        guide = uow.guides.all(field.project.id)[0].id
    fanta.acts(f"remarks:{guide}")
    assert fanta.told == "Il n'y a pas encore de remarque."
    fanta.acts(f"remarks_of:{guide}:77:0")
    assert fanta.told == "Ce bouton ne sert plus."
