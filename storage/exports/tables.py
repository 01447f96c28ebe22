"""Columns and rows of one guide, without a word about any format.

A guide is read twice in one snapshot of the database: `Census` learns what the columns depend on (which questions
have agents' notes) and counts; then `rows` gives the rows of all sheets in one pass, a submission at a time, so
that memory does not grow with their number.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import tzinfo
from typing import TYPE_CHECKING

from dialogues.messages import Phrase
from storage.exports.cells import Cell, Kind, cell, moment
from storage.exports.fields import Field, Level, Part, SheetFields, merge
from storage.exports.voices import VOICE_COLUMNS, Said, Spoken, Written, folder_of, nothing_written, said_in

if TYPE_CHECKING:
    from dialogues.forms.definition import FormDefinition
    from dialogues.locales import Locales
    from dialogues.ports import Submission

__all__ = ["Answers", "Census", "Column", "Instance", "Layout", "Options", "Sheet", "Words", "layout"]

SHEET_NAME_LIMIT = 31
"""Characters in a sheet's name (Excel specifications and limits)."""

_ANSWERED = "repondu"
_NOT_ASKED = "non_pose"
_NOT_IN_NAMES = str.maketrans(dict.fromkeys("[]:*?/\\\"<>|'", " "))
_MAIN_FIRST = ("_id",)
_MAIN_LAST = (
    "_uuid",
    "_submission_time",
    "_entretien_le",
    "_submitted_by",
    "_version",
    "_language",
    "_revision",
    "_corrige_le",
    "_a_verifier",
    "_index",
)
_REPEAT_FIRST = ("_submission__id",)
_REPEAT_LAST = ("_a_verifier", "_index", "_parent_table_name", "_parent_index")
_UUID = ("/meta/instanceID", "/orx:meta/orx:instanceID")
_OWN_KINDS: Mapping[str, Kind] = {
    "_submission_time": Kind.DATE_TIME,
    "_entretien_le": Kind.DATE,
    "_complet": Kind.BOOL,
    "_revision": Kind.INTEGER,
    "_corrige_le": Kind.DATE_TIME,
    "start": Kind.DATE_TIME,
    "end": Kind.DATE_TIME,
    "_index": Kind.INTEGER,
    "_parent_index": Kind.INTEGER,
}


@dataclass(frozen=True, slots=True)
class Words:
    """The bot's own words in one language."""

    locales: Locales
    language: str

    def __call__(self, key: str, **params: str | int) -> str:
        """The words of `export.<key>`."""
        return self.locales.text(Phrase(f"export.{key}", params), self.language)


@dataclass(frozen=True, slots=True)
class Options:
    """What the person who downloads has chosen, and what the project says.

    Args:
        labels: headers and choices as labels; names otherwise.
        language: IETF tag of the labels wanted.
        zone: in which moments are shown.
        strict: the project's confidentiality.
        trials: trial interviews alone instead of real ones.
    """

    labels: bool
    language: str
    zone: tzinfo
    strict: bool = False
    trials: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its header, and how the cells below read."""

    header: str
    kind: Kind


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet of data.

    Args:
        title: unique among all sheets, at most 31 characters, fit for a file name.
        heads: header of the first column of each field.
        frozen: how many columns at the left stay in sight.
    """

    title: str
    columns: tuple[Column, ...]
    heads: tuple[str, ...]
    frozen: int = 1


@dataclass(frozen=True, slots=True)
class Answers:
    """The canonical JSON of a submission, read."""

    language: str
    started_at: int
    sent_at: int
    held_on: str
    values: Mapping[str, str]
    statuses: Mapping[str, str]
    notes: Mapping[str, str]
    doubtful: frozenset[str]
    repeats: Mapping[str, int]
    complete: bool = True
    corrected_at: int | None = None
    said: Mapping[str, tuple[Said, ...]] = field(default_factory=dict)

    @staticmethod
    def of(submission: Submission) -> Answers:
        """Read what `dialogues.interview.submission` wrote.

        Raises:
            ValueError: it is not canonical JSON of a format that is known.
        """
        found = json.loads(submission.answers)
        if found.get("format") != 1:
            raise ValueError(f"submission of interview {submission.interview}: unknown format")
        return Answers(
            language=found.get("language", ""),
            started_at=found.get("started_at", submission.started_at),
            sent_at=found.get("sent_at") or submission.sent_at,
            held_on=found.get("held_on", ""),
            values=found.get("values", {}),
            statuses=found.get("statuses", {}),
            notes=found.get("notes", {}),
            doubtful=frozenset(found.get("doubtful", ())),
            repeats=found.get("repeats", {}),
            complete=found.get("complete", True),
            corrected_at=found.get("corrected_at"),
            said=said_in(found),
        )


