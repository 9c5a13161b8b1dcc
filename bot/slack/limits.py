"""Slack's limits in one table. Sources: docs.slack.dev and @slack/types 3.2.

Lengths are in UTF-16 units, which are never fewer than the characters Slack counts.
"""

MESSAGE_BLOCKS = 50
VIEW_BLOCKS = 100
MESSAGE_TEXT = 12_000
"""All text of one message; Slack refuses from about 13,200 on (`msg_blocks_too_long`, undocumented)."""
VIEW_BYTES = 240_000
"""A view's JSON; Slack takes 250 KB."""
TEXT = 2_900
"""One text object; Slack takes 3,000."""
NOTIFICATION = 600
HEADER = 150
BUTTON = 75
BUTTON_VALUE = 2_000
BUTTON_URL = 3_000
ACTION_ID = 255
BLOCK_ID = 255
ACTIONS = 25
OPTIONS = 100
OPTION_GROUPS = 100
OPTION = 75
OPTION_VALUE = 150
FEW_OPTIONS = 10
"""Radio buttons and check boxes; more choices become a drop-down."""
PLACEHOLDER = 150
LABEL = 2_000
CONFIRM_TITLE = 100
CONFIRM_TEXT = 300
CONFIRM_BUTTON = 30
VIEW_TITLE = 24
PRIVATE_METADATA = 3_000
INPUT = 3_000
TABLE_COLUMNS = 20
TABLE_ROWS = 100
TABLE_TEXT = 10_000
MESSAGE_MOST = {"table": 1, "data_visualization": 2}
"""How often a type of block may stand in one message."""
CONTAINER_BLOCKS = 10
CONTAINER_TITLE = 150
CONTAINERS_TEXT = 8_000
CONTAINERS_BLOCKS = 32
"""What folds of one card may hold together, in place: the rest of the message's room is the card's own. Ours, not Slack's."""
PLAN_TASKS = 50
CHART_TITLE = 50
CHART_LABEL = 20
CHART_POINTS = 20
CHART_SERIES = 6

EMPTY = "–"
"""What stands where Slack wants a character and there is none."""
