"""A guide is tried before it is published: nobody else is offered it, and nothing of it is counted."""

from __future__ import annotations

from pathlib import Path

import pytest

from dialogues.interview.status import InterviewStatus
from dialogues.messages import Blob
from tests.support.scenario import Field, Someone, checked
from tests.support.script import play

FORMS = Path(__file__).parents[2] / "scenarios" / "forms"
COURT, MARKET = ((FORMS / f"{name}.md").read_text(encoding="utf-8") for name in ("court", "marche"))


def sent(field: Field, supervisor: Someone, form: str = MARKET) -> None:
    """A supervisor sends a guide, and it is found good."""
    supervisor.sends(Blob("file", "file-7", "g.xlsx", "", 2000))
    field.service.guide_checked(field.drafts.waiting()[0], checked(form))
    supervisor.receive()


def published(field: Field, form_id: str = "marche") -> list[str]:
    """Published versions of a guide."""
    with field.store.reading() as uow:
        guide = uow.guides.by_form_id(field.project.id, form_id)
        return [] if guide is None else [one.version for one in uow.guides.versions(field.project.id, guide.id)]


def titles(field: Field) -> list[str]:
    """The guides that are in lists."""
    with field.store.reading() as uow:
        return [guide.form_id for guide in uow.guides.all(field.project.id)]


def test_tried_then_published() -> None:
    """A trial is held on the draft; at its end publishing is offered again; others saw nothing until then."""
    field = Field(COURT)
    supervisor, agent = field.supervisor(), field.agent()
    sent(field, supervisor)
    play(supervisor, "restart", "press Essayer d'abord")
    assert "C'est un essai" in supervisor.told
    assert supervisor.asked.label.text == "Le marché est-il ouvert ?"
    (record,) = field.records()
    assert record.trial
    play(agent, "/nouveau")
    assert agent.asked.label.text == "Quel âge ?"
    assert titles(field) == ["court"]
    play(supervisor, "tap Oui", "200", "bien", "tap Suite", "tap Envoyer")
    assert field.records()[0].status is InterviewStatus.SENT
    assert supervisor.told == "L'essai est fini. On publie ce guide ?"
    assert published(field) == []
    play(supervisor, "press ✅ Publier")
    assert (published(field), titles(field)) == (["2"], ["court", "marche"])
    play(supervisor, "/suivi")
    assert "0 envoyé en tout" in supervisor.told
    assert "Plus 1 essai, jamais compté." in supervisor.told
    with field.store.reading() as uow:
        guide = uow.guides.by_form_id(field.project.id, "marche")
        assert guide is not None
        assert uow.submissions.count(field.project.id, guide.id) == 0


def test_forgotten() -> None:
    """Forgetting a draft gives its open trials up, wherever they stand, and publishes nothing."""
    field = Field(COURT)
    supervisor = field.supervisor()
    sent(field, supervisor)
    play(supervisor, "press Essayer d'abord", "tap Oui", "/pause", "press Ne pas publier")
    assert [record.status for record in field.records()] == [InterviewStatus.ABANDONED]
    assert supervisor.told == "D'accord, rien n'est publié."
    assert not any("L'essai est fini" in heard for heard in supervisor.heard)
    play(supervisor, "press Essayer d'abord")
    assert supervisor.told.startswith("Ce guide n'attend plus ici.")
    assert (published(field), titles(field)) == ([], ["court"])
    sent(field, supervisor)
    play(supervisor, "press Essayer d'abord", "press Ne pas publier")
    assert [record.status for record in field.records()] == [InterviewStatus.ABANDONED] * 2
    play(supervisor, "/reprendre")
    assert supervisor.told.startswith("Aucun entretien n'est ouvert ici.")


def test_abandoned_trials_offer_it_again() -> None:
    """Giving a trial up by hand asks whether to publish; not a day later, not once it is published."""
    field = Field(COURT)
    supervisor = field.supervisor()
    sent(field, supervisor)
    play(supervisor, "press Essayer d'abord", "/abandonner", "tap Oui")
    assert supervisor.told == "L'essai est fini. On publie ce guide ?"
    play(supervisor, "press Essayer d'abord", "press ✅ Publier", "/reprendre", "/abandonner", "tap Oui")
    assert not supervisor.told.startswith("L'essai est fini")
    play(supervisor, "press Essayer d'abord")
    assert supervisor.told == "Ce guide est déjà publié."
    play(supervisor, "press Essayer")
    assert supervisor.asked.label.text == "Le marché est-il ouvert ?"
    play(supervisor, "/abandonner", "tap Oui")
    sent(field, supervisor, MARKET.replace("| 2 |", "| 3 |"))
    play(supervisor, "press Essayer d'abord", "later 25", "/abandonner", "tap Oui")
    assert not supervisor.told.startswith("L'essai est fini")


