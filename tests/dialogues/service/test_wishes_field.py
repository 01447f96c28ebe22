"""What people say around their work: calls, sessions, lists, files, something grave, and what a message names."""

from __future__ import annotations

import datetime as dt

import pytest

from dialogues.interview import events as e
from dialogues.locales import Locales
from dialogues.messages import PutPrompt, Say
from dialogues.ports import Entity, Intent, IntentReading
from dialogues.service.appointments import moment_of, question_of, tag_of
from tests.dialogues.service.forms import SETTINGS, SHORT, TWO_LANGUAGES
from tests.support.fakes import FakeIntents
from tests.support.scenario import Field, Someone
from tests.support.script import play, values

FORM = """
| survey |
|  | type | name | label |
|  | integer | age | Quel âge ? |
|  | select_one avis | marche | Le marché ? |
|  | select_one avis | route | La route ? |
| choices |
|  | list_name | name | label |
|  | avis | bon | Bon |
|  | avis | mauvais | Mauvais |
""" + SETTINGS.format(title="Fiche V", form_id="voeux")

NOW = dt.datetime(2026, 11, 18, 15, 30, tzinfo=dt.timezone(dt.timedelta(hours=1)))
"""A Wednesday."""


def said(text: str, *pieces: tuple[str, str]) -> tuple[Entity, ...]:
    """Pieces of a text, each by its kind, where they stand."""
    return tuple(Entity(k, None, w, text.index(w), text.index(w) + len(w), 0.9) for k, w in pieces)


def reading(
    intent: Intent, confidence: float = 0.95, entities: tuple[Entity, ...] = (), second: Intent | None = None
) -> IntentReading:
    """What the fake reads."""
    return IntentReading(intent, confidence, "rasa", "fake", entities, second)


READ: dict[str, IntentReading] = {
    **{intent.value: reading(intent) for intent in Intent},
    **{f"peut-être {intent.value}": reading(intent, 0.6) for intent in Intent},
    "reviens à la question 1": reading(Intent.GO_BACK, 0.95, said("reviens à la question 1", ("question_ref", "1"))),
    "la 1 peut-être": reading(Intent.CORRECT, 0.6, said("la 1 peut-être", ("question_ref", "1"))),
    "corrige la 99": reading(Intent.CORRECT, 0.95, said("corrige la 99", ("question_ref", "99"))),
    "en arabe": reading(Intent.LANGUAGE, 0.95, said("en arabe", ("language", "arabe"))),
    "en anglais": reading(Intent.LANGUAGE, 0.6, said("en anglais", ("language", "anglais"))),
    "rappelle demain à 10h": reading(
        Intent.CALL_BACK, 0.95, said("rappelle demain à 10h", ("date", "demain"), ("time", "10h"))
    ),
    "pause ou fin": reading(Intent.PAUSE, 0.5, second=Intent.CANCEL),
    "séance ou entretien": reading(Intent.SESSION, 0.5, second=Intent.START),
    "fichier": reading(Intent.EXPORT, 0.5),
}


def begun(form: str = FORM) -> Someone:
    """An agent at the first question."""
    agent = Field(form, intents=FakeIntents(READ)).agent()
    agent.says("/nouveau")
    return agent


def buttons(agent: Someone) -> list[str]:
    """What the buttons of the last message say."""
    last = agent.shown[-1][1].outgoing
    assert isinstance(last, Say)
    locales = Locales.load()
    return [
        each.label if isinstance(each.label, str) else locales.text(each.label, "fr")
        for row in last.rows
        for each in row
    ]


def events(agent: Someone) -> list[e.Event]:
    """The log of the newest interview."""
    with agent.field.store.reading() as uow:
        return [event for _, event in uow.interviews.events(agent.field.records()[-1].id)]


# --- in an interview ----------------------------------------------------------------------------------------------


