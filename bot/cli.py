"""The `baro` command: where every error becomes one clear line, and nobody ever sees a traceback.

Commands are found by name and imported only when they are called. Their help stands in the locales, under
`cli.help_<command>[_<sub-command>]` and, for what they take, `cli.help_<command>_<sub-command>_<parameter>`.
"""

from __future__ import annotations

import importlib
import logging
import secrets
import sys
from collections.abc import Mapping, Sequence
from types import MappingProxyType

import click

from bot.logs import start_logging
from bot.problems import CommandProblem
from bot.words import spoken, spoken_if_known
from dialogues.errors import SchemaMismatch, StoreUnavailable
from dialogues.messages import Phrase

__all__ = ["main"]


_COMMANDS: Mapping[str, str] = MappingProxyType(
    {
        "demo": "demo",
        "serve": "serve",
        "simulator": "simulator",
        "doctor": "doctor",
        "db": "database",
        "project": "project",
        "member": "member",
        "guide": "guide",
        "export": "export",
        "backup": "backup",
        "restore": "restore",
        "nlu": "nlu",
        "language": "language",
    }
)
"""Each command and where it stands: the module of `bot.commands`, and the command of the same name in it."""


class _FrenchFormatter(click.HelpFormatter):
    """Help pages whose headings are in the words of the locales."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """The usage line."""
        super().write_usage(prog, args, f"{spoken('cli.usage')} " if prefix is None else prefix)

    def write_heading(self, heading: str) -> None:
        """A heading; click's two are put into words."""
        known = {"Options": "cli.heading_options", "Commands": "cli.heading_commands"}
        self.write(f"{spoken(known[heading]) if heading in known else heading}\n")


class _FrenchContext(click.Context):
    """A context whose help pages speak French."""

    formatter_class = _FrenchFormatter


class _Commands(click.Group):
    """Commands imported when they are called."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """The names of the commands there are."""
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - same
        """A command by its name, None when there is none."""
        name = _COMMANDS.get(cmd_name)
        if name is None:
            return None
        command = getattr(importlib.import_module(f"bot.commands.{name}"), name)
        if not isinstance(command, click.Command):
            raise TypeError(f"bot.commands.{name} holds no command of its name")
        _adopt(command, cmd_name)
        return command


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line.

    Args:
        arguments: words after `baro`; those of the process when None.

    Returns:
        The exit code: 0 done, 1 could not be done, 2 wrong usage or settings, 130 interrupted.
    """
    start_logging(logging.INFO)
    root = _Commands(
        name="baro",
        help=spoken("cli.help_baro"),
        context_settings={"max_content_width": 100},
        no_args_is_help=False,
        params=[click.Option(["--verbose"], is_flag=True, is_eager=True, expose_value=False, callback=_verbose)],
    )
    _adopt(root, "baro")
    words = list(sys.argv[1:] if arguments is None else arguments) or ["--help"]
    try:
        result = root.main(words, prog_name="baro", standalone_mode=False)
    except CommandProblem as problem:
        return _tell(problem.phrase, problem.exit_code)
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message(), err=True)
        return 2
    except click.UsageError as error:
        return _tell(_usage(error), 2)
    except click.ClickException as error:
        return _tell(Phrase("cli.refused", {"why": error.format_message()}), error.exit_code)
    except SchemaMismatch as error:
        return _tell(Phrase("cli.database_newer" if error.newer else "cli.database_older"), 1)
    except StoreUnavailable as error:
        return _tell(Phrase(f"cli.database_{error.reason}"), 1)
    except (click.Abort, KeyboardInterrupt):
        return _tell(Phrase("cli.interrupted"), 130)
    except BrokenPipeError:
        sys.stderr.close()
        return 1
    except Exception as error:  # noqa: BLE001 - the one place where whatever is left becomes a line with a number
        return _unexpected(error)
    return result if isinstance(result, int) else 0


def _tell(phrase: Phrase, code: int) -> int:
    click.echo(spoken(phrase), err=True)
    return code


def _unexpected(error: Exception) -> int:
    number = secrets.token_hex(4)
    logging.getLogger("baro").debug("command_failed", exc_info=error, extra={"fields": {"id": number}})
    return _tell(Phrase("cli.unexpected", {"kind": type(error).__name__, "id": number}), 1)


def _usage(error: click.UsageError) -> Phrase:
    """What was wrong with the words after `baro`, from the kind of click's error and not from its English."""
    command = error.ctx.command_path if error.ctx else "baro"
    match error:
        case click.MissingParameter():
            return Phrase("cli.usage_missing", {"command": command, "name": _parameter(error)})
        case click.NoSuchOption():
            return Phrase("cli.usage_option", {"command": command, "name": error.option_name})
        case click.BadOptionUsage():
            return Phrase("cli.usage_value", {"command": command, "name": error.option_name})
        case click.BadParameter():
            return Phrase("cli.usage_bad", {"name": _parameter(error), "expected": _expected(error)})
        case _ if isinstance(error.ctx, click.Context) and isinstance(error.ctx.command, click.Group):
            names = ", ".join(error.ctx.command.list_commands(error.ctx))
            return Phrase("cli.usage_command", {"command": command, "names": names})
        case _:
            return Phrase("cli.usage_extra", {"command": command})


def _parameter(error: click.BadParameter) -> str:
    if error.param is None:
        return str(error.param_hint or "?")
    if isinstance(error.param, click.Option):
        return max(error.param.opts, key=len)
    return error.param.make_metavar(error.ctx) if error.ctx else str(error.param.name)


def _expected(error: click.BadParameter) -> Phrase:
    kind = error.param.type if error.param else None
    match kind:
        case click.Choice():
            return Phrase("cli.expected_choice", {"names": ", ".join(str(name) for name in kind.choices)})
        case click.IntRange():
            return Phrase("cli.expected_range", {"least": str(kind.min), "most": str(kind.max)})
        case click.Path() | click.File():
            return Phrase("cli.expected_file")
        case click.DateTime():
            return Phrase("cli.expected_day")
        case _ if kind is click.INT:
            return Phrase("cli.expected_number")
        case _:
            return Phrase("cli.expected_other")


def _adopt(command: click.Command, path: str) -> None:
    """Give a command and those below it their words, and a help option in French."""
    if command.context_class is _FrenchContext:
        return
    command.context_class = _FrenchContext
    command.help = spoken_if_known(f"cli.help_{path}") or command.help
    command.short_help = command.help  # whole, on two lines where it must be, and not cut with «...»
    command.add_help_option = False
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            parameter.help = spoken_if_known(f"cli.help_{path}_{parameter.name}") or parameter.help
    command.params.append(
        click.Option(
            ["--help"], is_flag=True, is_eager=True, expose_value=False, callback=_help, help=spoken("cli.help_help")
        )
    )
    if isinstance(command, click.Group):
        for name, below in command.commands.items():
            _adopt(below, f"{path}_{name}")


def _verbose(ctx: click.Context, parameter: click.Parameter, value: bool) -> None:  # noqa: ARG001 - same
    if value:
        start_logging(logging.DEBUG)


def _help(ctx: click.Context, parameter: click.Parameter, value: bool) -> None:  # noqa: ARG001 - click's signature
    if value and not ctx.resilient_parsing:
        click.echo(ctx.get_help(), color=ctx.color)
        ctx.exit()


if __name__ == "__main__":
    sys.exit(main())
