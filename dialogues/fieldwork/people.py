"""Projects, persons, memberships, invitations: who may do what, and where (DESIGN, decision 8)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Role(Enum):
    """What a member does in a project; the order is that of what they may do."""

    AGENT = "agent"
    ASSISTANT = "assistant"
    SUPERVISOR = "supervisor"
    ADMINISTRATOR = "administrator"

    @property
    def leads(self) -> bool:
        """Whether the role invites, approves, follows and downloads."""
        return self in (Role.SUPERVISOR, Role.ADMINISTRATOR)


class MembershipStatus(Enum):
    """Where a membership stands: entered but not yet approved, active, or revoked."""

    PENDING = "pending"
    ACTIVE = "active"
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True)
class Project:
    """The tenant: everything but persons belongs to one.

    Args:
        slug: short ASCII name used on the command line.
        name: its name as people say it.
        organisation: who consults, said in the consent.
        time_zone: IANA name.
        strict: `strict` confidentiality (FIELD, «What can hurt»).
        contact: the number that respondents may call to change their mind or complain; said in the consent.
    """

    id: int
    slug: str
    name: str
    organisation: str
    time_zone: str
    strict: bool = False
    contact: str = ""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with one or more accounts.

    Args:
        language: IETF tag of the language the bot speaks with them.
        light: pictures and recordings of guides come only on demand: every kilobyte is paid for.
    """

    id: int
    name: str
    language: str
    light: bool = False


@dataclass(frozen=True, slots=True)
class Account:
    """A Telegram account of a person.

    Args:
        id: Telegram's user id.
        chat: the private chat.
        membership: the membership that speaks in this chat now; None before one is chosen.
        interview: the interview active in this chat; None when there is none.
        reachable: False once the person has blocked the bot.
    """

    id: int
    person: int
    chat: int
    membership: int | None = None
    interview: int | None = None
    reachable: bool = True


@dataclass(frozen=True, slots=True)
class Membership:
    """A person's place in a project.

    Args:
        code: short code by which work is named in lists and exports («A07»), unique in the project.
        time_zone: overrides the project's; "" for the project's.
    """

    id: int
    person: int
    project: int
    role: Role
    status: MembershipStatus
    code: str
    time_zone: str = ""


@dataclass(frozen=True, slots=True)
class PhoneCode:
    """A one-time code by which a new phone joins a person.

    Args:
        code_hash: SHA-256 of the code, hexadecimal; the code itself is never stored.
        made_by: membership of the supervisor who made it; None where the person did.
        membership: what the new account speaks for at first.
        expires_at, used_at: UTC milliseconds; `used_at` None while it is open.
        used_by: the account that it let in; None while it is open, and where a newer code took its place.
    """

    id: int
    person: int
    code_hash: str
    made_by: int | None
    membership: int | None
    expires_at: int
    used_at: int | None = None
    used_by: int | None = None


@dataclass(frozen=True, slots=True)
class Invitation:
    """A one-time link that lets one person in.

    Args:
        token_hash: SHA-256 of the token, hexadecimal; the token itself is never stored.
        invited_by: membership of who invites; None for a project's first administrator.
        expires_at, used_at: UTC milliseconds; `used_at` None while it is open.
        used_by: the membership it made; None while it is open.
    """

    id: int
    project: int
    role: Role
    token_hash: str
    invited_by: int | None
    expires_at: int
    used_at: int | None = None
    used_by: int | None = None
