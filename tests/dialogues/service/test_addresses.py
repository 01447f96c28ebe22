"""An answer finds its question by address: the table of DESIGN's decision 5, a line a case."""

from __future__ import annotations

from typing import NamedTuple

import pytest

from tests.dialogues.service.forms import SHORT, VISIT
from tests.support.scenario import Field, Someone
from tests.support.script import play, values


class Case(NamedTuple):
    """One case.

    Args:
        steps: after the questions 1 to 3 are answered («35», «bonne», «Oui») and 4 waits.
        told: words that the last thing shown holds.
        kept: values stored at the end.
        asked: address of the last prompt.
    """

    name: str
    steps: tuple[str, ...]
    told: str
    kept: dict[str, str]
    asked: str = "4"


CORRECT = "Corriger la 3 ? « Oui » devient « Non »."
GONE = "Cette touche ne sert plus."
UNDONE = "D'accord, rien n'a changé."

KEYS = (
    Case("an older question asks first", ("3·2 Non",), CORRECT, {"eau": "oui"}, "3"),
    Case("and yes corrects it", ("3·2 Non", "tap Oui"), "✓ 3 : Non", {"eau": "non"}),
    Case("and no leaves it", ("3·2 Non", "tap Non"), UNDONE, {"eau": "oui"}),
    Case("and a typed yes will do", ("3·2 Non", "oui"), "✓ 3 : Non", {"eau": "non"}),
    Case("the yes doubled changes nothing more", ("3·2 Non", "twice tap Oui"), "Quelles sources ?", {"eau": "non"}),
    Case("the no doubled changes nothing more", ("3·2 Non", "twice tap Non"), UNDONE, {"eau": "oui"}),
    Case("the same value again says nothing", ("3·1 Oui",), "✓ 3 : Oui", {"eau": "oui"}),
    Case("and says nothing twice", ("twice 3·1 Oui",), "✓ 3 : Oui", {"eau": "oui"}),
    Case("late after a correction", ("3·2", "tap Oui", "3·1 Oui"), "Corriger la 3 ?", {"eau": "non"}, "3"),
    Case("late while the correction waits", ("3·2", "3·1"), "✓ 3 : Oui", {"eau": "oui"}, "3"),
    Case("a position beyond the list", ("3·7 Rien",), GONE, {"eau": "oui"}),
    Case("position nought", ("3·0",), GONE, {"eau": "oui"}),
    Case("a question that has no keys", ("1·2",), GONE, {"age": "35"}),
    Case("a question that is not there", ("99·1",), GONE, {"eau": "oui"}),
    Case("an interview that is not there", ("C3·2",), GONE, {"eau": "oui"}),
    Case("no word at all", ("3·",), GONE, {"eau": "oui"}),
    Case("bidi marks around it", ("\u2068\u20663·2\u2069 Non\u2069",), CORRECT, {"eau": "oui"}, "3"),
    Case("by hand for a question never put", ("6·2",), "✓ 6 : Mopti", {"region": "mopti"}),
    Case("a word by hand for a question never put", ("6·Ne sait pas",), "✓ 6 : ne sait pas", {"region": "<nsp>"}),
    Case("its own label by hand", ("3·Non",), CORRECT, {"eau": "oui"}, "3"),
    Case(
        "a list whose filter changed",
        ("/corriger 5", "tap Bourem", "tap Mopti", "5·2"),
        "plus dans la liste",
        {},
        "8.1",
    ),
    Case(
        "«ne sait pas» of an older question", ("1·Ne sait pas",), "« 35 » devient « ne sait pas »", {"age": "35"}, "1"
    ),
    Case("and yes records it", ("1·Ne sait pas", "tap Oui"), "✓ 1 : ne sait pas", {"age": "<nsp>"}),
    Case("«Suite» of an older text", ("2·➡️ Suite",), "✓ 3 : Oui", {"avis": "bonne"}),
    Case("«Terminé» doubled", ("tap Puits", "twice tap Terminé"), "Quel cercle ?", {"sources": "puits"}, "5"),
    Case("«Terminé» with nothing ticked", ("tap Terminé",), "Il n'y a pas encore de réponse", {}),
    Case("another page of a list", ("4·Page suivante ▶ 2",), "Quelles sources ?", {}),
    Case("a date word on a number", ("1·Hier",), "Je n'ai pas compris", {"age": "35"}),
)

