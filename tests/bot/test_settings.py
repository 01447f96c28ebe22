"""Settings: what BARO_ variables may say, and that secrets stay secret."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from bot.settings import Settings, SettingsProblem, make_data_folder
from bot.words import spoken


def test_defaults_without_any_variable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without variables the data lies in ./data, the database in it, and the time is Bamako's."""
    monkeypatch.chdir(tmp_path)
    settings = Settings.from_environment({"HOME": "/nowhere"})
    assert settings.data_dir == tmp_path / "data"
    assert settings.database_url == f"sqlite:///{tmp_path / 'data' / 'baro.db'}"
    assert (settings.sqlite, settings.telegram_rate, settings.time_zone) == (True, 30, "Africa/Bamako")
    assert settings.telegram_api_url == "https://api.telegram.org"
    assert not (tmp_path / "data").exists()


def test_everything_given(tmp_path: Path) -> None:
    """Each variable reaches its field; a slash at the end of an address goes; an empty variable is as if absent."""
    secret = tmp_path / "secret"
    secret.write_text("hush\n")
    settings = Settings.from_environment(
        {
            "BARO_DATA_DIR": str(tmp_path),
            "BARO_DATABASE_URL": "postgresql://localhost/baro",
            "BARO_TELEGRAM_TOKEN_FILE": str(secret),
            "BARO_TELEGRAM_API_URL": "http://127.0.0.1:8081/",
            "BARO_TELEGRAM_RATE": "0",
            "BARO_WEBHOOK_URL": "https://example.org/hook",
            "BARO_WEBHOOK_SECRET_FILE": str(secret),
            "BARO_WEBHOOK_LISTEN": "[::1]:9000",
            "BARO_NLU_URL": "http://127.0.0.1:5005",
            "BARO_NLU_TOKEN_FILE": str(secret),
            "BARO_NLU_TIMEOUT_MS": "250",
            "BARO_TIMEZONE": "Africa/Nouakchott",
            "BARO_TELEGRAM_TOKEN": "",
        }
    )
    assert settings.telegram_api_url == "http://127.0.0.1:8081"
    assert (settings.telegram_rate, settings.nlu_timeout_ms, settings.sqlite) == (0, 250, False)
    assert settings.token() == settings.webhook_secret == settings.nlu_token == "hush"
    assert settings.webhook_listen == ("::1", 9000)
    assert settings.time_zone == "Africa/Nouakchott"
    assert "hush" not in repr(settings)


@pytest.mark.parametrize(
    ("environment", "key"),
    [
        ({"BARO_TELGRAM_TOKEN": "1:a"}, "cli.setting_unknown"),
        ({"BARO_DATABASE_URL": "mysql://localhost/baro"}, "cli.setting_database"),
        ({"BARO_DATABASE_URL": "baro.db"}, "cli.setting_database"),
        ({"BARO_TELEGRAM_API_URL": "localhost:8081"}, "cli.setting_url"),
        ({"BARO_NLU_URL": "http://[::1"}, "cli.setting_url"),
        ({"BARO_WEBHOOK_LISTEN": "127.0.0.1"}, "cli.setting_listen"),
        ({"BARO_WEBHOOK_LISTEN": "127.0.0.1:65536"}, "cli.setting_listen"),
        ({"BARO_TELEGRAM_RATE": "-1"}, "cli.setting_number"),
        ({"BARO_TELEGRAM_RATE": "٣"}, "cli.setting_number"),
        ({"BARO_NLU_TIMEOUT_MS": "0"}, "cli.setting_number"),
        ({"BARO_TIMEZONE": "Afrique/Bamako"}, "cli.setting_zone"),
        ({"BARO_TIMEZONE": "../../etc/passwd"}, "cli.setting_zone"),
        ({"BARO_TELEGRAM_TOKEN": "1:a", "BARO_TELEGRAM_TOKEN_FILE": "/x"}, "cli.setting_twice"),
        ({"BARO_TELEGRAM_TOKEN_FILE": "/nowhere/at/all"}, "cli.secret_unreadable"),
        ({"BARO_TELEGRAM_TOKEN": "1:a b"}, "cli.secret_spaces"),
    ],
)
def test_what_is_refused_is_said_in_one_line(environment: Mapping[str, str], key: str) -> None:
    """A wrong variable is a problem with a sentence and exit code 2, and its secret is not in it."""
    with pytest.raises(SettingsProblem) as refused:
        Settings.from_environment(environment)
    assert (refused.value.phrase.key, refused.value.exit_code) == (key, 2)
    sentence = spoken(refused.value.phrase)
    assert "\n" not in sentence
    assert "1:a" not in sentence


@pytest.mark.parametrize(
    ("url", "folders"),
    [
        (None, ("/srv/baro",)),
        ("sqlite:////srv/baro/baro.db", ("/srv/baro",)),
        ("sqlite:////srv/data/other.db", ("/srv/baro", "/srv/data")),
        ("postgresql://localhost/baro", ()),
    ],
)
def test_folders_that_are_one_bots_alone(url: str | None, folders: tuple[str, ...]) -> None:
    """On SQLite the data folder, and the database's where it lies elsewhere."""
    given = {"BARO_DATA_DIR": "/srv/baro"} | ({} if url is None else {"BARO_DATABASE_URL": url})
    assert Settings.from_environment(given).sqlite_folders() == tuple(Path(folder) for folder in folders)


def test_an_empty_secret_file_is_refused(tmp_path: Path) -> None:
    """A token file without a token is refused."""
    (tmp_path / "token").write_text(" \n")
    with pytest.raises(SettingsProblem) as refused:
        Settings.from_environment({"BARO_TELEGRAM_TOKEN_FILE": str(tmp_path / "token")})
    assert refused.value.phrase.key == "cli.secret_empty"


def test_a_missing_token_is_a_problem_of_settings(tmp_path: Path) -> None:
    """Asking for the token where there is none says what to set."""
    with pytest.raises(SettingsProblem) as refused:
        Settings(tmp_path, "sqlite:///x").token()
    assert refused.value.phrase.key == "cli.token_missing"


def test_the_data_folder_is_its_owners_alone(tmp_path: Path) -> None:
    """The folder and its parts are made with mode 700, once and again."""
    settings = Settings(tmp_path / "a" / "data", "sqlite:///x")
    make_data_folder(settings)
    folder = make_data_folder(settings)
    assert folder.stat().st_mode & 0o777 == 0o700
    assert (folder / "attachments").stat().st_mode & 0o777 == 0o700
    assert not list((folder / "tmp").iterdir())


def test_a_file_where_the_folder_should_be(tmp_path: Path) -> None:
    """A data folder that cannot be made is a problem of settings."""
    (tmp_path / "data").write_text("x")
    with pytest.raises(SettingsProblem) as refused:
        make_data_folder(Settings(tmp_path / "data", "sqlite:///x"))
    assert refused.value.phrase.key == "cli.data_folder_refused"
    assert "droits" in spoken(refused.value.phrase)
