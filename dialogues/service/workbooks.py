"""A guide as a workbook in the chat: what was made here can be taken on by hand, and sent back to be published.

What the guide shows, plays or looks up goes with it, in a zip: a guide that is sent back without would have none of it.
"""

from __future__ import annotations

from dialogues.messages import Phrase, SendFile
from dialogues.service.desk import Desk, number_of
from dialogues.xforms.mends import mends_from, mends_sheet
from dialogues.xforms.sheets import SHEETS_FILE, sheets_from


def send(desk: Desk, rest: str) -> None:
    """Send the guide that a button names: a published version by its number, or one that waits to be published."""
    if not desk.leads:
        desk.say(Phrase("service.supervisors_only"))
        return
    project, guides = desk.member()[2].id, desk.uow.guides
    version = guides.draft(project, rest)
    if version is None:
        known = {one.id for guide in guides.all(project) for one in guides.versions(project, guide.id)}
        version = guides.version(number_of(rest)) if number_of(rest) in known else None
    if version is None or SHEETS_FILE not in version.files:
        desk.say(Phrase("service.button_gone"))
        return
    form = desk.tools.shelf.form(desk.uow, version.id)
    mends = mends_sheet(mends_from(version.files), lambda phrase: desk.tools.locales.text(phrase, desk.tag))
    sheets = {**sheets_from(version.files[SHEETS_FILE]), **mends}
    files = {name: content for name, content in version.files.items() if not name.startswith(".")}
    title = form.settings.get("titre_discret") or form.title

    def job() -> None:
        try:
            path, name = desk.tools.exporter.workbook(title, form.version, sheets, files)
        except OSError:  # the disk takes no file; the message itself was well read
            desk.say(Phrase("publish.workbook_failed"))
            return
        desk.plan.says.append((desk.inbound.chat, SendFile(path, name, Phrase("publish.workbook_is")), None))

    desk.plan.jobs.append(job)
