"""The file that holds an installation: a plain tar, so that any tool opens it and a part is read without the rest.

    tables/<name>.jsonl.gz      see `rows`; photos are small already, so only tables are made smaller
    attachments/<interview>/<id>
    withdrawals.log             see `withdrawals`
    manifest.json               the last: versions, counts, hashes

Nothing of it is trusted before it was compared with the manifest, and only names of this shape are read.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import tarfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any, Self

from dialogues.errors import BaroError
from storage.backups.rows import Sum, summed
from storage.backups.withdrawals import NAME as WITHDRAWALS

__all__ = ["FORMAT", "Archive", "BackupDamaged", "BackupNewer", "Manifest", "TableSum", "Writer", "opened"]

FORMAT = 1
_MANIFEST = "manifest.json"
_CHUNK = 1 << 20


class BackupDamaged(BaroError):  # noqa: N818 - errors are named after what is wrong (DESIGN, words)
    """The file is none of ours, or not what it was when it was made."""


class BackupNewer(BaroError):  # noqa: N818 - same
    """A newer Baro made the file."""


@dataclass(frozen=True, slots=True)
class TableSum:
    """A table in the file.

    Args:
        columns: what stands in a line.
        rows: how many lines.
        sha256: of them, hexadecimal.
    """

    columns: tuple[str, ...]
    rows: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What the file holds.

    Args:
        format: of this file.
        baro: version of the program that made it.
        revision: of its database.
        taken_at: moment of the database that it holds, UTC milliseconds.
        tables: by name.
        counters: see `rows.counters`.
        highest_sequence: of all events; newest_event: when the newest was, UTC milliseconds; 0 without any.
        attachments: how many files of answers; size: bytes of all of them.
        missing: ids of those that the database knows and the disk had not, or not as they were stored.
    """

    format: int
    baro: str
    revision: str
    taken_at: int
    tables: Mapping[str, TableSum]
    counters: Mapping[str, int]
    highest_sequence: int
    newest_event: int
    attachments: int
    size: int
    missing: tuple[str, ...]

    @classmethod
    def read(cls, content: bytes) -> Self:
        """A manifest from its text.

        Raises:
            BackupNewer: it is of a later format.
            BackupDamaged: it is no manifest.
        """
        try:
            found: dict[str, Any] = json.loads(content)
            if found["format"] > FORMAT:
                raise BackupNewer
            tables = {
                name: TableSum(tuple(one["columns"]), one["rows"], one["sha256"])
                for name, one in found["tables"].items()
            }
            return cls(**{**found, "tables": tables, "missing": tuple(found["missing"])})
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise BackupDamaged from error


class Writer:
    """Writes the file, part by part; the manifest ends it.

    Args:
        file: to write to.
        spare: a folder for a table while it is made smaller.
    """

    def __init__(self, file: IO[bytes], spare: Path) -> None:
        self._tar = tarfile.open(fileobj=file, mode="w", format=tarfile.PAX_FORMAT)  # noqa: SIM115 - see `manifest`
        self._spare = spare

    def table(self, name: str, columns: Iterable[str], lines: Iterable[bytes]) -> TableSum:
        """Add a table."""
        sums: list[Sum] = []
        spare = self._spare / f"{name}.jsonl.gz"
        try:
            with spare.open("wb") as raw, gzip.GzipFile("", "wb", compresslevel=6, fileobj=raw, mtime=0) as packed:
                for line in summed(lines, sums):
                    packed.write(line)
            with spare.open("rb") as made:
                self._add(f"tables/{name}.jsonl.gz", made, spare.stat().st_size)
        finally:
            spare.unlink(missing_ok=True)
        return TableSum(tuple(columns), sums[0].rows, sums[0].sha256)

    def attachment(self, interview: int, attachment: str, content: IO[bytes], size: int) -> None:
        """Add a file of an answer."""
        self._add(f"attachments/{interview}/{attachment}", content, size)

    def withdrawals(self, content: bytes) -> None:
        """Add the log of withdrawals."""
        self._add(WITHDRAWALS, io.BytesIO(content), len(content))

    def manifest(self, made: Manifest) -> None:
        """End the file."""
        content = json.dumps(asdict(made), indent=1).encode()
        self._add(_MANIFEST, io.BytesIO(content), len(content))
        self._tar.close()

    def _add(self, name: str, content: IO[bytes], size: int) -> None:
        member = tarfile.TarInfo(name)
        member.size, member.mode = size, 0o600
        self._tar.addfile(member, content)


class Archive:
    """Such a file, to be read.

    Args:
        tar: opened.
    """

    def __init__(self, tar: tarfile.TarFile) -> None:
        self._tar = tar
        self._names = frozenset(tar.getnames())
        self.manifest = Manifest.read(self._content(_MANIFEST))

    def lines(self, name: str) -> Iterator[bytes]:
        """The lines of a table.

        Raises:
            BackupDamaged: they are not those that were written; known once all were taken.
        """
        wanted = self.manifest.tables[name]
        sums: list[Sum] = []
        try:
            with self._member(f"tables/{name}.jsonl.gz") as packed, gzip.open(packed) as found:
                yield from summed(found, sums)
        except (OSError, EOFError) as error:
            raise BackupDamaged from error
        if sums != [Sum(wanted.rows, wanted.sha256)]:
            raise BackupDamaged

    def attachment(self, interview: int, attachment: str, sha256: str) -> Iterator[bytes]:
        """The content of a file, a megabyte at a time.

        Raises:
            BackupDamaged: it is not what was stored; known once all was taken.
        """
        digest = hashlib.sha256()
        with self._member(f"attachments/{interview}/{attachment}") as file:
            while chunk := file.read(_CHUNK):
                digest.update(chunk)
                yield chunk
        if digest.hexdigest() != sha256:
            raise BackupDamaged

    def withdrawals(self) -> bytes:
        """The log of withdrawals."""
        return self._content(WITHDRAWALS)

    def _content(self, name: str) -> bytes:
        with self._member(name) as file:
            return file.read()

    def _member(self, name: str) -> IO[bytes]:
        try:
            found = self._tar.extractfile(name) if name in self._names else None
        except (tarfile.TarError, OSError) as error:
            raise BackupDamaged from error
        if found is None:
            raise BackupDamaged
        return found


@contextmanager
def opened(path: Path) -> Iterator[Archive]:
    """Open such a file.

    Raises:
        BackupNewer: a newer Baro made it.
        BackupDamaged: it is no such file, or is cut short.
        OSError: it cannot be read.
    """
    try:
        with tarfile.open(path, "r:") as tar:
            yield Archive(tar)
    except tarfile.TarError as error:
        raise BackupDamaged from error
