"""/feuille: a guide on paper, with the numbers of the chat, for where there is no network (FIELD, «The day», 9)."""

from __future__ import annotations

from dialogues.interview.papersheet import paper
from dialogues.messages import Button, Phrase, SendFile
from dialogues.ports import Guide
from dialogues.service import interviewing
from dialogues.service.desk import Desk, number_of

_BUTTONS = 80
"""Buttons of one list; Telegram takes 100."""
_NO_CODE = "…………"


def sheet(desk: Desk, _rest: str) -> None:
    """Print the guide of the active interview, the only one there is, or ask which."""
    project = desk.member()[2]
    active = desk.active()
    guides = [guide for guide in desk.uow.guides.all(project.id) if not guide.archived]
    if active is not None:
        _print(desk, active.version, desk.work(active).interview.languages)
    elif not guides:
        desk.say(Phrase("service.no_guide"), menu=True)
    elif len(guides) == 1:
        _newest(desk, guides[0])
    else:
        rows = [[Button(guide.discreet_title, f"sheet:{guide.id}")] for guide in guides[:_BUTTONS]]
        desk.say(Phrase("paper.which"), rows=rows)


def sheet_of(desk: Desk, rest: str) -> None:
    """The guide that a button names."""
    guide = desk.uow.guides.guide(desk.member()[2].id, number_of(rest))
    if guide is None or guide.archived:
        desk.say(Phrase("service.guide_gone"))
    else:
        _newest(desk, guide)


def _newest(desk: Desk, guide: Guide) -> None:
    versions = desk.uow.guides.versions(guide.project, guide.id)
    if versions:
        _print(desk, versions[-1].id)
    else:
        desk.say(Phrase("service.guide_gone"))


def _print(desk: Desk, version: int, languages: tuple[str, ...] = ()) -> None:
    form = desk.tools.shelf.form(desk.uow, version)
    started = interviewing.beginning(desk, form, _NO_CODE, trial=True)
    strict = started.preloads.get("project/strict") == "1" or form.settings.get("confidentialite") == "strict"

    def job() -> None:
        try:
            path, name = desk.tools.exporter.paper(paper(form, started, desk.tools.locales, desk.tag, languages))
        except OSError:  # the disk takes no file; the message itself was well read
            desk.say(Phrase("paper.failed"))
            return
        caption = Phrase("paper.ready_strict" if strict else "paper.ready")
        desk.plan.says.append((desk.inbound.chat, SendFile(path, name, caption), None))

    desk.plan.jobs.append(job)
