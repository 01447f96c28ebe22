"""`baro project`: the tenants of an installation."""

from __future__ import annotations

import re
import unicodedata
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import click

from bot.commands._projects import invitation_words, invite
from bot.problems import CommandProblem
from bot.settings import Settings
from bot.wiring import open_store
from bot.words import spoken
from dialogues.fieldwork.people import Role
from dialogues.messages import Phrase

__all__ = ["project"]

_SLUG = 32


@click.group()
def project() -> None:
    """Projects."""


@project.command()
@click.argument("name")
@click.option("--organisation", default="")
@click.option("--time-zone", default=None)
@click.option("--contact", default="")
@click.option("--strict", is_flag=True)
def add(name: str, organisation: str, time_zone: str | None, contact: str, strict: bool) -> None:
    """Add a project and print its first administrator's invitation."""
    settings = Settings.from_environment()
    title = " ".join(name.split())
    slug = slug_of(title)
    if not slug:
        raise CommandProblem("cli.project_name_empty")
    zone = _zone(time_zone or settings.time_zone)
    with open_store(settings).writing() as unit:
        if unit.projects.by_slug(slug) is not None:
            raise CommandProblem("cli.project_name_taken", name=slug)
        consults = " ".join(organisation.split()) or title
        made = unit.projects.add(slug, title, consults, zone, strict=strict, contact=" ".join(contact.split()))
        token = invite(unit, made, Role.ADMINISTRATOR)
        unit.commit()
    click.echo(spoken(Phrase("cli.project_added", {"name": title, "slug": slug})))
    for line in invitation_words(settings, token, Role.ADMINISTRATOR):
        click.echo(line)


@project.command(name="list")
def list_() -> None:
    """Show the projects."""
    settings = Settings.from_environment()
    with open_store(settings).reading() as unit:
        projects = unit.projects.all()
    if not projects:
        raise CommandProblem("cli.project_none")
    for one in projects:
        params: dict[str, str | int | Phrase] = {
            "slug": one.slug,
            "name": one.name,
            "organisation": one.organisation,
            "zone": one.time_zone,
            "strict": Phrase("cli.project_strict" if one.strict else "cli.project_ordinary"),
        }
        click.echo(spoken(Phrase("cli.project_line", params)))


def slug_of(name: str) -> str:
    """A short ASCII name for the command line, as «paix-et-eau» from «Paix et Eau»."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:_SLUG].strip("-")


def _zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise CommandProblem("cli.project_zone", value=value) from None
    return value