@dataclass(frozen=True, slots=True)
class Instance:
    """One row to be: an interview, or one instance of a repeat in it."""

    level: Level
    ref: str
    parent: Instance | None


@dataclass(frozen=True, slots=True)
class Layout:
    """The sheets of a guide and where each version keeps what stands in them.

    Args:
        levels: by id of the version.
        titles: of the sheets, in their order.
        keeps: whether records may be kept before they are complete, so that a column says which are.
    """

    options: Options
    words: Words
    fields: tuple[SheetFields, ...]
    levels: Mapping[int, tuple[Level, ...]]
    versions: Mapping[int, str]
    titles: tuple[str, ...]
    keeps: bool = False

    def instances(self, version: int, answers: Answers) -> Iterator[Instance]:
        """The rows that a submission makes, each after the row of its parent."""
        levels = self.levels[version]
        found: list[list[Instance]] = []
        for level in levels:
            if level.parent is None:
                found.append([Instance(level, level.step, None)])
            else:
                found.append(
                    [
                        Instance(level, f"{parent.ref}{level.step}[{position}]", parent)
                        for parent in found[level.parent]
                        for position in range(1, answers.repeats.get(f"{parent.ref}{level.step}", 0) + 1)
                    ]
                )
            yield from found[-1]

    def sheets(self, census: Census) -> tuple[Sheet, ...]:
        """The sheets with their columns, in the order in which `rows` fills them."""
        sheets: list[Sheet] = []
        for position, title in enumerate(self.titles):
            columns, heads = _columns(position, self, census.noted[position], census.voiced[position])
            sheets.append(Sheet(title, columns, heads))
        return tuple(sheets)

    def rows(
        self, census: Census, submissions: Iterator[Submission], written: Written = nothing_written
    ) -> Iterator[tuple[int, list[Cell]]]:
        """(index of the sheet, cells) for all rows; those of one sheet come in order.

        Args:
            census: of the same submissions.
            submissions: all of them.
            written: gives what was written down of an interview's recordings.
        """
        fillers = tuple(
            _Filler.of(fields, self, noted, voiced)
            for fields, noted, voiced in zip(self.fields, census.noted, census.voiced, strict=True)
        )
        counts = [0] * len(self.fields)
        zone = self.options.zone
        timed = own_times(self.fields[0])
        for submission in submissions:
            answers = Answers.of(submission)
            indexes: dict[str, int] = {}
            spoken = Spoken(written(submission.interview) if answers.said else {}, folder_of(submission))
            for instance in self.instances(submission.version, answers):
                sheet = instance.level.sheet
                counts[sheet] += 1
                indexes[instance.ref] = counts[sheet]
                cells, doubtful = fillers[sheet].fill(instance, answers, spoken)
                parent = instance.parent
                if parent is None:
                    first: list[Cell] = [submission.code]
                    if "start" in timed:
                        first.append(moment(answers.started_at, zone))
                    if "end" in timed:
                        cells.append(moment(answers.sent_at, zone))
                    whole = [int(answers.complete)] if self.keeps else []
                    about = self._about(submission, answers)
                    yield sheet, [*first, *cells, *about, *whole, doubtful, counts[sheet]]
                else:
                    title = self.titles[parent.level.sheet]
                    yield sheet, [submission.code, *cells, doubtful, counts[sheet], title, indexes[parent.ref]]

    def _about(self, submission: Submission, answers: Answers) -> list[Cell]:
        root = self.levels[submission.version][0].step
        uuid = next((answers.values[root + rest] for rest in _UUID if root + rest in answers.values), "")
        return [
            uuid.removeprefix("uuid:") or None,
            moment(answers.sent_at, self.options.zone),
            cell(Kind.DATE, answers.held_on, self.options.zone) if answers.held_on else None,
            submission.member,
            self.versions[submission.version],
            answers.language or None,
            submission.revision,
            None if answers.corrected_at is None else moment(answers.corrected_at, self.options.zone),
        ]


