"""What commands on projects and members share: which project is meant, and how an invitation is written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.chance import SystemSecrets, now_ms
from bot.problems import CommandProblem
from bot.words import spoken
from dialogues.messages import Phrase

if TYPE_CHECKING:
    from bot.settings import Settings
    from dialogues.fieldwork.people import Project, Role
    from dialogues.ports import UnitOfWork

__all__ = ["INVITATION_DAYS", "chosen_project", "invitation_words", "invite"]

INVITATION_DAYS = 7
"""How long an invitation of the command line may be used."""
_DAY_MS = 24 * 3600 * 1000


def chosen_project(unit: UnitOfWork, slug: str | None) -> Project:
    """The project that a command is about.

    Args:
        unit: to look in.
        slug: what `--project` says; needless where there is one project.

    Raises:
        CommandProblem: there is none, no such one, or several and none was named.
    """
    projects = unit.projects.all()
    if not projects:
        raise CommandProblem("cli.project_none")
    names = ", ".join(project.slug for project in projects)
    if slug is None:
        if len(projects) > 1:
            raise CommandProblem("cli.project_which", names=names)
        return projects[0]
    found = next((project for project in projects if project.slug == slug), None)
    if found is None:
        raise CommandProblem("cli.project_unknown", name=slug, names=names)
    return found


def invite(unit: UnitOfWork, project: Project, role: Role) -> str:
    """Add an invitation of the command line; returns its token, which is stored nowhere."""
    from dialogues.service import token_hash  # noqa: PLC0415 - the service, and with it lxml

    token = SystemSecrets().token()
    unit.people.add_invitation(project.id, role, token_hash(token), None, now_ms() + INVITATION_DAYS * _DAY_MS)
    return token


def invitation_words(settings: Settings, token: str, role: Role) -> list[str]:
    """How to use an invitation: its link, or the message to send when the bot's name cannot be had."""
    said: dict[str, str | int | Phrase] = {"role": Phrase(f"cli.role_{role.value}"), "days": str(INVITATION_DAYS)}
    message = spoken(Phrase("cli.invitation_start", {**said, "token": token}))
    if settings.telegram_token is None:
        return [message]
    from bot.telegram.identity import bot_name  # noqa: PLC0415 - the library takes a second to import

    name = bot_name(settings)
    if name is None:
        return [message, spoken("cli.invitation_offline")]
    return [spoken(Phrase("cli.invitation_link", {**said, "link": f"https://t.me/{name}?start={token}"}))]
