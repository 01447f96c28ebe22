"""Commands and inline buttons of everyone: start, new, resume, correct, review, pause, leave, language, help."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from dialogues.fieldwork.people import MembershipStatus
from dialogues.forms.definition import Repeat
from dialogues.forms.ref import Ref, path_of
from dialogues.interview import inputs as i
from dialogues.interview.addressing import resolve
from dialogues.interview.interview import Interview
from dialogues.interview.outline import stops
from dialogues.interview.prompting import address
from dialogues.interview.status import InterviewStatus
from dialogues.locales import Locales, fold, plain
from dialogues.messages import Button, Phrase
from dialogues.ports import Guide, InterviewRecord
from dialogues.service import (
    calling,
    corrections,
    downloading,
    following,
    improving,
    interviewing,
    languages,
    lines,
    phones,
    printing,
    publishing,
    remarked,
    remarks,
    sessions,
    team,
    transcribing,
    voices,
    workbooks,
)
from dialogues.service.desk import Desk, Line, MenuWords, number_of
from dialogues.service.opened import open_rows
from dialogues.service.presenting import ANSWER_LINE

_BUTTONS = 80
"""Buttons of one list; Telegram takes 100."""
_A_ROW = 5

_ADDRESS = re.compile(r"([A-Z]?)([0-9]{1,5}(?:\.[0-9]{1,4})*)")
_A_NUMBER = 20
"""Characters of what somebody typed for a number that are said back."""

_TRIAL = ("essai", "test", "trial")

MENU: Mapping[str, str] = {
    "menu.new": "nouveau",
    "menu.session": "seance",
    "menu.resume": "reprendre",
    "menu.team": "equipe",
    "menu.follow": "suivi",
    "menu.export": "export",
    "menu.help": "aide",
    "menu.call": "appel",
}
"""What each key of the main menu stands for."""


def command(desk: Desk, name: str, rest: str) -> None:
    """A /command or a key of the main menu.

    Args:
        desk: of the message.
        name: without the slash, lower case.
        rest: what follows it.
    """
    found = _COMMANDS.get(name)
    if found is None:
        desk.say(Phrase("service.unknown_command"))
    else:
        found(desk, rest)


def known_commands() -> frozenset[str]:
    """The names of all commands, without the slash."""
    return frozenset(_COMMANDS)


def menu_command(desk: Desk, text: str, *, exact: bool = False) -> str | None:
    """The command that a key of the main menu stands for, in any language.

    In an interview, or where words are waited for, only the key itself counts, with its sign: «aide» may be an answer
    there, «❓ Aide» is a key that was tapped before the interview began.
    """
    tidy, folded = desk.tools.menu
    return folded.get(fold(text)) if desk.active() is None and not exact else tidy.get(plain(text))


def menu_words(locales: Locales) -> MenuWords:
    """The keys of the main menu in every language, and the command that each stands for."""
    named = [(locales.text(Phrase(key), tag), name) for key, name in MENU.items() for tag in locales.languages]
    tidy, folded = ({view(text): name for text, name in reversed(named)} for view in (plain, fold))
    return tidy, folded


def button(desk: Desk, action: str) -> None:
    """An inline button; what it names may be gone by now."""
    verb, _, rest = action.partition(":")
    found = _BUTTONS_BY_VERB.get(verb)
    if found is None:
        desk.say(Phrase("service.button_gone"))
    else:
        found(desk, rest)


# --- beginning ----------------------------------------------------------------------------------------------------


def _start(desk: Desk, _rest: str) -> None:
    active = desk.active()
    name = "" if desk.person is None else desk.person.name
    if active is not None:
        desk.step(active, i.Resume())
    else:
        desk.say(Phrase("service.hello", {"name": name}), menu=True)


def _new(desk: Desk, rest: str) -> None:
    """Begin an interview: any guide but those of awareness sessions."""
    _choose(desk, rest, sessions=False)


def _session(desk: Desk, rest: str) -> None:
    """Note an awareness session: the guides of that family; or all of it, one a line, at once."""
    if rest and fold(rest) not in _TRIAL and lines.begin(desk, rest):
        return
    _choose(desk, rest, sessions=True)


def _choose(desk: Desk, rest: str, *, sessions: bool) -> None:
    """Begin the only guide there is of a kind, or ask which."""
    trial = fold(rest) in _TRIAL
    known = [guide for guide in desk.uow.guides.all(desk.member()[2].id) if not guide.archived]
    guides = [guide for guide in known if _of_sessions(desk, guide) is sessions]
    if not guides:
        missing = "no_session_guide" if sessions else "only_sessions" if known else "no_guide"
        desk.say(Phrase(f"service.{missing}"), menu=desk.active() is None)
    elif len(guides) == 1:
        _begin(desk, guides[0].id, trial=trial)
    else:
        verb = "trial" if trial else "new"
        rows = [[Button(guide.discreet_title, f"{verb}:{guide.id}")] for guide in guides[:_BUTTONS]]
        desk.say(Phrase("service.which_guide"), rows=rows)


def _of_sessions(desk: Desk, guide: Guide) -> bool:
    """Whether the version in use of a guide is of the family `seance`."""
    versions = desk.uow.guides.versions(guide.project, guide.id)
    return bool(versions) and versions[-1].settings.get("famille") == "seance"


def _begin(desk: Desk, guide: int, *, trial: bool) -> None:
    project = desk.member()[2]
    found = desk.uow.guides.guide(project.id, guide)
    versions = desk.uow.guides.versions(project.id, guide) if found is not None and not found.archived else ()
    active = desk.active()
    if not versions:
        desk.say(Phrase("service.guide_gone"))
    elif active is not None and interviewing.just_begun(desk, active, {version.id for version in versions}):
        interviewing.ask_again(desk)
    else:
        interviewing.begin(desk, versions[-1], trial=trial)


def _resume(desk: Desk, _rest: str) -> None:
    if not desk.opened:
        desk.say(Phrase(desk.told("service.nothing_open")), menu=True)
    elif len(desk.opened) == 1:
        interviewing.resume(desk, desk.opened[0])
    else:
        desk.say(Phrase(desk.told("service.which_interview")), rows=open_rows(desk, desk.opened))


def _open(desk: Desk, rest: str) -> None:
    record = next((record for record in desk.opened if str(record.id) == rest), None)
    if record is None:
        desk.say(Phrase("service.button_gone"))
    else:
        interviewing.resume(desk, record)


# --- in an interview ----------------------------------------------------------------------------------------------


def interview_menu(desk: Desk, active: InterviewRecord) -> None:
    """What ☰ opens: an inline list, where a lost tap costs nothing (DESIGN, decision 6)."""
    correcting = active.correcting is not None
    form = desk.tools.shelf.form(desk.uow, active.version)
    called = not correcting and form.settings.get("famille", "entretien") == "entretien"
    rows = [
        [] if not called else [Button(Phrase("menu.call"), "do:appel")],
        [Button(Phrase("menu.correct"), "do:corriger"), Button(Phrase("menu.review"), "do:relire")],
        [Button(Phrase("menu.repeat"), "do:repeter"), Button(Phrase("menu.pause"), "do:pause")],
        [Button(Phrase("remarks.menu"), "do:remarque")],
        [Button(Phrase("menu.language"), "do:langue")],
        [Button(Phrase("correcting.leave" if correcting else "menu.abandon"), "do:abandonner")],
    ]
    if len(desk.opened) > 1:
        rows[2].append(Button(Phrase("menu.other"), "do:reprendre"))
    desk.say(
        Phrase(
            "service.session_menu" if form.settings.get("famille") == "seance" else "service.interview_menu",
            {"code": active.code},
        ),
        rows=[row for row in rows if row],
    )


def _correct(desk: Desk, rest: str) -> None:
    """A question by its number, a sent interview by its code, or a list to choose from."""
    active = desk.active()
    if rest:
        number = _ADDRESS.fullmatch(rest.upper())
        letter = "" if number is None else number[1] or ("" if active is None else active.letter)
        record = next((record for record in desk.opened if letter and record.letter == letter), None)
        if corrections.by_code(desk, rest):
            return
        if number is not None and record is not None:
            _fix(desk, f"{record.id}:{number[2]}")
        else:
            desk.say(Phrase("service.no_such_question", {"number": rest[:_A_NUMBER]}))
    elif active is not None:
        correction_list(desk, active)
    elif corrections.offered(desk):
        corrections.recent(desk, "")
    else:
        desk.say(desk.nothing_here(), menu=True)


def _amend(desk: Desk, rest: str) -> None:
    """«✏️ Corriger» on a card: takes the record up, with its list of answers."""
    record = next((record for record in desk.opened if record.id == number_of(rest)), None)
    if record is None:
        desk.say(Phrase("service.button_gone"))
        return
    interviewing.resume(desk, record)
    correction_list(desk, record)


def correction_list(desk: Desk, active: InterviewRecord) -> None:
    """The questions that have something recorded, each with a button; in `strict` numbers only."""
    interview = desk.work(active).interview
    lines: list[Line] = []
    buttons: list[Button] = []
    for ref in _answered(interview):
        number = address(interview, ref)
        if not interview.strict:
            lines.append(Phrase(ANSWER_LINE, {"ref": ref}))
        buttons.append(Button(number, f"fix:{active.id}:{number}"))
    sent = corrections.offered(desk)
    if not buttons:
        desk.say(Phrase("service.nothing_answered"), rows=sent)
        return
    rows = [buttons[at : at + _A_ROW] for at in range(0, min(len(buttons), _BUTTONS), _A_ROW)]
    rows += [[Button(title, action)] for title, action in _removable(active, interview)][: 99 - _BUTTONS]
    desk.say(*lines, Phrase("service.which_correction"), rows=[*rows, *sent], about=active)


def _removable(active: InterviewRecord, interview: Interview) -> Sequence[tuple[Phrase, str]]:
    """Instances of open repeats that may be taken away."""
    found: list[tuple[Phrase, str]] = []
    for path, repeat in interview.form.repeats.items():
        if repeat.number is None:
            continue
        for node in interview.instance.nodes_at(path):
            title = interview.instance.words(repeat.label, node)[1] if repeat.label else repeat.name
            # how many there are now: tapped again later, it must not take away the one that moved up
            many = len(interview.instance.nodes_at(path))
            action = f"remove:{active.id}:{repeat.number}.{node.position}.{many}"
            nested = node.ref.count("[") > 1
            if not nested:
                found.append((Phrase("service.remove", {"title": title, "position": node.position}), action))
    return found


def _fix(desk: Desk, rest: str) -> None:
    record, number = _of_button(desk, rest)
    if record is None:
        desk.say(Phrase("service.button_gone"))
        return
    address_given = _ADDRESS.fullmatch(number)
    ref = None if address_given is None else resolve(desk.work(record).interview, address_given[2])
    if ref is None:
        desk.say(Phrase("service.no_such_question", {"number": number}))
        return
    active = desk.active()
    if active is None or active.id != record.id:
        interviewing.resume(desk, record)
    desk.step(record, i.GoTo(ref))


def _remove(desk: Desk, rest: str) -> None:
    record, number = _of_button(desk, rest)
    first, position, many = (*number.split("."), "", "")[:3]
    interview = None if record is None else desk.work(record).interview
    ref = None if interview is None or not number_of(first) else resolve(interview, first)
    there = ref is not None and interview is not None and path_of(ref) in interview.form.repeats
    nodes = interview.instance.nodes_at(path_of(ref)) if there and interview is not None and ref is not None else ()
    if record is None or not there or (many and number_of(many) != len(nodes)):  # older buttons bear no count
        desk.say(Phrase("service.button_gone"))
    else:
        desk.step(record, i.RepeatRemoval(Ref(f"{ref}[{number_of(position)}]")))


def _of_button(desk: Desk, rest: str) -> tuple[InterviewRecord | None, str]:
    interview, _, number = rest.partition(":")
    return next((record for record in desk.opened if str(record.id) == interview), None), number


def review(desk: Desk, active: InterviewRecord) -> None:
    """All answers so far; in `strict` only how many there are."""
    interview = desk.work(active).interview
    answered = _answered(interview)
    asked = sum(1 for stop in stops(interview.form, interview.instance) if not isinstance(stop.control, Repeat))
    count = Phrase("service.answered", {"n": len(answered), "of": asked})
    if interview.strict or not answered:
        desk.say(count, about=active)
        return
    lines = [Phrase(ANSWER_LINE, {"ref": ref}) for ref in answered]
    rows = [*voices.rows(desk, active), [Button(Phrase("menu.correct"), "do:corriger")]]
    desk.say(*lines, count, rows=rows, about=active)


def _review(desk: Desk, _rest: str) -> None:
    active = desk.active()
    if active is None:
        desk.say(Phrase(desk.told("service.nothing_open")), menu=True)
    else:
        review(desk, active)


def _answered(interview: Interview) -> Sequence[Ref]:
    """The questions that are asked now and have something recorded."""
    return [
        stop.ref
        for stop in stops(interview.form, interview.instance)
        if not isinstance(stop.control, Repeat) and stop.ref in interview.answers
    ]


def _repeat_question(desk: Desk, _rest: str) -> None:
    if desk.active() is None:
        desk.say(Phrase(desk.told("service.nothing_open")), menu=True)
    else:
        interviewing.ask_again(desk, whole=True)


def _pause(desk: Desk, _rest: str) -> None:
    if desk.active() is None:
        desk.say(Phrase(desk.told("service.nothing_open")), menu=True)
    else:
        interviewing.put_aside(desk)


def _stop(desk: Desk, _rest: str) -> None:
    """«/stop», as Telegram's bots have it: what is open rests, and nothing of it is lost."""
    if desk.active() is None:
        desk.say(Phrase("service.stopped"), menu=True)
    else:
        interviewing.put_aside(desk)


