"""The settings of an installation: everything comes from BARO_ variables, is read once and never changes.

A misspelt variable is refused, for it would silently leave a default in force (DESIGN, decision 1 and settings).
"""

from __future__ import annotations

import datetime as dt
import os
import re
import shlex
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.problems import NO_ROOM, CommandProblem

__all__ = ["Settings", "SettingsProblem", "make_data_folder"]

TELEGRAM_API_URL = "https://api.telegram.org"
MESSAGES_PER_SECOND = 30
"""What Telegram lets a bot send over all chats."""
WEBHOOK_LISTEN = ("127.0.0.1", 8080)
NLU_TIMEOUT_MS = 800
TRANSCRIBE_SECONDS = 120
TIME_ZONE = "Africa/Bamako"
BACKUPS_KEPT = 7
FOLDERS = ("attachments", "models", "exports", "backups", "tmp")
_SECRET_BYTES = 4096
_WEBHOOK_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
_SCHEMES = frozenset({"sqlite", "postgresql", "postgresql+psycopg"})
_KNOWN = frozenset(
    {
        "BARO_DATA_DIR",
        "BARO_DATABASE_URL",
        "BARO_DATABASE_URL_FILE",
        "BARO_TELEGRAM_TOKEN",
        "BARO_TELEGRAM_TOKEN_FILE",
        "BARO_TELEGRAM_API_URL",
        "BARO_TELEGRAM_RATE",
        "BARO_WEBHOOK_LISTEN",
        "BARO_WEBHOOK_URL",
        "BARO_WEBHOOK_SECRET_FILE",
        "BARO_NLU_URL",
        "BARO_NLU_TOKEN_FILE",
        "BARO_NLU_TIMEOUT_MS",
        "BARO_TIMEZONE",
        "BARO_BACKUP_AT",
        "BARO_BACKUP_KEEP",
        "BARO_BACKUP_KEYS_FILE",
        "BARO_TRANSCRIBE_COMMAND",
        "BARO_TRANSCRIBE_SECONDS",
    }
)


class SettingsProblem(CommandProblem):
    """A variable that is unknown, missing or holds something that cannot be used."""

    exit_code = 2