def test_a_doubled_tap_is_one_trial() -> None:
    """The same tap twice begins one interview; a later one begins another beside it."""
    field = Field(COURT)
    supervisor = field.supervisor()
    sent(field, supervisor)
    action = supervisor.action("Essayer d'abord")
    with supervisor.offline():
        supervisor.acts(action)
        supervisor.acts(action)
    assert len(field.records()) == 1
    play(supervisor, "tap Oui")
    supervisor.acts(action)
    assert len(field.records()) == 2


def test_no_more_room() -> None:
    """With too many open interviews nothing begins, and that is said."""
    field = Field(COURT)
    supervisor = field.supervisor()
    for _ in range(26):
        play(supervisor, "/nouveau", "35")
    play(supervisor, "/pause")
    sent(field, supervisor)
    play(supervisor, "press Essayer d'abord")
    assert supervisor.told.startswith("Vous avez déjà beaucoup d'entretiens ouverts.")


def test_others_cannot_try() -> None:
    """An agent, or a supervisor of another project, finds nothing behind the button."""
    field = Field(COURT)
    with field.store.writing() as uow:
        elsewhere = field.beside(uow.projects.add("b", "Autre", "O", "Africa/Bamako"))
        uow.commit()
    supervisor, agent, other = field.supervisor(), field.agent(), elsewhere.supervisor("Oumar")
    sent(field, supervisor)
    action = supervisor.action("Essayer d'abord")
    agent.acts(action)
    assert agent.told.startswith("Seul un superviseur peut faire cela.")
    other.acts(action)
    assert other.told.startswith("Ce guide n'attend plus ici.")
    assert field.records() == []


def test_a_draft_that_the_store_lost() -> None:
    """A guide whose version to try is not there any more has to be sent again."""
    field = Field(COURT)
    supervisor = field.supervisor()
    sent(field, supervisor)
    with field.store.writing() as uow:
        uow.guides.drop_drafts(field.project.id, field.clock() + 1)
        uow.commit()
    play(supervisor, "press Essayer d'abord")
    assert supervisor.told.startswith("Ce guide n'attend plus ici.")


def test_what_is_new_is_told() -> None:
    """Questions in more, in less and changed are counted, and the first few named."""
    field = Field(MARKET)
    supervisor = field.supervisor()
    changed = (
        MARKET.replace("Combien coûte le mil ?", "Combien coûte le mil au marché ?")
        .replace("|  | text | avis | Votre avis ? |", "|  | integer | jours | Combien de jours ? |")
        .replace("| 2 |", "| 3 |")
        .replace("oui | Oui |", "oui | Oui, ouvert |")
    )
    sent(field, supervisor, changed)
    assert supervisor.told.splitlines()[2:-1] == [
        "Depuis la version 2 :",
        "1 question en plus :",
        "– Combien de jours ?",
        "1 question en moins :",
        "– Votre avis ?",
        "2 textes changés :",
        "– Le marché est-il ouvert ?",
        "– Combien coûte le mil au marché ?",
    ]
    sent(field, supervisor, MARKET.replace("| 2 |", "| 4 |"))
    assert "Depuis la version 2 : mêmes questions, mêmes mots." in supervisor.told


@pytest.mark.parametrize(
    ("status", "told"),
    [
        ("reviewed", "Bamanankan (bm) : 1 texte manque"),
        ("draft", "Bamanankan (bm) : 1 texte manque, 1 traduction à vérifier"),
    ],
)
def test_languages_and_their_state(status: str, told: str) -> None:
    """Each language says what is missing and what nobody has reviewed."""
    form = f"""
| survey |
|  | type | name | label::Français (fr) | label::Bamanankan (bm) | status::Bamanankan (bm) |
|  | integer | age | Quel âge ? | I si ye san joli ye ? | {status} |
|  | text | nom | Quel nom ? |  |  |
| settings |
|  | form_title | form_id | version | default_language |
|  | Deux langues | deux | 1 | Français (fr) |
"""
    field = Field()
    supervisor = field.supervisor()
    sent(field, supervisor, form)
    lines = supervisor.told.splitlines()
    assert "Français (fr) : tout y est" in lines
    assert told in lines


def test_a_guide_replaced_while_it_is_filled() -> None:
    """An interview stays on its version to the end: its questions, its export, whatever is published meanwhile."""
    field = Field(COURT)
    supervisor, agent = field.supervisor(), field.agent()
    play(agent, "/nouveau", "35")
    (version,) = field.versions
    sent(
        field,
        supervisor,
        COURT.replace("|  | text | nom | Quel nom ? |\n", "").replace("| court | 1 |", "| court | 2 |"),
    )
    play(supervisor, "press ✅ Publier")
    play(agent, "restart", "Awa", "tap Suite", "tap Envoyer")
    with field.store.reading() as uow:
        (kept,) = list(uow.submissions.stream(field.project.id, uow.guides.version(version).guide))
        assert kept.version == version
        assert "Awa" in kept.answers
