"""Claims of several processes on one PostgreSQL: one holder, free when it dies, lost with its connection."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import text

from dialogues.errors import StoreUnavailable
from storage.claims import SharedClaims
from storage.database import Database, open_database

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("postgres")]


@pytest.fixture
def databases(postgres_url: str) -> Iterator[tuple[Database, Database]]:
    """The same database as two processes see it."""
    opened = open_database(postgres_url), open_database(postgres_url)
    yield opened
    for one in opened:
        one.close()


def killed(database: Database) -> None:
    """End every other connection, as a restart of the server does."""
    with database.writing() as connection:
        connection.execute(text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"))


def test_one_process_at_a_time_sees_to_a_chat(databases: tuple[Database, Database]) -> None:
    """Another chat is free, the same one is once it is let go, or its process has gone."""
    one, other = SharedClaims(databases[0]), SharedClaims(databases[1])
    assert (one.take(5), other.take(5), other.take(-6)) == (True, False, True)
    assert (one.holds(5), other.holds(5)) == (True, False)
    one.release(5)
    assert (one.holds(5), other.take(5)) == (False, True)
    assert not one.take(-6)
    other.close()
    assert (one.take(5), one.take(-6)) == (True, True)
    one.close()


def test_one_process_is_on_duty_until_it_is_gone(databases: tuple[Database, Database]) -> None:
    """It stays so however often it asks, also while the other one does; a chat of any number is another claim."""
    one, other = SharedClaims(databases[0]), SharedClaims(databases[1])
    assert [one.lead(), other.lead(), one.lead(), other.lead()] == [True, False, True, False]
    assert other.take(1)
    one.close()
    assert other.lead()
    other.close()


def test_claims_are_lost_with_their_connection(databases: tuple[Database, Database]) -> None:
    """After the server's restart nothing is held any more, and everything can be claimed anew."""
    one, other = SharedClaims(databases[0]), SharedClaims(databases[1])
    assert (one.take(5), one.lead()) == (True, True)
    killed(databases[1])
    with pytest.raises(StoreUnavailable):
        one.lead()
    assert not one.holds(5)
    one.release(5)
    assert (other.take(5), other.lead(), one.lead(), one.take(5)) == (True, True, False, False)
    one.close()
    other.close()
