"""What people say in their own words, with a reader of intents and without."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from dialogues.interview import events as e
from dialogues.interview.interview import Interview
from dialogues.interview.status import InterviewStatus
from dialogues.messages import PutPrompt, Say
from dialogues.ports import Intent, RawUpdate
from dialogues.service.understanding import MAYBE, SURE
from storage.unit_of_work import open_store
from tests.dialogues.service.forms import SETTINGS, SHORT, TWO_LANGUAGES
from tests.support.databases import sqlite_url
from tests.support.fakes import FakeIntents
from tests.support.scenario import Field, Someone
from tests.support.script import play, values

FORM = """
| survey |
|  | type | name | label | hint | required | appearance |
|  | integer | age | Quel âge ? | En années. |
|  | select_one oui | eau | De l'eau ? |
|  | select_one avis | avis | Votre avis ? | | yes |
|  | select_one oui | agent | Tout est prêt ? | | | agent |
|  | begin_repeat | enfant | Enfant |
|  | integer | annees | Quel âge a l'enfant ? |
|  | end_repeat |
|  | text | suite | Et pour la suite ? |
|  | integer | fin | Combien ? |
| choices |
|  | list_name | name | label |
|  | oui | oui | Oui |
|  | oui | non | Non |
|  | avis | bon | Bon |
|  | avis | mauvais | Mauvais |
""" + SETTINGS.format(title="Fiche W", form_id="voeux")

READ = {intent.value: (intent, 0.95) for intent in Intent}
"""Each intent's name, said aloud, is read as that intent."""
READ |= {f"vraiment {intent.value}": (intent, 0.95) for intent in Intent}
READ |= {f"peut-être {intent.value}": (intent, 0.6) for intent in Intent}
READ |= {f"bof {intent.value}": (intent, 0.3) for intent in Intent}


def begun(form: str = FORM, readings: Mapping[str, tuple[Intent, float]] | None = None) -> Someone:
    """An agent at the first question, with a reader of intents."""
    agent = Field(form, intents=FakeIntents(READ | dict(readings or {}))).agent()
    agent.says("/nouveau")
    return agent


def interview(agent: Someone) -> Interview:
    """The agent's newest interview, from its log."""
    return agent.field.replayed(agent.field.records()[-1])


def events(agent: Someone) -> list[e.Event]:
    """Its log."""
    with agent.field.store.reading() as uow:
        return [event for _, event in uow.interviews.events(agent.field.records()[-1].id)]


def reader(agent: Someone) -> FakeIntents:
    """The reader that the agent's bot asks."""
    assert isinstance(agent.field.intents, FakeIntents)
    return agent.field.intents


def newly(agent: Someone, *steps: str) -> list[object]:
    """What is shown for some steps."""
    before = len(agent.shown)
    play(agent, *steps)
    return [delivery.outgoing for _, delivery in agent.shown[before:]]


# --- answers ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("intent", "statut"), [("dont_know", "nsp"), ("refuse_to_answer", "refus"), ("skip", "passe")])
def test_a_sure_non_response_counts_at_once(intent: str, statut: str) -> None:
    """«✓ 1 : ne sait pas» stands in the next question, and the log says who read it."""
    agent = begun()
    shown = newly(agent, f"vraiment {intent}")
    assert len(shown) == 1
    assert agent.told.startswith("✓ 1 : ")
    assert agent.asked.address == "2"
    said = next(x for x in events(agent) if isinstance(x, e.NonResponseRecorded))
    assert (said.kind, said.text, said.reader, said.model, said.confidence) == (
        statut,
        f"vraiment {intent}",
        "rasa",
        "fake",
        0.95,
    )


def test_a_doubtful_non_response_is_asked_back_with_reply_keys() -> None:
    """«Vous voulez dire « ne sait pas » ?», oui or non as messages: no answer hangs on an inline tap."""
    agent = begun()
    shown = newly(agent, "peut-être dont_know")
    assert isinstance(shown[0], PutPrompt)
    assert agent.told == "Vous voulez dire « ne sait pas » ?"
    agent.says("non")
    assert agent.asked.address == "1"
    play(agent, "peut-être dont_know", "tap Oui")
    assert agent.told.startswith("✓ 1 : ne sait pas")
    said = next(x for x in events(agent) if isinstance(x, e.NonResponseRecorded))
    assert (said.reader, said.confidence) == ("rasa", 0.6)