TYPED = (
    Case("words that question cannot read", ("1) beaucoup",), "1 : Je n'ai pas compris. Un nombre", {"age": "35"}),
    Case("a value that question refuses", ("1) 300",), "1 : ", {"age": "35"}),
    Case("«je sais pas» to a number", ("1) je sais pas",), "« 35 » devient « ne sait pas »", {"age": "35"}, "1"),
    Case("a choice typed after one was ticked", ("tap Puits", "2"), "✓ 4 : Puits ; ", {}, "5"),
    Case("all choices by the address", ("tap Puits", "4) 2"), "✓ 4 : ", {}, "5"),
    Case("a bracket", ("1) 36",), "Corriger la 1 ? « 35 » devient « 36 ».", {"age": "35"}, "1"),
    Case("a space", ("1 36",), "Corriger la 1 ?", {"age": "35"}, "1"),
    Case("a point", ("1. 36",), "Corriger la 1 ?", {"age": "35"}, "1"),
    Case("with the letter", ("A1) 36",), "Corriger la 1 ?", {"age": "35"}, "1"),
    Case("the same value again", ("1) 35",), "✓ 3 : Oui", {"age": "35"}),
    Case("a value the guide refuses", ("1) 200",), "Moins de 120 ans", {"age": "35"}),
    Case("words it cannot read", ("1) beaucoup",), "Je n'ai pas compris", {"age": "35"}),
    Case("a question further on", ("12) après",), "✓ 12 : ", {"suite": "après"}),
    Case("several lines", ("6) Gao\n12) après",), "✓ 6 : Gao", {"region": "gao", "suite": "après"}),
    Case("a label", ("3) non",), CORRECT, {"eau": "oui"}, "3"),
    Case("numbers of a list at once", ("4) 1 3",), "✓ 4 : Puits ; Fleuve", {"sources": "puits fleuve"}, "5"),
    Case("with a note", ("6) Gao\nNB il hésite",), "✓ 6 : Gao", {"region": "gao"}),
    Case("going on below", ("12) d'abord\npuis le reste",), "✓ 12 : ", {"suite": "d'abord\npuis le reste"}),
    Case("no such question", ("99) 5",), "Il n'y a pas de question 99 ici.", {"age": "35"}),
    Case("the letter of no interview", ("B1) 36",), "Je n'ai pas compris", {"age": "35"}),
    Case("one line that is no address", ("12) après\nvoilà",), "✓ 12 : ", {"suite": "après\nvoilà"}),
    Case("words before the address", ("bonjour\n1) 36",), "Je n'ai pas compris", {"age": "35"}),
)

TWO_AT_ONCE = (
    Case(
        "two corrections in one message",
        ("1) 36\n3) Non", "tap Oui"),
        "✓ 3 : Non",
        {"age": "35", "eau": "non"},
    ),
    Case(
        "say which one was left",
        ("1) 36\n3) Non",),
        "Une correction à la fois : la 1 n'a pas changé.",
        {"age": "35", "eau": "oui"},
        "3",
    ),
)

REPLIES = (
    Case("to an old question", ("reply 1: 36",), "Corriger la 1 ?", {"age": "35"}, "1"),
    Case("to an old question, the same", ("reply 1: 35",), "✓ 3 : Oui", {"age": "35"}),
    Case("«ne sait pas» to an old question", ("reply 1: ne sait pas",), "devient « ne sait pas »", {"age": "35"}, "1"),
    Case("«Suite» to an old question", ("reply 2: ➡️ Suite",), "✓ 3 : Oui", {"avis": "bonne"}),
    Case("to one's own answer", ("own 1: 36",), "Corriger la 1 ?", {"age": "35"}, "1"),
    Case("to something else the bot said", ("reply 4: 1 3",), "✓ 4 : Puits ; Fleuve", {"sources": "puits fleuve"}, "5"),
)

EDITS = (
    Case("into a good value", ("edit 1: 36",), "✓ 1 : 36", {"age": "36"}),
    Case("into the same value", ("edit 1: 35 ans",), "✓ 3 : Oui", {"age": "35"}),
    Case("into nonsense", ("edit 1: je",), "Je n'ai pas compris le nouveau texte de la 1", {"age": "35"}),
    Case("into what the guide refuses", ("edit 1: 200",), "La nouvelle réponse à la 1 ne va pas", {"age": "35"}),
    Case("into «ne sait pas»", ("edit 1: Ne sait pas",), "devient « ne sait pas »", {"age": "35"}, "1"),
    Case("of an open answer", ("edit 2: mauvaise",), "✓ 2 : mauvaise", {"avis": "mauvaise"}),
    Case("of an answer that changed since", ("1) 36", "tap Oui", "edit 1: 37"), "Corriger la 1 ?", {"age": "36"}, "1"),
    Case(
        "of a message that was refused",
        ("zut", "edit -1: 1 3"),
        "✓ 4 : Puits ; Fleuve",
        {"sources": "puits fleuve"},
        "5",
    ),
    Case("of a command", ("/aide", "edit -1: /pause"), "Retirer les réponses", {"age": "35"}),
    Case("of a line among several", ("6) Gao\n12) oui", "edit -1: 6) Mopti\n12) oui"), "Mopti", {"region": "mopti"}),
    Case("with the address kept", ("6) Gao", "edit -1: 6) Mopti"), "✓ 6 : Mopti", {"region": "mopti"}),
)


