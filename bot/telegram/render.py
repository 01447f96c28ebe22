"""What is to be shown, as Telegram's messages: pure, so that owed replies can be stored without any text.

Order inside a prompt: what was stored («✓ Oui») · why the last message was not taken · title of the guide, its
section, its notes · **12.** **what is read aloud** · hint · what is for the agent alone · choices in full where keys
are too short · the answer there is · progress. The reply keyboard goes with the last message of a long prompt.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import assert_never

from telegram import (
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    MessageEntity,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
)

from bot.channel import Words
from bot.telegram.keys import KEY_LABEL, PAGE, first_on_page, key_rows, option_page
from bot.telegram.text import Paragraph, Span, Style, cut, in_parts, isolated, rtl, set_apart
from dialogues.forms.languages import native_name
from dialogues.messages import (
    Button,
    Delivery,
    Key,
    Option,
    Phrase,
    PromptView,
    PutPrompt,
    ReadAloud,
    RemoveMessages,
    Say,
    SendFile,
    ShowSelection,
    Widget,
)

__all__ = ["Markup", "RenderedFile", "RenderedText", "render"]

_PLACEHOLDER = 64
"""Characters in an input field's placeholder (Bot API, ReplyKeyboardMarkup)."""
_ROW, _BUTTONS = 8, 100
_LISTED = (
    "service.member",
    *(f"publish.{name}" for name in ("language", "language_both", "language_whole")),
    *(f"publish.{name}" for name in ("added", "removed", "reworded", "reviewed", "reviewed_by", "label", "more")),
    "follow.line",
    "follow.guide_line",
    "follow.open_line",
    "follow.doubt_line",
    "follow.place_line",
)
"""Phrases that are a line of a list: a team of twenty on a small screen has no empty lines in between."""

Markup = ReplyKeyboardMarkup | InlineKeyboardMarkup | ReplyKeyboardRemove


@dataclass(frozen=True, slots=True)
class RenderedText:
    """A text message.

    Args:
        text: at most 4096 UTF-16 units.
        entities: its styles.
        markup: its keyboard, None for none.
    """

    text: str
    entities: tuple[MessageEntity, ...] = ()
    markup: Markup | None = None


@dataclass(frozen=True, slots=True)
class RenderedFile:
    """A document.

    Args:
        path: place within the data folder.
        name: the file name that the person sees.
        caption: what it is.
        spoken: a recording that is heard in the chat.
    """

    path: str
    name: str
    caption: str
    spoken: bool = False


def render(delivery: Delivery, words: Words) -> tuple[RenderedText | RenderedFile, ...]:
    """The messages of an owed reply, in the order in which they are sent.

    Args:
        delivery: what is owed.
        words: puts phrases into words.

    Returns:
        At least one message, but for something that holds no text at all.
    """
    painter = _Painter(words, delivery.language)
    match delivery.outgoing:
        case PutPrompt(view):
            return painter.prompt(view)
        case Say() as say:
            return painter.say(say)
        case ShowSelection(address, chosen):
            return painter.selection(address, chosen)
        case SendFile(path, name, caption, spoken):
            return (RenderedFile(path, name, painter.put(caption), spoken),)
        case RemoveMessages():
            return ()
        case _ as never:
            assert_never(never)


