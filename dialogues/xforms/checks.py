"""Faults of the raw sheets, all of them at once: what pyxform tells one at a time, and what it does not tell.

pyxform stops at its first fault and lets cycles and half expressions through (DESIGN, section 6), so an author
would learn of five mistakes in five rounds. These checks read the sheets as they are and stop at nothing.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from dialogues.expressions import FUNCTIONS, ExpressionProblem, compile_expression
from dialogues.expressions.problems import ProblemCode as ExpressionCode
from dialogues.forms.definition import Limits
from dialogues.xforms.itemsets import ITEMSETS_FILE
from dialogues.xforms.mending.formulas import repaired
from dialogues.xforms.problems import Problem, ProblemCode, Severity, expression_fault, problem
from dialogues.xforms.sheets import Column, Row, Sheet, Workbook, form_id_of

__all__ = ["BLANK_TYPES", "OWN_SETTINGS", "Layout", "SelectType", "check_sheets", "layout_of", "select_type"]

OWN_SETTINGS = ("titre_discret", "famille", "confidentialite", "objet", "duree")
"""Settings that are Baro's own; pyxform never sees them."""

_DEPTH = Limits().depth
_FAMILIES = ("entretien", "seance", "reunion", "observation", "fiche")
_LEVELS = ("normal", "strict")
_STATUSES = ("source", "draft", "reviewed")
_NAME = re.compile(r"[^\W\d][\w.\-]*")
_UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""Characters that no XML document can hold (XML 1.0, section 2.2)."""
_REFERENCE = re.compile(r"\$\{([^}]*)\}")
_SECTION = re.compile(r"^(begin|end)[ _]+(group|repeat|lgroup|looped group|loop)(?: over \S+)?$")
_CURLY = str.maketrans({"\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"'})
"""Quotes as word processors write them; the converter makes them straight too."""

_SELECT = re.compile(
    r"^(?P<what>select_one_external|select_one_from_file|select_multiple_from_file|select one from file"
    r"|select multiple from file|select_one|select_multiple|select1|select one from|select one"
    r"|select all that apply from|select all that apply|add select one prompt using"
    r"|add select multiple prompt using|rank)\s+(?P<list>\S+)(?P<other>\s+or[ _]other|\s+or specify other)?\s*$"
)
_BARE_SELECT = re.compile(r"^(select_one|select_multiple|select1|select one|select all that apply|rank)\s*$")
BLANK_TYPES = frozenset(
    {
        "start-geopoint",
        "background-audio",
        "background-geopoint",
        "audit",
        "phonenumber",
        "email",
        "simserial",
        "subscriberid",
        "osm",
    }
)
"""Types that are accepted and stay blank: no chat can fill them."""
_SILENT = BLANK_TYPES | {
    "calculate",
    "hidden",
    "start",
    "end",
    "today",
    "username",
    "deviceid",
    "csv-external",
    "xml-external",
    "imei",
}
_EXPRESSIONS = frozenset(
    ["relevant", "constraint", "required", "read_only", "calculation", "choice_filter", "repeat_count"]
)
_WORDS = frozenset(["yes", "no", "true", "false", "oui", "non", "true()", "false()", "1", "0"])
_WITH_REFERENCES = _EXPRESSIONS | frozenset(
    ["label", "hint", "guidance_hint", "constraint_message", "required_message", "default", "trigger", "parameters"]
)
_SHOWN = frozenset(["label", "hint", "guidance_hint", "image", "audio", "video", "big-image"])


@dataclass(frozen=True, slots=True)
class SelectType:
    """A type with a choice list.

    Args:
        kind: `select_one`, `select_multiple` or `rank`.
        source: the list, the file or `${repeat question}`.
        from_file: whether `source` is a file.
        external: whether it is `select_one_external`.
        or_other: whether «other» is added.
    """

    kind: str
    source: str
    from_file: bool = False
    external: bool = False
    or_other: bool = False


def select_type(words: str) -> SelectType | None:
    """Read a type cell; None when it is no select."""
    found = _SELECT.match(words)
    if found is None:
        return None
    what = found["what"]
    multiple = what.startswith(("select_multiple", "select multiple", "select all", "add select multiple"))
    return SelectType(
        "rank" if what == "rank" else "select_multiple" if multiple else "select_one",
        found["list"],
        what.endswith("file"),
        what == "select_one_external",
        bool(found["other"]),
    )


@dataclass(slots=True)
class Layout:
    """Where things stand in the sheets.

    Args:
        places: row by path below the root («avant_appel/region»).
        names: row by name, the first of that name.
        columns: header by plain name.
    """

    places: dict[str, Row] = field(default_factory=dict)
    names: dict[str, Row] = field(default_factory=dict)
    columns: dict[str, str] = field(default_factory=dict)

    def place(self, found: Problem) -> Problem:
        """A problem of the compiled form with its place in the sheets, as far as it can be found."""
        if not found.path:
            return found
        inner = found.path.strip("/").partition("/")[2]
        row = self.places.get(inner) or self.places.get(inner.removesuffix("_count"))
        row = row or self.places.get(inner.removesuffix("_other")) or self.names.get(inner.rpartition("/")[2])
        column = self.columns.get(found.column, found.column)
        sheet = "entities" if inner.startswith("meta/entity") else "survey"
        return found.at(row.sheet, row.number, column) if row is not None else found.at(sheet, None, column)


def layout_of(workbook: Workbook) -> Layout:
    """Find out where everything stands; never fails."""
    layout = Layout()
    survey = workbook.sheet("survey")
    for column in survey.columns():
        layout.columns.setdefault(column.base, column.header)
    above: list[str] = []
    for row in survey.rows:
        cells = _Cells(row, survey)
        section = _SECTION.match(cells["type"].lower())
        name = cells["name"]
        if section and section[1] == "end":
            if above:
                above.pop()
            continue
        if name:
            layout.places.setdefault("/".join((*above, name)), row)
            layout.names.setdefault(name, row)
        if section:
            above.append(name)
    return layout


class _Cells:
    """The cells of a row by plain name."""

    def __init__(self, row: Row, sheet: Sheet, columns: Mapping[str, Column] | None = None) -> None:
        self.row = row
        self._columns = columns if columns is not None else {c.header: c for c in sheet.columns()}
        self._plain: dict[str, str] = {}
        for column, value in self.all():
            if not column.language:
                self._plain.setdefault(column.base, value)

    def all(self) -> Iterator[tuple[Column, str]]:
        """Every cell that is not blank, with its column."""
        for header, value in self.row.cells.items():
            column = self._columns.get(header)
            if column is not None and value.strip():
                yield column, value.strip()

    def __getitem__(self, base: str) -> str:
        return self._plain.get(base, "")


def check_sheets(
    workbook: Workbook, known_types: Collection[str], silent_types: Collection[str] = ()
) -> tuple[Problem, ...]:
    """Find every fault of the sheets.

    Args:
        workbook: the sheets.
        known_types: type words without a list that the converter knows.
        silent_types: those of them that put nothing to anybody, and so need no text.

    Returns:
        Faults and notes in the order of the sheets.
    """
    if not workbook.sheet("survey").rows:
        near = _near("survey", [name for name in workbook.names if name != "survey"])
        return (problem(ProblemCode.NO_SURVEY, near=near),)
    return tuple(_Checker(workbook, frozenset(known_types), _SILENT.union(silent_types)).all())


class _Checker:
    """One pass over each sheet."""

    def __init__(self, workbook: Workbook, known_types: frozenset[str], silent: frozenset[str]) -> None:
        self._book = workbook
        self._known = known_types
        self._silent = silent
        self._found: list[Problem] = []
        self._rows: list[_Cells] = []
        self._names: set[str] = set()
        self._lists: set[str] = set()
        self._used: dict[str, set[str]] = {}
        self._columns: dict[str, str] = {}

    def all(self) -> list[Problem]:
        """Run all checks."""
        self._read()
        self._characters()
        self._survey()
        self._choices()
        self._settings()
        return self._found

    def _fault(
        self,
        code: ProblemCode,
        row: Row,
        column: str = "",
        *,
        severity: Severity = Severity.FAULT,
        **holes: str | int,
    ) -> None:
        header = self._columns.get(column, column)
        self._found.append(problem(code, row.sheet, row.number, header, severity=severity, holes=holes))

    def _read(self) -> None:
        survey = self._book.sheet("survey")
        columns = {column.header: column for column in survey.columns()}
        for column in columns.values():
            self._columns.setdefault(column.base, column.header)
        for row in survey.rows:
            cells = _Cells(row, survey, columns)
            if any(True for _ in cells.all()) and cells["disabled"].lower() not in ("yes", "true", "oui"):
                self._rows.append(cells)
        self._names = {cells["name"] for cells in self._rows if cells["name"]}
        choices = self._book.sheet("choices")
        for row in choices.rows:
            name = _Cells(row, choices)["list_name"]
            if name:
                self._lists.add(name)

    def _characters(self) -> None:
        for sheet in self._book.sheets.values():
            for row in sheet.rows:
                for header, value in row.cells.items():
                    if _UNWRITABLE.search(value):
                        self._fault(ProblemCode.BAD_CHARACTER, row, header)

    # --- survey ---------------------------------------------------------------------------------------------

    def _survey(self) -> None:
        opened: list[tuple[str, Row, dict[str, Row]]] = []
        top: dict[str, Row] = {}
        asked = 0
        for cells in self._rows:
            type_ = re.sub(r"\s+", " ", cells["type"])
            if not type_:
                if cells["name"] or any(column.base == "label" for column, _ in cells.all()):
                    self._fault(ProblemCode.NO_TYPE, cells.row, "type")
                continue
            section = _SECTION.match(type_.lower())
            siblings = opened[-1][2] if opened else top
            if section and section[1] == "end":
                self._close(section[2], cells, opened)
                continue
            self._name(cells, type_, siblings)
            self._references(cells)
            self._expressions(cells)
            self._statuses(cells)
            if section:
                opened.append((section[2], cells.row, {}))
                if len(opened) == _DEPTH + 1:
                    self._fault(ProblemCode.TOO_DEEP, cells.row, "type", found=len(opened), limit=_DEPTH)
                continue
            self._type(cells, type_)
            asked += self._label(cells, type_)
        for kind, row, _ in opened:
            self._fault(ProblemCode.NOT_CLOSED, row, "type", kind=kind)
        if not asked:
            self._found.append(problem(ProblemCode.NO_QUESTION, "survey"))

    def _close(self, kind: str, cells: _Cells, opened: list[tuple[str, Row, dict[str, Row]]]) -> None:
        if not opened:
            self._fault(ProblemCode.NOT_OPENED, cells.row, "type", kind=kind)
            return
        begun, row, _ = opened.pop()
        if begun != kind:
            self._fault(ProblemCode.WRONG_END, cells.row, "type", kind=kind, begun=begun, line=str(row.number))

    def _name(self, cells: _Cells, type_: str, siblings: dict[str, Row]) -> None:
        name = cells["name"]
        if not name:
            if type_ not in ("note", "audit"):
                self._fault(ProblemCode.NO_NAME, cells.row, "name")
            return
        if not _NAME.fullmatch(name):
            self._fault(ProblemCode.BAD_NAME, cells.row, "name", name=name)
        first = siblings.setdefault(name, cells.row)
        if first is not cells.row:
            self._fault(ProblemCode.DUPLICATE_NAME, cells.row, "name", name=name, line=str(first.number))

    def _type(self, cells: _Cells, type_: str) -> None:
        select = select_type(type_)
        if select is not None:
            self._select(cells, select)
        elif _BARE_SELECT.match(type_):
            self._fault(ProblemCode.NO_LIST_NAME, cells.row, "type", type=type_)
        elif type_ in BLANK_TYPES or type_.startswith("osm "):
            self._fault(ProblemCode.LEFT_BLANK, cells.row, "type", severity=Severity.NOTE, type=type_)
        elif type_ not in self._known and type_ not in ("include", "entity"):
            near = _near(type_, {*self._known, "select_one", "select_multiple", "begin_group", "begin_repeat"})
            self._fault(ProblemCode.UNKNOWN_TYPE, cells.row, "type", type=type_, near=near)

    def _select(self, cells: _Cells, select: SelectType) -> None:
        if select.external:
            self._external(cells, select.source)
            return
        if select.source.startswith("${"):
            return
        if select.from_file:
            if select.source not in self._book.files:
                self._fault(ProblemCode.MISSING_FILE, cells.row, "type", severity=Severity.NOTE, file=select.source)
            return
        if "search(" in cells["appearance"]:
            self._fault(ProblemCode.SEARCH_NOT_RUN, cells.row, "appearance", severity=Severity.NOTE, list=select.source)
        self._used.setdefault(select.source, set()).add(select.kind)
        if select.source not in self._lists:
            near = _near(select.source, self._lists)
            self._fault(ProblemCode.UNKNOWN_LIST, cells.row, "type", list=select.source, near=near)

    def _external(self, cells: _Cells, name: str) -> None:
        """A list of `external_choices`, or of the file that the converter would make of that sheet."""
        sheet = self._book.sheet("external_choices")
        lists = {_Cells(row, sheet)["list_name"] for row in sheet.rows}
        if not lists and ITEMSETS_FILE not in self._book.files:
            self._fault(ProblemCode.MISSING_FILE, cells.row, "type", severity=Severity.NOTE, file=ITEMSETS_FILE)
        elif lists and name not in lists:
            self._fault(ProblemCode.UNKNOWN_LIST, cells.row, "type", list=name, near=_near(name, lists))

    def _label(self, cells: _Cells, type_: str) -> int:
        """Whether it is put to a person; a question that is must say something."""
        if type_ in self._silent or type_ in ("include", "entity") or type_.startswith("uri:"):
            return 0
        if not any(column.base in _SHOWN for column, _ in cells.all()) and not cells["calculation"]:
            header = "label" in cells["appearance"].split()  # of a table: the choices alone, once above all rows
            severity = Severity.NOTE if header else Severity.FAULT
            self._fault(ProblemCode.NO_LABEL, cells.row, "label", severity=severity, name=cells["name"])
        return 1

    def _references(self, cells: _Cells, columns: Collection[str] = _WITH_REFERENCES) -> None:
        for column, value in cells.all():
            if column.base not in columns:
                continue
            for name in dict.fromkeys(
                found[1].strip().removeprefix("last-saved#") for found in _REFERENCE.finditer(value)
            ):
                if name not in self._names:
                    self._fault(
                        ProblemCode.UNKNOWN_REFERENCE,
                        cells.row,
                        column.header,
                        name=name,
                        near=_near(name, self._names),
                    )

    def _expressions(self, cells: _Cells) -> None:
        for column, value in cells.all():
            if column.base not in _EXPRESSIONS or column.language or value.lower() in _WORDS:
                continue
            source = _REFERENCE.sub(" /data/x ", value.translate(_CURLY))
            try:
                compile_expression(source, base="/data/q")
            except ExpressionProblem as fault:
                self._fault(
                    expression_fault(fault),
                    cells.row,
                    column.header,
                    detail=fault.detail or "…",
                    around=_short(value),
                    near=self._meant(fault, value),
                )

    def _meant(self, fault: ExpressionProblem, formula: str) -> str:
        """The function, or the whole formula, that was perhaps meant; "" where nobody can tell."""
        if fault.code is ExpressionCode.UNKNOWN_FUNCTION:
            return _near(fault.detail, FUNCTIONS)
        return _short(repaired(formula, self._names) or "")

    def _statuses(self, cells: _Cells) -> None:
        for column, value in cells.all():
            if column.base == "status" and value not in _STATUSES:
                self._fault(ProblemCode.BAD_STATUS, cells.row, column.header, value=value[:40])

    # --- choices and settings -------------------------------------------------------------------------------

    def _choices(self) -> None:
        choices = self._book.sheet("choices")
        columns = {column.header: column for column in choices.columns()}
        self._columns = {}
        for column in columns.values():
            self._columns.setdefault(column.base, column.header)
        seen: dict[tuple[str, str], Row] = {}
        doubles = self._settings_cell("allow_choice_duplicates").lower() in ("yes", "true")
        for row in choices.rows:
            cells = _Cells(row, choices, columns)
            if not any(True for _ in cells.all()):
                continue
            list_, name = cells["list_name"], cells["name"]
            if not list_:
                if name or any(column.base == "label" for column, _ in cells.all()):
                    self._fault(ProblemCode.CHOICE_WITHOUT_LIST, row, "list_name", severity=Severity.NOTE)
                continue
            used = self._used.get(list_, set())
            if not name:
                self._fault(ProblemCode.CHOICE_WITHOUT_NAME, row, "name", list=list_)
                continue
            if used and not any(column.base in _SHOWN for column, _ in cells.all()):
                self._fault(
                    ProblemCode.CHOICE_WITHOUT_LABEL, row, "label", severity=Severity.NOTE, list=list_, name=name
                )
            if re.search(r"\s", name) and used & {"select_multiple", "rank"}:
                self._fault(ProblemCode.CHOICE_NAME_SPACE, row, "name", name=name)
            first = seen.setdefault((list_, name), row)
            if first is not row and not doubles:
                self._fault(ProblemCode.DUPLICATE_CHOICE, row, "name", name=name, list=list_, line=str(first.number))
            self._references(cells, ("label",))
            self._statuses(cells)

    def _settings_cell(self, base: str) -> str:
        settings = self._book.sheet("settings")
        return _Cells(settings.rows[0], settings)[base] if settings.rows else ""

    def _settings(self) -> None:
        settings = self._book.sheet("settings")
        self._columns = {column.base: column.header for column in settings.columns()}
        row = settings.rows[0] if settings.rows else Row("settings", 2, {})
        cells = _Cells(row, settings)
        if not cells["form_id"]:
            form_id = form_id_of(self._book.stem)
            self._fault(ProblemCode.FORM_ID_FROM_FILE, row, "form_id", severity=Severity.NOTE, form_id=form_id)
        for base, allowed in (("famille", _FAMILIES), ("confidentialite", _LEVELS)):
            if cells[base] and cells[base] not in allowed:
                self._fault(ProblemCode.BAD_SETTING, row, base, value=cells[base][:40], allowed=", ".join(allowed))
        if cells["duree"] and not re.fullmatch(r"\d{1,3}", cells["duree"]):
            self._fault(ProblemCode.BAD_SETTING, row, "duree", value=cells["duree"][:40], allowed="30")


def _near(word: str, known: Collection[str]) -> str:
    """A known word that looks like it, «» when none does."""
    found = difflib.get_close_matches(word, sorted(known), 1, 0.7)
    return found[0] if found else ""


def _short(words: str) -> str:
    """One line of at most 60 characters."""
    line = " ".join(words.split())
    return line if len(line) <= 60 else f"{line[:57]}…"