def case_id(case: Case) -> str:
    """The name of a case."""
    return case.name


def check(case: Case) -> None:
    """Play a case and look at what it led to."""
    field = Field(VISIT)
    agent = field.agent()
    play(agent, "/nouveau", "35", "bonne", "tap Suite", "tap Oui", *case.steps)
    found = values(agent)
    assert case.told in "\n".join(agent.heard[-2:])
    assert {name: found.get(name) for name in case.kept} == case.kept
    assert agent.asked.address == case.asked


@pytest.mark.parametrize("case", KEYS, ids=case_id)
def test_keys(case: Case) -> None:
    """A key resolves by its address through the stored prompt, never by label or state."""
    check(case)


@pytest.mark.parametrize("case", [*TYPED, *TWO_AT_ONCE], ids=case_id)
def test_typed_addresses(case: Case) -> None:
    """«12) 35» and «12 35» answer question 12 wherever the interview stands."""
    check(case)


@pytest.mark.parametrize("case", REPLIES, ids=case_id)
def test_replies(case: Case) -> None:
    """A reply is about the message that it replies to."""
    check(case)


@pytest.mark.parametrize("case", EDITS, ids=case_id)
def test_edits(case: Case) -> None:
    """Telegram's own «edit message» corrects, or leaves the old value and says so."""
    check(case)


def test_a_number_with_its_unit_is_no_address() -> None:
    """«3 ans» where an age is asked is an age, though there is a question 3; it is asked about, then kept."""
    agent = Field(VISIT).agent()
    play(agent, "/nouveau", "3 ans")
    assert "Vous voulez dire « 3 » ?" in agent.told
    play(agent, "oui")
    assert values(agent)["age"] == "3"


def test_saying_that_one_does_not_know() -> None:
    """«je sais pas», typed where a number is asked, is a non-response and not a slip."""
    agent = Field(VISIT).agent()
    play(agent, "/nouveau", "je sais pas")
    assert values(agent)["age"] == "<nsp>"


# --- typed before the question existed -----------------------------------------------------------------------------


def test_number_typed_before_the_next_question_is_read_against_the_one_before() -> None:
    """«35» and at once «36»: the second was typed at question 1, so it asks to correct it."""
    field = Field(VISIT)
    agent = field.agent()
    play(agent, "/nouveau", "offline", "35", "36", "online")
    assert "Corriger la 1 ? « 35 » devient « 36 »." in agent.told
    assert values(agent)["age"] == "35"


def test_the_message_id_says_when_it_was_typed() -> None:
    """A message whose id is lower than the prompt's was typed before it, also when the prompt was shown meanwhile."""
    field = Field(VISIT)
    agent = field.agent()
    play(agent, "/nouveau")
    early = next(agent.ids)
    agent.says("35")
    agent.says("36", at=early)
    assert "Corriger la 1 ?" in agent.told


def test_open_text_goes_on_when_it_was_typed_before_the_next_question() -> None:
    """A line of an open answer that comes after «Suite» still belongs to it."""
    field = Field(VISIT)
    agent = field.agent()
    play(agent, "/nouveau", "35", "une", "offline", "tap Suite", "deux", "online")
    assert values(agent)["avis"] == "une\ndeux"
    assert agent.asked.address == "3"


def test_repeat_and_confirmations_typed_before_the_next_question() -> None:
    """«oui» doubled at «en ajouter ?» adds one, doubled at a correction corrects once."""
    field = Field(VISIT)
    agent = field.agent()
    play(agent, "/nouveau", "/corriger 8.1", "Awa", "tap Suite", "5")
    assert agent.asked.address == "7"
    play(agent, "offline", "oui", "oui", "online")
    assert agent.asked.address == "8.2"
    record = field.replayed(field.records()[-1])
    assert len(record.instance.nodes_at("/data/enfant")) == 2
    play(agent, "8.1) Ali", "offline", "non", "non", "online")
    assert record.closed == set()
    assert values(agent)["enfant[1]/prenom"] == "Awa"