def _abandon(desk: Desk, _rest: str) -> None:
    active = desk.active()
    if active is None:
        desk.say(Phrase(desk.told("service.nothing_open")), menu=True)
    else:
        desk.step(active, i.Abandon())


def _withdraw(desk: Desk, rest: str) -> None:
    """Take answers back: of the active interview, or of the one whose number the respondent gave."""
    _account, membership, project = desk.member()
    code = "".join(sign for sign in rest.upper() if sign.isalnum())
    record = desk.uow.interviews.by_code(project.id, code) if code else desk.active()
    mine = record is not None and (record.membership == membership.id or membership.role.leads)
    if record is not None and mine and record.status is InterviewStatus.WITHDRAWN:
        desk.say(Phrase("interview.is_withdrawn"))
    elif record is None or not mine:
        desk.say(Phrase("service.no_such_code" if code else "service.which_code"))
    else:
        desk.step(record, i.Withdraw())


def _light(desk: Desk, _rest: str) -> None:
    """Whether pictures and recordings come at once or on demand."""
    light = desk.person is not None and desk.person.light
    rows = [[Button(Phrase("light.at_once"), "light:0"), Button(Phrase("light.on_demand"), "light:1")]]
    desk.say(Phrase("light.now_on_demand" if light else "light.now_at_once"), rows=rows)