def test_a_question_that_is_named_is_gone_to() -> None:
    """«Reviens à la question 1»; doubtful words offer it, an unknown number is said; no answer changes."""
    agent = begun()
    play(agent, "35", "Bon", "reviens à la question 1")
    assert agent.asked.address == "1"
    play(agent, "36", "la 1 peut-être")
    assert agent.told == "Vous vouliez dire « Question 1 » ? Touchez ici. Sinon, répondez à la question."
    agent.presses("Question 1")
    assert agent.asked.address == "1"
    agent.says("corrige la 99")
    assert "99" in agent.told
    assert values(agent)["age"] == "36"


def test_a_call_back_is_offered_at_the_moment_that_was_told() -> None:
    """Nothing is put off before a tap; the tap names the minute, so that it may come late."""
    agent = begun()
    agent.says("rappelle demain à 10h")
    assert agent.told == "On rappelle quand ?"
    assert len(buttons(agent)) == 4
    assert not any(isinstance(x, e.CallBackChosen) for x in events(agent))
    agent.presses(buttons(agent)[0])
    chosen = next(x for x in events(agent) if isinstance(x, e.CallBackChosen))
    assert dt.datetime.fromtimestamp(chosen.due / 1000, dt.UTC).strftime("%H:%M") == "10:00"
    agent.acts("callat:1:5")
    assert agent.told.startswith("Ce bouton ne sert plus")


def test_whoever_was_not_reached_is_called_later_or_given_up() -> None:
    """The same moments as after a cut line, and the way out; nothing is stored."""
    agent = begun()
    agent.says("record_attempt")
    assert agent.told.startswith("La personne n'a pas pu répondre ?")
    assert buttons(agent) == ["5 min", "30 min", "Demain", "Abandonner cette fiche"]
    assert "age" not in values(agent)


def test_something_grave_is_never_an_answer() -> None:
    """Whom to call stands above the question that comes again; doubtful words offer it."""
    agent = begun()
    agent.says("report_incident")
    assert isinstance(agent.shown[-1][1].outgoing, PutPrompt)
    assert "Appelez tout de suite votre responsable" in agent.told
    agent.says("peut-être report_incident")
    agent.presses("🆘 Signaler un problème grave")
    assert "Appelez tout de suite votre responsable" in agent.told
    assert "age" not in values(agent)


def test_goodbye_is_answered_above_the_question() -> None:
    """A short word, and the question is still there."""
    agent = begun()
    agent.says("goodbye")
    assert agent.told.startswith("Au revoir, à bientôt.")
    assert agent.asked.address == "1"


@pytest.mark.parametrize(
    ("intent", "words"), [("log_session", "📝 Noter une séance"), ("list_cases", "📂 Autre entretien")]
)
def test_what_leaves_the_question_is_only_offered(intent: str, words: str) -> None:
    """However sure: the question that waits is not left for a reading."""
    agent = begun()
    agent.says(intent)
    assert agent.told == f"Vous vouliez dire « {words} » ? Touchez ici. Sinon, répondez à la question."
    assert len(agent.field.records()) == 1


def test_the_two_likeliest_are_offered() -> None:
    """«Vous vouliez dire … ?» with a button for each."""
    agent = begun()
    agent.says("pause ou fin")
    assert buttons(agent) == ["⏸️ Pause", "Abandonner cette fiche"]


def test_a_language_that_is_named_is_offered() -> None:
    """The guide's and the bot's own, however sure; one that neither has opens the list."""
    agent = begun(TWO_LANGUAGES)
    agent.says("en arabe")
    assert agent.told == "Dans cette langue ?"
    assert buttons(agent)[-1] == "Baro parle : العربية"
    agent.says("en anglais")
    assert buttons(agent)[-1] == "Baro parle : English"
    assert len(agent.field.records()) == 1