def test_words_typed_at_a_confirmation_that_is_over_ask_again() -> None:
    """Words that are no yes and no no, typed at a confirmation: the current question stands again, nothing is kept."""
    field = Field(VISIT)
    agent = field.agent()
    play(agent, "/nouveau", "35", "bonne", "tap Suite", "1) 36", "offline", "oui", "peut-être", "online")
    assert agent.asked.address == "3"
    assert "eau" not in values(agent)


def test_doubled_word_keys_count_once() -> None:
    """«Passer» and «Ne sait pas» bear no address: twice at once they still pass one question."""
    field = Field(VISIT)
    agent = field.agent()
    play(agent, "/nouveau", "twice Passer")
    assert agent.asked.address == "2"
    play(agent, "twice Ne sait pas")
    assert agent.asked.address == "3"
    assert values(agent) | {"instanceID": ""} == {"age": "<passe>", "avis": "<nsp>", "instanceID": ""}


def test_a_word_key_at_a_confirmation_that_is_over_is_nothing() -> None:
    """«Passer» tapped at «Corriger la 1 ?» must not pass the question that comes after it."""
    field = Field(VISIT)
    agent = field.agent()
    play(agent, "/nouveau", "35", "bonne", "tap Suite", "1) 36", "offline", "oui", "Passer", "online")
    assert agent.asked.address == "3"
    assert "eau" not in values(agent)


def test_a_choice_called_nsp_is_a_choice() -> None:
    """«Ne sait pas» where the list has it is that choice, also for a message typed before."""
    field = Field(VISIT)
    agent = field.agent()
    play(agent, "/nouveau", "/corriger 4", "Ne sait pas")
    assert values(agent)["sources"] == "nsp"


def test_a_doubled_beginning_begins_once() -> None:
    """«Nouvel entretien» tapped twice makes one interview; later it makes another."""
    field = Field(VISIT)
    agent = field.agent()
    play(agent, "twice ➕ Nouvel entretien")
    assert len(field.records()) == 1
    assert agent.asked.address == "1"
    play(agent, "➕ Nouvel entretien")
    assert len(field.records()) == 2


def test_passing_after_words_keeps_them() -> None:
    """«Passer» after words or ticks means that there are no more."""
    field = Field(VISIT)
    agent = field.agent()
    play(agent, "/nouveau", "35", "bonne", "Passer", "tap Oui", "tap Puits", "Passer")
    assert values(agent)["avis"] == "bonne"
    assert values(agent)["sources"] == "puits"
    assert agent.asked.address == "5"


def test_a_key_of_the_menu_is_never_an_answer() -> None:
    """A main-menu key that comes late into an open question does what it says."""
    field = Field(VISIT)
    agent = field.agent()
    play(agent, "/nouveau", "35", "❓ Aide")
    assert "avis" not in values(agent)
    play(agent, "aide")
    assert values(agent)["avis"] == "aide"


# --- two interviews, and what is over -------------------------------------------------------------------------------


def two() -> tuple[Field, Someone]:
    """A of one guide, paused at question 2, and B of the other, at question 1."""
    field = Field(VISIT, SHORT)
    agent = field.agent()
    play(agent, "/nouveau", "press Fiche V", "35", "/nouveau", "press Fiche S")
    return field, agent


OTHER = (
    ("A1·Passer", "Corriger la A1 ? « 35 » devient « passée »", {"age": "35"}, {}),
    ("A1) 36", "Corriger la A1 ? « 35 » devient « 36 »", {"age": "35"}, {}),
    ("A3) Non", "✓ A3 : Non", {"eau": "non"}, {}),
    ("A3·2", "✓ A3 : Non", {"eau": "non"}, {}),
    ("A3) Non\nB2) Issa", "✓ B2 : Issa", {"eau": "non"}, {"nom": "Issa"}),
    ("B1) 7\nA3) Non", "✓ A3 : Non", {"eau": "non"}, {"age": "7"}),
    ("7", "✓ B1 : 7", {"age": "35"}, {"age": "7"}),
    ("1·Passer", "Corriger la A1 ? « 35 » devient « passée »", {"age": "35"}, {}),
)


@pytest.mark.parametrize(("said", "told", "first", "second"), OTHER, ids=[case[0] for case in OTHER])
def test_letters_keep_interviews_apart(said: str, told: str, first: dict[str, str], second: dict[str, str]) -> None:
    """Where several interviews are open the letter says which, and the other one's keyboard comes back."""
    _, agent = two()
    play(agent, said)
    assert told in "\n".join(agent.heard[-3:])
    assert first.items() <= values(agent, of=0).items()
    assert second.items() <= values(agent, of=1).items()