def test_below_the_limit_it_is_as_without_a_reader() -> None:
    """«Je n'ai pas compris…», and nothing is stored."""
    agent = begun()
    agent.says("bof dont_know")
    assert agent.told.startswith("Je n'ai pas compris. Un nombre, s'il vous plaît : 12.")
    assert not any(isinstance(x, e.Proposed) for x in events(agent))


@pytest.mark.parametrize(
    ("confidence", "does"), [(SURE, "counts"), (SURE - 0.01, "asks"), (MAYBE, "asks"), (MAYBE - 0.01, "")]
)
def test_limits_are_where_they_are_said_to_be(confidence: float, does: str) -> None:
    """From SURE on it counts, from MAYBE on it is asked back."""
    agent = begun(readings={"euh": (Intent.DONT_KNOW, confidence)})
    agent.says("euh")
    found = interview(agent)
    assert (len(found.answers), found.pending is not None) == (does == "counts", does == "asks")


@pytest.mark.parametrize(("intent", "value"), [("affirm", "oui"), ("deny", "non")])
def test_yes_and_no_choose_where_the_list_has_them(intent: str, value: str) -> None:
    """A select_one with one choice that says yes and one that says no; the first question that has none does not."""
    agent = begun()
    agent.says(intent)
    assert agent.told.startswith("Je n'ai pas compris.")
    play(agent, "35", intent)
    assert values(agent)["eau"] == value
    answer = [x for x in events(agent) if isinstance(x, e.AnswerRecorded)][-1]
    assert (answer.text, answer.reader, answer.model, answer.confidence) == (intent, "rasa", "fake", 0.95)
    agent.says(intent)  # «Bon», «Mauvais»: neither says yes
    assert agent.told.startswith("Je n'ai pas compris.")


def test_a_doubtful_yes_is_asked_back() -> None:
    """«Vous voulez dire « Oui » ?», to which a yes in other words is enough."""
    agent = begun()
    play(agent, "35", "peut-être affirm")
    assert agent.told == "Vous voulez dire « Oui » ?"
    agent.says("peut-être affirm")
    assert agent.told.startswith("Oui ou non, s'il vous plaît.")
    agent.says("affirm")
    assert values(agent)["eau"] == "oui"


def test_a_no_in_other_words_drops_what_was_proposed() -> None:
    """The question comes again."""
    agent = begun()
    play(agent, "35", "peut-être affirm", "deny")
    assert agent.told.startswith("D'accord. Redites-le autrement, s'il vous plaît.")
    assert "eau" not in values(agent)


def test_what_must_be_answered_is_not_skipped() -> None:
    """The guide's rule stands above any reading."""
    agent = begun()
    play(agent, "35", "oui", "vraiment skip")
    assert agent.told.startswith("Il me faut cette réponse pour continuer.")
    agent.says("peut-être skip")
    assert agent.told.startswith("Il me faut cette réponse pour continuer.")


def test_nobody_refuses_what_the_agent_fills_in() -> None:
    """A refusal there is a misreading; «ne sait pas» is not."""
    agent = begun()
    play(agent, "35", "oui", "Bon", "refuse_to_answer")
    assert agent.told.startswith("Je n'ai pas compris.")
    agent.says("dont_know")
    assert agent.told.startswith("✓ 4 : ne sait pas")


def test_with_an_address_only_answers_count() -> None:
    """«3) …» may be a non-response or a yes, never a wish."""
    agent = begun()
    agent.says("3) dont_know")
    assert agent.told.startswith("✓ 3 : ne sait pas")
    agent.says("2) affirm")
    assert agent.told.startswith("✓ 2 : Oui")
    agent.says("3) pause_interview")
    assert "Je n'ai pas compris." in agent.told
    assert interview(agent).status is InterviewStatus.ACTIVE


