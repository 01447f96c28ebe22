"""``/sim/clock``, ``/sim/faults``, ``/sim/rate``, ``/sim/journal``: what tests do to the world, behind a switch.

An ordinary simulator refuses them: whoever reaches its page could make time pass, lose messages, or read what everybody
has written.
"""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.simulator.faults import Faults, RateLimits, read_fault
from bot.simulator.journal import Journal
from bot.simulator.refusals import forbidden
from bot.simulator.requests import guarded, parameters_of
from bot.simulator.world import World


class ControlApi:
    """The tests' side of the server.

    Args:
        world: what they act on.
        faults: the faults that wait.
        limits: the rate limits.
        journal: the record of Bot API calls.
        enabled: the switch.
    """

    def __init__(self, world: World, faults: Faults, limits: RateLimits, journal: Journal, *, enabled: bool) -> None:
        self._world = world
        self._faults = faults
        self._limits = limits
        self._journal = journal
        self._enabled = enabled

    def routes(self) -> list[Route]:
        """The routes of this side; all of them refuse while the switch is off."""
        handlers = {
            "/sim/clock": (self._clock, ["GET", "POST"]),
            "/sim/faults": (self._fault, ["GET", "POST", "DELETE"]),
            "/sim/rate": (self._rate, ["POST"]),
            "/sim/journal": (self._calls, ["GET"]),
        }
        return [
            Route(path, guarded(self._world, handler if self._enabled else self._off), methods=methods)
            for path, (handler, methods) in handlers.items()
        ]

    async def _off(self, request: Request) -> Response:
        del request
        raise forbidden("faults, clock and journal are off: start with --faults")

    async def _clock(self, request: Request) -> Response:
        if request.method == "POST":
            self._world.advance((await parameters_of(request)).number("advance"))
        return JSONResponse({"now": self._world.now()})

    async def _fault(self, request: Request) -> Response:
        if request.method == "DELETE":
            self._faults.clear()
            self._world.queue.repeat(0)
        if request.method == "POST":
            given = await parameters_of(request)
            if repeated := given.integer("duplicate_updates", 0):
                self._world.queue.repeat(repeated)
            if given.text("kind"):
                self._faults.add(read_fault(given))
        waiting = [
            {"method": fault.method, "kind": fault.kind, "when": fault.when, "count": fault.count}
            for fault in self._faults.waiting()
        ]
        return JSONResponse({"faults": waiting})

    async def _rate(self, request: Request) -> Response:
        given = await parameters_of(request)
        rates = [given.number(name) if given.text(name) else 0.0 for name in ("per_chat", "overall")]
        self._limits.switch(rates[0], rates[1], given.integer("burst", 3))
        return JSONResponse({"per_chat": rates[0], "overall": rates[1]})

    async def _calls(self, request: Request) -> Response:
        given = await parameters_of(request)
        calls = self._journal.shown(
            after=given.integer("after", 0),
            method=given.text("method"),
            texts=given.flag("texts"),
        )
        return JSONResponse({"calls": calls})
