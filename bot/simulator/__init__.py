"""A local Telegram: a Bot API server over HTTP with Telegram's semantics, and a chat page for people.

The real bot runs against it without a change (``BARO_TELEGRAM_API_URL``); tests, the demo and the fault campaigns
play people over ``/sim/…`` through :class:`~bot.simulator.client.SimulatedPerson`.
"""

from bot.simulator.client import SimulatedPerson, SimulatorClient
from bot.simulator.refusals import PortInUse, Refusal
from bot.simulator.runner import SimulatorThread, run_simulator
from bot.simulator.server import create_app
from bot.simulator.world import DEFAULT_TOKEN, World

__all__ = [
    "DEFAULT_TOKEN",
    "PortInUse",
    "Refusal",
    "SimulatedPerson",
    "SimulatorClient",
    "SimulatorThread",
    "World",
    "create_app",
    "run_simulator",
]
