"""The Rasa project: what it learns from is clean, and it reads well what it never learnt from."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

import pytest

from dialogues.service.understanding import SURE
from nlu.service.asking import Parsed, Rasa
from nlu.service.recipe import PROJECT, Recipe
from tests.support.real_rasa import RealRasa
from tests.support.utterances import (
    LANGUAGES,
    Utterance,
    confusions,
    f1_by_intent,
    held_out,
    macro_f1,
    trained,
    unseen,
)

INTENTS = (
    *("affirm", "deny", "dont_know", "refuse_to_answer", "skip", "go_back", "correct_answer", "repeat_question"),
    *("explain_question", "pause_interview", "resume_interview", "start_interview", "finish_interview"),
    *("cancel_interview", "show_progress", "change_language", "greet", "thank", "help", "schedule_callback"),
    *("record_attempt", "list_cases", "export_results", "log_session", "report_incident", "goodbye", "out_of_scope"),
)
TRAINED = {"fr": 40, "en": 25, "ar": 24, "bm": 24, "mixed": 11}
"""Utterances of each intent at least, by language."""
HELD_OUT = {"fr": 12, "en": 8, "ar": 6, "bm": 4, "mixed": 4}
"""Same, of what is never learnt from."""
NEVER_LEARNT = tuple(one for language in LANGUAGES for one in (*held_out(language), *unseen(language)))
"""All that the model is measured on."""


@pytest.fixture(scope="session")
def read(real_rasa: RealRasa) -> Mapping[Utterance, Parsed]:
    """All that is held out, as the server reads it."""
    with Rasa(real_rasa.url, real_rasa.token) as rasa:
        return {one: rasa.parse(one.text) for one in NEVER_LEARNT}


def of(texts: Sequence[Utterance], read: Mapping[Utterance, Parsed]) -> list[tuple[str, str]]:
    """What was meant and what was read."""
    return [(one.intent, read[one].intent or "") for one in texts]


def test_the_domain_names_the_intents_that_there_are() -> None:
    """In the domain, in what is learnt and in what is held out: the same."""
    domain = (PROJECT / "domain.yml").read_text(encoding="utf-8").partition("\nentities:")[0]
    assert tuple(re.findall(r"^- (\w+)$", domain, re.MULTILINE)) == INTENTS
    assert {one.intent for one in trained()} == set(INTENTS)
    for language in LANGUAGES:
        assert {one.intent for one in held_out(language)} == set(INTENTS)
        assert {one.intent for one in unseen(language)} == set(INTENTS)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_intent_is_said_in_many_ways(language: str) -> None:
    """In every language, so that none is an afterthought."""
    taught = Counter(one.intent for one in trained() if one.language == language)
    kept = Counter(one.intent for one in held_out(language))
    for intent in INTENTS:
        assert taught[intent] >= TRAINED[language], intent
        assert kept[intent] >= HELD_OUT[language], intent
    assert taught["out_of_scope"] >= 2 * taught["affirm"]  # answers are most of what is typed


def test_nothing_means_two_things() -> None:
    """Neither in what is learnt nor in what is held out, also without accents and signs."""
    meant: dict[str, set[str]] = defaultdict(set)
    for one in (*trained(), *NEVER_LEARNT):
        meant[one.bare].add(one.intent)
    assert {words: intents for words, intents in meant.items() if len(intents) > 1} == {}


def test_nothing_is_said_twice_in_one_language() -> None:
    """A line that stands there twice teaches nothing."""
    often = Counter((one.bare, one.language) for one in trained())
    assert [words for words, times in often.items() if times > 1] == []


def test_nothing_that_is_held_out_is_learnt() -> None:
    """Not even without its accents, or in the other language's file: else the figures below would flatter."""
    taught = {one.bare for one in trained()}
    assert [one for one in NEVER_LEARNT if one.bare in taught] == []


def test_the_environment_is_locked() -> None:
    """To the last open Rasa and its Python, every package with its hashes."""
    lock = (PROJECT / "requirements.lock").read_text(encoding="utf-8")
    assert Recipe.of().rasa == "3.6.21"
    assert (PROJECT / ".python-version").read_text(encoding="utf-8") == "3.10\n"
    pinned = re.findall(r"^[\w.\-]+(?:\[[\w,]+\])?==.*$", lock, re.MULTILINE)
    assert len(pinned) > 100
    assert all(line.endswith("\\") for line in pinned)  # its hashes follow


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_is_read_well(read: Mapping[Utterance, Parsed], language: str) -> None:
    """Macro-F1 over what is held out, and no intent that is read badly."""
    pairs = of(held_out(language), read)
    assert macro_f1(pairs) >= 0.92, confusions(pairs)
    assert min(f1_by_intent(pairs).values()) >= 0.65, f1_by_intent(pairs)


def test_what_somebody_else_wrote_is_read_well(read: Mapping[Utterance, Parsed]) -> None:
    """Two to four utterances of each intent in each language, together."""
    pairs = of([one for language in LANGUAGES for one in unseen(language)], read)
    assert len(pairs) == 362
    assert macro_f1(pairs) >= 0.92, confusions(pairs)


def test_answers_are_hardly_ever_taken_for_commands(read: Mapping[Utterance, Parsed]) -> None:
    """With a confidence that is acted upon, twice in a language at most, and never in French."""
    wrong = Counter(
        one.language
        for one, parsed in read.items()
        if one.intent == "out_of_scope" != parsed.intent and parsed.confidence >= SURE
    )
    assert max(wrong.values(), default=0) <= 2, wrong
    assert wrong["fr"] == 0


def test_what_is_surely_read_is_rightly_read(read: Mapping[Utterance, Parsed]) -> None:
    """Of what is read with a confidence that is acted upon, 19 of 20 are right."""
    sure = [(one.intent, parsed.intent or "") for one, parsed in read.items() if parsed.confidence >= SURE]
    wrong = sum(meant != found for meant, found in sure)
    assert len(sure) > len(read) / 2
    assert wrong <= len(sure) / 20, confusions(sure)


@pytest.mark.parametrize(
    "text", ["", "   ", "😀", "?!", "x" * 5_000, "a\x00b", "\ud800", "oui\noui", "ليس عندي جواب", "1" * 300]
)
def test_no_text_breaks_it(real_rasa: RealRasa, text: str) -> None:
    """Whatever is typed, the server answers something and goes on reading."""
    with Rasa(real_rasa.url, real_rasa.token) as rasa:
        assert rasa.parse(text).confidence <= 1.0 + 1e-6
        assert rasa.parse("je ne sais pas").intent == "dont_know"
