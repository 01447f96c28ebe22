"""Starting and stopping of the simulator: in the foreground for the command, in a thread for tests and the demo."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from errno import EADDRINUSE
from pathlib import Path
from types import TracebackType
from typing import Self

import uvicorn

from bot.simulator.bell import Signal
from bot.simulator.refusals import PortInUse
from bot.simulator.server import create_app
from bot.simulator.store import StateFile, Store
from bot.simulator.world import DEFAULT_TOKEN, World

_START_SECONDS = 10.0


class _Server(uvicorn.Server):
    """A uvicorn server that ends long polls before it waits for its connections.

    Args:
        config: uvicorn's settings.
        bell: closed at shutdown.
        on_ready: called once, when the port answers.
    """

    def __init__(self, config: uvicorn.Config, bell: Signal, on_ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._bell = bell
        self._on_ready = on_ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, then say so."""
        await super().startup(sockets)
        self._on_ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End what waits, then stop."""
        self._bell.close()
        await super().shutdown(sockets)


def _listening(host: str, port: int) -> socket.socket:
    """A bound socket.

    Raises:
        PortInUse: somebody else has the port.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # With the protocol named, asyncio switches Nagle off; without it every answer would wait 40 ms.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(512)
    except OSError as error:
        listener.close()
        if error.errno == EADDRINUSE:
            raise PortInUse(host, port) from error
        raise
    return listener


@contextmanager
def _prepared(
    world: World, listener: socket.socket, on_ready: Callable[[], None], *, faults: bool
) -> Iterator[_Server]:
    bell = Signal()
    config = uvicorn.Config(
        create_app(world, bell=bell, faults=faults),
        log_config=None,
        log_level="critical",
        access_log=False,
        ws="none",
        timeout_graceful_shutdown=3,
    )
    try:
        yield _Server(config, bell, on_ready)
    finally:
        listener.close()
        world.store.close()


def _address(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def run_simulator(
    *,
    host: str = "127.0.0.1",
    port: int = 8081,
    state: Path | None = None,
    token: str = DEFAULT_TOKEN,
    faults: bool = False,
    on_ready: Callable[[str], None] | None = None,
) -> None:
    """Run the simulator until SIGINT or SIGTERM.

    Args:
        host: address to listen on.
        port: 1-65535, or 0 for any free one.
        state: file in which the world survives a restart, None for memory only.
        token: the token that the bot must use.
        faults: open clock, faults, rate limits and journal to whoever reaches the port.
        on_ready: called with the base address («http://127.0.0.1:8081») once the port answers.

    Raises:
        PortInUse: the port is taken.
        sqlite3.DatabaseError: the state file is not one.
    """
    listener = _listening(host, port)
    try:
        store: Store | None = None if state is None else StateFile(state)
    except BaseException:
        listener.close()
        raise
    address = _address(listener)

    def ready() -> None:
        if on_ready is not None:
            on_ready(address)

    # uvicorn stops gently at SIGINT and then raises it again; stopping by Ctrl-C is no error here.
    world = World(token=token, store=store)
    with _prepared(world, listener, ready, faults=faults) as server, suppress(KeyboardInterrupt):
        server.run(sockets=[listener])


class SimulatorThread:
    """A simulator in a thread of this process, on a free port: a context manager for tests and the demo.

    Args:
        world: its world; a fresh one in memory by default. Touch it over HTTP only while the thread runs.
        host: address to listen on.
        port: 0 for any free one.
        faults: clock, faults, rate limits and journal are open; they are what tests start it for.
    """

    def __init__(
        self, world: World | None = None, *, host: str = "127.0.0.1", port: int = 0, faults: bool = True
    ) -> None:
        self.world = world or World()
        self._host = host
        self._port = port
        self._faults = faults
        self._server: _Server | None = None
        self._thread: threading.Thread | None = None
        self.url = ""

    def __enter__(self) -> Self:
        """Start; the port answers when this returns.

        Raises:
            PortInUse: the port is taken.
            TimeoutError: the server did not come up in 10 seconds.
        """
        listener = _listening(self._host, self._port)
        self.url = _address(listener)
        ready = threading.Event()

        def run() -> None:
            with _prepared(self.world, listener, ready.set, faults=self._faults) as server:
                self._server = server
                server.run(sockets=[listener])

        self._thread = threading.Thread(target=run, name="simulator", daemon=True)
        self._thread.start()
        if not ready.wait(_START_SECONDS):
            raise TimeoutError("the simulator did not start")
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop, and wait for the thread."""
        if self._server is not None:
            self._server.should_exit = True
        if self._thread is not None:
            self._thread.join(_START_SECONDS)

    @property
    def token(self) -> str:
        """The token that the bot must use."""
        return self.world.token

    @property
    def base_url(self) -> str:
        """``base_url`` of python-telegram-bot's Bot."""
        return f"{self.url}/bot"

    @property
    def base_file_url(self) -> str:
        """``base_file_url`` of python-telegram-bot's Bot."""
        return f"{self.url}/file/bot"