def test_yes_to_a_correction_in_the_other_interview() -> None:
    """It corrects there, and the question of this one is put again with its keys."""
    _, agent = two()
    play(agent, "A1) 36", "oui")
    assert values(agent, of=0)["age"] == "36"
    assert agent.asked.address == "B1"
    play(agent, "A1) 37", "tap Non")
    assert values(agent, of=0)["age"] == "36"
    assert agent.asked.address == "B1"
    play(agent, "A1) 37", "8")
    assert values(agent, of=1)["age"] == "8"


def test_words_typed_at_a_question_of_the_other_interview() -> None:
    """«bien» typed at A's question and sent after B had begun still answers A."""
    field = Field(VISIT, SHORT)
    agent = field.agent()
    play(agent, "/nouveau", "press Fiche V", "35", "/nouveau")
    play(agent, "offline", "press Fiche S", "bien", "➡️ Suite", "online")
    assert values(agent, of=0)["avis"] == "bien"
    assert values(agent, of=1).keys() == {"instanceID"}


@pytest.mark.parametrize(
    ("ending", "told"),
    [
        (("tap Suite", "tap Envoyer"), "est déjà envoyé. Pour le corriger : /corriger K0"),
        (("/abandonner", "oui"), "Cette fiche a été abandonnée."),
        (("/retirer", "oui"), GONE),
    ],
    ids=["sent", "abandoned", "withdrawn"],
)
def test_after_the_end(ending: tuple[str, ...], told: str) -> None:
    """Keys, replies, edits and addresses of an interview that is over change nothing and are told so."""
    field = Field(SHORT)
    agent = field.agent()
    play(agent, "/nouveau", "35", "Issa", *ending)
    kept = field.records()[0].sequence
    for late in ("1·Passer", "reply 1: 36", "edit 1: 36"):
        shown = len(agent.shown)
        play(agent, late)
        if late == "1·Passer":
            assert told in agent.told
        assert len(agent.shown) > shown or (late.startswith("edit") and told is GONE)
    assert field.records()[0].sequence == kept
    play(agent, "36")
    assert "Aucun entretien n'est ouvert ici" in agent.told


def test_a_typed_letter_of_an_interview_that_was_sent() -> None:
    """«B2) …» after B was sent is about B, and never lands in A."""
    _, agent = two()
    play(agent, "7", "Issa", "tap Suite", "tap Envoyer", "/reprendre", "B2) Ali")
    assert "est déjà envoyé. Pour le corriger : /corriger K0" in agent.told
    assert "avis" not in values(agent, of=0)


def test_a_typed_letter_of_an_interview_that_was_withdrawn() -> None:
    """The same after the answers were taken back: nothing of it can be reached."""
    _, agent = two()
    play(agent, "7", "Issa", "/retirer", "oui", "/reprendre", "B2) Ali")
    assert "ne se pose pas" in agent.told
    assert "avis" not in values(agent, of=0)


def test_a_removed_instance() -> None:
    """Keys, replies and edits of a repeat instance that was removed reach nothing."""
    field = Field(VISIT)
    agent = field.agent()
    play(agent, "/nouveau", "/corriger 8.1", "Awa", "tap Suite", "5", "tap Oui", "Ali", "tap Suite", "6")
    play(agent, "/corriger", "press Enlever Enfant 2")
    assert "✓ Enlevé." in agent.told
    for late in ("9.2·Passer", "8.2·➡️ Suite"):
        play(agent, late)
        assert GONE in agent.told
    play(agent, "9.2) 7")
    found = values(agent)
    assert {key: value for key, value in found.items() if key.startswith("enfant")} == {
        "enfant[1]/prenom": "Awa",
        "enfant[1]/annees": "5",
    }


# --- two phones -------------------------------------------------------------------------------------------------------


def test_an_interview_moves_to_the_other_phone() -> None:
    """Opened on a second phone it goes on there, and the first is told; its late keys still find their question."""
    field = Field(VISIT)
    first = field.agent()
    second = field.other_phone(first)
    play(first, "/nouveau", "35", "bonne", "tap Suite")
    play(second, "/reprendre")
    assert second.asked.address == "3"
    first.receive()
    assert first.told == "Cet entretien continue sur votre autre téléphone."
    play(second, "tap Oui")
    play(first, "3·2 Non")
    assert "Corriger la 3 ?" in first.told
    play(first, "oui")
    assert first.told.startswith("✓ 3 : Non")
    assert "continue sur votre autre téléphone" in first.told
    assert values(first)["eau"] == "non"
    play(first, "12")
    assert "ouvert sur votre autre téléphone" in first.told
    play(second, "4) 1 3")
    assert values(first)["sources"] == "puits fleuve"
