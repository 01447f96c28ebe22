"""What differs between two versions of a guide, and how far its translations are: for whoever publishes it."""

from __future__ import annotations

from dataclasses import dataclass

from dialogues.forms.definition import Choice, ChoiceList, FormDefinition, Question, Text, TextParts

__all__ = ["Changes", "Coverage", "Review", "changes", "coverage", "plain_label", "reviews"]

_HOLE = "…"
"""What stands for a value that is filled in when the question is put."""
_TEXT_ID = "itextId"
"""What an item of a list bears where its label is translated."""


@dataclass(frozen=True, slots=True)
class Changes:
    """What is new since another version; labels of questions in the default language, in the guide's order.

    Args:
        added: questions that were not asked before.
        removed: questions that are not asked any more, as they were.
        reworded: questions and notes whose texts, hints or listed answers changed, as they are now.
    """

    added: tuple[str, ...]
    removed: tuple[str, ...]
    reworded: tuple[str, ...]

    @property
    def none(self) -> bool:
        """Whether the same is asked in the same words."""
        return not (self.added or self.removed or self.reworded)


@dataclass(frozen=True, slots=True)
class Coverage:
    """How far a guide is in one language.

    Args:
        language: as the form writes it.
        texts: labels of questions and notes that the guide has in any language.
        missing: of them, those that it does not have in this one.
        drafts: of them, those whose translation nobody has reviewed.
    """

    language: str
    texts: int
    missing: int
    drafts: int


def changes(before: FormDefinition, after: FormDefinition) -> Changes:
    """What differs between two versions; a question is known by its path below the form's root."""
    old, new = _by_place(before), _by_place(after)
    return Changes(
        tuple(
            plain_label(after, question)
            for place, question in new.items()
            if question.number is not None and not _asked(old.get(place))
        ),
        tuple(
            plain_label(before, question)
            for place, question in old.items()
            if question.number is not None and not _asked(new.get(place))
        ),
        tuple(
            plain_label(after, question)
            for place, question in new.items()
            if place in old and _wording(question) != _wording(old[place])
        ),
    )


def _asked(question: Question | None) -> bool:
    return question is not None and question.number is not None


@dataclass(frozen=True, slots=True)
class Review:
    """A wording that somebody has reviewed since.

    Args:
        label: of the question or choice, in the default language.
        language: of the wording.
        by: who, and when.
    """

    label: str
    language: str
    by: str


def reviews(before: FormDefinition, after: FormDefinition) -> tuple[Review, ...]:
    """What was reviewed since another version, in the guide's order; choices after questions."""
    found: list[Review] = []
    for place, question in _by_place(after).items():
        for language in after.languages:
            by = after.statuses.get((question.path, f"reviewer::{language}"), "")
            known = before.statuses.get((f"{_root(before)}/{place}", f"reviewer::{language}"), "")
            if by and by != known and after.statuses.get((question.path, language)) == "reviewed":
                found.append(Review(plain_label(after, question), language, by))
    for (place, of), by in after.statuses.items():
        language = of.removeprefix("reviewer::")
        if place.startswith("/") or language == of or before.statuses.get((place, of), "") == by:
            continue
        if after.statuses.get((place, language)) == "reviewed":
            found.append(Review(_choice_label(after, place), language, by))
    return tuple(found)


def _choice_label(form: FormDefinition, place: str) -> str:
    """The label of a choice in the default language; its place where its list or its label is not known."""
    listed, _, name = place.partition("/")
    for root in form.instances[listed].named("root") if listed in form.instances else ():
        for item in root.named("item"):
            translated = bool(item.named(_TEXT_ID))
            column = _TEXT_ID if translated else "label"
            rule = ChoiceList(None, "name", column, translated=translated, texts=form.texts, media={})
            choice = rule.choice(item)
            if choice.name == name and choice.label is not None:
                return _plain(choice.label.parts(form.default_language, "")[1]) or place
    return place


def _root(form: FormDefinition) -> str:
    return form.root.path


def coverage(form: FormDefinition) -> tuple[Coverage, ...]:
    """How far a guide is in each of its languages, in the form's order; nothing for a form without translations."""
    if form.languages in ((), ("",)):
        return ()
    labels = [(question.path, question.label) for question in form.questions.values() if _said(question.label)]
    return tuple(
        Coverage(
            language,
            len(labels),
            sum(1 for _, label in labels if not _in(label, language)),
            sum(1 for path, label in labels if _in(label, language) and form.statuses.get((path, language)) == "draft"),
        )
        for language in form.languages
    )


def plain_label(form: FormDefinition, question: Question) -> str:
    """The label of a question in the guide's default language, without values; its name where it has none."""
    if question.label is None:
        return question.name
    return _plain(question.label.parts(form.default_language, "")[1]) or question.name


def _by_place(form: FormDefinition) -> dict[str, Question]:
    return {path.partition("/")[2].partition("/")[2]: question for path, question in form.questions.items()}


def _said(text: Text | None) -> bool:
    return text is not None and any(text.languages.values())


def _in(text: Text | None, language: str) -> bool:
    if text is None:
        return False
    return any(bool(words.get(language)) for words in (text.languages, text.drafts)) or bool(text.languages.get(""))


def _plain(parts: TextParts) -> str:
    return " ".join("".join(part if isinstance(part, str) else _HOLE for part in parts).split())


def _wording(question: Question) -> object:
    """All that is read of a question, comparable."""
    fixed = question.choices.fixed if question.choices is not None else None
    return (
        _words(question.label),
        _words(question.hint),
        _words(question.guidance_hint),
        None if fixed is None else tuple(_choice(choice) for choice in fixed),
    )


def _choice(choice: Choice) -> object:
    return choice.name, _words(choice.label)


def _words(text: Text | None) -> object:
    if text is None:
        return None
    return {language: _plain(parts) for language, parts in text.languages.items() if parts}