@dataclass(frozen=True, slots=True)
class Settings:
    """One installation's settings; secrets are left out of its `repr`.

    Args:
        data_dir: absolute folder of everything that is kept.
        database_url: SQLAlchemy URL, SQLite or PostgreSQL.
        telegram_token: the token of @BotFather, None when only the command line is used.
        telegram_api_url: root of the Bot API, without a slash at its end.
        telegram_rate: messages a second over all chats; 0 for no limit at all, in benchmarks only.
        webhook_url, webhook_secret: where Telegram delivers, and what it sends along; None to poll.
        webhook_listen: address and port where what it delivers arrives.
        nlu_url, nlu_token: the Rasa service; None to work without it.
        nlu_timeout_ms: how long an answer may wait for it, 1 to 60,000 ms.
        time_zone: IANA zone of new projects, and of `backup_at`.
        backup_at: when a backup is made every day, local time; None for never.
        backup_keep: how many backups are kept, 1 to 365.
        transcribe_command: what hears voice answers, see `nlu.speech`; None to have them written down by people alone.
        transcribe_seconds: how long it may take over one, 1 to 3,600 s.
        backup_keys: file with the public keys that backups are encrypted for; None to leave them readable.
    """

    data_dir: Path
    database_url: str = field(repr=False)
    telegram_token: str | None = field(default=None, repr=False)
    telegram_api_url: str = TELEGRAM_API_URL
    telegram_rate: int = MESSAGES_PER_SECOND
    webhook_url: str | None = field(default=None, repr=False)
    webhook_secret: str | None = field(default=None, repr=False)
    webhook_listen: tuple[str, int] = WEBHOOK_LISTEN
    nlu_url: str | None = field(default=None, repr=False)
    nlu_token: str | None = field(default=None, repr=False)
    nlu_timeout_ms: int = NLU_TIMEOUT_MS
    time_zone: str = TIME_ZONE
    backup_at: dt.time | None = None
    backup_keep: int = BACKUPS_KEPT
    backup_keys: Path | None = None
    transcribe_command: str | None = field(default=None, repr=False)
    transcribe_seconds: int = TRANSCRIBE_SECONDS

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> Settings:
        """Read the settings.

        Args:
            environment: variables; those of the process when None.

        Returns:
            The settings; nothing was created or opened, but for secrets' files that were read.

        Raises:
            SettingsProblem: a BARO_ variable is unknown or holds something that cannot be used.
        """
        given = os.environ if environment is None else environment
        values = {name: value.strip() for name, value in given.items() if name.startswith("BARO_")}
        for name in sorted(values.keys() - _KNOWN):
            raise SettingsProblem("cli.setting_unknown", name=name)
        values = {name: value for name, value in values.items() if value}
        data_dir = Path(values.get("BARO_DATA_DIR", "data")).expanduser().absolute()
        return cls(
            data_dir=data_dir,
            database_url=_database(_secret(values, "BARO_DATABASE_URL", "BARO_DATABASE_URL_FILE"), data_dir),
            telegram_token=_secret(values, "BARO_TELEGRAM_TOKEN", "BARO_TELEGRAM_TOKEN_FILE"),
            telegram_api_url=_url(values, "BARO_TELEGRAM_API_URL") or TELEGRAM_API_URL,
            telegram_rate=_number(values, "BARO_TELEGRAM_RATE", MESSAGES_PER_SECOND, 0, 1000),
            webhook_url=_url(values, "BARO_WEBHOOK_URL"),
            webhook_secret=_secret(values, None, "BARO_WEBHOOK_SECRET_FILE"),
            webhook_listen=_listen(values, "BARO_WEBHOOK_LISTEN"),
            nlu_url=_url(values, "BARO_NLU_URL"),
            nlu_token=_secret(values, None, "BARO_NLU_TOKEN_FILE"),
            nlu_timeout_ms=_number(values, "BARO_NLU_TIMEOUT_MS", NLU_TIMEOUT_MS, 1, 60_000),
            time_zone=_zone(values.get("BARO_TIMEZONE", TIME_ZONE)),
            backup_at=_hour(values.get("BARO_BACKUP_AT")),
            backup_keep=_number(values, "BARO_BACKUP_KEEP", BACKUPS_KEPT, 1, 365),
            backup_keys=_file(values.get("BARO_BACKUP_KEYS_FILE")),
            transcribe_command=_command(values, "BARO_TRANSCRIBE_COMMAND"),
            transcribe_seconds=_number(values, "BARO_TRANSCRIBE_SECONDS", TRANSCRIBE_SECONDS, 1, 3_600),
        )

    @property
    def sqlite(self) -> bool:
        """Whether the database is the file of this installation."""
        return self.database_url.startswith("sqlite")

    def sqlite_folders(self) -> tuple[Path, ...]:
        """Folders that only one bot may work in: the data folder, and the database's where that is another."""
        if not self.sqlite:
            return ()
        database = Path(urlsplit(self.database_url).path.removeprefix("/")).absolute().parent
        return tuple(dict.fromkeys((self.data_dir, database)))

    def token(self) -> str:
        """The bot's token.

        Raises:
            SettingsProblem: none is set.
        """
        if self.telegram_token is None:
            raise SettingsProblem("cli.token_missing")
        return self.telegram_token

    def check_webhook(self) -> None:
        """See that a webhook, where there is one, is guarded by a secret that Telegram takes (Bot API, setWebhook).

        Raises:
            SettingsProblem: it is not.
        """
        if self.webhook_url is None:
            return
        if self.webhook_secret is None:
            raise SettingsProblem("cli.webhook_secret_missing")
        if not _WEBHOOK_SECRET.fullmatch(self.webhook_secret):
            raise SettingsProblem("cli.webhook_secret_signs")


