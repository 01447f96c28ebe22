"""The play itself: a supervisor invites an agent, the agent holds a consultation, the supervisor downloads it."""

from __future__ import annotations

import re
import signal
import time
from collections.abc import Mapping
from pathlib import Path

import click

from bot.demo.script import Answer, Script, load_script
from bot.demo.sheet import check_sheet
from bot.demo.stage import Stage
from bot.problems import CommandProblem
from bot.settings import Settings, make_data_folder
from bot.simulator.client import Said, SimulatedPerson, SimulatorClient
from bot.words import spoken
from dialogues.messages import Phrase

GUIDE = "consultation_sensibilite_conflit"
_WAIT = 30.0
_TOKEN = re.compile(r"start[= ]([A-Za-z0-9_-]{16,64})")
_ADDRESS = re.compile(r"^(\d+(?:\.\d+)*)\. ", re.MULTILINE)


def run_demo(*, exit_when_done: bool, port: int) -> None:
    """Play the demonstration and print its transcript.

    Args:
        exit_when_done: end with the spreadsheet's path alone on the last line; else the page stays open until
            Ctrl-C.
        port: of the simulator.

    Raises:
        CommandProblem: something of it could not be done, or the spreadsheet does not hold what was said.
    """
    for number in (signal.SIGINT, signal.SIGTERM):
        # Whoever stops the demonstration, also from a script, stops its two processes with it.
        signal.signal(number, signal.default_int_handler)
    folder = make_data_folder(Settings.from_environment()) / "demo"
    with Stage(folder, port) as stage, SimulatorClient(stage.url) as client:
        sheet = _Play(stage, client, load_script()).run()
        if not exit_when_done:
            click.echo(spoken(Phrase("demo.page", {"url": stage.url})))
            click.echo(spoken(Phrase("demo.spreadsheet", {"path": str(_short(sheet))})))
            _until_interrupted()
            return
    click.echo(str(_short(sheet)))


def _short(path: Path) -> Path:
    """A path from here, where it lies below."""
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path


def _until_interrupted() -> None:
    try:
        while True:
            time.sleep(3600)
    except KeyboardInterrupt:
        click.echo(spoken("demo.closed"))


