"""A simulator with a state file comes back as it was; a second one on the same port is told so."""

import signal
import socket
import sqlite3
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from bot.simulator import PortInUse, SimulatorClient, SimulatorThread, World, run_simulator
from bot.simulator.chats import Webhook
from bot.simulator.store import Forgetful, StateFile

T0 = 1_800_000_000.0
INLINE = {"inline_keyboard": [[{"text": "x", "callback_data": "c"}]]}


def test_the_world_survives_its_restart(tmp_path: Path) -> None:
    """People, messages, queue and its offset, files, taps, commands, clock and webhook come back."""
    path = tmp_path / "state" / "world.db"
    world = World(clock=lambda: T0, store=StateFile(path))
    awa = world.add_user("Awa")["id"]
    world.person_says(awa, "un")
    world.person_sends(awa, "document", b"\0\1", name="a.bin")
    said = world.bot_says(awa, "liste", markup=INLINE)
    query = world.person_presses(awa, said.message_id, "c")
    [first, *_] = world.queue.take(0, 100, world.now())
    left = world.queue.take(first["update_id"] + 1, 100, world.now())
    world.queue.allow(["message"])
    world.set_commands("default|", [{"command": "aide", "description": "Aide"}])
    world.set_webhook(Webhook("http://127.0.0.1:9/", "s"))
    world.advance(60)
    before = world.view(awa)
    world.store.close()

    again = World(clock=lambda: T0, store=StateFile(path))
    assert again.view(awa) == before
    assert again.queue.take(0, 100, again.now()) == left
    assert again.queue.allowed == ("message",)
    assert again.webhook == Webhook("http://127.0.0.1:9/", "s")
    file_id = left[0]["message"]["document"]["file_id"]
    assert again.file(file_id).data == b"\0\1"
    assert again.file_at(str(again.file_for_bot(file_id)["file_path"])) is not None
    again.bot_answers_press(query, "", alert=False)
    again.person_says(awa, "deux")
    newest = again.queue.take(0, 100, again.now())[-1]
    assert newest["update_id"] == left[-1]["update_id"] + 1
    again.store.close()


def test_nothing_is_kept_without_a_file() -> None:
    """The store of a world in memory is empty whatever is put in."""
    store = Forgetful()
    store.put("chat", "1", {})
    store.put_blob("a", b"1")
    store.remove("chat", "1")
    store.commit()
    store.close()
    assert list(store.rows("chat")) == []
    with pytest.raises(KeyError):
        store.blob("a")


def test_a_file_that_is_no_state_is_refused(tmp_path: Path) -> None:
    """Another file is neither read nor overwritten."""
    path = tmp_path / "notes.txt"
    path.write_text("x" * 4096)
    with pytest.raises(sqlite3.DatabaseError):
        run_simulator(port=0, state=path)
    assert path.read_text() == "x" * 4096
    store = StateFile(tmp_path / "new.db")
    with pytest.raises(KeyError):
        store.blob("nothing")
    store.close()


def test_a_port_in_use_is_a_clear_error() -> None:
    """Both ways of starting name the port; nothing is left behind."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(PortInUse, match=str(port)):
            run_simulator(port=port)
        with pytest.raises(PortInUse), SimulatorThread(port=port):
            pass


def start(port: int, state: Path) -> tuple[subprocess.Popen[str], str]:
    """A simulator in a process of its own, and its address."""
    code = (
        "import sys; from pathlib import Path; from bot.simulator import run_simulator;"
        f"run_simulator(port={port}, state=Path(sys.argv[1]), on_ready=lambda url: print(url, flush=True))"
    )
    process = subprocess.Popen([sys.executable, "-c", code, str(state)], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    return process, process.stdout.readline().strip()


@pytest.mark.slow
def test_a_killed_process_loses_nothing_that_it_answered(tmp_path: Path) -> None:
    """SIGKILL between two requests: people, files and the queue are there on the same port again."""
    process, url = start(0, tmp_path / "world.db")
    with process, SimulatorClient(url) as client:
        awa = client.person("Awa")
        awa.say("/start")
        sent = awa.document(bytes(range(256)), name="a.bin")
        process.send_signal(signal.SIGKILL)
    again, url = start(int(url.rpartition(":")[2]), tmp_path / "world.db")
    with again, SimulatorClient(url) as client, httpx.Client() as http:
        said = client.known(awa.user_id).messages()
        assert [one.message_id for one in said] == [1, sent]
        assert client.file(said[1].file_id) == bytes(range(256))
        updates = http.get(f"{url}/bot{World().token}/getUpdates").json()["result"]
        assert [update["message"]["message_id"] for update in updates] == [1, sent]
        again.send_signal(signal.SIGINT)
        assert again.wait(10) == 0
