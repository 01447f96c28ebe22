"""The exporter port over a store: reads submissions in one snapshot, writes a file, then gives it its name."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
import unicodedata
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from dialogues.downloads import Written
from dialogues.errors import BaroError
from dialogues.locales.when import said_period
from dialogues.xforms.sheets import SHEETS_FILE
from storage.exports.about import about
from storage.exports.cells import moment
from storage.exports.document import Document
from storage.exports.originals import Originals, original_of
from storage.exports.readme import readme
from storage.exports.registry import EXPORT_FORMATS
from storage.exports.remarks import REMARKS, remarks_page
from storage.exports.summary import Summary
from storage.exports.tables import Census, Options, Words, layout
from storage.files import DOWNLOADS_KEPT_MS

if TYPE_CHECKING:
    from dialogues.downloads import Order, Progress
    from dialogues.fieldwork.people import Project
    from dialogues.forms.definition import FormDefinition
    from dialogues.interview.papersheet import PaperSheet
    from dialogues.locales import Locales
    from dialogues.ports import Clock, Guide, GuideVersion, Remark, Store, Submission, UnitOfWork
    from dialogues.transcripts import Transcript

__all__ = ["NoSuchGuide", "Request", "SqlExporter", "StrictGuide", "file_name"]

FOLDER = "exports"
KEPT_MS = DOWNLOADS_KEPT_MS
"""How long a download stays in the data folder: withdrawn answers must not live on in it."""

_TELL_EACH = 100
"""Submissions between two words about how far it is."""
_NOT_IN_NAMES = re.compile(r"[^A-Za-z0-9]+")


class NoSuchGuide(BaroError):  # noqa: N818 - errors are named after what is wrong (DESIGN, words)
    """The project has no guide of this id, or the guide has no version."""


class StrictGuide(BaroError):  # noqa: N818 - same
    """What is `strict` is given away as tables only, which leave places, files and names out."""


@dataclass(frozen=True, slots=True)
class Request:
    """What to export.

    Args:
        kind: key of `EXPORT_FORMATS`.
        language: IETF tag of the labels wanted.
        labels: headers and choices as labels; names otherwise.
        trials: trial interviews alone instead of real ones.
        since, until: when they were sent, UTC milliseconds, `until` itself left out; None for no limit.
        asked_by: code of the member who asks; "" for the command line.
    """

    project: int
    guide: int
    kind: str
    language: str
    labels: bool
    trials: bool = False
    since: int | None = None
    until: int | None = None
    asked_by: str = ""


class _Seen:
    """Counts submissions as they pass by, twice each: once to be counted, once to be written.

    Args:
        progress: told now and then.
    """

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._passed = 0
        self.total = 0

    def passing(self, submissions: Iterator[Submission]) -> Iterator[Submission]:
        """The same, and each of them noticed."""
        for submission in submissions:
            yield submission
            self._passed += 1
            if self._passed % _TELL_EACH == 0:
                self._progress(self._passed // 2, self.total)


def _unheard(_done: int, _total: int) -> None:
    """Nobody waits to be told."""


class SqlExporter:
    """Writes downloads from a store.

    Args:
        store: where submissions are.
        forms: compiles a version of a guide.
        root: the data folder; downloads go below `exports/`.
        clock: what time it is.
        locales: the bot's own words.
    """

    def __init__(
        self,
        store: Store,
        forms: Callable[[GuideVersion], FormDefinition],
        root: Path,
        clock: Clock,
        locales: Locales,
    ) -> None:
        self._store = store
        self._forms = forms
        self._root = root
        self._clock = clock
        self._locales = locales

    def export(self, order: Order, progress: Progress) -> Written:
        """Write a file below `exports/` of the data folder; see `dialogues.downloads.Exporter`.

        Raises:
            NoSuchGuide: the project has no such guide, or nothing of it was published.
            KeyError: there is no format of this name.
            TooManyColumns: the guide does not fit in a workbook.
            OSError: the disk does not take it.
        """
        seen = _Seen(progress)
        request = Request(
            order.project,
            order.guide,
            order.kind,
            order.language,
            order.labels,
            since=order.since,
            until=order.until,
            asked_by=order.asked_by,
        )
        made = self._made(lambda place: self.export_into(place, request, seen))
        return Written(str(made.relative_to(self._root)), made.name, made.stat().st_size, seen.total)

    def paper(self, sheet: PaperSheet) -> tuple[str, str]:
        """Write a guide for printing below `exports/`; see `dialogues.downloads.Exporter`.

        Raises:
            OSError: the disk does not take it.
        """
        from storage.exports.paper import write_paper  # noqa: PLC0415 - its library takes a second to import

        def write(place: Path) -> Path:
            path = place / file_name(sheet.title, sheet.version, ".pdf")
            write_paper(sheet, self._locales, path)
            return path

        made = self._made(write)
        return str(made.relative_to(self._root)), made.name

    def workbook(
        self, title: str, version: str, sheets: Mapping[str, Sequence[Sequence[str]]], files: Mapping[str, bytes]
    ) -> tuple[str, str]:
        """Write the sheets of a guide below `exports/`; see `dialogues.downloads.Exporter`.

        Raises:
            OSError: the disk does not take it.
        """
        from storage.exports.guide import write_guide  # noqa: PLC0415 - its library is needed for this alone

        def write(place: Path) -> Path:
            path = place / file_name(title, version, ".xlsx")
            write_guide(path, sheets)
            path.chmod(0o600)
            return _with_files(path, files) if files else path

        made = self._made(write)
        return str(made.relative_to(self._root)), made.name

    def _made(self, write: Callable[[Path], Path]) -> Path:
        """What `write` makes in a fresh folder below `exports/`."""
        folder = self._root / FOLDER
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._sweep(folder)
        place = Path(tempfile.mkdtemp(dir=folder, prefix="d-"))
        try:
            return write(place)
        except BaseException:
            shutil.rmtree(place, ignore_errors=True)
            raise

    def discard(self, written: Written) -> None:
        """Remove a file that is not to be sent, and the folder that was made for it."""
        path = self._root / written.path
        if path.parent.parent == self._root / FOLDER:
            shutil.rmtree(path.parent, ignore_errors=True)

    def export_into(self, folder: Path, request: Request, seen: _Seen | None = None) -> Path:
        """Write a download into a folder, under a discreet name that no other guide of the project has.

        Args:
            folder: it exists; a file of the same guide, day and format is replaced.
            request: what to export.
            seen: hears how far it is.

        Returns:
            The path of the file.

        Raises:
            NoSuchGuide, KeyError, OSError: as `export`.
        """
        with self._store.reading() as unit:
            project, guide = _named(unit, request)
            suffix = EXPORT_FORMATS[request.kind].suffix
            day = f"{moment(self._clock(), ZoneInfo(project.time_zone)):%Y-%m-%d}"
            names = [file_name(_title(each), day, suffix) for each in unit.guides.all(project.id)]
        name = file_name(_title(guide), day, suffix)
        if names.count(name) > 1:
            name = file_name(f"{_title(guide)}-{guide.id}", day, suffix)
        return self.export_to(folder / name, request, seen)

    def export_to(self, path: Path, request: Request, seen: _Seen | None = None) -> Path:
        """Write a download where one wants it.

        Args:
            path: the file. For `csv`, a path that does not end in `.zip` becomes a folder of CSV files. Missing
                folders above it are made; a file there is replaced at once or not at all.
            request: what to export.
            seen: hears how far it is.

        Returns:
            The path.

        Raises:
            StrictGuide: it is strict, and the format holds submissions as they are.
            NoSuchGuide, KeyError, OSError: as `export`.
        """
        form = EXPORT_FORMATS[request.kind]
        with self._store.reading() as unit:
            project, guide = _named(unit, request)
            if not form.tables and self._is_strict(unit, project, request):
                raise StrictGuide("files of answers, places and names do not leave a strict project as they are")
            document = self._document(unit, project, guide, request, seen or _Seen(_unheard))
            path.parent.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryDirectory(dir=path.parent, prefix=".baro-") as folder:
                made = Path(folder) / path.name
                form.write(document, made)
                _publish(made, path)
        return path

    def _is_strict(self, unit: UnitOfWork, project: Project, request: Request) -> bool:
        """Whether the project or any version of the guide is `strict` (FIELD, «What can hurt»)."""
        settings = (self._forms(version).settings for version in _versions(unit, request))
        return project.strict or any(each.get("confidentialite") == "strict" for each in settings)

    def _document(self, unit: UnitOfWork, project: Project, guide: Guide, request: Request, seen: _Seen) -> Document:
        """The download as it will be; its rows are read from `unit`, which must stay open."""
        zone = ZoneInfo(project.time_zone)
        trial = request.trials

        def submissions(*, trial: bool = trial) -> Iterator[Submission]:
            return unit.submissions.stream(project.id, guide.id, trial=trial, since=request.since, until=request.until)

        def counted(*, trial: bool) -> int:
            return unit.submissions.count(project.id, guide.id, trial=trial, since=request.since, until=request.until)

        seen.total = counted(trial=trial)
        found = layout(
            [(version.id, self._forms(version)) for version in _versions(unit, request)],
            _title(guide),
            Options(request.labels, request.language, zone, project.strict, trial),
            Words(self._locales, request.language),
        )
        summary = Summary(found)
        census = Census.of(found, seen.passing(submissions()), summary.count)
        left_out = 0 if trial else counted(trial=True)
        at = moment(self._clock(), zone)
        sheets = found.sheets(census)
        named = project.slug if project.strict else project.name
        period = said_period(request.since, request.until, zone)
        return Document(
            about=about(found, census, _title(guide), named, period, request.asked_by, at),
            summary=summary.page(census, _title(guide), at, left_out),
            sheets=sheets,
            readme=readme(found, census, sheets, named, at, left_out),
            rows=lambda: found.rows(census, seen.passing(submissions()), _written(unit)),
            cut=found.words("cut"),
            originals=self._originals(unit, guide, request, found.words, seen.passing(submissions())),
            more=() if project.strict else remarks_page(self._remarks(unit, project, guide), zone, found.words),
            from_right=self._locales.direction(request.language.partition("-")[0]) == "rtl",
        )

    def _originals(
        self, unit: UnitOfWork, guide: Guide, request: Request, words: Words, submissions: Iterator[Submission]
    ) -> Originals:
        versions = _versions(unit, request)
        xforms = {version.version: version.xform for version in versions}
        media = {name: data for name, data in versions[-1].files.items() if name != SHEETS_FILE}
        each = (original_of(submission, self._root / "attachments", _written(unit)) for submission in submissions)
        readme = "\n".join(words(f"xml_{line}") for line in ("what", "instances", "corrections", "plain"))
        return Originals(guide.form_id, xforms, media, readme + "\n", each)

    def _remarks(self, unit: UnitOfWork, project: Project, guide: Guide) -> Iterator[tuple[Remark, FormDefinition]]:
        """Remarks on the wording of a guide, newest first, each with the version that it is about."""
        forms: dict[int, FormDefinition] = {}
        for remark in unit.remarks.of_guide(project.id, guide.id, limit=REMARKS):
            if remark.version not in forms:
                forms[remark.version] = self._forms(unit.guides.version(remark.version))
            yield remark, forms[remark.version]

    def _sweep(self, folder: Path) -> None:
        """Remove older downloads, and what a killed process left half written."""
        oldest = (self._clock() - KEPT_MS) / 1000
        for entry in folder.iterdir():
            with suppress(FileNotFoundError):  # it was sent meanwhile, and removed
                if entry.stat().st_mtime < oldest:
                    if entry.is_dir():
                        shutil.rmtree(entry, ignore_errors=True)
                    else:
                        entry.unlink()


def _written(unit: UnitOfWork) -> Callable[[int], Mapping[str, Transcript]]:
    """Gives what stands of the recordings of an interview."""
    return lambda interview: {one.attachment: one for one in unit.transcripts.of_interview(interview)}


def _named(unit: UnitOfWork, request: Request) -> tuple[Project, Guide]:
    guide = unit.guides.guide(request.project, request.guide)
    if guide is None or not _versions(unit, request):
        raise NoSuchGuide("no such guide, or nothing of it was published")
    return unit.projects.project(request.project), guide


def _versions(unit: UnitOfWork, request: Request) -> Sequence[GuideVersion]:
    """The versions whose interviews are exported: trials may have been held on one that was never published."""
    return unit.guides.versions(request.project, request.guide, drafts=request.trials)


def _title(guide: Guide) -> str:
    """What names the guide outside the chat: never its real title."""
    return guide.discreet_title or guide.form_id


def file_name(title: str, day: str, suffix: str) -> str:
    """A plain ASCII file name without spaces from a discreet title: `Fiche-A_2026-03-03.xlsx`."""
    ascii_only = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode()
    return f"{_NOT_IN_NAMES.sub('-', ascii_only).strip('-')[:60] or 'fiche'}_{day}{suffix}"


def _publish(made: Path, path: Path) -> None:
    """Move what is complete and on disk to its name; other users of the machine cannot read it."""
    if made.is_dir():
        path.mkdir(mode=0o700, exist_ok=True)
        for file in sorted(made.iterdir()):
            _publish(file, path / file.name)
        return
    made.chmod(0o600)
    with made.open("rb") as stream:
        os.fsync(stream.fileno())
    made.replace(path)


def _with_files(workbook: Path, files: Mapping[str, bytes]) -> Path:
    """A zip with a guide's workbook and what it names beside it; the workbook alone goes."""
    packed = workbook.with_suffix(".zip")
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(workbook, workbook.name)
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name), content)
    packed.chmod(0o600)
    workbook.unlink()
    return packed