# --- outside ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("goodbye", "Au revoir, à bientôt."),
        ("report_incident", "🆘 Quelqu'un est en danger maintenant ?"),
        ("peut-être report_incident", "Vous vouliez dire « 🆘 Signaler un problème grave » ?"),
        ("export_results", "Seul un superviseur peut faire cela."),
        ("fichier", "Vous n'avez pas accès ici."),
        ("log_session", "Il n'y a pas de fiche de séance dans ce projet."),
        ("séance ou entretien", "Vous vouliez dire « 📝 Noter une séance » ?"),
        ("list_cases", "Aucun entretien n'est ouvert ici."),
        ("schedule_callback", "Aucun entretien n'est ouvert ici."),
        ("en anglais", "Dans cette langue ?"),
    ],
)
def test_outside_of_an_interview(words: str, told: str) -> None:
    """What the commands do, or what there is to do."""
    agent = Field(SHORT, intents=FakeIntents(READ)).agent()
    agent.says(words)
    assert agent.told.startswith(told)
    assert len(agent.shown) == 1


@pytest.mark.parametrize(
    ("words", "told"),
    [("list_cases", "1 entretien en cours :"), ("schedule_callback", "De quel entretien parlez-vous ?")],
)
def test_what_is_open_is_shown(words: str, told: str) -> None:
    """A call belongs to an interview: which one is asked."""
    agent = begun()
    play(agent, "/pause", words)
    assert agent.told.startswith(told)
    agent.presses(buttons(agent)[0])
    assert agent.asked.address == "1"


def test_supervisors_download_and_follow() -> None:
    """Nothing is written before a tap."""
    boss = Field(SHORT, intents=FakeIntents(READ)).supervisor()
    boss.says("export_results")
    assert buttons(boss)
    boss.says("list_cases")
    assert boss.told.startswith("Projet Essai :")


# --- the pieces ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "hour", "due"),
    [
        ("demain", "10h", "2026-11-19 10:00"),
        ("demain", "", "2026-11-19 15:30"),
        ("", "18h", "2026-11-18 18:00"),
        ("", "9h", "2026-11-19 09:00"),
        ("lundi", "9h", "2026-11-23 09:00"),
        ("hier", "9h", ""),
        ("aujourd'hui", "9h", ""),
        ("le 3 mars 2031", "9h", ""),
        ("bientôt", "", ""),
        ("", "", ""),
    ],
)
def test_a_moment_is_always_one_to_come(day: str, hour: str, due: str) -> None:
    """«lundi» is the next one, an hour that has passed is tomorrow's; what is past or far is none."""
    found = moment_of(
        [Entity(k, None, w, 0, len(w), 0.9) for k, w in (("date", day), ("time", hour)) if w], NOW, Locales.load()
    )
    assert ("" if found is None else found.strftime("%Y-%m-%d %H:%M")) == due


def test_two_days_are_no_moment() -> None:
    """Neither is taken for the other."""
    both = [Entity("date", None, word, 0, len(word), 0.9) for word in ("demain", "après-demain")]
    assert moment_of(both, NOW, Locales.load()) is None


@pytest.mark.parametrize(
    ("name", "tag"),
    [
        ("Bambara", "bm"),
        ("bamanankan", "bm"),
        ("tubabu kan", "fr"),
        ("بالعربية", "ar"),
        ("العربية", "ar"),
        ("peul", "ff"),
        ("songhaï", "ses"),
        ("soninké", "snk"),
        ("tamasheq", "taq"),
        ("حسانية", "mey"),
        ("klingon", ""),
    ],
)
def test_languages_have_many_names(name: str, tag: str) -> None:
    """In the languages themselves and in others."""
    assert tag_of([Entity("language", None, name, 0, len(name), 1.0)]) == tag


def test_one_thing_is_named_or_none() -> None:
    """Two languages are none, two numbers are none; an instance keeps its point."""
    two = [Entity("language", None, word, 0, 1, 1.0) for word in ("peul", "arabe")]
    assert tag_of(two) == ""
    numbers = [Entity("question_ref", None, word, 0, 1, 1.0) for word in ("7.2", "3")]
    assert question_of(numbers[:1]) == "7.2"
    assert question_of(numbers) == ""
