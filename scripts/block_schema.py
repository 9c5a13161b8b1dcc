"""Make tests/slack/data/blocks.schema.json: the shapes of Block Kit, from Slack's own published types.

Run it after a change of the version of @slack/types in tests/e2e/package.json: `npm ci --prefix tests/e2e`, then
`python -m scripts.block_schema`. The types are Slack's, under the MIT licence; what is made of them is data of the tests.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
PARTS = ROOT / "tests" / "e2e"
SCHEMA = ROOT / "tests" / "slack" / "data" / "blocks.schema.json"
TYPES = PARTS / "node_modules" / "@slack" / "types"


def main() -> int:
    if not TYPES.exists():
        print("Slack's types are not here. Run: npm ci --prefix tests/e2e", file=sys.stderr)
        return 1
    made = subprocess.run(
        ["npx", "--no-install", "ts-json-schema-generator", "--path", str(TYPES / "dist" / "index.d.ts"),
         "--type", "KnownBlock", "--no-type-check"],
        cwd=PARTS, check=True, capture_output=True, text=True,
    )  # fmt: skip
    version = json.loads((TYPES / "package.json").read_text("utf-8"))["version"]
    schema = {
        "$comment": f"Made by scripts/block_schema.py of @slack/types {version}, (c) Slack Technologies, MIT licence."
    }
    schema |= _without_prose(json.loads(made.stdout))
    SCHEMA.parent.mkdir(exist_ok=True)
    SCHEMA.write_text(json.dumps(schema, sort_keys=True, separators=(",", ":")) + "\n", "utf-8")
    print(f"{SCHEMA.relative_to(ROOT)}: {len(schema['definitions'])} definitions of @slack/types {version}")
    return 0


def _without_prose(node: Any) -> Any:
    """The schema without its descriptions: shapes alone. A property may well be called `description`, and stays."""
    if isinstance(node, list):
        return [_without_prose(part) for part in node]
    if not isinstance(node, dict):
        return node
    return {
        name: _without_prose(value)
        for name, value in node.items()
        if not (name == "description" and isinstance(value, str))
    }


if __name__ == "__main__":
    sys.exit(main())
