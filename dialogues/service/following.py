"""/suivi: who did what where, what is open, what is to be corrected; counts and codes, never an answer.

The first message is short. Buttons lead into a member, a guide, or what is to be checked, and the message under the
thumb is edited in place, so that the chat does not scroll away.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from functools import reduce
from zoneinfo import ZoneInfo

from dialogues.fieldwork.people import Membership, MembershipStatus, Person, Role
from dialogues.following import PLACES, GuideWork, MemberWork
from dialogues.forms.definition import FormDefinition, Text
from dialogues.forms.languages import language_for
from dialogues.forms.offered import offered
from dialogues.locales.when import local, said_ago, said_at
from dialogues.messages import Button, Phrase
from dialogues.service.desk import Desk, Line, number_of

SHORT_TEAM = 8
"""Up to so many members stand in the first message itself."""
PAGE = 20
"""Lines of a page, which fills the screen of a phone."""
_A_ROW = 5
_LISTED = 10
"""Interviews of one kind that are listed; the rest is counted."""

_WORKING = (Role.AGENT, Role.ASSISTANT)


def follow(desk: Desk, rest: str) -> None:
    """The command, and its buttons.

    Args:
        desk: of the message; agents and assistants see their own work alone.
        rest: what a button names: `` «», `a2` a page of members, `m7` a member, `g` guides, `g7` a guide, `d` doubts.
    """
    _, own, _ = desk.member()
    if not desk.leads:
        _member(desk, own)
        return
    kind, number = rest[:1], number_of(rest[1:])
    match kind:
        case "a":
            _page(desk, number)
        case "m":
            found = next((member for member, _ in _people(desk) if member.id == number), None)
            if found is None:
                desk.say(Phrase("service.button_gone"))
            else:
                _member(desk, found)
        case "g" if rest == "g":
            _guides(desk)
        case "g":
            _guide(desk, number)
        case "d":
            _doubts(desk)
        case _:
            _overview(desk)


# --- the first message --------------------------------------------------------------------------------------------


def _overview(desk: Desk) -> None:
    project = desk.member()[2]
    works = desk.uow.following.members(project.id, *_days(desk))
    total = MemberWork(
        0,
        today=sum(work.today for work in works),
        week=sum(work.week for work in works),
        sent=sum(work.sent for work in works),
        doubtful=sum(work.doubtful for work in works),
        opened=sum(work.opened for work in works),
        waiting=sum(work.waiting for work in works),
    )
    lines: list[Line] = [Phrase("follow.project", {"project": project.name, "parts": _parts(total)})]
    team = _team(desk, works)
    rows: list[list[Button]] = []
    if len(team) <= SHORT_TEAM:
        lines += [_line(*each) for each in team]
        rows += _codes([member for member, _, _ in team])
    else:
        rows.append([Button(Phrase("follow.agents", {"n": len(team)}), "follow:a0")])
    lines += _to_write(desk, None)
    trials = desk.uow.following.trials(project.id)
    if trials:
        lines.append(Phrase("service.follow_trials", {"n": trials}))
    rows.append([Button(Phrase("follow.guides"), "follow:g"), Button(Phrase("menu.export"), "do:export")])
    if total.doubtful:
        rows.append([Button(Phrase("follow.to_check", {"n": total.doubtful}), "follow:d")])
    desk.say(*lines, rows=rows, in_place=True)


def _to_write(desk: Desk, member: Membership | None) -> list[Line]:
    """How many voice answers nobody has written down yet; nothing where there is none."""
    many = desk.uow.transcripts.waiting(desk.member()[2].id, None if member is None else member.id)
    return [Phrase("voices.waiting", {"n": many})] if many else []


def _page(desk: Desk, page: int) -> None:
    """One page of the members."""
    team = _team(desk, desk.uow.following.members(desk.member()[2].id, *_days(desk)))
    pages = max(1, -(-len(team) // PAGE))
    page = min(page, pages - 1)
    shown = team[page * PAGE : (page + 1) * PAGE]
    lines: list[Line] = [_line(*each) for each in shown] or [Phrase("follow.nobody")]
    if pages > 1:
        lines.append(Phrase("follow.page", {"page": page + 1, "pages": pages}))
    rows = _codes([member for member, _, _ in shown])
    turns = [(page - 1, "previous"), (page + 1, "next")]
    turning = [Button(Phrase(f"follow.{key}"), f"follow:a{to}") for to, key in turns if 0 <= to < pages]
    desk.say(*lines, rows=[*rows, *([turning] if turning else []), _back()], in_place=True)


def _team(desk: Desk, works: Sequence[MemberWork]) -> Sequence[tuple[Membership, Person, MemberWork]]:
    """Those who work in the field, and whoever else has done something; by code."""
    done = {work.membership: work for work in works}
    team = [
        (member, person, done.get(member.id) or MemberWork(member.id))
        for member, person in _people(desk)
        if member.id in done or (member.role in _WORKING and member.status is MembershipStatus.ACTIVE)
    ]
    # «A99» before «A100»: of codes with the same letter the shorter one is the lower.
    return sorted(team, key=lambda each: (each[0].code[:1], len(each[0].code), each[0].code, each[0].id))


def _line(member: Membership, person: Person, work: MemberWork) -> Phrase:
    return Phrase("follow.line", {"code": member.code, "name": person.name, "parts": _parts(work)})


def _codes(members: Sequence[Membership]) -> list[list[Button]]:
    buttons = [Button(member.code, f"follow:m{member.id}") for member in members]
    return [buttons[at : at + _A_ROW] for at in range(0, len(buttons), _A_ROW)]


def _back() -> list[Button]:
    return [Button(Phrase("follow.back"), "follow:")]


# --- one member ---------------------------------------------------------------------------------------------------


def _member(desk: Desk, member: Membership) -> None:
    """What one member has done, has open, and has to look at again."""
    project = desk.member()[2]
    zone = ZoneInfo(project.time_zone)
    person = desk.uow.people.person(member.person)
    works = desk.uow.following.members(project.id, *_days(desk))
    work = next((each for each in works if each.membership == member.id), MemberWork(member.id))
    titles = _titles(desk)
    lines: list[Line] = [_line(member, person, work)]
    if work.last:
        lines.append(Phrase("follow.last", {"ago": said_ago(work.last, desk.now, zone)}))
    opened = [record for record in desk.uow.interviews.open_of(member.id) if not record.trial]
    if opened:
        lines.append(Phrase("follow.opened", {"n": len(opened)}))
        for record in opened[:_LISTED]:
            times = {
                "began": said_at(record.started_at, desk.now, zone),
                "ago": said_ago(record.updated_at, desk.now, zone),
            }
            form = desk.tools.shelf.form(desk.uow, record.version)
            title = form.settings.get("titre_discret") or form.title
            lines.append(Phrase("follow.open_line", {"code": record.code, "title": title, **times}))
        lines += _more(len(opened))
    if work.doubtful:
        lines += _doubtful(desk, member.id, work.doubtful)
    lines += _to_write(desk, member)
    guides = desk.uow.following.guides(project.id, *_days(desk), membership=member.id)
    if len(guides) > 1:
        lines.append(Phrase("follow.by_guide"))
        lines += [_guide_line(titles, each) for each in guides]
    desk.say(*lines, rows=[_back()] if desk.leads else (), menu=not desk.leads and desk.active() is None, in_place=True)


# --- guides and places --------------------------------------------------------------------------------------------


def _guides(desk: Desk) -> None:
    """Every guide with its counts."""
    project = desk.member()[2]
    titles = _titles(desk)
    found = desk.uow.following.guides(project.id, *_days(desk))[:PAGE]
    lines: list[Line] = [_guide_line(titles, work) for work in found] or [Phrase("follow.nobody")]
    rows = [[Button(titles.get(work.guide, "?"), f"follow:g{work.guide}")] for work in found]
    desk.say(*lines, rows=[*rows, _back()], in_place=True)


def _guide(desk: Desk, number: int) -> None:
    """One guide: by agent, and by place where that may be shown."""
    project = desk.member()[2]
    guide = desk.uow.guides.guide(project.id, number)
    if guide is None:
        desk.say(Phrase("service.button_gone"))
        return
    days = _days(desk)
    found = desk.uow.following.guides(project.id, *days)
    work = next((each for each in found if each.guide == number), GuideWork(number))
    lines: list[Line] = [_guide_line({number: guide.discreet_title}, work)]
    people = {member.id: (member, person) for member, person in _people(desk)}
    members = desk.uow.following.members(project.id, *days, guide=number)
    shown = sorted((work for work in members if work.membership in people), key=lambda each: -each.sent)
    if shown:
        lines.append(Phrase("follow.by_agent"))
        lines += [_line(*people[work.membership], work) for work in shown[:PAGE]]
        lines += _more(len(shown), PAGE)
    lines += _places(desk, number)
    desk.say(*lines, rows=[[Button(Phrase("follow.guides"), "follow:g")], _back()], in_place=True)


def _places(desk: Desk, guide: int) -> list[Line]:
    """Where interviews were held; never where the project or the guide is `strict`, for a place can give away."""
    project = desk.member()[2]
    versions = desk.uow.guides.versions(project.id, guide)
    if project.strict or any(version.settings.get("confidentialite") == "strict" for version in versions):
        return []
    places = desk.uow.following.places(project.id, guide)
    if not any(place for place, _ in places):
        return []
    labels = _labels(desk.tools.shelf.form(desk.uow, versions[-1].id), desk.tag)
    lines: list[Line] = [Phrase("follow.by_place")]
    for place, count in places[:PAGE]:
        name: str | Phrase = labels.get(place, place.replace("_", " ").capitalize()) or Phrase("follow.no_place")
        lines.append(Phrase("follow.place_line", {"place": name, "n": count}))
    return [*lines, *_more(len(places), PAGE)]


def _labels(form: FormDefinition, tag: str) -> dict[str, str]:
    """Labels of places by the name that is stored, in the person's language where the guide has it."""
    language = language_for(tag, form.languages, form.default_language)
    questions = [question for question in form.questions.values() if question.name in PLACES]
    return {
        choice.name: _plain(choice.label, language, form.default_language) or choice.name
        for question in questions
        for choice in offered(form, question)
    }


