"""A guide on paper: A4, the numbers of the chat, boxes to tick and lines to write on.

Nobody's name, number or answer is printed; the sheet itself asks for a code only.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import fontpkg
from fpdf import FPDF

from dialogues.interview.callsheet import Printed, Room
from dialogues.interview.papersheet import PaperSheet
from dialogues.messages import Phrase

if TYPE_CHECKING:
    from pathlib import Path

    from dialogues.locales import Locales

_RIGHT_TO_LEFT = re.compile(r"[\u0590-\u08ff]")
_LETTERS = re.compile(r"[^\W\d_]")
_NO_GLYPH = re.compile(r"[\u2190-\u21ff\u2300-\u23ff\u2600-\u27bf\u2b00-\u2bff\ufe0f\U0001f000-\U0001ffff]\s?")
"""Pictures and arrows that no text font draws; they say nothing that the words beside them do not."""
_ISOLATES = re.compile("[\u2066-\u2069]")
"""Signs that set writing from the right apart: no font draws them."""
_CIRCLED, _CIRCLED_MANY = 0x24B6, 26
_MARGIN = 15.0
_LINE = 5.2
"""Height of a line of text, in millimetres; 11 points."""
_WRITING = 8.5
"""Height of a line to write on."""
_BOX = 3.4
_FIGURE = 40.0
"""Width of the room for a figure or a date."""
_SHORT, _MIDDLING = 22, 36
"""Characters of the longest choice up to which three, and two, stand side by side."""
_KEEP = 30.0
"""A question does not begin with less than this left on its page, a part with less than twice as much."""


def write_paper(sheet: PaperSheet, locales: Locales, path: Path) -> None:
    """Write a guide as a PDF.

    Args:
        sheet: the guide.
        locales: the bot's own words.
        path: of the file.

    Raises:
        OSError: the disk does not take it.
    """
    pdf = _Paper(locales, sheet)
    pdf.draw()
    path.write_bytes(bytes(pdf.output()))


class _Paper(FPDF):
    def __init__(self, locales: Locales, sheet: PaperSheet) -> None:
        super().__init__(format="A4")
        self._locales = locales
        self._sheet = sheet
        plain = str(fontpkg.path("Noto Sans"))
        self.add_font("text", "", plain)
        self.add_font("text", "B", plain, variations={"wght": 700.0})
        arabic = str(fontpkg.path("Noto Sans Arabic"))
        self.add_font("arabic", "", arabic)
        if any(_RIGHT_TO_LEFT.search(text) for text in (sheet.title, *(line.text for line in sheet.lines))):
            # A fallback draws in its own style alone, and a weight takes a second to make.
            self.add_font("arabic", "B", arabic, variations={"wght": 700.0})
        self.set_fallback_fonts(["arabic"])
        self.set_text_shaping(use_shaping_engine=True)
        self.set_margin(_MARGIN)
        self.set_auto_page_break(auto=True, margin=18)
        self.set_title(sheet.title)
        self.set_lang(sheet.language)
        self.alias_nb_pages()

    def _words(self, key: str, **params: str) -> str:
        return self._locales.text(Phrase(f"paper.{key}", params), self._sheet.language)

    def footer(self) -> None:
        self.set_y(-13)
        self.set_font("text", "", 8)
        self.cell(0, 4, _drawn(self._words("care")), align="L")
        self.set_x(_MARGIN)
        self.cell(0, 4, f"{self.page_no()}/{{nb}}", align="R")

    def draw(self) -> None:
        self.add_page()
        self.set_font("text", "B", 15)
        self._text(self._sheet.title, 7)
        self.set_font("text", "", 9)
        self._text(self._words("version", version=self._sheet.version), 4.5)
        self.ln(2)
        self.set_font("text", "", 11)
        for key in ("code", "day", "place"):
            self._text(self._words(key), _LINE + 3)
        self._text(self._words("how"), _LINE)
        self.ln(3)
        for line in self._sheet.lines:
            self._line(line)

    def _line(self, line: Printed) -> None:
        if self.get_y() > self.h - 18 - (2 * _KEEP if line.title else _KEEP):
            self.add_page()
        if line.only_if:
            self.set_font("text", "", 9)
            self._text(line.only_if, 4.5)
        if line.aside:
            self.set_font("text", "", 9)
            self._text(f"{self._words('aside')} {line.aside}", 4.5)
        self.set_font("text", "B" if line.number or line.title else "", 11)
        head = f"{line.number}) " if line.number else ""
        mark = f"{line.mark} " if line.mark else ""
        self._text(f"{mark}{head}{line.text}", _LINE)
        self.set_font("text", "", 11)
        for other in line.beside:
            for words in other.split("\n"):
                self._text(words, _LINE)
        if line.room is Room.NONE and line.number and line.choices:
            self._choices(line.choices)
        else:
            for words in line.choices:
                self._text(words, _LINE)
        if line.unchecked:
            self.set_font("text", "", 9)
            self._text(line.unchecked, 4.5)
        self._room(line.room)
        self.ln(2.5)

    def _choices(self, choices: tuple[str, ...]) -> None:
        """A box a choice; several on a line where they are short, from the right where they are read from there."""
        from_right = _from_the_right(choices[0])
        align = "R" if from_right else "L"
        longest = max(map(len, choices))
        width = self.epw / (3 if longest <= _SHORT else 2 if longest <= _MIDDLING else 1)
        column = 0
        for words in choices:
            if column * width + width > self.epw + 0.1:
                self.ln(_LINE + 1)
                column = 0
            if self.get_y() > self.h - 18 - _LINE:
                self.add_page()
            x, y = _MARGIN + (self.epw - (column + 1) * width if from_right else column * width), self.get_y()
            self.rect(x + width - _BOX if from_right else x, y + 0.9, _BOX, _BOX)
            self.set_xy(x if from_right else x + _BOX + 1.5, y)
            self._font_again()
            if width < self.epw:
                self.cell(width - _BOX - 2, _LINE, _drawn(words), align=align)
                column += 1
            else:
                wide = self.epw - _BOX - 2
                self.multi_cell(wide, _LINE, _drawn(words), align=align, new_x="LMARGIN", new_y="NEXT")
        if width < self.epw:
            self.ln(_LINE + 1)

    def _room(self, room: Room) -> None:
        match room:
            case Room.NONE:
                return
            case Room.FIGURE:
                self.rect(_MARGIN, self.get_y() + 1, _FIGURE, _WRITING - 1.5)
                self.ln(_WRITING)
            case Room.LINE | Room.LINES:
                for _ in range(1 if room is Room.LINE else 3):
                    self.ln(_WRITING)
                    self.line(_MARGIN, self.get_y(), self.w - _MARGIN, self.get_y())
                self.ln(1)

    def _font_again(self) -> None:
        """Say the font anew.

        After a line that only the fallback could draw, the library takes another font for the one in force.
        """
        style, size = self.font_style, self.font_size_pt
        self.set_font("arabic", "", size)
        self.set_font("text", style, size)

    def _text(self, words: str, height: float) -> None:
        self._font_again()
        drawn = _drawn(words)
        align = "R" if _from_the_right(drawn) else "L"
        self.multi_cell(0, height, drawn, align=align, new_x="LMARGIN", new_y="NEXT")


def _from_the_right(words: str) -> bool:
    """Whether the first letter is of a script that is written from right to left."""
    first = _LETTERS.search(words)
    return first is not None and _RIGHT_TO_LEFT.match(first[0]) is not None


def _drawn(words: str) -> str:
    """Words as the fonts can draw them: circled letters in brackets, no pictures."""
    plain = "".join(
        f"({chr(ord('A') + ord(sign) - _CIRCLED)})" if 0 <= ord(sign) - _CIRCLED < _CIRCLED_MANY else sign
        for sign in words
    )
    return _NO_GLYPH.sub("", _ISOLATES.sub("", plain))
