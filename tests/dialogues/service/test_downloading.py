"""Downloads from the tap to the file: what is ordered, what becomes of it, and what breaks off."""

from __future__ import annotations

import datetime as dt
import errno
from zoneinfo import ZoneInfo

import pytest

from dialogues.downloads import Download, DownloadStatus, Order, TooManyColumns, Written
from dialogues.errors import BaroError, StoreUnavailable
from dialogues.fieldwork.people import MembershipStatus
from dialogues.messages import SendFile
from dialogues.service.downloading import SENDABLE_BYTES, TRIES
from tests.dialogues.service.forms import SHORT, VISIT
from tests.support.scenario import Field, Someone
from tests.support.script import play

ZONE = ZoneInfo("Africa/Bamako")


def day(year: int, month: int, number: int) -> int:
    """When a day begins."""
    return int(dt.datetime(year, month, number, tzinfo=ZONE).timestamp() * 1000)


def waiting(field: Field) -> list[Download]:
    """Orders that wait."""
    with field.store.reading() as uow:
        return list(uow.downloads.waiting())


def ordered(field: Field, leader: Someone) -> Download:
    """The order of one tap."""
    play(leader, "/export", "press Télécharger")
    return waiting(field)[-1]


def status(field: Field, download: Download) -> DownloadStatus:
    """What became of it."""
    with field.store.reading() as uow:
        found = uow.downloads.download(download.id)
    assert found is not None
    return found.status


@pytest.mark.parametrize(
    ("steps", "since", "until", "said"),
    [
        ((), None, None, "depuis le début"),
        (("press Ce mois",), day(2026, 3, 1), None, "depuis le 1er mars 2026"),
        (("press Mois passé",), day(2026, 2, 1), day(2026, 3, 1), "du 1er février 2026 au 28 février 2026"),
        (("press 7 jours",), day(2026, 2, 25), None, "depuis le 25 février 2026"),
        (("press Depuis", "press décembre 2025"), day(2025, 12, 1), None, "depuis le 1er décembre 2025"),
        (("/export depuis 12/02/2026",), day(2026, 2, 12), None, "depuis le 12 février 2026"),
        (("/export hier",), day(2026, 3, 2), None, "depuis le 2 mars 2026"),
        (("/export since March 1",), day(2026, 3, 1), None, "depuis le 1er mars 2026"),
    ],
)
def test_periods(steps: tuple[str, ...], since: int | None, until: int | None, said: str) -> None:
    """A period is whole days of the project's zone, fixed when it is ordered; the file says which it was."""
    field = Field(VISIT)
    leader = field.supervisor()
    play(leader, "/export", *steps)
    assert said in leader.told
    play(leader, "press Télécharger")
    assert leader.told == "⏳ Je prépare le fichier. Vous pouvez continuer : je l'envoie ici."
    (found,) = waiting(field)
    assert (found.order.since, found.order.until, found.order.asked_by) == (since, until, "X01")
    field.clock.advance(40 * 24 * 3_600_000)
    play(leader, "written")
    file = leader.shown[-1][1].outgoing
    assert isinstance(file, SendFile)
    caption = leader.words(file.caption)
    assert caption.startswith(f"Fiche V : 0 entretien, {said}. Demandé par Fanta, le 3 mars 2026 à 10 h")
    assert status(field, found) is DownloadStatus.SENT


@pytest.mark.parametrize(
    "said", ["/export depuis", "/export depuis toujours", "/export 31/02/2026", "/export depuis 🙂"]
)
def test_dates_that_are_none(said: str) -> None:
    """What is no day is asked for again."""
    leader = Field(VISIT).supervisor()
    play(leader, f"/export {said}")
    assert leader.told.startswith("Je n'ai pas compris la date.")


def test_nothing_is_written_while_a_message_is_handled() -> None:
    """The tap only stores an order: the chat goes on at once, and other chats hear nothing."""
    field = Field(SHORT)
    leader = field.supervisor()
    ordered(field, leader)
    assert field.exporter.orders == []
    play(leader, "/nouveau", "35", "written")
    assert field.exporter.orders == [Order(field.project.id, waiting_guide(field), "xlsx", "fr", asked_by="X01")]
    assert leader.told == "Fiche.xlsx"
    play(leader, "Kadi")
    assert leader.asked.address == "2"


def waiting_guide(field: Field) -> int:
    """The only guide."""
    with field.store.reading() as uow:
        return uow.guides.all(field.project.id)[0].id


def test_a_crash_in_between_begins_anew() -> None:
    """An order whose file was never owed waits on over a restart; one that was is not written twice."""
    field = Field(VISIT)
    leader = field.supervisor()
    download = ordered(field, leader)
    field.exporter.fails = KeyboardInterrupt()
    with pytest.raises(KeyboardInterrupt):
        field.write_downloads()
    field.exporter.fails = None
    field.restart()
    assert [one.id for one in waiting(field)] == [download.id]
    play(leader, "written")
    assert leader.told == "Fiche.xlsx"
    field.service.write_download(download, lambda _done, _total: None)
    play(leader, "written")
    assert [text for text in leader.heard if text == "Fiche.xlsx"] == ["Fiche.xlsx"]
    assert len(field.exporter.orders) == 2


