from pathlib import Path

import pytest

from bot.cli.serve import banner
from bot.config import KEYS, ConfigError, read
from bot.config.checks import misspelt
from bot.config.watching import WatchingConfig


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


def test_proxies_are_addresses_and_networks() -> None:
    assert [str(one) for one in read({"DEBRIEF_PROXIES": "10.0.0.5, 172.16.0.0/12"}).proxies] == [
        "10.0.0.5/32",
        "172.16.0.0/12",
    ]
    with pytest.raises(ConfigError, match="DEBRIEF_PROXIES"):
        read({"DEBRIEF_PROXIES": "172.16.0.5/12"})


def test_key_files_that_are_none_are_named_with_the_rest(tmp_path: Path) -> None:
    beside, apart = tmp_path / "data" / "keys", tmp_path / "keys"
    for folder in (beside, apart):
        folder.mkdir(parents=True)
        (folder / "master-1.key").write_bytes(b"short")
        (folder / "master-old.key").write_bytes(b"foreign")
    environment = {"DEBRIEF_DATA": str(tmp_path / "data"), "DEBRIEF_KEYS": str(apart), "PORT": "many"}
    with pytest.raises(ConfigError) as caught:
        read(environment, with_keys=True)
    said = str(caught.value).splitlines()
    assert len(said) == 5
    for name in ("PORT", *(str(file) for file in [*beside.iterdir(), *apart.iterdir()])):
        assert any(line.startswith(name) for line in said)
    with pytest.raises(ConfigError) as caught:
        read(environment)  # as the commands do that need no key
    assert len(str(caught.value).splitlines()) == 1


@pytest.mark.parametrize(("engine", "key"), [("claude", "ANTHROPIC_API_KEY"), ("openai", "OPENAI_API_KEY")])
def test_an_engine_without_its_key_is_named(engine: str, key: str) -> None:
    with pytest.raises(ConfigError, match=key):
        read({"DEBRIEF_ENGINE": engine})


def test_a_server_of_ones_own_needs_no_key() -> None:
    engine = read({"DEBRIEF_ENGINE": "openai", "OPENAI_BASE_URL": "http://127.0.0.1:11434/v1"}).engine
    assert (engine.name, engine.openai_key) == ("openai", None)


def test_how_much_a_model_is_sent_and_how_long_it_may_take() -> None:
    assert (read({}).engine.stretch, read({}).engine.patience) == (40_000, 300.0)
    engine = read({"DEBRIEF_STRETCH": "6000", "DEBRIEF_ENGINE_TIMEOUT": "1800"}).engine
    assert (engine.stretch, engine.patience) == (6_000, 1_800.0)
    for name, wrong in (("DEBRIEF_STRETCH", "100"), ("DEBRIEF_ENGINE_TIMEOUT", "never")):
        with pytest.raises(ConfigError, match=f"^{name} must be"):
            read({name: wrong})


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


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        ("DEBRIEF_DAILY_BUGET", "DEBRIEF_DAILY_BUDGET"),
        ("DEBRIEF_DTA", "DEBRIEF_DATA"),
        ("debrief_engine", "DEBRIEF_ENGINE"),
        ("DEBRIEF_NOTHING_LIKE_IT", ""),
        ("SLACK_SIGNING_SECRT", "SLACK_SIGNING_SECRET"),
        ("SLACK_TOKEN", "SLACK_BOT_TOKEN"),
        ("MONGO_URI", "MONGODB_URI"),
        ("MONGODB_URL", "MONGODB_URI"),
        ("ANTHROPIC_APIKEY", "ANTHROPIC_API_KEY"),
        ("DEBREIF_KEYS", "DEBRIEF_KEYS"),
        ("DEBRIF_DATA", "DEBRIEF_DATA"),
        ("SLAK_BOT_TOKEN", "SLACK_BOT_TOKEN"),
        ("SALCK_SIGNING_SECRET", "SLACK_SIGNING_SECRET"),
        ("ANTROPIC_API_KEY", "ANTHROPIC_API_KEY"),
        ("OPNEAI_API_KEY", "OPENAI_API_KEY"),
        ("MONGDB_URI", "MONGODB_URI"),
    ],
)
def test_a_misspelt_key_is_warned_about_with_what_was_meant(given: str, meant: str) -> None:
    (warning,) = read({given: "x"}).warnings
    assert given in warning
    assert warning.endswith(f"Did you mean {meant}?" if meant else "changes nothing.")