class _Play:
    """One run of the script."""

    def __init__(self, stage: Stage, client: SimulatorClient, script: Script) -> None:
        self.stage = stage
        self.script = script
        self.supervisor = client.person(spoken("demo.supervisor"))
        self.agent = client.person(spoken("demo.agent"))
        self.numbers: dict[str, str] = {}
        self.left = list(script.answers)

    def run(self) -> Path:
        """Play it; the path of the spreadsheet."""
        self._seed()
        self._enter()
        self._consult()
        return self._download()

    # --- the scenes -----------------------------------------------------------------------------------------------

    def _seed(self) -> None:
        _heading("seed")
        self.stage.run("db", "upgrade")
        printed = self.stage.run(
            "project", "add", "Demo", "--organisation", spoken("demo.organisation"), "--contact", "+223 00 00 00 00"
        )
        token = _TOKEN.search(printed)
        if token is None:
            raise CommandProblem("demo.no_invitation")
        click.echo(self.stage.run("guide", "add", GUIDE, "--project", "demo").strip())
        self.stage.start_bot()
        _heading("enter")
        self.say(self.supervisor, f"/start {token[1]}", shown="/start …")
        self.heard(self.supervisor)

    def _enter(self) -> None:
        self.say(self.supervisor, "/inviter")
        self.heard(self.supervisor)
        self.press(self.supervisor, spoken("roles.agent"))
        link = _TOKEN.search(self.heard(self.supervisor, hide=True).text)
        if link is None:
            raise CommandProblem("demo.no_invitation")
        self.supervisor.catch_up()
        self.say(self.agent, f"/start {link[1]}", shown="/start …")
        self.heard(self.agent)
        self.heard(self.supervisor, since=self.supervisor.mark)
        self.press(self.supervisor, spoken("keys.yes"))
        self.heard(self.supervisor)
        self.agent.wait_for(spoken(Phrase("service.welcome", {"name": self.agent.name})), timeout=_WAIT)

    def _consult(self) -> None:
        _heading("consult")
        self.say(self.agent, "/nouveau")
        asked = self.asked(self.agent)
        while True:
            answer = self._answer_for(asked)
            if answer.heading:
                _heading(answer.heading)
            for verb, what in answer.actions:
                asked = self._act(verb, what, asked)
            if answer.last:
                return

    def _answer_for(self, asked: Said) -> Answer:
        for answer in self.left:
            if answer.question in asked.text:
                self.left.remove(answer)
                return answer
        raise CommandProblem("demo.unexpected_question", question=asked.text[:200])

    def _act(self, verb: str, what: str, asked: Said) -> Said:
        number = _ADDRESS.search(asked.text)
        if number is not None:
            self.numbers[asked.text] = number[1]
        match verb:
            case "say":
                self.say(self.agent, what)
            case "tap":
                self.tap(self.agent, what)
            case "scene":
                return self._scene(what, asked)
            case _:
                raise ValueError(verb)
        return self.asked(self.agent, asked)

    def _scene(self, name: str, asked: Said) -> Said:
        match name:
            case "pause":
                self.say(self.agent, "/pause")
                self.heard(self.agent)
                self.tap(self.agent, spoken("menu.resume"))
                return self.asked(self.agent)
            case "correction":
                number = next(n for text, n in self.numbers.items() if "Depuis quelle année" in text)
                self.say(self.agent, f"{number}) 2016")
                self.asked(self.agent)
                self.tap(self.agent, spoken("keys.yes"))
                return self.asked(self.agent)
            case "crash":
                self.stage.kill_bot()
                click.echo(f"    {spoken('demo.killed')}")
                self.tap(self.agent, spoken(Phrase("keys.no")))
                self.stage.start_bot()
                click.echo(f"    {spoken('demo.started')}")
                # What was owed at the crash may come twice; the answer is acknowledged after it.
                return self.heard(self.agent, containing=f"✓ {self.numbers[asked.text]} ")
            case _:
                raise ValueError(name)

    def _download(self) -> Path:
        _heading("download")
        self.supervisor.catch_up()
        self.say(self.supervisor, "/suivi")
        self.heard(self.supervisor)
        self.say(self.supervisor, "/export")
        self.heard(self.supervisor)
        self.press(self.supervisor, spoken("menu.export"))
        said = self.supervisor.wait_for(lambda one: bool(one.file_name), timeout=_WAIT)
        name = re.sub(r"[^A-Za-z0-9._-]+", "_", said.file_name)
        path = self.stage.folder / name
        path.write_bytes(self.supervisor.download(said))
        click.echo(f"    📄 {said.file_name}")
        names = self.stage.folder / "names.xlsx"
        self.stage.run("export", "--project", "demo", "--format", "xlsx", "--names", "--out", str(names))
        for line in check_sheet(names, self._expected()):
            click.echo(f"    {line}")
        return path

    def _expected(self) -> Mapping[str, str | int | float]:
        return self.script.expected

    # --- speaking -------------------------------------------------------------------------------------------------

    def say(self, person: SimulatedPerson, text: str, *, shown: str = "") -> None:
        """Type, and print what was typed."""
        click.echo(f"  {person.name} › {shown or text}")
        person.say(text)

    def tap(self, person: SimulatedPerson, key: str) -> None:
        """Tap a key, and print it."""
        labels = [label for row in person.keyboard() for label in row]
        found = next((label for label in labels if label.endswith(key)), None)
        found = found or next((label for label in labels if key in label), None)
        if found is None:
            raise CommandProblem("demo.no_key", label=key)
        self.say(person, found)

    def press(self, person: SimulatedPerson, key: str) -> None:
        """Press an inline button, and print it."""
        click.echo(f"  {person.name} › [{key}]")
        person.press(key)

    def heard(
        self, person: SimulatedPerson, *, since: int | None = None, hide: bool = False, containing: str = ""
    ) -> Said:
        """Wait for what the bot says next, and print it."""
        said = person.wait_for(containing, timeout=_WAIT, since=since)
        _print(_TOKEN.sub("start=…", said.text) if hide else said.text)
        return said

    def asked(self, person: SimulatedPerson, before: Said | None = None) -> Said:
        """Wait until the bot has answered the last action; the question that stands now."""
        said = self.heard(person)
        question = _ADDRESS.search(said.text) is not None or spoken("interview.ask_end") in said.text
        return said if question or before is None else before


def _heading(name: str) -> None:
    click.echo(f"\n— {spoken(f'demo.heading_{name}')}")


def _print(text: str) -> None:
    for line in text.splitlines():
        if line.strip():
            click.echo(f"    {line}")