def test_what_kills_the_process_again_and_again_is_given_up() -> None:
    """After three beginnings that came to no end the fourth tells that there will be no file."""
    field = Field(VISIT)
    leader = field.supervisor()
    download = ordered(field, leader)
    field.exporter.fails = KeyboardInterrupt()
    for _ in range(TRIES):
        with pytest.raises(KeyboardInterrupt):
            field.write_downloads()
    play(leader, "written")
    assert leader.told.startswith("Le fichier n'a pas pu être préparé")
    assert status(field, download) is DownloadStatus.FAILED
    assert len(field.exporter.orders) == TRIES


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        (OSError(errno.ENOSPC, ""), "Le fichier n'a pas pu être préparé"),
        (BaroError("the guide is gone"), "Le fichier n'a pas pu être préparé"),
        (TooManyColumns("too wide"), "Ce guide a plus de colonnes qu'un classeur ne peut en tenir."),
    ],
)
def test_a_file_that_cannot_be_written(fault: Exception, told: str) -> None:
    """It is owned up to, once."""
    field = Field(VISIT)
    leader = field.supervisor()
    download = ordered(field, leader)
    field.exporter.fails = fault
    play(leader, "written", "written")
    assert leader.told.startswith(told)
    assert len(field.exporter.orders) == 1
    assert status(field, download) is DownloadStatus.FAILED


def test_a_database_that_is_away_is_waited_for() -> None:
    """Then the order still waits."""
    field = Field(VISIT)
    leader = field.supervisor()
    ordered(field, leader)
    field.exporter.fails = StoreUnavailable("connection")
    with pytest.raises(StoreUnavailable):
        field.write_downloads()
    assert len(waiting(field)) == 1


def test_too_large_for_telegram() -> None:
    """The person hears how large it is and what to do; the file goes from the disk."""
    field = Field(VISIT)
    leader = field.supervisor()
    ordered(field, leader)
    field.exporter.size = SENDABLE_BYTES + 1
    play(leader, "written")
    assert leader.told.startswith("« Fiche.xlsx » fait 51 Mo : trop gros pour Telegram (50 Mo).")
    assert "baro export" in leader.told
    assert [made.name for made in field.exporter.discarded] == ["Fiche.xlsx"]


def revoke(field: Field, leader: Someone) -> None:
    """Take the leader's access away."""
    with field.store.writing() as uow:
        account = uow.people.account(leader.account)
        assert account is not None
        assert account.membership is not None
        role = uow.people.membership(account.membership).role
        uow.people.set_membership(account.membership, role=role, status=MembershipStatus.REVOKED)
        uow.commit()


def test_who_lost_access_gets_no_file() -> None:
    """Neither what was ordered before, nor what was being written meanwhile, which goes from the disk."""
    field = Field(VISIT)
    leader = field.supervisor()
    first = ordered(field, leader)
    revoke(field, leader)
    play(leader, "written")
    assert status(field, first) is DownloadStatus.FAILED
    assert field.exporter.orders == []

    other = Field(VISIT)
    leader = other.supervisor()
    second = ordered(other, leader)
    whole = other.exporter.export

    def meanwhile(order: Order, progress: object) -> Written:
        revoke(other, leader)
        return whole(order, lambda _done, _total: None)

    other.exporter.export = meanwhile  # type: ignore[method-assign] - something happens while it is written
    play(leader, "written")
    assert status(other, second) is DownloadStatus.FAILED
    assert len(other.exporter.discarded) == 1
    assert not any(isinstance(delivery.outgoing, SendFile) for _, delivery in leader.shown)


@pytest.mark.parametrize("verb", ["export", "since", "download"])
@pytest.mark.parametrize(
    "rest", ["", "1", "x:xlsx:l:ever", "{g}:pdf", "{g}:xlsx:z", "{g}:xlsx:l:s20269999", "{g}:xlsx:l:ever:x"]
)
def test_buttons_that_say_nothing(verb: str, rest: str) -> None:
    """A made-up button orders nothing."""
    field = Field(VISIT)
    leader = field.supervisor()
    leader.acts(f"{verb}:{rest.format(g=waiting_guide(field))}")
    assert leader.told == "Ce bouton ne sert plus."
    assert waiting(field) == []


def test_buttons_of_older_versions_still_work() -> None:
    """«export:7:csv» of an older Baro is the card with that format."""
    field = Field(VISIT)
    leader = field.supervisor()
    leader.acts(f"export:{waiting_guide(field)}:csv")
    assert "✓ CSV" in [leader.words(button.label) for row in leader.shown[-1][1].outgoing.rows for button in row]  # type: ignore[union-attr]


def test_several_guides() -> None:
    """With several one asks which, archived ones last; two different orders both wait."""
    field = Field(SHORT, VISIT)
    leader = field.supervisor()
    play(leader, "/export", "press Fiche V", "press CSV", "press Télécharger")
    play(leader, "/export", "press Fiche S", "press Télécharger", "written")
    assert leader.heard[-2:] == ["Fiche.csv", "Fiche.xlsx"]
