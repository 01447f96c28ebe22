"""Keys of a prompt: what is printed on them, which row they stand in.

A key that answers bears the address of its question, so that it finds it whenever it arrives (DESIGN, decision 5):
«12·3 Eau» for the third choice, «12·Ne sait pas» for a word, «12·Page suivante ▶ 2» for a page. Keys of the last row
bear their word alone. Who reads them back is `dialogues.interview.addressing`, which strips bidi isolates first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from bot.telegram.text import cut, isolated
from dialogues.messages import Key, Option, PromptView, Widget

__all__ = ["KEY_LABEL", "PAGE", "choice_key", "first_on_page", "key_rows", "option_page", "word_key"]

KEY_LABEL = 24
"""Characters of a label on a key; longer ones stand in full in the text."""
PAGE = 12
"""Choices on one page; a list that is longer is paged and searched."""
_SHORT_LABEL = 16
"""Characters of a label that leaves room for another one beside it."""
_SHORT_WORD = 16

_NON_RESPONSE = (Key.DONT_KNOW, Key.REFUSED)
_LAST_ROW = (Key.BACK, Key.SKIP, Key.MENU)
_PAGE_KEYS = (Key.PREVIOUS_PAGE, Key.NEXT_PAGE)

Word = Callable[[Key], str]


def choice_key(address: str, position: int, label: str) -> str:
    """The key of a choice.

    Args:
        address: of its question, "" for none.
        position: its number, from 1.
        label: its full label.
    """
    short = cut(" ".join(label.split()), KEY_LABEL)
    if not address:
        return f"{position} {short}"
    return f"{isolated(f'{address}·{position}', short)} {short}"


def word_key(address: str, word: str) -> str:
    """A key with a word of the bot's own, as «12·Ne sait pas»."""
    if not address:
        return word
    return f"{isolated(address, word)}·{word}"


def option_page(view: PromptView) -> tuple[Option, ...]:
    """The choices that are shown now; all of them on a short list."""
    start = first_on_page(view)
    return view.options[start : start + PAGE] if len(view.options) > PAGE else view.options


def first_on_page(view: PromptView) -> int:
    """The place in the list of the first choice that is shown, from 0; too high a page is the last one."""
    if len(view.options) <= PAGE:
        return 0
    return min(max(view.page, 0), (len(view.options) - 1) // PAGE) * PAGE


def key_rows(view: PromptView, word: Word) -> tuple[tuple[tuple[Key | Option, str], ...], ...]:
    """All keys of a prompt, row by row: choices, pages, answers in a word, non-response, the fixed last row.

    Args:
        view: the prompt.
        word: puts a key into words.
    """

    def worded(keys: Sequence[Key]) -> tuple[tuple[Key | Option, str], ...]:
        return tuple((key, word_key(view.address, word(key))) for key in keys)

    rows: list[tuple[tuple[Key | Option, str], ...]] = []
    shown = option_page(view)
    first = first_on_page(view)
    choices: list[tuple[Key | Option, str]] = [
        (option, choice_key(view.address, option.place or first + place, option.label))
        for place, option in enumerate(shown, start=1)
    ]
    rows.extend(_side_by_side(choices, [len(option.label) <= _SHORT_LABEL for option in shown]))
    rows.append(
        tuple((key, word_key(view.address, f"{word(key)} {page}")) for key, page in _pages(view, first // PAGE + 1))
    )
    if view.widget is Widget.PLACE:
        rows.append(((Key.SHARE_PLACE, word(Key.SHARE_PLACE)),))
    answers = worded(_answers(view))
    columns = 2 if all(len(text) <= _SHORT_WORD + len(view.address) for _, text in answers) else 1
    rows.extend(answers[place : place + columns] for place in range(0, len(answers), columns))
    rows.append(worded([key for key in _NON_RESPONSE if key in view.keys]))
    may_skip = not view.required and view.widget is not Widget.CONFIRM
    left_out = {*(() if may_skip else (Key.SKIP,)), *((Key.BACK,) if Key.HUNG_UP in view.keys else ())}
    last: list[tuple[Key | Option, str]] = [(key, word(key)) for key in _LAST_ROW if key not in left_out]
    rows.extend(_with_language(last, f"{word(Key.LANGUAGE)} {view.repeat_in}") if view.repeat_in else (tuple(last),))
    return tuple(row for row in rows if row)


def _with_language(
    last: list[tuple[Key | Option, str]], words: str
) -> tuple[tuple[tuple[Key | Option, str], ...], ...]:
    """The last row with the key of another language before «☰»; four keys would be too narrow for their words."""
    before, menu = last[:-1], last[-1]
    language: tuple[Key | Option, str] = (Key.LANGUAGE, words)
    return ((*before, language, menu),) if len(before) == 1 else (tuple(before), (language, menu))


def _side_by_side(
    choices: Sequence[tuple[Key | Option, str]], short: Sequence[bool]
) -> Iterator[tuple[tuple[Key | Option, str], ...]]:
    """Rows of choices, in order: two where both are short, so that a long list hides fewer keys."""
    place = 0
    while place < len(choices):
        size = 2 if short[place] and place + 1 < len(choices) and short[place + 1] else 1
        yield tuple(choices[place : place + size])
        place += size


def _pages(view: PromptView, page: int) -> Iterator[tuple[Key, int]]:
    """Keys to the pages before and after, with the number of the page that they show, from 1."""
    if page > 1:
        yield Key.PREVIOUS_PAGE, page - 1
    if page * PAGE < len(view.options):
        yield Key.NEXT_PAGE, page + 1


def _answers(view: PromptView) -> tuple[Key, ...]:
    """Keys with a word that answer; those that a widget cannot do without are there even if not asked for."""
    apart = {*_NON_RESPONSE, *_LAST_ROW, *_PAGE_KEYS, Key.SHARE_PLACE}
    keys = tuple(key for key in view.keys if key not in apart)
    if view.widget is Widget.MANY_OF and Key.DONE not in keys:
        return (Key.DONE, *keys)
    if view.widget is Widget.CONFIRM and not keys and not view.options:
        return (Key.YES, Key.NO)
    return keys