def test_several_addressed_lines_are_read_each() -> None:
    """Each line has its own reading."""
    agent = begun()
    agent.says("1) dont_know\n2) deny\n3) refuse_to_answer")
    found = interview(agent).answers
    assert [answer.statut for answer in found.values()] == ["nsp", "repondu", "refus"]


def test_labels_and_the_lexicon_come_first() -> None:
    """What they read is never sent to anybody; who read it stands in the log."""
    agent = begun()
    play(agent, "trente cinq ans", "oui", "oui bien sûr enfin", "oui", "mauvai", "je sais pas")
    assert reader(agent).asked == []
    said = next(x for x in events(agent) if isinstance(x, e.NonResponseRecorded))
    assert (said.text, said.reader) == ("je sais pas", "lexicon")


def test_open_questions_take_what_is_typed() -> None:
    """A wish in an open answer is part of the answer; nobody is asked."""
    agent = begun()
    play(agent, "1", "oui", "Bon", "oui", "3", "non")
    asked = list(reader(agent).asked)
    play(agent, "pause_interview", "dont_know")
    assert values(agent)["suite"] == "pause_interview\ndont_know"
    assert reader(agent).asked == asked


# --- wishes within an interview -----------------------------------------------------------------------------------


def test_going_back() -> None:
    """Sure: it goes back. Doubtful: an inline button is offered, and the keys of the question stay."""
    agent = begun()
    play(agent, "35", "go_back")
    assert agent.asked.address == "1"
    agent.says("36")
    shown = newly(agent, "peut-être go_back")
    assert len(shown) == 1
    assert isinstance(shown[0], Say)
    assert not shown[0].menu
    assert not shown[0].clear_keys
    assert agent.told == "Vous vouliez dire « ⬅️ Revenir » ? Touchez ici. Sinon, répondez à la question."
    agent.presses("Revenir")
    assert agent.asked.address == "1"


def test_the_question_again() -> None:
    """One message, the question itself, with a word or two above it."""
    agent = begun()
    for said, above in (
        ("repeat_question", ""),
        ("resume_interview", ""),
        ("greet", "Bonjour !\n"),
        ("thank", "Avec plaisir.\n"),
        ("explain_question", "L'explication du guide est sous la question.\n"),
        ("show_progress", "0 réponse sur "),
    ):
        shown = newly(agent, said)
        assert len(shown) == 1
        assert isinstance(shown[0], PutPrompt)
        assert agent.told.startswith(above)
        assert agent.told.endswith("Quel âge ?")
        agent.says(f"peut-être {said}")
        assert agent.told.startswith("Je n'ai pas compris.")
    play(agent, "35", "explain_question")
    assert agent.told.startswith("Ce guide n'a pas d'autre explication.")


def test_a_pause() -> None:
    """As the command does it; nothing is lost."""
    agent = begun()
    agent.says("pause_interview")
    assert agent.told == "Tout est gardé. Vous pouvez fermer le téléphone."
    agent.says("resume_interview")
    assert agent.told.startswith("Rien n'est perdu.")
    agent.says("peut-être pause_interview")
    agent.presses("Pause")
    assert interview(agent).status is InterviewStatus.SUSPENDED


def test_lists_are_opened() -> None:
    """Corrections, languages, help: what the commands show."""
    agent = begun()
    agent.says("correct_answer")
    assert agent.told == "Il n'y a encore aucune réponse."
    play(agent, "35", "correct_answer")
    assert "Quelle réponse corriger ?" in agent.told
    agent.says("change_language")
    assert agent.told.startswith("Je vous parle en quelle langue ?")
    agent.says("help")
    assert agent.told.startswith("➕ Nouvel entretien : /nouveau")


def test_giving_up_is_always_asked() -> None:
    """Sure or not, the question of the command comes first, and takes a plain yes."""
    agent = begun()
    agent.says("cancel_interview")
    assert agent.told.startswith("Abandonner cette fiche ?")
    agent.says("affirm")
    assert agent.told.startswith("Oui ou non, s'il vous plaît.")
    assert agent.told.endswith("Abandonner cette fiche ? Les réponses ne seront pas envoyées.")
    agent.says("peut-être deny")
    assert agent.told.startswith("Oui ou non, s'il vous plaît.")
    agent.says("deny")
    assert agent.told.startswith("D'accord, on continue.")
    agent.says("peut-être cancel_interview")
    assert "« Abandonner cette fiche »" in agent.told
    assert interview(agent).pending is None
    agent.presses("Abandonner")
    agent.says("oui")
    assert agent.field.records()[-1].status is InterviewStatus.ABANDONED


