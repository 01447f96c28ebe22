"""Which languages a text is shown in, and in which of them words are read."""

from __future__ import annotations

import pytest

from dialogues.forms.languages import native_name
from dialogues.interview import effects as f
from dialogues.interview import events as e
from dialogues.interview import inputs as i
from dialogues.interview.prompting import view
from dialogues.interview.tongues import is_consent
from dialogues.messages import PromptView, ReadAloud
from tests.dialogues.interview.talk import LOCALES, Talk

FR, AR, EN = "Français (fr)", "Arabic (ar)", "English (en)"

FORM = (
    """
| survey |
|  | type | name | label::FR | label::AR | label::EN | hint::FR | hint::AR | status::AR | status::EN |
|  | select_one oui_non | consentement | Acceptez-vous ? | هل تقبلون؟ | Do you agree? | | | draft | reviewed |
|  | integer | age | Quel âge ? | كم العمر؟ | How old? | En années | بالسنوات | reviewed | draft |
|  | select_one eau | eau | Quelle eau ? | أي ماء؟ | Which water? | | | draft | draft |
|  | select_multiple eau | eaux | Quelles eaux ? | أي المياه؟ | | | | reviewed | |
|  | text | avis | Votre avis ? | | | | | | |
|  | select_one seul | seul | Lequel ? | أيها؟ | | | | reviewed | |
| choices |
|  | list_name | name | label::FR | label::AR | label::EN | status::AR |
|  | oui_non | oui | Oui | نعم | Yes | draft |
|  | oui_non | non | Non | لا | No | draft |
|  | eau | puits | Puits | بئر | Well | reviewed |
|  | eau | fleuve | Fleuve | نهر | | draft |
|  | seul | a | | | | |
| settings |
|  | form_id | default_language |
|  | langues | FR |
""".replace("::FR", f"::{FR}")
    .replace("::AR", f"::{AR}")
    .replace("::EN", f"::{EN}")
    .replace("| FR |", f"| {FR} |")
)


def shown(text: ReadAloud | None) -> list[str]:
    """What stands there, drafts with a question mark, what is lacking at the end."""
    assert text is not None
    lines = [f"{each.text}{'?' if each.status == 'draft' else ''}" for each in (text, *text.also)]
    return [*lines, f"-{text.lacks}"] if text.lacks else lines


def at(talk: Talk, name: str) -> PromptView:
    """The prompt of a question."""
    talk.gives(i.GoTo(talk.interview.instance.nodes_at(f"/data/{name}")[0].ref))
    return talk.asked


@pytest.mark.parametrize(
    ("languages", "told"),
    [
        ((FR, ""), ["Quel âge ?"]),
        ((AR, ""), ["كم العمر؟"]),
        ((FR, AR), ["Quel âge ?", "كم العمر؟"]),
        ((AR, FR), ["كم العمر؟", "Quel âge ?"]),
        ((EN, ""), ["Quel âge ?", "How old??"]),
        ((EN, FR), ["Quel âge ?", "How old??"]),
        ((EN, AR), ["Quel âge ?", "كم العمر؟", "How old??"]),
    ],
)
def test_a_text_in_one_language_or_two(languages: tuple[str, str], told: list[str]) -> None:
    """What is checked stands in the order asked for; a draft comes last, under its source."""
    talk = Talk(FORM)
    talk.gives(i.LanguageChosen(*languages))
    assert shown(at(talk, "age").label) == told


def test_hints_and_what_is_missing() -> None:
    """A hint goes the same way; what a language lacks is said once, with the source."""
    talk = Talk(FORM)
    talk.gives(i.LanguageChosen(FR, AR))
    assert shown(at(talk, "age").hint) == ["En années", "بالسنوات"]
    assert shown(at(talk, "avis").label) == ["Votre avis ?", "-العربية"]
    talk.gives(i.LanguageChosen(AR, EN))
    assert shown(at(talk, "avis").label) == ["Votre avis ?", "-العربية · English"]
    assert shown(at(talk, "age").hint) == ["بالسنوات", "-English"]