def _set_light(desk: Desk, rest: str) -> None:
    if desk.person is None or rest not in ("0", "1"):
        desk.say(Phrase("service.button_gone"))
        return
    person = desk.person.id
    desk.plan.writes.append(lambda uow: uow.people.set_light(person, light=rest == "1"))
    desk.say(Phrase("light.now_on_demand" if rest == "1" else "light.now_at_once"))


def _project(desk: Desk, _rest: str) -> None:
    """Choose which project this chat speaks for."""
    account = desk.member()[0]
    rows = [
        [Button(desk.uow.projects.project(membership.project).name, f"project:{membership.id}")]
        for membership in desk.uow.people.memberships_of(account.person)
        if membership.status is MembershipStatus.ACTIVE
    ]
    desk.say(Phrase("service.which_project"), rows=rows)


def _help(desk: Desk, _rest: str) -> None:
    lines = [
        Phrase("service.help"),
        Phrase("phones.in_help"),
        Phrase("remarks.in_help"),
        Phrase("light.in_help"),
        Phrase("voices.in_help"),
    ]
    if desk.leads:
        lines += [Phrase("service.help_supervisor"), Phrase("publish.in_help"), Phrase("remarks.in_help_supervisor")]
    desk.say(*lines, menu=desk.active() is None)