def test_sending_is_never_done_at_once() -> None:
    """A button is offered, however sure; it says what is missing."""
    agent = begun()
    agent.says("finish_interview")
    assert agent.told.startswith("Vous vouliez dire « ✅ Envoyer » ?")
    agent.presses("Envoyer")
    assert agent.told.startswith("Il manque encore")


def test_another_interview_is_never_begun_at_once() -> None:
    """The question that waits is not left for a reading."""
    agent = begun()
    agent.says("start_interview")
    assert agent.told.startswith("Vous vouliez dire « ➕ Nouvel entretien » ?")
    assert len(agent.field.records()) == 1


def test_what_is_no_wish_is_not_understood() -> None:
    """Out of scope is an intent as well."""
    agent = begun()
    agent.says("out_of_scope")
    assert agent.told.startswith("Je n'ai pas compris.")


def test_yes_and_no_to_one_more_instance() -> None:
    """«Ajouter …?» in other words; what is neither asks for a plain word."""
    agent = begun()
    play(agent, "1", "oui", "Bon", "oui", "3")
    assert agent.asked.address == "5"
    agent.says("peut-être affirm")
    assert agent.told.startswith("Oui ou non, s'il vous plaît.")
    agent.says("affirm")
    assert agent.asked.address == "6.2"
    play(agent, "4", "dont_know")
    assert agent.told.startswith("Oui ou non, s'il vous plaît.")
    agent.says("deny")
    assert agent.asked.address == "7"


def at_the_end() -> Someone:
    """An agent whom the bot asks whether to send."""
    agent = begun(SHORT)
    play(agent, "35", "Awa", "tap Suite")
    return agent


@pytest.mark.parametrize("said", ["affirm", "finish_interview"])
def test_at_the_end_a_sure_yes_sends(said: str) -> None:
    """«On envoie ?» has been asked."""
    agent = at_the_end()
    agent.says(f"peut-être {said}")
    assert agent.told.startswith("Toutes les questions sont passées.")
    agent.says(said)
    assert agent.field.records()[-1].status is InterviewStatus.SENT


@pytest.mark.parametrize("said", ["deny", "dont_know", "out_of_scope", "n'importe quoi"])
def test_at_the_end_nothing_else_sends(said: str) -> None:
    """The question comes again."""
    agent = at_the_end()
    agent.says(said)
    assert agent.told.startswith("Toutes les questions sont passées.")
    assert agent.field.records()[-1].status is InterviewStatus.ACTIVE


def test_wishes_at_the_end() -> None:
    """They work there as anywhere."""
    agent = at_the_end()
    agent.says("explain_question")
    assert agent.told.startswith("Ce guide n'a pas d'autre explication.")
    agent.says("go_back")
    assert agent.asked.address == "2"


def test_a_thing_to_be_seen_is_seen() -> None:
    """«Continuer» in other words; a no is no answer to it."""
    form = "| survey |\n|  | type | name | label |\n|  | acknowledge | lu | Lu ? |\n"
    agent = begun(form + SETTINGS.format(title="Fiche A", form_id="lu"))
    agent.says("deny")
    assert agent.told.startswith("Touchez « Continuer »")
    agent.says("affirm")
    assert values(agent)["lu"] == "OK"


def test_a_yes_to_a_correction() -> None:
    """«Corriger la 1 ?» takes a yes in other words, though the question that waits could take it too."""
    agent = begun()
    play(agent, "35", "1) 36")
    assert agent.told.startswith("Corriger la 1 ?")
    agent.says("affirm")
    assert values(agent)["age"] == "36"
    assert "eau" not in values(agent)
    play(agent, "1) 37", "oui bien sûr enfin")  # the labels would read a yes to question 2, but not surely
    assert "eau" not in values(agent)


