"""The demonstration: a day of work, from the chat to the spreadsheet, on real processes over real HTTP."""

from bot.demo.play import run_demo

__all__ = ["run_demo"]
