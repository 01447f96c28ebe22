"""What stands behind «/»: the list that a role has, in the language of its person; it follows what changes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest

from bot.simulator import SimulatedPerson, SimulatorClient, SimulatorThread
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


@asynccontextmanager
async def named(simulator: SimulatorThread, store: FakeStore) -> AsyncIterator[None]:
    """What tells Telegram, at work."""
    threads, stop, request = Threads(1), asyncio.Event(), make_request(simulator.url, connections=1)
    async with request:
        bot = make_bot(simulator.url, simulator.token, request, request)
        naming = Naming(bot, store, threads, Locales.load().text, stop, every=0.02)
        running = asyncio.create_task(naming.run())
        yield
        stop.set()
        await running
    threads.close()


def seen(phone: SimulatedPerson) -> tuple[str, ...]:
    """The commands that stand behind «/»."""
    return tuple(one["command"] for one in phone.view()["commands"])


def told(client: SimulatorClient) -> int:
    """How many lists Telegram took."""
    return sum(call["status"] == 200 for call in client.calls("setMyCommands"))


async def test_the_role_that_is_chosen_decides(simulator: SimulatorThread, client: SimulatorClient) -> None:
    """An agent who is an assistant elsewhere keeps /nouveau, but where the other project is chosen."""
    store, phone = FakeStore(), client.person("Awa")
    account = phone.user_id
    with store.writing() as uow:
        person = uow.people.add_person("Awa", "fr")
        uow.people.add_account(account, person.id, account)
        ids = {}
        for role in (Role.AGENT, Role.ASSISTANT):
            project = uow.projects.add(role.value, "P", "O", "Africa/Bamako", strict=False, contact="")
            member = uow.people.add_membership(person.id, project.id, role, MembershipStatus.ACTIVE, "A01")
            ids[role] = member.id
        uow.commit()

    def choose(chosen: int | None) -> None:
        with store.writing() as uow:
            uow.people.set_account(account, membership=chosen, interview=None, reachable=True)
            uow.commit()

    async with named(simulator, store):
        await until(lambda: bool(client.calls("deleteMyCommands")) and seen(phone) == COMMANDS)
        choose(ids[Role.ASSISTANT])
        await until(lambda: seen(phone) == ASSISTANTS)
        choose(ids[Role.AGENT])
        await until(lambda: seen(phone) == COMMANDS)
        choose(ids[Role.ASSISTANT])
        await until(lambda: seen(phone) == ASSISTANTS)
        choose(None)
        await until(lambda: seen(phone) == COMMANDS)


async def test_a_start_takes_back_what_was_told_before(simulator: SimulatorThread, client: SimulatorClient) -> None:
    """Who stopped leading while the process was down loses that list; what failed at a start is told all the same."""
    store, phones = FakeStore(), (client.person("Awa"), client.person("Oumar"))
    with store.writing() as uow:
        project = uow.projects.add("p", "P", "O", "Africa/Bamako", strict=False, contact="")
        members = []
        for phone in phones:
            person = uow.people.add_person(phone.name, "fr")
            uow.people.add_account(phone.user_id, person.id, phone.user_id)
            role, status = Role.SUPERVISOR, MembershipStatus.ACTIVE
            members.append(uow.people.add_membership(person.id, project.id, role, status, phone.name))
        uow.commit()
    client.fault("500", method="setMyCommands")
    async with named(simulator, store):
        await until(lambda: all(seen(phone) == LEADERS for phone in phones))
        await until(lambda: told(client) == len(Locales.load().languages) + len(phones))
    with store.writing() as uow:
        uow.people.set_membership(members[0].id, role=Role.AGENT, status=MembershipStatus.ACTIVE)
        uow.people.set_membership(members[1].id, role=Role.SUPERVISOR, status=MembershipStatus.REVOKED)
        uow.commit()
    async with named(simulator, store):
        await until(lambda: all(seen(phone) == COMMANDS for phone in phones))


@pytest.mark.usefixtures("client")
async def test_each_role_has_its_own(simulator: SimulatorThread, client: SimulatorClient) -> None:
    """Agents see what everybody sees; who becomes a supervisor, or changes language, soon sees that."""
    store = FakeStore()
    phones = {role: client.person(role.value) for role in Role}
    with store.writing() as uow:
        project = uow.projects.add("p", "P", "O", "Africa/Bamako", strict=False, contact="")
        members = {}
        for role, phone in phones.items():
            person = uow.people.add_person(role.value, "fr")
            uow.people.add_account(phone.user_id, person.id, phone.user_id)
            members[role] = uow.people.add_membership(person.id, project.id, role, MembershipStatus.ACTIVE, role.value)
        uow.commit()

    def as_it_is(role: Role, names: tuple[str, ...]) -> bool:
        return seen(phones[role]) == names

    def help_of(role: Role) -> str:
        [said] = [one["description"] for one in phones[role].view()["commands"] if one["command"] == "aide"]
        return str(said)

    async with named(simulator, store):
        await until(lambda: as_it_is(Role.ADMINISTRATOR, LEADERS))
        await until(lambda: as_it_is(Role.SUPERVISOR, LEADERS) and as_it_is(Role.ASSISTANT, ASSISTANTS))
        assert as_it_is(Role.AGENT, COMMANDS)
        with store.writing() as uow:
            uow.people.set_membership(members[Role.AGENT].id, role=Role.SUPERVISOR, status=MembershipStatus.ACTIVE)
            uow.people.set_membership(members[Role.SUPERVISOR].id, role=Role.AGENT, status=MembershipStatus.ACTIVE)
            uow.people.set_language(members[Role.ASSISTANT].person, "ar")
            uow.commit()
        await until(lambda: as_it_is(Role.AGENT, LEADERS) and as_it_is(Role.SUPERVISOR, COMMANDS))
        await until(lambda: help_of(Role.ASSISTANT) == "مساعدة")
