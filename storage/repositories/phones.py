"""One-time codes by which a new phone joins a person, and how often somebody unknown has tried one."""

from __future__ import annotations

from sqlalchemy import bindparam, delete, insert, select, update

from dialogues.errors import ConcurrentUpdate
from dialogues.fieldwork.people import PhoneCode
from storage.tables import phone_codes, phone_tries
from storage.work import Work

__all__ = ["SqlPhones"]

_ADD = insert(phone_codes)
_CODE = (
    select(phone_codes)
    .where(phone_codes.c.code_hash == bindparam("code_hash"), phone_codes.c.used_at.is_(None))
    .order_by(phone_codes.c.id.desc())
    .limit(1)
)
_USE = (
    update(phone_codes)
    .where(phone_codes.c.id == bindparam("code"), phone_codes.c.used_at.is_(None))
    .values(used_at=bindparam("at"), used_by=bindparam("account"))
)
_VOID = (
    update(phone_codes)
    .where(phone_codes.c.person_id == bindparam("person"), phone_codes.c.used_at.is_(None))
    .values(used_at=bindparam("at"))
)
_TRIES = select(phone_tries).where(phone_tries.c.account == bindparam("of_account"))
_ADD_TRIES = insert(phone_tries)
_DROP_TRIES = delete(phone_tries).where(phone_tries.c.account == bindparam("of_account"))
_COUNT_TRY = (
    update(phone_tries).where(phone_tries.c.account == bindparam("of_account")).values(tries=phone_tries.c.tries + 1)
)


class SqlPhones:
    """`dialogues.ports.Phones` on SQL."""

    __slots__ = ("_work",)

    def __init__(self, work: Work) -> None:
        self._work = work

    def add(
        self, person: int, code_hash: str, made_by: int | None, membership: int | None, expires_at: int
    ) -> PhoneCode:
        """Add a code that is open."""
        number = self._work.insert(
            _ADD,
            {
                "person_id": person,
                "code_hash": code_hash,
                "made_by": made_by,
                "membership_id": membership,
                "expires_at": expires_at,
                "used_at": None,
                "used_by": None,
            },
        )
        return PhoneCode(number, person, code_hash, made_by, membership, expires_at)

    def code(self, code_hash: str) -> PhoneCode | None:
        """The newest code with this hash that was not used."""
        row = self._work.row(_CODE, {"code_hash": code_hash})
        return None if row is None else PhoneCode(*row)

    def use(self, code: int, account: int, at: int) -> None:
        """Mark a code used.

        Raises:
            ConcurrentUpdate: somebody else used it meanwhile.
        """
        if not self._work.change(_USE, {"code": code, "account": account, "at": at}):
            raise ConcurrentUpdate("the code is used")

    def void(self, person: int, at: int) -> None:
        """Close every open code of a person: a newer one takes their place."""
        self._work.change(_VOID, {"person": person, "at": at})

    def tries(self, account: int, since: int) -> int:
        """How often an account has tried a code; what it tried before `since` is forgotten."""
        row = self._work.row(_TRIES, {"of_account": account})
        return int(row.tries) if row is not None and row.since >= since else 0

    def tried(self, account: int, since: int, at: int) -> None:
        """Count one more; the count begins anew where its first was before `since`."""
        if self.tries(account, since):
            self._work.change(_COUNT_TRY, {"of_account": account})
        else:
            self._work.change(_DROP_TRIES, {"of_account": account})
            self._work.change(_ADD_TRIES, {"account": account, "tries": 1, "since": at})