def test_a_yes_in_a_sentence_settles_what_is_proposed_before_it_answers_the_next() -> None:
    """Where labels only guess, a sure reading of a yes goes to what was asked last."""
    agent = begun(readings={"oui c'est bien ce que je veux": (Intent.AFFIRM, 0.97)})
    play(agent, "35", "1) 36", "oui c'est bien ce que je veux")
    assert values(agent)["age"] == "36"
    assert "eau" not in values(agent)


def test_long_lists_are_narrowed_before_anybody_is_asked() -> None:
    """Words that stand in labels of a long list search it."""
    rows = "\n".join(f"|  | ville | v{n} | Ville {n} nord |" for n in range(30))
    form = "| survey |\n|  | type | name | label |\n|  | select_one ville | v | Où ? |\n| choices |\n"
    form += "|  | list_name | name | label |\n" + rows + "\n" + SETTINGS.format(title="Fiche L", form_id="longue")
    agent = begun(form)
    agent.says("nord")
    assert agent.asked.searched == "nord"
    assert reader(agent).asked == []
    agent.says("dont_know")
    assert agent.told.startswith("✓ 1 : ne sait pas")


def test_an_edit_asks_nobody() -> None:
    """A message that is edited into something unreadable keeps its old value."""
    agent = begun()
    agent.says("35")
    agent.edits(agent.sent[-1], "dont_know")
    assert "L'ancienne réponse est gardée." in agent.told
    assert reader(agent).asked == []


def test_during_a_call_only_addressed_words_are_read() -> None:
    """Nothing is asked back: doubtful words wait until the agent has hung up."""
    agent = begun()
    play(agent, "/appel", "1) dont_know", "2) peut-être affirm", "3) peut-être dont_know", "pause_interview")
    found = interview(agent)
    assert found.status is InterviewStatus.ACTIVE
    assert found.pending is None
    assert [answer.statut for answer in found.answers.values()] == ["nsp", "repondu"]
    assert len(found.heard) == 1


def test_withdrawal_takes_the_readings_along() -> None:
    """Nothing of what was read stays in the log."""
    agent = begun()
    play(agent, "dont_know", "affirm", "/retirer", "oui")
    assert agent.field.records()[-1].status is InterviewStatus.WITHDRAWN
    assert not any(isinstance(x, e.NonResponseRecorded | e.AnswerRecorded | e.Proposed) for x in events(agent))


# --- outside ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("greet", "Bonjour Awa. On fait quoi aujourd'hui ?"),
        ("thank", "Avec plaisir."),
        ("help", "➕ Nouvel entretien : /nouveau"),
        ("change_language", "Je vous parle en quelle langue ?"),
        ("start_interview", "Quel âge ?"),
        ("resume_interview", "Aucun entretien n'est ouvert ici."),
        ("show_progress", "Aucun entretien n'est ouvert ici."),
        ("peut-être start_interview", "Vous vouliez dire « ➕ Nouvel entretien » ?"),
        ("peut-être help", "Vous vouliez dire « ❓ Aide » ?"),
        ("peut-être greet", "Aucun entretien n'est ouvert ici."),
        ("bof start_interview", "Aucun entretien n'est ouvert ici."),
        ("pause_interview", "Aucun entretien n'est ouvert ici."),
        ("dont_know", "Aucun entretien n'est ouvert ici."),
        ("n'importe quoi", "Aucun entretien n'est ouvert ici."),
    ],
)
def test_outside_of_an_interview(said: str, told: str) -> None:
    """What the commands do, or what there is to do."""
    agent = Field(SHORT, intents=FakeIntents(READ)).agent()
    agent.says(said)
    assert agent.told.startswith(told)
    assert len(agent.shown) == 1


def test_what_is_open_is_shown_and_taken_up() -> None:
    """«Où j'en suis ?» outside of an interview lists what is open; a wish to go on goes on."""
    agent = begun(SHORT)
    play(agent, "/pause", "show_progress")
    assert agent.told == "1 entretien en cours :"
    agent.says("n'importe quoi")
    assert agent.told.startswith("Votre entretien est en pause.")
    agent.says("resume_interview")
    assert agent.asked.address == "1"