def _incident(desk: Desk, _rest: str) -> None:
    """Whom to tell of something grave: nothing of it is asked or kept here."""
    desk.say(Phrase("understood.incident"), menu=desk.active() is None)


def _do(desk: Desk, rest: str) -> None:
    command(desk, rest, "")


def _in_interview(desk: Desk, given: i.Input) -> None:
    """A key of the interview that was offered as a button."""
    active = desk.active()
    if active is None:
        desk.say(Phrase(desk.told("service.nothing_open")), menu=True)
    else:
        desk.step(active, given)


Handler = Callable[[Desk, str], None]

_COMMANDS: Mapping[str, Handler] = {
    "start": _start,
    "nouveau": _new,
    "seance": _session,
    "reprendre": _resume,
    "corriger": _correct,
    "envoyes": corrections.recent,
    "relire": _review,
    "repeter": _repeat_question,
    "appel": calling.call,
    "feuille": printing.sheet,
    "pause": _pause,
    "stop": _stop,
    "abandonner": _abandon,
    "retirer": _withdraw,
    "langue": languages.choose,
    "leger": _light,
    "projet": _project,
    "aide": _help,
    "help": _help,
    "equipe": lambda desk, _: team.team(desk, ""),
    "inviter": team.invite,
    "suivi": lambda desk, _: following.follow(desk, ""),
    "export": downloading.export,
    "publier": publishing.explain,
    "remarque": remarks.ask,
    "remarques": remarked.guides,
    "telephone": phones.change,
    "signaler": _incident,
    "transcrire": transcribing.start,
}