@dataclass(frozen=True, slots=True)
class _Painter:
    words: Words
    language: str

    def put(self, line: Phrase | str) -> str:
        return line if isinstance(line, str) else self.words(line, self.language)

    def own(self, key: str, **params: str | int) -> str:
        return self.words(Phrase(f"telegram.{key}", params), self.language)

    def key_word(self, key: Key) -> str:
        return self.words(Phrase(f"keys.{key.value}"), self.language)

    # --- a prompt -------------------------------------------------------------------------------------------

    def prompt(self, view: PromptView) -> tuple[RenderedText, ...]:
        keyboard = ReplyKeyboardMarkup(
            [
                [KeyboardButton(text, request_location=True if key is Key.SHARE_PLACE else None) for key, text in row]
                for row in key_rows(view, self.key_word)
            ],
            resize_keyboard=True,
            is_persistent=True,
            input_field_placeholder=cut(self._placeholder(view), _PLACEHOLDER),
        )
        return _with_markup(in_parts(tuple(self._paragraphs(view))), keyboard)

    def _paragraphs(self, view: PromptView) -> Iterator[Paragraph]:
        if view.acknowledged:
            # Lines of one paragraph: what a whole sheet noted must not push the question off the screen.
            yield (Span("\n".join(self.put(phrase) for phrase in view.acknowledged)),)
        if view.refused is not None:
            yield (Span(self.put(view.refused)),)
        if view.title:
            yield (Span(view.title, Style.ITALIC),)
        yield from self._notes(view.before)
        if view.section:
            yield (Span(view.section, Style.ITALIC),)
        yield from self._notes(view.notes)
        if view.address and not _says_its_number(view):
            address = f"{isolated(view.address, view.label.text)}. "
            yield (Span(f"{address}{view.label.text}", Style.BOLD), *self._beside(view.label))
        else:
            yield (Span(view.label.text, Style.BOLD), *self._beside(view.label))
        if view.hint is not None:
            yield (Span(view.hint.text, Style.ITALIC), *self._beside(view.hint))
        yield from self._aside(view.label.aside)
        if view.guidance is not None:
            yield from self._aside("\n".join(each.text for each in (view.guidance, *view.guidance.also)))
        yield from self._choices(view)
        if view.withheld:
            how = "light.to_hear" if Key.LISTEN in view.keys else "light.withheld"
            yield (Span(self.put(Phrase(how, {"n": view.withheld})), Style.ITALIC),)
        if view.current:
            yield (Span(self.own("current", value=view.current)),)
        if view.progress is not None:
            yield (Span(self.put(view.progress), Style.ITALIC),)

    def _notes(self, notes: Sequence[ReadAloud]) -> Iterator[Paragraph]:
        for note in notes:
            yield (Span(note.text), *self._beside(note))
            yield from self._aside(note.aside)

    def _aside(self, text: str) -> Iterator[Paragraph]:
        """What is for the agent alone, folded away."""
        if text:
            yield (Span(f"{self.own('guidance')}\n{text}", Style.ASIDE),)

    def _beside(self, text: ReadAloud) -> tuple[Span, ...]:
        """What stands under a text: what is to be known about it, and the same in other languages."""
        spans = [*self._status(text)]
        for other in text.also:
            spans += [Span(f"\n{other.text}"), *self._status(other)]
        return tuple(spans)

    def _status(self, text: ReadAloud) -> tuple[Span, ...]:
        if text.status == "draft":
            return (Span("\n"), Span(self.own("draft", language=native_name(text.language)), Style.ITALIC))
        if text.lacks:
            return (Span("\n"), Span(self.own("fallback", language=text.lacks), Style.ITALIC))
        return ()

    def _choices(self, view: PromptView) -> Iterator[Paragraph]:
        shown = option_page(view)
        if any(len(" ".join(option.label.split())) > KEY_LABEL or option.also for option in shown):
            first = first_on_page(view)
            listed = "\n".join(
                f"{isolated(str(option.place or first + place), option.label)}. {_in_all(option)}"
                for place, option in enumerate(shown, start=1)
            )
            drafts = {each.language: each for option in shown for each in option.also if each.status == "draft"}
            yield (Span(listed), *(span for draft in drafts.values() for span in self._status(draft)))
        if len(view.options) > PAGE:
            page = first_on_page(view) // PAGE + 1
            pages = (len(view.options) + PAGE - 1) // PAGE
            yield (Span(self.own("page", page=page, pages=pages), Style.ITALIC),)
        if view.searched:
            yield (Span(self.own("searched", words=view.searched), Style.ITALIC),)

    def _placeholder(self, view: PromptView) -> str:
        key = "placeholder_search" if len(view.options) > PAGE else f"placeholder_{view.widget.value}"
        if Key.CONTINUE in view.keys:
            return self.own("placeholder_continue")
        if not view.address and view.widget is not Widget.CONFIRM:
            return self.own("placeholder_none")
        return self.own(key, address=view.address)

    # --- everything else ------------------------------------------------------------------------------------

    def say(self, say: Say) -> tuple[RenderedText, ...]:
        paragraphs = self._lines(say.lines)
        inline = self._inline(say.rows)
        reply: Markup | None = None
        if say.menu:
            reply = ReplyKeyboardMarkup(
                [[KeyboardButton(self.put(word)) for word in row] for row in say.menu],
                resize_keyboard=True,
                is_persistent=True,
            )
        elif say.clear_keys:
            reply = ReplyKeyboardRemove()
        if inline is None or reply is None:
            return _with_markup(in_parts(paragraphs), inline or reply)
        # A message carries one markup only: the reply keyboard comes with what stands before the last paragraph.
        before = paragraphs[:-1] or ((Span(self.own("keys_changed")),),)
        return _with_markup(in_parts(before), reply) + _with_markup(in_parts(paragraphs[-1:]), inline)

    def selection(self, address: str, chosen: Sequence[str]) -> tuple[RenderedText, ...]:
        listed = " · ".join(chosen)
        number = isolated(address, listed)
        line = self.own("selection", chosen=listed) if chosen else self.own("selection_none")
        return _with_markup(in_parts(((Span(number, Style.BOLD), Span(f" {line}" if number else line)),)), None)

    def _lines(self, lines: Sequence[Phrase | str]) -> tuple[Paragraph, ...]:
        """Paragraphs; plain texts, and people, that follow each other are the lines of one list."""
        paragraphs: list[str] = []
        listing = False
        for line in lines:
            listed = isinstance(line, str) or line.key in _LISTED
            if listed and listing:
                paragraphs[-1] += f"\n{self.put(line)}"
            else:
                paragraphs.append(self.put(line))
            listing = listed
        return tuple((Span(text),) for text in paragraphs if text.strip())

    def _inline(self, rows: Sequence[Sequence[Button]]) -> InlineKeyboardMarkup | None:
        keyboard: list[list[InlineKeyboardButton]] = []
        left = _BUTTONS
        for row in rows:
            buttons = [
                InlineKeyboardButton(cut(self.put(button.label), 64), callback_data=button.action)
                for button in row[: min(_ROW, left)]
            ]
            left -= len(buttons)
            if buttons:
                keyboard.append(buttons)
        return InlineKeyboardMarkup(keyboard) if keyboard else None


def _in_all(option: Option) -> str:
    """The label of a choice in every language that is shown, each in its own direction."""
    beside = [each.text for each in option.also]
    mixed = len({rtl(text) for text in (option.label, *beside)}) > 1
    return " · ".join([option.label, *(set_apart(text) if mixed else text for text in beside)])


def _says_its_number(view: PromptView) -> bool:
    """Whether what is asked about a question names it at once, as «Corriger la 12 ?» does."""
    first = view.label.text.split()[:3]
    return view.widget is Widget.CONFIRM and view.address in [word.rstrip("?؟") for word in first]


def _with_markup(
    parts: Sequence[tuple[str, tuple[MessageEntity, ...]]], markup: Markup | None
) -> tuple[RenderedText, ...]:
    last = len(parts) - 1
    return tuple(
        RenderedText(text, entities, markup if number == last else None)
        for number, (text, entities) in enumerate(parts)
    )
