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
from dialogues.locales import fold, plain
from dialogues.messages import Button, Phrase
from dialogues.ports import Guide, InterviewRecord
from dialogues.service import calling, interviewing, languages, printing, publishing, team
from dialogues.service.desk import Desk, Line, number_of
from dialogues.service.presenting import ANSWER_LINE

_BUTTONS = 80
"""Buttons of one list; Telegram takes 100."""
_A_ROW = 5

_ADDRESS = re.compile(r"([A-Z]?)([0-9]{1,5}(?:\.[0-9]{1,4})*)")
_A_NUMBER = 20
"""Characters of what somebody typed for a number that are said back."""

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


def menu_command(desk: Desk, text: str) -> str | None:
    """The command that a key of the main menu stands for, in any language.

    In an interview only the key itself counts, with its sign: «aide» may be an answer there, «❓ Aide» is a key that
    was tapped before the interview began.
    """
    view = fold if desk.active() is None else plain
    words = view(text)
    for key, name in MENU.items():
        for tag in desk.tools.locales.languages:
            if words and words == view(desk.tools.locales.text(Phrase(key), tag)):
                return name
    return None


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
    """Note an awareness session: the guides of that family."""
    _choose(desk, rest, sessions=True)


def _choose(desk: Desk, rest: str, *, sessions: bool) -> None:
    """Begin the only guide there is of a kind, or ask which."""
    trial = fold(rest) in ("essai", "test", "trial")
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
        desk.say(Phrase("service.nothing_open"), menu=True)
    elif len(desk.opened) == 1:
        interviewing.resume(desk, desk.opened[0])
    else:
        desk.say(Phrase("service.which_interview"), rows=interviewing.open_rows(desk, desk.opened))


def _open(desk: Desk, rest: str) -> None:
    record = next((record for record in desk.opened if str(record.id) == rest), None)
    if record is None:
        desk.say(Phrase("service.button_gone"))
    else:
        interviewing.resume(desk, record)


# --- in an interview ----------------------------------------------------------------------------------------------


def interview_menu(desk: Desk, active: InterviewRecord) -> None:
    """What ☰ opens: an inline list, where a lost tap costs nothing (DESIGN, decision 6)."""
    rows = [
        [Button(Phrase("menu.call"), "do:appel")],
        [Button(Phrase("menu.correct"), "do:corriger"), Button(Phrase("menu.review"), "do:relire")],
        [Button(Phrase("menu.repeat"), "do:repeter"), Button(Phrase("menu.pause"), "do:pause")],
        [Button(Phrase("menu.language"), "do:langue")],
        [Button(Phrase("menu.abandon"), "do:abandonner")],
    ]
    if len(desk.opened) > 1:
        rows[2].append(Button(Phrase("menu.other"), "do:reprendre"))
    desk.say(Phrase("service.interview_menu", {"code": active.code}), rows=rows)


def _correct(desk: Desk, rest: str) -> None:
    active = desk.active()
    if active is None:
        desk.say(Phrase("service.nothing_open"), menu=True)
    elif rest:
        number = _ADDRESS.fullmatch(rest.upper())
        letter = active.letter if number is None or not number[1] else number[1]
        record = next((record for record in desk.opened if record.letter == letter), None)
        if number is None or record is None:
            desk.say(Phrase("service.no_such_question", {"number": rest[:_A_NUMBER]}))
        else:
            _fix(desk, f"{record.id}:{number[2]}")
    else:
        correction_list(desk, active)


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
    if not buttons:
        desk.say(Phrase("service.nothing_answered"))
        return
    rows = [buttons[at : at + _A_ROW] for at in range(0, min(len(buttons), _BUTTONS), _A_ROW)]
    rows += [[Button(title, action)] for title, action in _removable(active, interview)][: 100 - _BUTTONS]
    desk.say(*lines, Phrase("service.which_correction"), rows=rows, about=active)


def _removable(active: InterviewRecord, interview: Interview) -> Sequence[tuple[Phrase, str]]:
    """Instances of open repeats that may be taken away."""
    found: list[tuple[Phrase, str]] = []
    for path, repeat in interview.form.repeats.items():
        if repeat.number is None:
            continue
        for node in interview.instance.nodes_at(path):
            title = interview.instance.words(repeat.label, node)[1] if repeat.label else repeat.name
            action = f"remove:{active.id}:{repeat.number}.{node.position}"
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
    first, _, position = number.partition(".")
    ref = None if record is None or not number_of(first) else resolve(desk.work(record).interview, first)
    if record is None or ref is None or path_of(ref) not in desk.work(record).interview.form.repeats:
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
    desk.say(*lines, count, rows=[[Button(Phrase("menu.correct"), "do:corriger")]], about=active)


def _review(desk: Desk, _rest: str) -> None:
    active = desk.active()
    if active is None:
        desk.say(Phrase("service.nothing_open"), menu=True)
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
        desk.say(Phrase("service.nothing_open"), menu=True)
    else:
        interviewing.ask_again(desk)


def _pause(desk: Desk, _rest: str) -> None:
    active = desk.active()
    if active is None:
        desk.say(Phrase("service.nothing_open"), menu=True)
        return
    desk.step(active, i.Pause())


def _abandon(desk: Desk, _rest: str) -> None:
    active = desk.active()
    if active is None:
        desk.say(Phrase("service.nothing_open"), menu=True)
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
    lines = [Phrase("service.help")]
    if desk.leads:
        lines += [Phrase("service.help_supervisor"), Phrase("publish.in_help")]
    desk.say(*lines, menu=desk.active() is None)


def _do(desk: Desk, rest: str) -> None:
    command(desk, rest, "")


Handler = Callable[[Desk, str], None]

_COMMANDS: Mapping[str, Handler] = {
    "start": _start,
    "nouveau": _new,
    "seance": _session,
    "reprendre": _resume,
    "corriger": _correct,
    "relire": _review,
    "repeter": _repeat_question,
    "appel": calling.call,
    "feuille": printing.sheet,
    "pause": _pause,
    "abandonner": _abandon,
    "retirer": _withdraw,
    "langue": languages.choose,
    "projet": _project,
    "aide": _help,
    "help": _help,
    "equipe": team.team,
    "inviter": team.invite,
    "suivi": team.follow,
    "export": team.export,
    "publier": publishing.explain,
}

_BUTTONS_BY_VERB: Mapping[str, Handler] = {
    "do": _do,
    "new": lambda desk, rest: _begin(desk, number_of(rest), trial=False),
    "trial": lambda desk, rest: _begin(desk, number_of(rest), trial=True),
    "open": _open,
    "fix": _fix,
    "remove": _remove,
    "callback": calling.call_back,
    "sheet": printing.sheet_of,
    "speak": languages.speak,
    "guide_language": languages.read_in,
    "tongue": languages.go_on_in,
    "stay": languages.stay,
    "project": team.choose_project,
    "approve": team.approve,
    "reject": team.reject,
    "revoke": team.revoke,
    "member": team.show_member,
    "invite": team.make_invitation,
    "export": team.make_export,
    "publish": publishing.publish_draft,
    "decline": publishing.decline_draft,
}