@dataclass(slots=True)
class Census:
    """What the first pass learns.

    Args:
        noted: for each sheet, the fields that have at least one note.
        voiced: for each sheet, the fields of which something was said.
        submissions: how many submissions were seen.
        by_version: how many of each version, by its id.
        instances: rows of each sheet.
    """

    noted: tuple[set[int], ...]
    voiced: tuple[set[int], ...]
    instances: list[int]
    submissions: int = 0
    by_version: dict[int, int] = field(default_factory=dict)

    @staticmethod
    def of(
        found: Layout,
        submissions: Iterator[Submission],
        count: Callable[[int, int, str, str | None, bool], None],
    ) -> Census:
        """Go through the submissions once.

        Args:
            found: the layout.
            submissions: all of them.
            count: called for each asked field of each row: (sheet, field, value, status, doubtful).
        """
        noted, voiced = (tuple(set[int]() for _ in found.fields) for _ in range(2))
        census = Census(noted, voiced, [0] * len(found.fields))
        asked = tuple(tuple(each.asked for each in sheet.fields) for sheet in found.fields)
        for submission in submissions:
            answers = Answers.of(submission)
            census.submissions += 1
            census.by_version[submission.version] = census.by_version.get(submission.version, 0) + 1
            for instance in found.instances(submission.version, answers):
                sheet = instance.level.sheet
                census.instances[sheet] += 1
                for place in instance.level.places:
                    ref = instance.ref + place.rest
                    if ref in answers.notes:
                        census.noted[sheet].add(place.field)
                    if ref in answers.said and not found.options.strict:
                        census.voiced[sheet].add(place.field)
                    if asked[sheet][place.field]:
                        value = answers.values.get(ref, "")
                        count(sheet, place.field, value, answers.statuses.get(ref), ref in answers.doubtful)
        return census


def layout(versions: Sequence[tuple[int, FormDefinition]], title: str, options: Options, words: Words) -> Layout:
    """Work out the sheets of a guide.

    Args:
        versions: (id of the version, its definition), oldest first, at least one.
        title: of the main sheet: the guide's discreet title.
        options: what was chosen.
        words: the bot's words in the language wanted.
    """
    fields, levels = merge([definition for _, definition in versions], options.language, strict=options.strict)
    taken = {
        words("about_title").casefold(),
        words("summary_title").casefold(),
        words("readme_title").casefold(),
        "history",
    }
    titles: list[str] = []
    for number, sheet in enumerate(fields, 1):
        wanted = (sheet.label if options.labels else "") or sheet.name
        if not sheet.name:
            wanted = title
        elif options.strict:
            wanted = f"{title} {number}"  # the name of a repeat may say what it is about
        titles.append(sheet_title(wanted, taken))
    return Layout(
        options=options,
        words=words,
        fields=fields,
        levels={version: found for (version, _), found in zip(versions, levels, strict=True)},
        versions={version: definition.version for version, definition in versions},
        titles=tuple(titles),
        keeps=any(definition.keeps for _, definition in versions),
    )


def sheet_title(wanted: str, taken: set[str]) -> str:
    """A title fit for a sheet and for a file, not yet taken whatever the case; it is taken from now on."""
    base = " ".join(wanted.translate(_NOT_IN_NAMES).split()).strip(". ")
    base = "".join(sign for sign in base if sign.isprintable())[:SHEET_NAME_LIMIT].strip() or "1"
    title, number = base, 1
    while title.casefold() in taken:
        number += 1
        title = f"{base[: SHEET_NAME_LIMIT - len(str(number)) - 3].strip()} ({number})"
    taken.add(title.casefold())
    return title


def own_columns(position: int, sheet: SheetFields, *, keeps: bool = False) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The names of a sheet's own columns, those before its fields and those after."""
    if position:
        return _REPEAT_FIRST, _REPEAT_LAST
    times = own_times(sheet)
    before = tuple(name for name in times if name == "start")
    after = tuple(name for name in times if name == "end")
    last = list(_MAIN_LAST)
    if keeps:
        last.insert(last.index("_a_verifier"), "_complet")
    return (*_MAIN_FIRST, *before), (*after, *last)


def own_times(sheet: SheetFields) -> tuple[str, ...]:
    """Which of `start` and `end` the form does not ask for itself, so that we tell them."""
    told = {each.preload for each in sheet.fields} | {each.key for each in sheet.fields}
    return tuple(name for name in ("start", "end") if name not in told)


@dataclass(frozen=True, slots=True)
class _Slot:
    """Where the cells of a field stand in a row; None for a note that nobody made, and a voice that nobody sent."""

    field: Field
    first: int
    status: int | None
    note: int | None
    voice: int | None