def test_any_letter_of_a_long_key_may_be_left_out_doubled_or_changed_places() -> None:
    for key in (key.name for key in KEYS if len(key.name) >= 11):
        for n in range(len(key) - 1):
            for wrong in (key[:n] + key[n + 1 :], key[: n + 1] + key[n:], key[:n] + key[n + 1] + key[n] + key[n + 2 :]):
                if wrong != key:
                    assert [key in each for each in misspelt([wrong], [key])] == [True], wrong


def test_a_misspelt_key_is_warned_about_although_make_run_sets_the_right_one() -> None:
    (warning,) = read({"DEBREIF_KEYS": "/secret/keys", "DEBRIEF_KEYS": "keys"}).warnings
    assert warning == "DEBREIF_KEYS is no key of Debrief, so it changes nothing. Did you mean DEBRIEF_KEYS?"


ORDINARY = """
    PATH HOME USER LOGNAME SHELL TERM LANG LC_ALL PWD OLDPWD SHLVL MAIL EDITOR VISUAL PAGER TZ TMPDIR DISPLAY COLORTERM HOST HOSTS
    HOSTNAME HOSTTYPE host GHOST VHOST HOST_IP DOCKER_HOST PORT PORTS port SPORT PORTAGE PORTAGE_TMPDIR PORTDIR HTTP_PROXY
    https_proxy NO_PROXY SSH_AUTH_SOCK SSH_CONNECTION XDG_DATA_HOME XDG_RUNTIME_DIR XDG_CONFIG_DIRS DBUS_SESSION_BUS_ADDRESS
    VIRTUAL_ENV PYTHONPATH PYENV_ROOT CONDA_PREFIX NODE_PATH NVM_DIR JAVA_HOME GOPATH CARGO_HOME JOURNAL_STREAM INVOCATION_ID
    NOTIFY_SOCKET LISTEN_FDS CREDENTIALS_DIRECTORY STATE_DIRECTORY MAKEFLAGS MAKELEVEL MFLAGS CI GITHUB_TOKEN GITHUB_ACTIONS
    KUBERNETES_SERVICE_HOST KUBERNETES_PORT KUBERNETES_PORT_443_TCP_ADDR DYNO DATABASE_URL REDIS_URL POSTGRES_DB PGHOST PGPORT
    MYSQL_DATABASE MONGO_INITDB_DATABASE MONGO_INITDB_ROOT_USERNAME MONGODB_PORT MONGODB_SERVICE_HOST MONGOSH_HOME AWS_REGION
    AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AZURE_CLIENT_ID AZURE_CLIENT_SECRET AZURE_OPENAI_API_KEY GOOGLE_CLIENT_ID
    GOOGLE_CLIENT_SECRET GITHUB_CLIENT_ID TEAMS_CLIENT_ID TEAMS_APP_TOKEN DISCORD_BOT_TOKEN TELEGRAM_BOT_TOKEN BOT_TOKEN
    SIGNING_SECRET API_KEY GEMINI_API_KEY GENAI_API_KEY XAI_API_KEY MISTRAL_API_KEY COHERE_API_KEY ANTHROPIC_MODEL
    ANTHROPIC_AUTH_TOKEN OPENAI_ORG_ID OPENAI_API_BASE OPENAI_API_TYPE OPENAI_MODEL SLACK_WEBHOOK SLACK_WEBHOOK_URL SLACK_CHANNEL
    BASE_URL API_URL DATA KEYS ENGINE MODEL DEBUG DEBIAN_FRONTEND DEBUGINFOD_URLS DEB_BUILD_OPTIONS
"""


def test_keys_of_other_programs_are_left_alone() -> None:
    assert list(misspelt(ORDINARY.split(), [key.name for key in KEYS])) == []
    assert read({key.name: "" for key in KEYS}).warnings == ()


COUNTS = [key.name for key in KEYS if key.name.startswith(("DEBRIEF_SLOTS_", "DEBRIEF_DAILY_PER_"))]


@pytest.mark.parametrize("name", ["PORT", "DEBRIEF_CONNECTIONS", "DEBRIEF_API_RATE", *COUNTS])
def test_what_is_counted_is_a_whole_number(name: str) -> None:
    for wrong in ("2.7", "999.5", "two", "-1", "1e9", "nan", "²", "9999999"):
        with pytest.raises(ConfigError, match=rf"^{name} must be a whole number from \d+ to \d+$"):
            read({name: wrong})
    read({name: "100"})