def test_consent_is_never_read_from_a_draft() -> None:
    """The source stands alone, whatever is asked for; a checked translation is read."""
    talk = Talk(FORM)
    talk.gives(i.LanguageChosen(AR))
    prompt = at(talk, "consentement")
    assert shown(prompt.label) == ["Acceptez-vous ?", "-العربية"]
    assert [option.label for option in prompt.options] == ["Oui", "Non"]
    assert [option.also for option in prompt.options] == [(), ()]
    talk.gives(i.LanguageChosen(EN))
    assert shown(at(talk, "consentement").label) == ["Do you agree?"]
    assert is_consent("/data/accord/presentation")
    assert is_consent("/data/accord_citation")
    assert not is_consent("/data/desaccord")


def test_keys_stay_in_the_first_language() -> None:
    """Labels of other languages stand beside the key's own; a draft label never takes the place of its source."""
    talk = Talk(FORM)
    talk.gives(i.LanguageChosen(AR, FR))
    options = at(talk, "eaux").options
    assert [option.label for option in options] == ["بئر", "Fleuve"]
    assert [[(each.text, each.status) for each in option.also] for option in options] == [
        [("Puits", "source")],
        [("نهر", "draft")],
    ]
    assert [option.label for option in at(talk, "seul").options] == ["a"]


def test_words_are_read_in_every_language_of_the_guide() -> None:
    """Whatever is shown, a label of another language is that choice; drafts are read too."""
    talk = Talk(FORM)
    at(talk, "eau")
    talk.says("نهر")
    assert talk.value("eau") == "fleuve"
    at(talk, "eaux")
    talk.says("well")
    assert talk.value("eaux") == "puits"
    at(talk, "age")
    talk.says("عمره ٣٥")
    assert talk.value("age") == ""
    talk.says("٣٥")
    assert talk.value("age") == "35"


def test_a_key_repeats_the_question_in_another_language() -> None:
    """One after the other, without any event: what was chosen stays chosen."""
    talk = Talk(FORM)
    assert at(talk, "age").repeat_in == "العربية"
    made = talk.gives(i.Repeat(AR))
    assert made.events == ()
    assert isinstance(made.effects[0], f.Ask)
    once = view(talk.interview, made.effects[0], LOCALES, "fr", "")
    assert (shown(once.label), once.repeat_in) == (["كم العمر؟"], "English")
    assert talk.interview.languages == (FR,)
    talk.gives(i.LanguageChosen(FR, AR))
    assert talk.asked.repeat_in == "English"
    talk.gives(i.Repeat("Wolof (wo)"))
    assert talk.asked.refused is not None


def test_two_languages_are_one_event() -> None:
    """The same again is none; the same language twice is one; one that the guide has not is refused."""
    talk = Talk(FORM)
    assert talk.gives(i.LanguageChosen(FR, AR)).events == (e.LanguageChanged(talk.now, FR, AR),)
    assert talk.interview.languages == (FR, AR)
    assert talk.gives(i.LanguageChosen(FR, AR)).events == ()
    assert talk.gives(i.LanguageChosen(FR, FR)).events == (e.LanguageChanged(talk.now, FR),)
    talk.gives(i.LanguageChosen(FR, "Wolof (wo)"))
    assert talk.asked.refused is not None


def test_what_somebody_writes_in_is_kept() -> None:
    """The language of an open answer stands with its words; that going on in one was offered is known for ever."""
    talk = Talk(FORM)
    at(talk, "avis")
    talk.gives(i.Reply("الماء بعيد", language="ar"))
    added = [event for _, event in talk.log if isinstance(event, e.TextAdded)]
    assert [event.language for event in added] == ["ar"]
    talk.gives(i.LanguageHeard("ar", offered=True))
    talk.gives(i.LanguageHeard("fr"))
    assert (talk.interview.wrote, talk.interview.language_offered) == ("fr", True)


def test_native_names() -> None:
    """A language is called by its own name, one that we do not know as the guide calls it."""
    assert [native_name(each) for each in (AR, "Français (fr-ML)", "Wolof (wo)", "Wolof", "")] == [
        "العربية",
        "Français",
        "Wolof",
        "Wolof",
        "",
    ]
