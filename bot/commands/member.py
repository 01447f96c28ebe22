"""`baro member`: who is in a project; what supervisors also do in the chat."""

from __future__ import annotations

from contextlib import suppress

import click

from bot.commands._projects import chosen_project, invitation_words, invite
from bot.problems import CommandProblem
from bot.settings import Settings
from bot.wiring import open_store
from bot.words import spoken
from dialogues.errors import StoreUnavailable
from dialogues.fieldwork.people import MembershipStatus, Role
from dialogues.messages import Phrase

__all__ = ["member"]


@click.group()
def member() -> None:
    """Members."""


@member.command(name="list")
@click.option("--project", default=None)
def list_(project: str | None) -> None:
    """Show the members of a project."""
    with open_store(Settings.from_environment()).reading() as unit:
        members = unit.people.members(chosen_project(unit, project).id)
    for one, person in members:
        params: dict[str, str | int | Phrase] = {
            "code": one.code,
            "name": person.name,
            "role": Phrase(f"cli.role_{one.role.value}"),
            "status": Phrase(f"cli.status_{one.status.value}"),
        }
        click.echo(spoken(Phrase("cli.member_line", params)))
    if not members:
        click.echo(spoken("cli.member_none"))


@member.command(name="invite")
@click.option("--project", default=None)
@click.option("--role", type=click.Choice([role.value for role in Role]), default=Role.AGENT.value)
def invite_(project: str | None, role: str) -> None:
    """Print an invitation for one person."""
    settings = Settings.from_environment()
    chosen = Role(role)
    with open_store(settings).writing() as unit:
        token = invite(unit, chosen_project(unit, project), chosen)
        unit.commit()
    for line in invitation_words(settings, token, chosen):
        click.echo(line)


@member.command()
@click.argument("code")
@click.option("--project", default=None)
def revoke(code: str, project: str | None) -> None:
    """Take a member's access away; the bot sees it at their next message."""
    from storage.files import DataFolder  # noqa: PLC0415 - brings the database's library

    settings = Settings.from_environment()
    with open_store(settings).writing() as unit:
        members = unit.people.members(chosen_project(unit, project).id)
        found = next((one for one, _ in members if one.code.casefold() == code.strip().casefold()), None)
        if found is None:
            raise CommandProblem("cli.member_unknown", code=code)
        if found.status is MembershipStatus.REVOKED:
            click.echo(spoken(Phrase("cli.member_already", {"code": found.code})))
            return
        unit.people.set_membership(found.id, role=found.role, status=MembershipStatus.REVOKED)
        entered_at = unit.people.entered_at(found.id)
        unit.commit()
    with suppress(StoreUnavailable):  # written at the next start
        DataFolder(settings.data_dir).access_changed(found, entered_at, shut=True)
    click.echo(spoken(Phrase("cli.member_revoked", {"code": found.code})))
