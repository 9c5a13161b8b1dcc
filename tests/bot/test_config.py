from pathlib import Path

import pytest

from bot.cli.serve import banner
from bot.config import KEYS, ConfigError, read


def test_an_empty_environment_is_enough() -> None:
    config = read({})
    assert config.slack is None
    assert config.engine.name == "offline"
    assert (config.host, config.port, config.mongodb_database) == ("127.0.0.1", 3000, "debrief")
    assert config.data == Path("data").resolve()


def test_auto_is_claude_where_its_key_is_set() -> None:
    assert read({"ANTHROPIC_API_KEY": "k"}).engine.name == "claude"
    assert read({"ANTHROPIC_API_KEY": "k", "DEBRIEF_ENGINE": "offline"}).engine.name == "offline"


def test_every_fault_is_named_in_one_message() -> None:
    with pytest.raises(ConfigError) as caught:
        read({"SLACK_BOT_TOKEN": "xoxb-1", "DEBRIEF_ENGINE": "magic", "PORT": "many", "MONGODB_URI": "localhost"})
    message = str(caught.value)
    for name in ("SLACK_SIGNING_SECRET", "DEBRIEF_ENGINE", "PORT", "MONGODB_URI"):
        assert name in message


@pytest.mark.parametrize(("engine", "key"), [("claude", "ANTHROPIC_API_KEY"), ("openai", "OPENAI_API_KEY")])
def test_an_engine_without_its_key_is_named(engine: str, key: str) -> None:
    with pytest.raises(ConfigError, match=key):
        read({"DEBRIEF_ENGINE": engine})


def test_a_care_note_is_words_or_a_file(tmp_path: Path) -> None:
    assert read({}).care_note is None
    assert read({"DEBRIEF_CARE_NOTE": "Call 555-0100."}).care_note == "Call 555-0100."
    file = tmp_path / "note.txt"
    file.write_text("Ruf an: 555-0100.\nÖffne die Tür.\n", "utf-8")
    assert read({"DEBRIEF_CARE_NOTE": f"@{file}"}).care_note == "Ruf an: 555-0100.\nÖffne die Tür."
    empty = tmp_path / "empty.txt"
    empty.write_text(" \n")
    for wrong in (f"@{tmp_path / 'none.txt'}", f"@{tmp_path}", f"@{empty}", "x" * 2001):
        with pytest.raises(ConfigError, match="DEBRIEF_CARE_NOTE"):
            read({"DEBRIEF_CARE_NOTE": wrong})


def test_secrets_hide_in_repr() -> None:
    secrets = {"SLACK_BOT_TOKEN": "xoxb-hush", "SLACK_SIGNING_SECRET": "hush1", "ANTHROPIC_API_KEY": "hush2"}
    config = read(secrets | {"MONGODB_URI": "mongodb://user:hush3@somewhere/"})
    assert "hush" not in repr(config)


def test_the_banner_says_what_is_on_and_which_keys_turn_the_rest_on() -> None:
    off = "\n".join(banner(read({})))
    assert "Slack: off" in off
    assert "SLACK_BOT_TOKEN" in off
    assert "ANTHROPIC_API_KEY" in off
    on = "\n".join(banner(read({"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_SIGNING_SECRET": "s", "ANTHROPIC_API_KEY": "k"})))
    assert "Slack: on" in on
    assert "Engine: claude" in on


def test_the_readme_names_every_key() -> None:
    readme = (Path(__file__).resolve().parents[2] / "README.md").read_text(encoding="utf-8")
    missing = [key.name for key in KEYS if f"`{key.name}`" not in readme]
    assert missing == []


MANY = {"SLACK_CLIENT_ID": "1.2", "SLACK_CLIENT_SECRET": "hush", "SLACK_SIGNING_SECRET": "hush"}


def test_client_id_and_secret_are_for_many_workspaces() -> None:
    slack = read(MANY).slack
    assert slack is not None
    assert slack.many
    assert "hush" not in repr(slack)
    assert "GET /slack/install" in "\n".join(banner(read(MANY)))


def test_an_app_token_needs_no_signing_secret() -> None:
    slack = read({"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-hush"}).slack
    assert slack is not None
    assert not slack.many
    assert "hush" not in repr(slack)


@pytest.mark.parametrize(
    ("environment", "named"),
    [
        ({"SLACK_CLIENT_ID": "1.2"}, ("SLACK_CLIENT_SECRET", "SLACK_SIGNING_SECRET")),
        ({"SLACK_CLIENT_SECRET": "x"}, ("SLACK_CLIENT_ID", "SLACK_SIGNING_SECRET")),
        ({**MANY, "SLACK_BOT_TOKEN": "xoxb-1"}, ("SLACK_BOT_TOKEN", "SLACK_CLIENT_ID")),
        ({"SLACK_SIGNING_SECRET": "x"}, ("SLACK_BOT_TOKEN", "SLACK_CLIENT_ID")),
        ({"SLACK_APP_TOKEN": "xapp-1"}, ("SLACK_BOT_TOKEN",)),
        ({"SLACK_APP_TOKEN": "xoxb-1", "SLACK_BOT_TOKEN": "xoxb-1"}, ("xapp-",)),
        ({**MANY, "SLACK_APP_TOKEN": "xapp-1"}, ("SLACK_APP_TOKEN",)),
    ],
)
def test_half_set_is_an_error_that_names_the_keys(environment: dict[str, str], named: tuple[str, ...]) -> None:
    with pytest.raises(ConfigError) as caught:
        read(environment)
    for name in named:
        assert name in str(caught.value)


def test_an_app_token_alone_is_not_sent_to_keys_it_does_not_go_with() -> None:
    with pytest.raises(ConfigError) as caught:
        read({"SLACK_APP_TOKEN": "xapp-1"})
    assert str(caught.value) == "SLACK_APP_TOKEN is set, so SLACK_BOT_TOKEN is needed too"
