"""A database as lines of JSON, one a row, and back: the same lines from SQLite and from PostgreSQL.

A table's lines stand in the order of its primary key, text by code point, so that equal tables have equal hashes on
either database. Tables are read as they are there, not as this program knows them: an older database can be filled
before it is migrated.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    Connection,
    LargeBinary,
    MetaData,
    Table,
    Text,
    collate,
    delete,
    func,
    insert,
    inspect,
    select,
    table,
    text,
)
from sqlalchemy import column as sql_column

from storage.troubles import reporting

__all__ = ["Sum", "counters", "lines", "load", "set_counters", "summed", "tables_of"]

_AT_ONCE_ROWS, _AT_ONCE_BYTES = 500, 1 << 20
_VERSION = "alembic_version"


@dataclass(frozen=True, slots=True)
class Sum:
    """What a table holds, in short.

    Args:
        rows: how many.
        sha256: of its lines, each with its line break; hexadecimal.
    """

    rows: int
    sha256: str


def tables_of(connection: Connection) -> Sequence[Table]:
    """Every table of Baro that is there, those that others refer to first."""
    metadata = MetaData()
    with reporting():
        metadata.reflect(connection, only=lambda name, _: name != _VERSION)
    return metadata.sorted_tables


def lines(connection: Connection, source: Table) -> Iterator[bytes]:
    """The rows of a table, a line of JSON each.

    Args:
        connection: sees one moment for as long as it is read.
        source: as `tables_of` gives it.
    """
    spelt = connection.dialect.name == "postgresql"
    order = [
        collate(column, "C") if spelt and isinstance(column.type, Text) else column for column in source.primary_key
    ]
    with reporting():
        found = connection.execute(select(source).order_by(*order), execution_options={"yield_per": _AT_ONCE_ROWS})
        for row in found:
            values = [base64.b64encode(value).decode() if isinstance(value, bytes) else value for value in row]
            yield json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def summed(found: Iterable[bytes], pieces: list[Sum]) -> Iterator[bytes]:
    """The same lines; their sum is in `pieces` once all were taken."""
    digest, rows = hashlib.sha256(), 0
    for line in found:
        digest.update(line)
        rows += 1
        yield line
    pieces.append(Sum(rows, digest.hexdigest()))


def load(connection: Connection, target: Table, columns: Sequence[str], found: Iterable[bytes]) -> None:
    """Fill a table.

    Args:
        connection: of a transaction that may write.
        target: as `tables_of` gives it; empty.
        columns: what stands in a line, in this order.
        found: as `lines` gave them.

    Raises:
        ValueError: the table has other columns, or a line is none of this table.
    """
    if set(columns) != {column.name for column in target.columns}:
        raise ValueError("other columns than those of the table")
    binary = {name for name in columns if isinstance(target.c[name].type, LargeBinary)}
    rows: list[dict[str, Any]] = []
    size = 0
    for line in found:
        row = dict(zip(columns, json.loads(line), strict=True))
        for name in binary:
            row[name] = base64.b64decode(row[name], validate=True)
        rows.append(row)
        size += len(line)
        if len(rows) == _AT_ONCE_ROWS or size > _AT_ONCE_BYTES:
            _insert(connection, target, rows)
            rows, size = [], 0
    _insert(connection, target, rows)


def _insert(connection: Connection, target: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    if rows:
        with reporting():
            connection.execute(insert(target), rows)


# --- counters: a number that was given once is not given again ----------------------------------------------------


def counters(connection: Connection) -> Mapping[str, int]:
    """The highest number that was ever given in each table that counts, by the table's name."""
    with reporting():
        if connection.dialect.name == "postgresql":
            return {name: _last(connection, found) for name, found in _sequences(connection).items()}
        if "sqlite_sequence" not in inspect(connection).get_table_names(sqlite_include_internal=True):
            return {}
        return {name: int(seq) for name, seq in connection.execute(select(_SQLITE.c.name, _SQLITE.c.seq))}


def set_counters(connection: Connection, wanted: Mapping[str, int], beyond: int = 0) -> None:
    """Let every table that counts go on after the highest number known of it.

    Args:
        connection: of a transaction that may write, its tables filled.
        wanted: see `counters`; of tables that are not named the highest number there counts.
        beyond: how many numbers are left out besides.
    """
    with reporting():
        if connection.dialect.name == "postgresql":
            for name, found in _sequences(connection).items():
                last = max(wanted.get(name, 0), _highest(connection, name)) + beyond
                connection.execute(select(func.setval(found, max(last, 1), last > 0)))
            return
        for name in _counting(connection):
            last = max(wanted.get(name, 0), _highest(connection, name)) + beyond
            if last:
                connection.execute(delete(_SQLITE).where(_SQLITE.c.name == name))
                connection.execute(insert(_SQLITE).values(name=name, seq=last))


_SQLITE = table("sqlite_sequence", sql_column("name"), sql_column("seq"))


def _counting(connection: Connection) -> Sequence[str]:
    """SQLite's tables whose numbers never come back."""
    asked = "SELECT name FROM sqlite_master WHERE type = 'table' AND sql LIKE '%AUTOINCREMENT%' ORDER BY name"
    return connection.execute(text(asked)).scalars().all()


def _sequences(connection: Connection) -> Mapping[str, str]:
    """PostgreSQL's sequence of each table that has one for its `id`."""
    found = {}
    for name in inspect(connection).get_table_names():
        if any(column["name"] == "id" for column in inspect(connection).get_columns(name)):
            sequence = connection.execute(select(func.pg_get_serial_sequence(name, "id"))).scalar()
            if sequence is not None:
                found[name] = str(sequence)
    return found


def _last(connection: Connection, sequence: str) -> int:
    last, called = connection.execute(text(f"SELECT last_value, is_called FROM {sequence}")).one()  # noqa: S608
    return int(last) if called else 0


def _highest(connection: Connection, name: str) -> int:
    return int(connection.execute(select(func.max(sql_column("id"))).select_from(table(name))).scalar() or 0)