@pytest.mark.parametrize("name", ["DEBRIEF_DAILY_BUDGET", "DEBRIEF_TOTAL_BUDGET"])
def test_a_budget_s_limits_are_said_in_plain_figures(name: str) -> None:
    for wrong in ("much", "-1", "nan", "inf", "1000001"):
        with pytest.raises(ConfigError, match=f"^{name} must be a number from 0 to 1000000$"):
            read({name: wrong})
    read({name: "2.5"})


def test_a_key_that_is_lacking_because_it_is_misspelt_is_told_with_it() -> None:
    with pytest.raises(ConfigError) as caught:
        read({"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_SIGNING_SECRT": "x", "DEBRIEF_LEASE": "soon"})
    assert len(str(caught.value).splitlines()) == 3
    assert "Did you mean SLACK_SIGNING_SECRET?" in str(caught.value)


@pytest.mark.parametrize(
    ("name", "wrong", "right"),
    [
        (
            "SLACK_API_URL",
            ("slack.com/api/", "ftp://slack.com", "https://", "https://a b/", "http://x:port/"),
            "http://[::1]:9/",
        ),
        ("ANTHROPIC_BASE_URL", ("api.anthropic.com", "https//x", "http://x:99999"), "http://127.0.0.1:8080"),
        ("OPENAI_BASE_URL", ("localhost:11434/v1", "http:///v1"), "http://localhost:11434/v1"),
        ("HOST", ("http://127.0.0.1", "127.0.0.1:3000", "a b", "[::1]", "x/"), "::1"),
        ("SLACK_FILE_HOSTS", ("https://files.slack.com", "files.slack.com/x", "a,b c"), "127.0.0.1:9, files.slack.com"),
        ("MONGODB_DATABASE", ("a.b", "a b", "x" * 64, "a/b"), "debrief_2"),
        (
            "MONGODB_URI",
            (
                "localhost",
                "mongodb://",
                "mongodb://u:p@ss@h/",
                "mongodb://h:port/",
                "mongodb://h:99999/",
                "mongodb://h/?unheardOf=1",
                "mongodb+srv://u:a:b@h/",
            ),
            "mongodb://u:p%40ss@h1:27017,h2/?replicaSet=rs&w=1",
        ),
    ],
)
def test_an_address_that_is_none_is_named(name: str, wrong: tuple[str, ...], right: str) -> None:
    for each in wrong:
        with pytest.raises(ConfigError, match=name) as caught:
            read({name: each})
        assert "p@ss" not in str(caught.value)
    read({name: right})


@pytest.mark.parametrize(
    ("environment", "said"),
    [
        ({"DEBRIEF_WORKSPACES": "T0ACME"}, "SLACK_CLIENT_ID"),
        ({"SLACK_BOT_TOKEN": "x", "SLACK_SIGNING_SECRET": "s", "DEBRIEF_WORKSPACES": "T0ACME"}, "SLACK_CLIENT_ID"),
        ({"DEBRIEF_WORKSPACES": "acme.slack.com, T0ACME"}, "acme.slack.com"),
    ],
)
def test_workspaces_are_named_by_their_ids_where_there_are_many(environment: dict[str, str], said: str) -> None:
    with pytest.raises(ConfigError, match="DEBRIEF_WORKSPACES") as caught:
        read(environment)
    assert said in str(caught.value)


def test_the_banner_says_for_whom_it_is_and_what_may_be_spent() -> None:
    assert "whichever workspace" in "\n".join(banner(read(MANY)))
    assert "Only for E0ORG, T0ACME" in "\n".join(banner(read({**MANY, "DEBRIEF_WORKSPACES": "T0ACME, E0ORG"})))
    assert "100 US dollars a day in all" in "\n".join(banner(read({"ANTHROPIC_API_KEY": "k"})))
    unknown = {"ANTHROPIC_API_KEY": "k", "DEBRIEF_MODEL": "another"}
    assert "price of this model is not known" in "\n".join(banner(read(unknown)))


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


@pytest.mark.parametrize("given", ["https://debrief.example", "https://debrief.example:8443/", "http://127.0.0.1:3000"])
def test_the_address_of_the_pages(given: str) -> None:
    assert read({"DEBRIEF_PUBLIC_URL": given}).public_url == given.rstrip("/")


