"""Who was shut out after a backup: restoring it lets nobody in again."""

from __future__ import annotations

import shutil
from contextlib import closing
from pathlib import Path

import pytest

from dialogues.fieldwork.people import Membership, MembershipStatus, Role
from storage.backups.access import AccessLog, Member, note_lost, shut_in
from storage.backups.restoring import Restored, restore
from storage.backups.taking import take
from storage.backups.withdrawals import NAME, Withdrawal, WithdrawalLog
from storage.database import open_database
from storage.files import DataFolder
from storage.migrations.running import upgrade
from storage.unit_of_work import open_store
from tests.support.databases import sqlite_url
from tests.support.seed import seed

NOW = 1_800_000_000_000
ENTERED = 1_700_000_000_500


def with_two(url: str) -> tuple[Membership, Membership]:
    """Two agents with a telephone each; an invitation brought the second one in."""
    upgrade(url)
    with closing(open_store(url)) as store:
        first = seed(store)
        with store.writing() as unit:
            person = unit.people.add_person("Issa", "fr")
            unit.people.add_account(99, person.id, 99)
            second = unit.people.add_membership(person.id, first.project.id, Role.AGENT, MembershipStatus.ACTIVE, "A02")
            unit.people.set_account(99, membership=second.id, interview=first.interview.id, reachable=True)
            invitation = unit.people.add_invitation(first.project.id, Role.AGENT, "h", None, NOW)
            unit.people.use_invitation(invitation.id, second.id, ENTERED)
            unit.commit()
    return first.membership, second


def backed_up(url: str, folder: DataFolder, at: int = NOW) -> Path:
    """A backup, out of the way of the data folder."""
    with closing(open_database(url)) as database:
        made = take(database, folder, lambda: at, baro="1", keep=7)
    assert made is not None
    return Path(shutil.copy(made.backup.path, folder.root.parent))


def restored(path: Path, folder: Path, log: bytes = b"") -> tuple[Restored, dict[int, MembershipStatus], str]:
    """Restore a backup beside a log; what was done, everybody's status by id, the address of the database."""
    folder.mkdir()
    (folder / NAME).write_bytes(log)
    url = sqlite_url(folder / "baro.db")
    with closing(open_database(url)) as database:
        done = restore(path, database, DataFolder(folder), NOW + 1)
    with closing(open_store(url)) as store, store.reading() as unit:
        everybody = [one for project in unit.projects.all() for one, _ in unit.people.members(project.id)]
        return done, {one.id: one.status for one in everybody}, url


def become(url: str, member: Membership, status: MembershipStatus) -> None:
    """Change somebody's status in the database alone."""
    with closing(open_store(url)) as store, store.writing() as unit:
        unit.people.set_membership(member.id, role=member.role, status=status)
        unit.commit()


def test_who_was_blocked_after_the_backup_stays_out(tmp_path: Path) -> None:
    """Their access and their place in an interview are gone, and they hear nothing of the restore; others are in."""
    folder = DataFolder(tmp_path / "one")
    url = sqlite_url(folder.root / "baro.db")
    first, second = with_two(url)
    path = backed_up(url, folder)
    folder.access_changed(second, ENTERED, shut=True)
    log = (folder.root / NAME).read_bytes()
    done, found, target = restored(path, tmp_path / "two", log)
    assert (done.shut_out, done.taken_back) == (1, 0)
    assert found == {first.id: MembershipStatus.ACTIVE, second.id: MembershipStatus.REVOKED}
    with closing(open_store(target)) as store, store.reading() as unit:
        account = unit.people.account(99)
        assert account is not None
        assert account.interview is None
        assert unit.outbox.of_chat(99) == []
    assert shut_in((tmp_path / "two" / NAME).read_bytes()) == {Member(second.project, second.id, ENTERED)}


def test_who_was_let_in_again_is_in(tmp_path: Path) -> None:
    """The last line counts; and somebody else who bears the same number is not meant."""
    folder = DataFolder(tmp_path / "one")
    url = sqlite_url(folder.root / "baro.db")
    first, second = with_two(url)
    path = backed_up(url, folder)
    for shut in (True, True, False):
        folder.access_changed(second, ENTERED, shut=shut)
    folder.access_changed(first, 77, shut=True)  # entered at another time: another member of that number
    log = (folder.root / NAME).read_bytes()
    assert log.count(b"- ") == 2
    done, found, _ = restored(path, tmp_path / "two", log)
    assert done.shut_out == 0
    assert set(found.values()) == {MembershipStatus.ACTIVE}


def test_who_was_blocked_while_the_backup_was_made(tmp_path: Path) -> None:
    """The log goes into the file as well: without the one beside the database that one counts."""
    folder = DataFolder(tmp_path / "one")
    url = sqlite_url(folder.root / "baro.db")
    _, second = with_two(url)
    folder.access_changed(second, ENTERED, shut=True)
    done, found, _ = restored(backed_up(url, folder), tmp_path / "two")
    assert done.shut_out == 1
    assert found[second.id] is MembershipStatus.REVOKED


@pytest.mark.parametrize("way", ["start", "backup"])
def test_what_a_crash_kept_from_being_written(tmp_path: Path, way: str) -> None:
    """Whoever the database knows to be shut out is written down at the next start, and before the next backup."""
    folder = DataFolder(tmp_path / "one")
    url = sqlite_url(folder.root / "baro.db")
    _, second = with_two(url)
    path = backed_up(url, folder)
    become(url, second, MembershipStatus.REVOKED)
    if way == "start":
        with closing(open_database(url)) as database:
            note_lost(database, folder.root)
    else:
        backed_up(url, folder, NOW + 5_000)
    done, found, _ = restored(path, tmp_path / "two", (folder.root / NAME).read_bytes())
    assert done.shut_out == 1
    assert found[second.id] is MembershipStatus.REVOKED


def test_both_kinds_of_lines_stand_in_one_file(tmp_path: Path) -> None:
    """Withdrawals and members shut out leave each other alone, and a line that was cut short spoils none."""
    gone, member = Withdrawal(1, 2, 3), Member(1, 2, 3)
    WithdrawalLog(tmp_path).add([gone])
    with (tmp_path / NAME).open("ab") as file:
        file.write(b"- 1 2")
    AccessLog(tmp_path).note([member], shut=True)
    AccessLog(tmp_path).note([member], shut=True)
    assert WithdrawalLog(tmp_path).all() == {gone}
    content = (tmp_path / NAME).read_bytes()
    assert shut_in(content) == {member}
    assert content.count(b"- 1 2 3") == 1