_BUTTONS_BY_VERB: Mapping[str, Handler] = {
    "do": _do,
    "new": lambda desk, rest: _begin(desk, number_of(rest), trial=False),
    "trial": lambda desk, rest: _begin(desk, number_of(rest), trial=True),
    "open": _open,
    "back": lambda desk, _: _in_interview(desk, i.Back()),
    "send": lambda desk, _: _in_interview(desk, i.Send()),
    "fix": _fix,
    "reopen": corrections.tapped,
    "remove": _remove,
    "callback": calling.call_back,
    "callat": calling.call_at,
    "sheet": printing.sheet_of,
    "right": lines.right,
    "amend": _amend,
    "enough": sessions.enough,
    "same": sessions.same,
    "another": sessions.another,
    "light": _set_light,
    "speak": languages.speak,
    "guide_language": languages.read_in,
    "tongue": languages.go_on_in,
    "stay": languages.stay,
    "project": team.choose_project,
    "approve": team.approve,
    "reject": team.reject,
    "readmit": team.readmit,
    "revoke": team.revoke,
    "member": team.show_member,
    "phone": phones.ask,
    "newphone": phones.give_code,
    "lost": phones.cut_off,
    "invite": team.make_invitation,
    "block": team.ask_block,
    "block_now": team.block,
    "team": team.team,
    "follow": following.follow,
    "export": downloading.choose,
    "since": downloading.choose_since,
    "download": downloading.order,
    "publish": publishing.publish_draft,
    "preview": publishing.try_draft,
    "decline": publishing.decline_draft,
    "mend": publishing.mend_draft,
    "remarks": remarked.of_guide,
    "remarks_of": remarked.page,
    "remark_voice": remarked.voice,
    "improve": improving.propose,
    "as_is": improving.as_it_is,
    "refuse": improving.refuse,
    "prepare": improving.prepare,
    "workbook": workbooks.send,
    "hear": voices.hear,
    "heard": transcribing.as_heard,
    "rewrite": transcribing.correct,
    "voice_next": transcribing.another,
    "voice_stop": transcribing.stop,
    "voice_in": transcribing.chosen,
}
