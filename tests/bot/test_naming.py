"""What stands behind «/»: the list that a role has, in the language of its person; it follows what changes."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest

from bot.simulator import SimulatorClient, SimulatorThread
from bot.telegram.naming import ASSISTANTS, COMMANDS, LEADERS, Naming
from bot.telegram.request import make_bot, make_request
from bot.threads import Threads
from dialogues.fieldwork.people import MembershipStatus, Role
from dialogues.locales import Locales
from dialogues.service.commands import known_commands
from tests.support.fakes import FakeStore


def test_nothing_is_missing() -> None:
    """Every command stands in somebody's list, but for what is another word for one of them."""
    assert known_commands() - set(LEADERS) == {"start", "stop", "help"}
    assert set(ASSISTANTS) < set(COMMANDS) < set(LEADERS) <= known_commands()


async def until(true: Callable[[], bool]) -> None:
    """Wait for what another task does."""
    async with asyncio.timeout(10):
        while not true():  # noqa: ASYNC110 - it is done by the bot and the simulator
            await asyncio.sleep(0.01)


@pytest.mark.usefixtures("client")
async def test_each_role_has_its_own(simulator: SimulatorThread, client: SimulatorClient) -> None:
    """Agents see what everybody sees; who becomes a supervisor, or changes language, soon sees that."""
    store, locales, stop = FakeStore(), Locales.load(), asyncio.Event()
    phones = {role: client.person(role.value) for role in Role}
    with store.writing() as uow:
        project = uow.projects.add("p", "P", "O", "Africa/Bamako", strict=False, contact="")
        members = {}
        for role, phone in phones.items():
            person = uow.people.add_person(role.value, "fr")
            uow.people.add_account(phone.user_id, person.id, phone.user_id)
            members[role] = uow.people.add_membership(person.id, project.id, role, MembershipStatus.ACTIVE, role.value)
        uow.commit()

    def seen(role: Role) -> dict[str, str]:
        return {one["command"]: one["description"] for one in phones[role].view()["commands"]}

    def as_it_is(role: Role, names: tuple[str, ...]) -> bool:
        return tuple(seen(role)) == names

    threads = Threads(1)
    request = make_request(simulator.url, connections=1)
    async with request:
        bot = make_bot(simulator.url, simulator.token, request, request)
        running = asyncio.create_task(Naming(bot, store, threads, locales.text, stop, every=0.02).run())
        await until(lambda: as_it_is(Role.ADMINISTRATOR, LEADERS))
        await until(lambda: as_it_is(Role.SUPERVISOR, LEADERS) and as_it_is(Role.ASSISTANT, ASSISTANTS))
        assert as_it_is(Role.AGENT, COMMANDS)
        with store.writing() as uow:
            uow.people.set_membership(members[Role.AGENT].id, role=Role.SUPERVISOR, status=MembershipStatus.ACTIVE)
            uow.people.set_membership(members[Role.SUPERVISOR].id, role=Role.AGENT, status=MembershipStatus.ACTIVE)
            uow.people.set_language(members[Role.ASSISTANT].person, "ar")
            uow.commit()
        await until(lambda: as_it_is(Role.AGENT, LEADERS) and as_it_is(Role.SUPERVISOR, COMMANDS))
        await until(lambda: seen(Role.ASSISTANT)["aide"] == "مساعدة")
        stop.set()
        await running
    threads.close()
