"""The environment's keys, as the README and `serve` show them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Key:
    """One line of the table the README and `serve` show."""

    name: str
    meaning: str


KEYS = (
    Key("SLACK_BOT_TOKEN", "turns Slack on, with SLACK_SIGNING_SECRET"),
    Key("SLACK_SIGNING_SECRET", "turns Slack on, with SLACK_BOT_TOKEN"),
    Key("SLACK_CLIENT_ID", "instead of SLACK_BOT_TOKEN, for many workspaces; with SLACK_CLIENT_SECRET"),
    Key("SLACK_CLIENT_SECRET", "for many workspaces, with SLACK_CLIENT_ID"),
    Key("DEBRIEF_WORKSPACES", "with SLACK_CLIENT_ID: ids of the workspaces it is for, comma between; default all"),
    Key("SLACK_APP_TOKEN", "Socket Mode, for development: with SLACK_BOT_TOKEN, no public address needed"),
    Key("SLACK_API_URL", "Slack's Web API; default Slack's own"),
    Key("SLACK_FILE_HOSTS", "hosts files may be fetched from, comma between; default Slack's own"),
    Key("TEAMS_APP_ID", "turns Teams on, with TEAMS_APP_SECRET and TEAMS_TENANTS"),
    Key("TEAMS_APP_SECRET", "the client secret of the app in Entra"),
    Key("TEAMS_TENANTS", "ids of the tenants it is for, comma between; first the one the app is registered in"),
    Key(
        "TEAMS_ADMINS",
        "object ids in Entra of who may change an organisation's settings, comma between; default nobody",
    ),
    Key("TEAMS_SERVICE_HOSTS", "hosts the app's token may be sent to, comma between; default Teams' own"),
    Key("TEAMS_FILE_HOSTS", "hosts files may be fetched from, comma between; default *.sharepoint.com,*.svc.ms"),
    Key(
        "TEAMS_ANONYMOUS",
        "1: for development on this machine, without TEAMS_APP_SECRET: no tokens are asked for or sent",
    ),
    Key("ANTHROPIC_API_KEY", "turns the claude engine on"),
    Key("ANTHROPIC_BASE_URL", "another server with Anthropic's Messages API"),
    Key("OPENAI_API_KEY", "for the openai engine (extra `openai`)"),
    Key("OPENAI_BASE_URL", "another server with OpenAI's API, such as one of your own; it may need no key"),
    Key("DEBRIEF_ENGINE", "auto, claude, openai or offline; default auto: claude if its key is set, else offline"),
    Key("DEBRIEF_MODEL", "the engine's model id; default the engine's own choice"),
    Key("DEBRIEF_STRETCH", "tokens sent to a model at a time, its answer not counted; default 40000"),
    Key("DEBRIEF_ENGINE_TIMEOUT", "seconds a model may take for one answer; default 300"),
    Key("DEBRIEF_DAILY_PER_PERSON", "sessions analysed a day for one person; default 20, 0 for no limit"),
    Key("DEBRIEF_DAILY_PER_WORKSPACE", "sessions analysed a day for one workspace; default 200, 0 for no limit"),
    Key("DEBRIEF_DAILY_BUDGET", "US dollars a day for one workspace's analyses; default 20, 0 for no limit"),
    Key(
        "DEBRIEF_TOTAL_BUDGET",
        "US dollars a day for all analyses of all bots on one database; default 100, 0 for no limit",
    ),
    Key("DEBRIEF_PLAYGROUND", "1 or 0: the page to try everything out on; default 1 where no chat platform is set"),
    Key("MONGODB_URI", "a MongoDB replica set; default: one is started for you"),
    Key("MONGODB_DATABASE", "default debrief"),
    Key("HOST", "address to listen on; default 127.0.0.1"),
    Key("PORT", "port to listen on; default 3000"),
    Key(
        "DEBRIEF_PUBLIC_URL",
        "the address people reach this server at, such as https://debrief.example: turns its pages on",
    ),
    Key("DEBRIEF_CONNECTIONS", "connections open at a time; default 500"),
    Key("DEBRIEF_PROXIES", "proxies in front, by address or network, comma between: who asks is whom they name"),
    Key("DEBRIEF_API", "0 turns the REST API off, which needs tokens that people make; default 1"),
    Key("DEBRIEF_API_RATE", "calls a minute of one token; default 120, 0 for no limit"),
    Key("DEBRIEF_LEASE", "seconds after which another replica takes over the work of one that died; default 30"),
    Key(
        "DEBRIEF_CARE_NOTE",
        "where help is found, for who shared something about somebody's safety: words, or @ and a file",
    ),
    Key("DEBRIEF_POLL", "seconds between looks for work that another replica stored; default 0.5"),
    Key("DEBRIEF_SLOTS_QUICK", "messages announced, delivered or edited at a time; default 4"),
    Key("DEBRIEF_SLOTS_READ", "files fetched and read at a time; default 2"),
    Key("DEBRIEF_SLOTS_ANALYSE", "sessions analysed at a time; default 4"),
    Key("DEBRIEF_SLOTS_UPKEEP", "sweeps, exports and erasures at a time; default 2"),
    Key(
        "TEMPORAL_ADDRESS", "host:port of a Temporal server that is to carry the jobs (extra `temporal`); default none"
    ),
    Key("TEMPORAL_NAMESPACE", "with TEMPORAL_ADDRESS, as all keys of Temporal's own; default default"),
    Key("TEMPORAL_API_KEY", "with TEMPORAL_ADDRESS"),
    Key("DEBRIEF_TEMPORAL_QUEUE", "Temporal's task queue, and what those of the lanes begin with; default debrief"),
    Key(
        "DEBRIEF_METRICS",
        "port or address:port where Prometheus reads figures, on loopback if no address is given; default off",
    ),
    Key("DEBRIEF_TRACES", "a collector that takes OpenTelemetry traces (OTLP over http, extra `otel`); default off"),
    Key("DEBRIEF_DATA", "folder for the embedded database; default ./data"),
    Key(
        "DEBRIEF_KEYS", "folder for the master keys, which all bots of one database share; default keys in DEBRIEF_DATA"
    ),
    Key("DEBRIEF_KEYS_MOUNTED", "1: refuse a DEBRIEF_KEYS that is no volume of its own; set by the container image"),
    Key("DEBRIEF_KEY_SERVICE", "a JSON file that names a key service, instead of key files"),
    Key("ZOOM_SECRET_TOKEN", "takes in transcripts of Zoom's cloud recordings; with DEBRIEF_SMTP_URL"),
    Key("ZOOM_FILE_HOSTS", "hosts Zoom's recordings may be fetched from, comma between; default Zoom's own"),
    Key("FATHOM_WEBHOOK_SECRET", "takes in transcripts from Fathom; with DEBRIEF_SMTP_URL"),
    Key(
        "DEBRIEF_SMTP_URL", "smtps://user:password@host or smtp://host: sends the codes that confirm an e-mail address"
    ),
    Key("DEBRIEF_MAIL_FROM", "whom these come from, with DEBRIEF_SMTP_URL"),
    Key("DEBRIEF_WEBHOOKS_LOOPBACK", "1, for development: webhooks may go to http on this machine, too"),
)
