"""Languages of a guide: which texts are shown in which of them, and in which of them words are read.

Rules of this module:

- A person chose one language, or two: then each text stands in the first, and under it in the second.
- A draft is never shown in place of its source: the source comes first, the draft under it, marked.
- What somebody agrees to is never read from a draft: for consent the source stands alone.
- What is missing in a language is shown in the guide's default language, marked.
- Words are read by the labels of every language of the guide, drafts too: reading commits nobody to a wording.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from dialogues.forms.definition import Question, Text
from dialogues.forms.languages import language_tag, native_name
from dialogues.interview.instance import LiveNode
from dialogues.interview.interview import Interview
from dialogues.locales import Locales
from dialogues.messages import Option, ReadAloud, Widget
from dialogues.questions import QUESTION_TYPES, ParseContext, Read, Unread
from dialogues.questions.units import Unit, unit_of

_CONSENT = ("accord", "consent")
"""How the names of questions and groups begin in which a person agrees to something."""


def is_consent(path: str) -> bool:
    """Whether a text is part of what a person agrees to: by its own name, or that of a group around it."""
    return any(name.startswith(_CONSENT) for name in path.split("/"))


def spoken(interview: Interview, text: Text, node: LiveNode, path: str, languages: tuple[str, ...]) -> ReadAloud | None:
    """A text in the languages asked for.

    Args:
        interview: where it stands.
        text: of the guide.
        node: for its outputs.
        path: of the question or the group that it belongs to.
        languages: asked for, the first one first.

    Returns:
        What is read aloud, None where the text has no words.
    """
    instance, form = interview.instance, interview.form
    status = form.statuses.get
    source, words = _source(interview, text, node)
    if not words:
        return None
    if source == "" or len(form.languages) == 1:
        return ReadAloud(words, source, status((path, source), "source"))
    sure: list[ReadAloud] = []
    drafts: list[ReadAloud] = []
    lacks: list[str] = []
    for language in languages:
        found, draft = instance.words_in(text, node, language)
        if found and not draft:
            sure.append(ReadAloud(found, language, status((path, language), "source")))
        elif found and not is_consent(path):
            drafts.append(ReadAloud(found, language, "draft"))
        else:
            lacks.append(native_name(language))
    if source not in [each.language for each in sure] and (drafts or not sure):
        sure.insert(0, ReadAloud(words, source, status((path, source), "source")))
    first, *rest = sure
    return replace(first, also=(*rest, *drafts), lacks=" · ".join(lacks))


def _source(interview: Interview, text: Text, node: LiveNode) -> tuple[str, str]:
    """The words that translations are made from: those of the default language, else of any that is no draft."""
    default = interview.form.default_language
    found = text.parts(default, default)[0]
    return found, interview.instance.words_in(text, node, found)[0]


def labels_beside(
    interview: Interview, question: Question, node: LiveNode, languages: tuple[str, ...]
) -> Mapping[str, tuple[ReadAloud, ...]]:
    """Labels of choices in the languages asked for that their keys do not bear, by name."""
    if len(interview.form.languages) == 1:
        return {}
    instance = interview.instance
    consent = is_consent(question.path)
    beside: dict[str, tuple[ReadAloud, ...]] = {}
    for choice in instance.offered(question, node):
        if choice.label is None:
            continue
        own = instance.words(choice.label, node)[1]
        found = [(language, *instance.words_in(choice.label, node, language)) for language in languages]
        beside[choice.name] = tuple(
            ReadAloud(words, language, "draft" if draft else "source")
            for language, words, draft in found
            if words and words != own and not (draft and consent)
        )
    return beside


def next_language(interview: Interview, shown: tuple[str, ...]) -> str:
    """The language in which the question may be put again; "" where all of them are shown."""
    languages = interview.form.languages
    last = languages.index(shown[-1]) if shown[-1] in languages else -1
    return next((each for each in (*languages[last + 1 :], *languages[: last + 1]) if each not in shown), "")


# --- reading ------------------------------------------------------------------------------------------------------


SPOKEN = "langue_entretien"
"""The question of a guide that says in which language the people speak."""


def languages_of(interview: Interview) -> tuple[str, ...]:
    """Tags of the languages spoken in an interview: those that it is shown in, then the one that its guide asks for.

    They decide what a word means that two languages share («bi»).
    """
    shown = [language_tag(language).partition("-")[0] for language in interview.languages]
    locales = Locales.load()
    said = [
        tag
        for path in interview.form.questions
        if path.endswith(f"/{SPOKEN}")
        for node in interview.instance.nodes_at(path)
        for tag in (locales.tag_of(node.stored),)
    ]
    return tuple(dict.fromkeys(tag for tag in (*shown, *said) if tag))


def counts_in(interview: Interview, question: Question, node: LiveNode) -> Unit | None:
    """What a question that takes a number counts in."""
    if QUESTION_TYPES[question.type].widget is not Widget.NUMBER:
        return None
    texts = [text for text in (question.label, question.hint) if text is not None]
    words = " ".join(interview.instance.words(text, node)[1] for text in texts)
    return unit_of(question.appearance, words, Locales.load())


def context_of(
    interview: Interview, question: Question, node: LiveNode, language: str = "", also: tuple[str, ...] = ()
) -> ParseContext:
    """What a question's own parser may know.

    Args:
        interview: where it stands.
        question: which.
        node: where it stands.
        language: of the labels; "" for those on the keys.
        also: tags of languages that count besides those of the interview.
    """
    options = tuple(Option(name, label) for name, label in interview.instance.choices(question, node, language))
    return ParseContext(
        interview.instance.now(),
        language_tag(interview.language),
        options,
        question.parameters,
        question.appearance,
        languages=tuple(dict.fromkeys((*languages_of(interview), *filter(None, also)))),
        unit=counts_in(interview, question, node),
    )


def read_words(
    interview: Interview, question: Question, node: LiveNode, words: str, also: tuple[str, ...] = ()
) -> Read | Unread:
    """Words as a question reads them: by the labels on its keys, else by those of any language of the guide.

    Args:
        interview: where it stands.
        question: which.
        node: where it stands.
        words: as typed.
        also: tags of languages that count besides those of the interview.
    """
    kind = QUESTION_TYPES[question.type]
    read = kind.parse(words, context_of(interview, question, node, also=also))
    if isinstance(read, Read) or read.final or question.choices is None or len(interview.form.languages) == 1:
        return read
    for language in interview.form.languages:
        other = kind.parse(words, context_of(interview, question, node, language, also))
        if isinstance(other, Read):
            return other
    return read