@pytest.mark.parametrize(
    "wrong",
    [
        *("debrief.example", "http://debrief.example", "https://debrief.example/path", "https://u@debrief.example"),
        *("https://debrief.example?a=b", "https://", "ftp://debrief.example", "https://debrief.example#x"),
    ],
)
def test_the_address_of_the_pages_is_an_origin(wrong: str) -> None:
    with pytest.raises(ConfigError, match="DEBRIEF_PUBLIC_URL"):
        read({"DEBRIEF_PUBLIC_URL": wrong})


ID, TENANT, OTHER = (f"{digit * 8}-1111-2222-3333-444444444444" for digit in "abc")
TEAMS = {"TEAMS_APP_ID": ID, "TEAMS_APP_SECRET": "hush", "TEAMS_TENANTS": f"{TENANT}, {OTHER.upper()}"}


def test_teams_is_for_the_tenants_that_are_named() -> None:
    teams = read(TEAMS).teams
    assert teams is not None
    assert (teams.app_id, teams.tenants, teams.anonymous) == (ID, (TENANT, OTHER), False)
    assert [teams.serves(each) for each in (TENANT, OTHER, ID)] == [True, True, False]
    assert not any("127.0.0.1" in each for each in (*teams.hosts, *teams.file_hosts))
    assert "hush" not in repr(teams)
    assert "Teams: on" in "\n".join(banner(read(TEAMS)))
    assert read({}).teams is None


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ({"TEAMS_APP_ID": ID}, "TEAMS_APP_SECRET and TEAMS_TENANTS are needed too"),
        ({**TEAMS, "TEAMS_APP_SECRET": ""}, "TEAMS_APP_SECRET is needed too"),
        ({**TEAMS, "TEAMS_TENANTS": "contoso.example"}, "TEAMS_TENANTS must hold ids"),
        ({**TEAMS, "TEAMS_APP_ID": "debrief"}, "TEAMS_APP_ID must hold ids"),
        ({**TEAMS, "TEAMS_ADMINS": "maya"}, "TEAMS_ADMINS must hold ids"),
        ({**TEAMS, "TEAMS_ANONYMOUS": "1"}, "unset it or TEAMS_APP_SECRET"),
        ({"TEAMS_ANONYMOUS": "1", "HOST": "0.0.0.0"}, "HOST must be 127.0.0.1"),  # noqa: S104 - it is refused
        ({**TEAMS, "TEAMS_FILE_HOSTS": "https://contoso.example"}, "TEAMS_FILE_HOSTS must be names"),
    ],
)
def test_a_fault_in_what_turns_teams_on_is_named(keys: dict[str, str], said: str) -> None:
    with pytest.raises(ConfigError, match=said):
        read(keys)


def test_teams_without_an_app_is_for_this_machine() -> None:
    teams = read({"TEAMS_ANONYMOUS": "1"}).teams
    assert teams is not None
    assert teams.serves("whichever")
    assert "127.0.0.1" in teams.hosts


def test_temporal_is_on_with_its_address_alone() -> None:
    assert read({"TEMPORAL_NAMESPACE": "of another program"}).temporal == {}
    keys = {"TEMPORAL_ADDRESS": "temporal.internal:7233", "TEMPORAL_API_KEY": "secret"}
    config = read({**keys, "DEBRIEF_TEMPORAL_QUEUE": "coaching"})
    assert config.temporal == keys
    assert "Temporal: temporal.internal:7233, task queue coaching" in banner(config)
    assert "secret" not in "\n".join(banner(config)) + repr(config)


def test_where_figures_are_read_and_traces_go() -> None:
    assert read({}).watching == WatchingConfig()
    assert read({"DEBRIEF_METRICS": "9464"}).watching.metrics == ("127.0.0.1", 9464)
    assert read({"DEBRIEF_METRICS": "[::]:9464"}).watching.metrics == ("::", 9464)
    assert read({"DEBRIEF_TRACES": "http://127.0.0.1:4318/"}).watching.traces == "http://127.0.0.1:4318"
    for name, given in (
        ("DEBRIEF_METRICS", "http"),
        ("DEBRIEF_METRICS", "127.0.0.1:0"),
        ("DEBRIEF_TRACES", "localhost"),
    ):
        with pytest.raises(ConfigError, match=name):
            read({name: given})
