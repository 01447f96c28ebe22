"""Readings from outside: what is stored of them, what they do to a proposal, and what old logs hold."""

from __future__ import annotations

import pytest

from dialogues.interview import effects as f
from dialogues.interview import events as e
from dialogues.interview import inputs as i
from tests.dialogues.interview.talk import Talk
from tests.dialogues.interview.test_answers import VISIT

DONT_KNOW = i.NoAnswer(i.NonResponse.DONT_KNOW, text="bof", reader="rasa", model="m1", confidence=0.91, certain=True)
MAYBE = i.NoAnswer(i.NonResponse.DONT_KNOW, text="bof", reader="rasa", model="m1", confidence=0.6, certain=False)


def newest(talk: Talk, kind: type[e.Event]) -> e.Event:
    """The newest event of a kind."""
    return next(event for _, event in reversed(talk.log) if isinstance(event, kind))


def test_a_non_response_says_who_read_it() -> None:
    """Words, reader, model and confidence stand in the log."""
    talk = Talk(VISIT)
    talk.gives(DONT_KNOW)
    assert newest(talk, e.NonResponseRecorded) == e.NonResponseRecorded(
        talk.now, talk.ref("age"), "nsp", "bof", "rasa", "m1", 0.91
    )
    talk.passes()
    said = newest(talk, e.NonResponseRecorded)
    assert isinstance(said, e.NonResponseRecorded)
    assert (said.text, said.reader, said.model, said.confidence) == ("", "key", "", 1.0)


def test_a_doubtful_non_response_is_asked_back() -> None:
    """«Vous voulez dire « ne sait pas » ?»; a yes stores it with all that was read, a no does not."""
    talk = Talk(VISIT)
    talk.gives(MAYBE)
    assert talk.asked.label.text == "Vous voulez dire « ne sait pas » ?"
    assert talk.at == "age"
    talk.no()
    assert talk.interview.answers == {}
    talk.gives(MAYBE)
    talk.yes()
    assert newest(talk, e.NonResponseRecorded) == e.NonResponseRecorded(
        talk.now, talk.ref("age"), "nsp", "bof", "rasa", "m1", 0.6
    )
    assert talk.at == "avis"


def test_an_answer_replaces_what_was_asked_back() -> None:
    """Whoever types the number instead is not asked again."""
    talk = Talk(VISIT)
    talk.gives(MAYBE)
    talk.says("35")
    assert talk.value("age") == "35"
    assert talk.interview.pending is None


def test_a_value_says_who_read_it() -> None:
    """At once, after a yes, and after «Corriger la … ?»."""
    talk = Talk(VISIT)
    age = talk.ref("age")
    talk.gives(i.Interpreted(age, "35", "rasa", True, "trente-cinq", model="m1", confidence=0.9))
    talk.gives(i.Interpreted(age, "36", "rasa", True, "trente-six", here=False, model="m2", confidence=0.95))
    assert talk.interview.pending is not None
    assert talk.interview.pending.why == "correct"
    talk.yes()
    found = [(x.value, x.reader, x.model, x.confidence) for _, x in talk.log if isinstance(x, e.AnswerRecorded)]
    assert found == [("35", "rasa", "m1", 0.9), ("36", "rasa", "m2", 0.95)]


def test_a_correction_to_dont_know_is_asked_about() -> None:
    """An answered question elsewhere, whatever the confidence."""
    talk = Talk(VISIT)
    talk.says("35")
    for certain in (True, False):
        talk.gives(i.NoAnswer(i.NonResponse.REFUSED, talk.ref("age"), "bof", "rasa", "m1", 0.7, certain=certain))
        assert talk.interview.pending is not None
        assert talk.interview.pending.why == "correct"
        assert talk.asked.label.text == "Corriger la 1 ? « 35 » devient « ne souhaite pas répondre »."
    talk.yes()
    assert talk.interview.answers[talk.ref("age")].statut == "refus"


def test_what_is_proposed_stands_until_the_words_are_read() -> None:
    """A reader may find that they say yes to it; where it finds nothing they have taken its place."""
    talk = Talk(VISIT)
    talk.gives(MAYBE)
    assert talk.says("c'est un peu ça").effects == (f.Interpret(talk.ref("age"), "c'est un peu ça"),)
    assert talk.interview.pending is not None
    talk.gives(i.Confirmed(yes=True))
    assert talk.interview.answers[talk.ref("age")].statut == "nsp"
    talk.back()
    talk.gives(MAYBE)
    talk.says("autre chose")
    talk.unread()
    assert talk.interview.pending is None
    assert talk.refused == "questions.integer.unread"


def test_words_with_an_address_leave_what_is_proposed_alone() -> None:
    """They are about their question; readers are told so."""
    talk = Talk(VISIT)
    talk.gives(MAYBE)
    made = talk.gives(i.Reply("n'importe", talk.ref("fin"), addressed=True))
    assert made.effects == (f.Interpret(talk.ref("fin"), "n'importe", here=False),)
    talk.unread()
    assert talk.interview.pending is not None


def test_a_log_of_before_is_read() -> None:
    """What was proposed when the words of a proposal still held the kind of non-response."""
    talk = Talk(VISIT)
    talk.says("35")
    event = e.Proposed(talk.now, talk.ref("age"), "correct", "", "nsp", "statut")
    talk.interview.apply(event)
    talk.log.append((len(talk.log) + 1, event))
    talk.yes()
    assert newest(talk, e.NonResponseRecorded) == e.NonResponseRecorded(talk.now, talk.ref("age"), "nsp")


@pytest.mark.parametrize("certain", [True, False])
def test_during_a_call_nothing_is_asked_back(certain: bool) -> None:
    """A sure reading is stored, words with a doubtful one are kept for after the call."""
    talk = Talk(VISIT)
    talk.gives(i.Call())
    talk.gives(i.Reply("bof", talk.ref("age"), addressed=True))
    given = i.NoAnswer(i.NonResponse.DONT_KNOW, talk.ref("age"), "bof", "rasa", "m1", 0.9, certain=certain)
    talk.gives(given)
    assert (talk.ref("age") in talk.interview.answers) is certain
    assert (talk.ref("age") in talk.interview.heard) is not certain
    assert talk.interview.pending is None
