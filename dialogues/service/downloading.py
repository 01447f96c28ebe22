"""/export: which guide, which period, which format; then a file that is written outside of the chat's worker.

The choice stands in the buttons themselves («export:7:xlsx:l:month»), so nothing is kept until «Télécharger» is
tapped; that stores an order (`dialogues.downloads`), which `write` carries out, also after a crash.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

from dialogues.downloads import Download, DownloadStatus, Order, Progress, TooManyColumns, Written
from dialogues.errors import BaroError, StoreUnavailable
from dialogues.fieldwork.people import MembershipStatus
from dialogues.locales import fold
from dialogues.locales.when import local, said_in_full, said_period
from dialogues.messages import Button, Phrase, Say, SendFile
from dialogues.ports import Guide, Store, UnitOfWork
from dialogues.questions.moments import Day, read_day
from dialogues.service.desk import Desk, Tools, number_of
from dialogues.service.following import beginning

SENDABLE_BYTES = 50 * 1024 * 1024
"""The largest document that a bot may send (Bot API, sendDocument)."""
TRIES = 3
"""How often a download may break off before it is told that it cannot be made."""

_KINDS = ("xlsx", "csv")
_PERIODS = ("ever", "month", "last_month", "week")
_MONTHS = 12
_GUIDES = 40


@dataclass(frozen=True, slots=True)
class _Choice:
    """What the buttons of a card say.

    Args:
        period: of `_PERIODS`, or «s20260312»: since that day.
    """

    guide: int
    kind: str = "xlsx"
    labels: bool = True
    period: str = "ever"

    def action(self, verb: str) -> str:
        return f"{verb}:{self.guide}:{self.kind}:{'l' if self.labels else 'n'}:{self.period}"

    @staticmethod
    def of(rest: str) -> _Choice | None:
        """What a button says; None for one that says nothing that there is."""
        guide, *others = rest.split(":")
        kind, labels, period = (*others, *("xlsx", "l", "ever")[len(others) :])[:3]
        known = period in _PERIODS or _day(period) is not None
        if kind not in _KINDS or labels not in ("l", "n") or not known or len(others) > 3:
            return None
        return _Choice(number_of(guide), kind, labels == "l", period)


def _day(period: str) -> dt.date | None:
    try:
        return dt.datetime.strptime(period, "s%Y%m%d").date()  # noqa: DTZ007 - a day has no zone
    except ValueError:
        return None


# --- choosing -----------------------------------------------------------------------------------------------------


def export(desk: Desk, rest: str) -> None:
    """The command: the only guide there is, or which; «depuis 12/03/2026» begins with that day."""
    if not _allowed(desk):
        return
    project = desk.member()[2]
    period = "ever"
    if rest:
        today = local(desk.now, ZoneInfo(project.time_zone)).date()
        _, _, later = rest.partition(" ")
        found = next((day for text in (later, rest) if isinstance(day := _read(desk, text, today), Day)), None)
        if found is None:
            desk.say(Phrase("download.unread_date"))
            return
        period = f"s{found.date:%Y%m%d}"
    guides = desk.uow.guides.all(project.id)
    if not guides:
        desk.say(Phrase("service.no_guide"))
    elif len(guides) == 1:
        _card(desk, guides[0], _Choice(guides[0].id, period=period))
    else:
        rows = [
            [Button(guide.discreet_title, _Choice(guide.id, period=period).action("export"))]
            for guide in sorted(guides, key=lambda each: each.archived)[:_GUIDES]
        ]
        desk.say(Phrase("service.export_which"), rows=rows, in_place=True)


def _read(desk: Desk, text: str, today: dt.date) -> Day | Phrase | None:
    return read_day(text, today, desk.tools.locales) if fold(text) else None


def choose(desk: Desk, rest: str) -> None:
    """A button of the card: the card again, as it is now."""
    found = _found(desk, rest)
    if found is not None:
        _card(desk, *found)


def choose_since(desk: Desk, rest: str) -> None:
    """«Depuis…»: the months of the last year."""
    found = _found(desk, rest)
    if found is None:
        return
    _, choice = found
    month = local(desk.now, ZoneInfo(desk.member()[2].time_zone)).date().replace(day=1)
    buttons: list[Button] = []
    for _ in range(_MONTHS):
        name = Phrase("download.month_name", {"month": Phrase(f"dates.months.{month.month}"), "year": str(month.year)})
        buttons.append(Button(name, replace(choice, period=f"s{month:%Y%m%d}").action("export")))
        month = (month - dt.timedelta(days=1)).replace(day=1)
    rows = [buttons[at : at + 3] for at in range(0, _MONTHS, 3)]
    desk.say(Phrase("download.which_since"), rows=rows, in_place=True)


def _card(desk: Desk, guide: Guide, choice: _Choice) -> None:
    """What would be downloaded, with a button for everything that can be chosen."""
    project = desk.member()[2]
    zone = ZoneInfo(project.time_zone)
    since, until = _bounds(choice.period, local(desk.now, zone).date(), zone)
    count = desk.uow.submissions.count(project.id, guide.id, since=since, until=until)
    period = said_period(since, until, zone)

    def key(name: str, other: _Choice, *, chosen: bool) -> Button:
        label = Phrase(f"download.{name}")
        return Button(Phrase("download.chosen", {"label": label}) if chosen else label, other.action("export"))

    periods = [key(name, replace(choice, period=name), chosen=choice.period == name) for name in _PERIODS]
    given = choice.period not in _PERIODS
    label = Phrase("download.since")
    since_key = Phrase("download.chosen", {"label": label}) if given else label
    rows = [
        periods[:3],
        [periods[3], Button(since_key, choice.action("since"))],
        [key(kind, replace(choice, kind=kind), chosen=choice.kind == kind) for kind in _KINDS],
        [
            key("labels", replace(choice, labels=True), chosen=choice.labels),
            key("names", replace(choice, labels=False), chosen=not choice.labels),
        ],
        [Button(Phrase("menu.export"), choice.action("download"))],
    ]
    card = Phrase("download.card", {"title": guide.discreet_title, "n": count, "period": period})
    desk.say(card, Phrase("download.no_trials"), rows=rows, in_place=True)


def _bounds(period: str, today: dt.date, zone: dt.tzinfo) -> tuple[int | None, int | None]:
    """A period as times, the second left out."""
    month = today.replace(day=1)
    match period:
        case "month":
            return beginning(month, zone), None
        case "last_month":
            return beginning((month - dt.timedelta(days=1)).replace(day=1), zone), beginning(month, zone)
        case "week":
            return beginning(today - dt.timedelta(days=6), zone), None
        case _:
            day = _day(period)
            return (None if day is None else beginning(day, zone)), None


def _found(desk: Desk, rest: str) -> tuple[Guide, _Choice] | None:
    """The guide of the project that a button names, and what it chooses."""
    if not _allowed(desk):
        return None
    choice = _Choice.of(rest)
    guide = None if choice is None else desk.uow.guides.guide(desk.member()[2].id, choice.guide)
    if choice is None or guide is None:
        desk.say(Phrase("service.button_gone"))
        return None
    return guide, choice


def _allowed(desk: Desk) -> bool:
    if desk.leads:
        return True
    desk.say(Phrase("service.supervisors_only"))
    return False


def order(desk: Desk, rest: str) -> None:
    """«Télécharger»: the order is stored and the chat goes on; a thumb that taps twice orders once."""
    found = _found(desk, rest)
    if found is None:
        return
    guide, choice = found
    _, own, project = desk.member()
    zone = ZoneInfo(project.time_zone)
    since, until = _bounds(choice.period, local(desk.now, zone).date(), zone)
    wanted = Order(project.id, guide.id, choice.kind, desk.tag, choice.labels, since, until, own.code)
    if any(one.membership == own.id and one.order == wanted for one in desk.uow.downloads.waiting()):
        desk.say(Phrase("download.already"))
        return
    chat, now = desk.inbound.chat, desk.now
    desk.plan.writes.append(lambda uow: uow.downloads.add(wanted, own.id, chat, now))
    desk.say(Phrase("download.ordered"))


# --- writing ------------------------------------------------------------------------------------------------------


def write(tools: Tools, store: Store, download: Download, progress: Progress) -> None:
    """Carry an order out: write the file with no transaction open, then owe it to the chat.

    Args:
        tools: exporter, clock.
        store: where the order waits.
        download: as it waited.
        progress: told how far it is.

    Raises:
        StoreUnavailable: not now; it still waits.
    """
    with store.writing() as uow:
        if not _still(uow, download):
            uow.downloads.ended(download.id, DownloadStatus.FAILED)
            uow.commit()
            return
        uow.downloads.begun(download.id)
        uow.commit()
    if download.attempts >= TRIES:
        _give_up(store, download)
        return
    try:
        made = tools.exporter.export(download.order, progress)
    except StoreUnavailable:
        raise
    except TooManyColumns:
        _end(store, download, Say((Phrase("download.too_wide"),)))
    except (OSError, BaroError):  # the disk takes no file, or the guide went meanwhile
        _give_up(store, download)
    else:
        _hand_over(tools, store, download, made)


def _give_up(store: Store, download: Download) -> None:
    """An order cannot be carried out; whoever gave it is told."""
    _end(store, download, Say((Phrase("service.export_failed"),)))


def _hand_over(tools: Tools, store: Store, download: Download, made: Written) -> None:
    """Owe the file to the chat; one that Telegram would not take, or that nobody may have any more, goes."""
    if made.size > SENDABLE_BYTES:
        tools.exporter.discard(made)
        size = -(-made.size // 2**20)
        _end(store, download, Say((Phrase("download.too_large", {"name": made.name, "size": size}),)))
        return
    with store.reading() as uow:
        caption = _caption(uow, download, made)
    if not _end(store, download, SendFile(made.path, made.name, caption), DownloadStatus.SENT):
        tools.exporter.discard(made)


def _caption(uow: UnitOfWork, download: Download, made: Written) -> Phrase:
    """What it is, who asked for it and when: a file is passed on, and then it must say so itself."""
    wanted = download.order
    zone = ZoneInfo(uow.projects.project(wanted.project).time_zone)
    guide = uow.guides.guide(wanted.project, wanted.guide)
    person = uow.people.person(uow.people.membership(download.membership).person)
    return Phrase(
        "download.ready",
        {
            "title": "" if guide is None else guide.discreet_title,
            "n": made.interviews,
            "period": said_period(wanted.since, wanted.until, zone),
            "name": person.name,
            "at": said_in_full(download.requested_at, zone),
        },
    )


def _end(
    store: Store, download: Download, said: Say | SendFile, status: DownloadStatus = DownloadStatus.FAILED
) -> bool:
    """End an order and owe what there is to say; whether somebody may still have it."""
    with store.writing() as uow:
        still = _still(uow, download)
        if still:
            uow.outbox.add(download.chat, said)
        uow.downloads.ended(download.id, status if still else DownloadStatus.FAILED)
        uow.commit()
    return still


def _still(uow: UnitOfWork, download: Download) -> bool:
    """Whether an order waits, and whoever gave it may still have it."""
    found = uow.downloads.download(download.id)
    member = uow.people.membership(download.membership)
    account = uow.people.account_of_chat(download.chat)
    return (
        found is not None
        and found.status is DownloadStatus.WAITING
        and member.status is MembershipStatus.ACTIVE
        and member.role.leads
        and account is not None
        and account.person == member.person
    )