def _plain(text: Text | None, language: str, default: str) -> str:
    parts = () if text is None else text.parts(language, default)[1]
    return "".join(part for part in parts if isinstance(part, str)).strip()


# --- what is to be checked ----------------------------------------------------------------------------------------


def _doubts(desk: Desk) -> None:
    """Sent interviews with answers to be checked, newest first."""
    works = desk.uow.following.members(desk.member()[2].id, *_days(desk))
    total = sum(work.doubtful for work in works)
    lines = _doubtful(desk, None, total) if total else [Phrase("follow.no_doubts")]
    desk.say(*lines, rows=[_back()], in_place=True)


def _doubtful(desk: Desk, membership: int | None, total: int) -> list[Line]:
    project = desk.member()[2]
    zone, titles = ZoneInfo(project.time_zone), _titles(desk)
    codes = {member.id: member.code for member, _ in _people(desk)}
    lines: list[Line] = [Phrase("follow.checking", {"n": total})]
    for doubt in desk.uow.following.doubts(project.id, membership=membership, limit=_LISTED):
        params: dict[str, str | int | Phrase] = {
            "code": doubt.code,
            "who": codes.get(doubt.membership, ""),
            "title": titles.get(doubt.guide, ""),
            "at": said_at(doubt.sent_at, desk.now, zone),
            "n": doubt.count,
        }
        lines.append(Phrase("follow.doubt_line", params))
    return [*lines, *_more(total)]


