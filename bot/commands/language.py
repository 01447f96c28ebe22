"""`baro language`: which language lines are written in, and the figures that tell it."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from bot.commands._lines import lines_of
from bot.problems import CommandProblem
from bot.words import spoken
from dialogues.messages import Phrase

__all__ = ["language"]

_SHOWN = 60
"""Characters of a line that the table shows."""


@click.group()
def language() -> None:
    """Tell the languages of the field, and learn to."""


@language.command()
@click.option("--json", "as_json", is_flag=True)
@click.option("--expected", "expected", metavar="TAGS", default="")
def detect(as_json: bool, expected: str) -> None:
    """The language of each line of the standard input, blank ones too; one line out per line in."""
    from nlu.language import LANGUAGES, LanguageId  # noqa: PLC0415 - only for this command

    tags = tuple(tag for tag in expected.replace(" ", "").split(",") if tag)
    for tag in tags:
        if tag not in LANGUAGES:
            raise CommandProblem("cli.language_unknown", tag=tag, known=", ".join(LANGUAGES))
    known = LanguageId()
    for line in lines_of(sys.stdin.buffer):
        text = line.decode("utf-8", "replace").strip()
        found = known.detect(text, tags)
        if as_json:
            click.echo(json.dumps({"language": found.language, "margin": found.margin}))
        else:
            click.echo(f"{found.language or '–':<4} {found.margin:>5.2f}  {_shown(text)}".rstrip())


@language.command()
@click.argument("source_dir", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--out", "out", type=click.Path(file_okay=False, path_type=Path))
def train(source_dir: Path, out: Path | None) -> None:
    """Learn the languages from SOURCE_DIR/train/<language>/<source>.txt and SOURCE_DIR/lexicon.json."""
    from nlu.language.identify import FIGURES  # noqa: PLC0415 - only for this command
    from nlu.language.learning import learn  # noqa: PLC0415 - same

    folder = out or Path(str(FIGURES))
    try:
        size = learn(source_dir).write(folder)
    except FileNotFoundError as lacking:
        raise CommandProblem("cli.language_no_text", what=str(lacking)) from lacking
    click.echo(spoken(Phrase("cli.language_learnt", {"folder": str(folder), "size": f"{size / 1e6:.1f}"})))


def _shown(text: str) -> str:
    """The beginning of a line, without what moves a terminal's cursor."""
    return "".join(sign if sign.isprintable() else " " for sign in text[:_SHOWN])