def make_data_folder(settings: Settings) -> Path:
    """Make the data folder and its own folders, closed to other users of the machine (mode 700).

    Raises:
        SettingsProblem: it cannot be made or written to.
    """
    try:
        if not settings.data_dir.is_dir():
            settings.data_dir.mkdir(mode=0o700, parents=True)
        for name in FOLDERS:
            (settings.data_dir / name).mkdir(mode=0o700, exist_ok=True)
        probe = settings.data_dir / "tmp" / f".probe-{os.getpid()}"
        try:
            probe.write_bytes(b"x")
        finally:
            probe.unlink(missing_ok=True)
    except OSError as error:
        raise SettingsProblem(
            "cli.data_folder_full" if error.errno in NO_ROOM else "cli.data_folder_refused",
            path=str(settings.data_dir),
        ) from error
    return settings.data_dir


def _database(url: str | None, data_dir: Path) -> str:
    if url is None:
        return f"sqlite:///{data_dir / 'baro.db'}"
    if url.partition(":")[0] not in _SCHEMES or ":" not in url:
        raise SettingsProblem("cli.setting_database", name="BARO_DATABASE_URL")
    return url


def _url(values: Mapping[str, str], name: str) -> str | None:
    value = values.get(name)
    if value is None:
        return None
    try:
        parts = urlsplit(value)
        usable = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        usable = False
    if not usable:
        raise SettingsProblem("cli.setting_url", name=name)
    return value.rstrip("/")


def _number(values: Mapping[str, str], name: str, default: int, least: int, most: int) -> int:
    value = values.get(name)
    if value is None:
        return default
    if not (value.isascii() and value.isdigit() and len(value) < 10 and least <= int(value) <= most):
        raise SettingsProblem("cli.setting_number", name=name, least=least, most=most)
    return int(value)


def _listen(values: Mapping[str, str], name: str) -> tuple[str, int]:
    """An address and a port, as `127.0.0.1:8080`, `[::1]:8080`, `:8080` for every address."""
    value = values.get(name)
    if value is None:
        return WEBHOOK_LISTEN
    host, colon, port = value.rpartition(":")
    if not (colon and port.isascii() and port.isdigit() and len(port) < 6 and 1 <= int(port) <= 65_535):
        raise SettingsProblem("cli.setting_listen", name=name)
    return host.strip("[]") or "0.0.0.0", int(port)  # noqa: S104 - whoever leaves it out asks for that


def _zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise SettingsProblem("cli.setting_zone", name="BARO_TIMEZONE", value=value) from None
    return value


def _command(values: Mapping[str, str], name: str) -> str | None:
    """A command whose program is there."""
    value = values.get(name)
    if value is None:
        return None
    try:
        words = shlex.split(value)
    except ValueError:
        words = []
    if not words or shutil.which(words[0]) is None:
        raise SettingsProblem("cli.setting_command", name=name)
    return value


def _hour(value: str | None) -> dt.time | None:
    if value is None:
        return None
    found = re.fullmatch(r"([01]?\d|2[0-3])[:h]([0-5]\d)", value)
    if found is None:
        raise SettingsProblem("cli.setting_hour", name="BARO_BACKUP_AT")
    return dt.time(int(found[1]), int(found[2]))


def _file(value: str | None) -> Path | None:
    return None if value is None else Path(value).expanduser().absolute()


def _secret(values: Mapping[str, str], direct: str | None, file: str) -> str | None:
    """Read a secret from its variable or from the file that another variable names."""
    given = values.get(direct) if direct else None
    place = values.get(file)
    if given is not None and place is not None:
        raise SettingsProblem("cli.setting_twice", first=str(direct), second=file)
    if place is not None:
        try:
            with Path(place).expanduser().open("rb") as stream:
                given = stream.read(_SECRET_BYTES).decode().strip()
        except (OSError, UnicodeDecodeError):
            raise SettingsProblem("cli.secret_unreadable", name=file) from None
        if not given:
            raise SettingsProblem("cli.secret_empty", name=file)
    if given is not None and any(letter.isspace() or not letter.isprintable() for letter in given):
        raise SettingsProblem("cli.secret_spaces", name=str(direct or file))
    return given