def test_a_supervisor_follows_the_work() -> None:
    """Progress is the project's."""
    boss = Field(SHORT, intents=FakeIntents(READ)).supervisor()
    boss.says("show_progress")
    assert boss.told.startswith("Projet Essai :")


def test_an_assistant_notes_sessions() -> None:
    """To begin is to begin a session."""
    helper = Field(SHORT, intents=FakeIntents(READ)).assistant()
    helper.says("start_interview")
    assert helper.told == "Il n'y a pas de fiche de séance dans ce projet. Voyez avec votre responsable."
    helper.says("peut-être start_interview")
    assert helper.told == "Vous vouliez dire « 📝 Noter une séance » ?"


def test_strangers_are_not_read() -> None:
    """Whoever has no place learns nothing, and nobody is asked what they mean."""
    field = Field(SHORT, intents=FakeIntents(READ))
    stranger = field.stranger()
    stranger.says("start_interview")
    assert stranger.told == "Vous n'avez pas accès ici. Voyez avec votre responsable."
    assert isinstance(field.intents, FakeIntents)
    assert field.intents.asked == []


def test_buttons_that_were_offered_before_work_later() -> None:
    """They name no interview: with nothing open they say so."""
    agent = begun(SHORT)
    play(agent, "35", "Awa", "tap Suite", "oui")
    for action in ("back:", "send:"):
        agent.acts(action)
        assert agent.told.startswith("Aucun entretien n'est ouvert ici.")


# --- without a reader, and many at once ---------------------------------------------------------------------------


def test_with_the_reader_away_keys_and_words_work() -> None:
    """A whole interview; what only a reader could read is asked again, and nobody hears of machinery."""
    agent = Field(SHORT).agent()
    play(agent, "/nouveau", "dont_know", "je ne sais pas", "Awa", "tap Suite", "oui")
    assert agent.field.records()[-1].status is InterviewStatus.SENT
    assert not any("rasa" in heard.lower() for heard in agent.heard)


def test_no_transaction_is_open_while_words_are_read(template: Path, tmp_path: Path) -> None:
    """The reader writes to the database while it reads: nobody else does, or this would wait for ever."""
    shutil.copy(template, tmp_path / "baro.db")
    store = open_store(sqlite_url(tmp_path / "baro.db"))
    field = Field(SHORT, store=store)
    written: list[str] = []

    class Watching(FakeIntents):
        """A reader that opens a transaction of its own."""

        def intent(self, text: str, language: str) -> None:
            """Read nothing."""
            del language
            with field.store.writing() as uow:
                uow.inbox.add([RawUpdate(text, 1, "{}", 0)])
                uow.commit()
            written.append(text)

    field.intents = Watching()
    field.restart()
    agent = field.agent()
    play(agent, "bonjour", "/nouveau", "bof")
    assert written == ["bonjour", "bof"]
    store.close()


def test_a_guide_in_two_languages() -> None:
    """The language of the person is what the reader is told."""
    told: list[str] = []

    class Telling(FakeIntents):
        """A reader that notes languages."""

        def intent(self, text: str, language: str) -> None:
            """Read nothing."""
            del text
            told.append(language)

    agent = Field(TWO_LANGUAGES, intents=Telling()).agent()
    play(agent, "bonjour", "/nouveau", "bof")
    assert set(told) == {"fr"}


def test_several_chats_at_once() -> None:
    """Readings of one chat never reach another."""
    field = Field(FORM, intents=FakeIntents(READ))
    agents = [field.agent(name) for name in ("Awa", "Binta", "Coumba", "Djeneba")]
    for agent in agents:
        agent.says("/nouveau")
    said = ("dont_know", "refuse_to_answer", "skip", "dont_know")
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda pair: pair[0].says(pair[1]), zip(agents, said, strict=True)))
    found = [field.replayed(record) for record in field.records()]
    by_member = {record.membership: one for record, one in zip(field.records(), found, strict=True)}
    statuts = [next(iter(one.answers.values())).statut for _, one in sorted(by_member.items())]
    assert statuts == ["nsp", "refus", "passe", "nsp"]