# --- words --------------------------------------------------------------------------------------------------------


def _parts(work: MemberWork | GuideWork) -> Phrase:
    """«2 aujourd'hui · 5 cette semaine · 40 envoyés en tout · 1 en cours»: what is nothing is not said."""
    return reduce(lambda one, other: Phrase("follow.and", {"one": one, "other": other}), _counts(work))


def _counts(work: MemberWork | GuideWork) -> Iterator[Phrase]:
    waiting = work.waiting if isinstance(work, MemberWork) else 0
    for key, n in (
        ("today", work.today),
        ("week", work.week if work.week != work.today else 0),
        ("sent", work.sent),
        ("open", work.opened),
        ("doubts", work.doubtful),
        ("waiting", waiting),
    ):
        if n or key == "sent":
            yield Phrase(f"follow.{key}", {"n": n})


def _guide_line(titles: dict[int, str], work: GuideWork) -> Phrase:
    return Phrase("follow.guide_line", {"title": titles.get(work.guide, "?"), "parts": _parts(work)})


def _more(found: int, shown: int = _LISTED) -> list[Line]:
    return [Phrase("follow.more", {"n": found - shown})] if found > shown else []


def _titles(desk: Desk) -> dict[int, str]:
    return {guide.id: guide.discreet_title for guide in desk.uow.guides.all(desk.member()[2].id)}


def _people(desk: Desk) -> Sequence[tuple[Membership, Person]]:
    return desk.uow.people.members(desk.member()[2].id)


def _days(desk: Desk) -> tuple[int, int]:
    """When this day and this week (from Monday) began in the project's zone, UTC milliseconds."""
    zone = ZoneInfo(desk.member()[2].time_zone)
    today = local(desk.now, zone).date()
    monday = today - dt.timedelta(days=today.weekday())
    return beginning(today, zone), beginning(monday, zone)


def beginning(day: dt.date, zone: dt.tzinfo) -> int:
    """When a day begins in a zone, UTC milliseconds."""
    return int(dt.datetime.combine(day, dt.time(), zone).timestamp() * 1000)