@dataclass(frozen=True, slots=True)
class _Filler:
    """Fills the cells of a sheet's fields."""

    slots: tuple[_Slot, ...]
    width: int
    options: Options
    status_words: Mapping[str, str]
    asked: tuple[int, ...]

    @staticmethod
    def of(sheet: SheetFields, found: Layout, noted: set[int], voiced: set[int]) -> _Filler:
        slots: list[_Slot] = []
        width = 0
        for index, each in enumerate(sheet.fields):
            first = width
            width += 1 + len(each.parts)
            status = width if each.asked else None
            width += each.asked
            note = width if index in noted else None
            width += index in noted
            voice = width if index in voiced else None
            width += len(VOICE_COLUMNS) if index in voiced else 0
            slots.append(_Slot(each, first, status, note, voice))
        codes = (_ANSWERED, "nsp", "refus", "passe", _NOT_ASKED)
        return _Filler(
            slots=tuple(slots),
            width=width,
            options=found.options,
            status_words={code: found.words(f"status.{code}") if found.options.labels else code for code in codes},
            asked=tuple(slot.status for slot in slots if slot.status is not None),
        )

    def fill(self, instance: Instance, answers: Answers, spoken: Spoken) -> tuple[list[Cell], str | None]:
        """The cells of the fields, and the names (or labels) of those that are to be checked."""
        cells: list[Cell] = [None] * self.width
        not_asked = self.status_words[_NOT_ASKED]
        for index in self.asked:
            cells[index] = not_asked
        doubtful: list[str] = []
        for place in instance.level.places:
            ref = instance.ref + place.rest
            slot = self.slots[place.field]
            value = answers.values.get(ref, "")
            if slot.status is not None:
                status = slot.field.status(value, answers.statuses.get(ref))
                if status is not None:
                    cells[slot.status] = self.status_words.get(status, status)
            if slot.note is not None:
                cells[slot.note] = answers.notes.get(ref)
            if slot.voice is not None and ref in answers.said:
                cells[slot.voice : slot.voice + len(VOICE_COLUMNS)] = spoken.cells(answers.said[ref])
            if ref in answers.doubtful:
                doubtful.append(_name(slot.field, self.options))
            if value:
                self._put(cells, slot, value, place.parts)
        return cells, _joined(doubtful, self.options) or None

    def _put(self, cells: list[Cell], slot: _Slot, value: str, parts: tuple[int, ...]) -> None:
        own = slot.field
        if not self.options.labels or not own.choices:
            cells[slot.first] = cell(own.kind, value, self.options.zone)
        elif own.several:
            cells[slot.first] = _joined([own.choices.get(name, name) for name in value.split()], self.options)
        else:
            cells[slot.first] = own.choices.get(value, value)
        for index in parts:
            part = own.parts[index]
            cells[slot.first + 1 + index] = cell(part.kind, own.part(value, part.of), self.options.zone)


def _joined(names: Sequence[str], options: Options) -> str:
    """Names parted by a space as ODK does; labels, which hold spaces, by « ; »."""
    return (" ; " if options.labels else " ").join(names)


def _name(each: Field, options: Options) -> str:
    return (each.label if options.labels else "") or each.key


def _columns(
    position: int, found: Layout, noted: set[int], voiced: set[int]
) -> tuple[tuple[Column, ...], tuple[str, ...]]:
    """The columns of a sheet in the order in which rows are filled, and where each field begins; headers are unique."""
    sheet, options, words = found.fields[position], found.options, found.words
    first, last = own_columns(position, sheet, keeps=found.keeps)
    own = {*first, *last}
    taken = {name.casefold() for name in own}
    bases = _headers(sheet, options, own)
    columns = [Column(name, _OWN_KINDS.get(name, Kind.TEXT)) for name in first]
    heads: list[str] = []

    def add(header: str, kind: Kind) -> None:
        columns.append(Column(_unique(header, taken), kind))

    for index, (each, base) in enumerate(zip(sheet.fields, bases, strict=True)):
        add(base, each.kind)
        heads.append(columns[-1].header)
        for part in each.parts:
            add(_part_header(each, base, part, options), part.kind)
        if each.asked:
            add(words("column_status", name=base) if options.labels else f"{base}_statut", Kind.TEXT)
        if index in noted:
            add(words("column_note", name=base) if options.labels else f"{base}_note", Kind.TEXT)
        for name in VOICE_COLUMNS if index in voiced else ():
            add(words(f"column_{name}", name=base) if options.labels else f"{base}_{name}", Kind.TEXT)
    columns += [Column(name, _OWN_KINDS.get(name, Kind.TEXT)) for name in last]
    return tuple(columns), tuple(heads)


def _part_header(each: Field, base: str, part: Part, options: Options) -> str:
    """`base/choice` for a choice, `_base_latitude` for any other part, as KoboToolbox writes them."""
    if part.of in each.choices and part.suffix.startswith("/"):
        return f"{base}/{each.choices[part.of] if options.labels else part.of}"
    return f"_{base}{part.suffix}" if part.suffix.startswith("_") else f"{base}{part.suffix}"


def _headers(sheet: SheetFields, options: Options, own: set[str]) -> list[str]:
    """A header for each field: its name, or its label with the name behind where labels are the same."""
    names = [_name(each, options) for each in sheet.fields]
    twice = {name for name in names if names.count(name) > 1} | own
    return [
        f"{name} ({each.key})" if name in twice and name != each.key else name
        for name, each in zip(names, sheet.fields, strict=True)
    ]


def _unique(header: str, taken: set[str]) -> str:
    """A header that no other column of the sheet has, whatever the case: filters and joins go by it."""
    found, number = header, 1
    while found.casefold() in taken:
        number += 1
        found = f"{header} ({number})"
    taken.add(found.casefold())
    return found
