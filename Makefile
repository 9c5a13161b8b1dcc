# Every target calls the interpreter of .venv. What runs the bot is installed from one hash-pinned lock file, what tests it from a larger.
PYTHON ?= python3
BIN := .venv/bin
RUNS := .venv/.runtime-installed
STAMP := .venv/.lock-installed
WHEELS := --no-deps --require-hashes --only-binary :all:
PIP := $(BIN)/python -m pip install -qq --disable-pip-version-check --no-compile $(WHEELS)
# Whatever the environment says: each process would compile everything anew.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: setup run demo test sim chaos e2e prove-api bench-ack bench-hostile check bench bench-quality bench-lists bench-sessions bench-processor bench-cost format messages teams-package lock platforms audit clean help

help:  ## List the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

# uv comes out of the lock itself: it fetches many wheels at a time. Of an index that pip is configured for it knows nothing, so
# what it cannot get pip gets.
define INSTALL
@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 14))' \
  || { echo "Debrief needs Python 3.11, 3.12, 3.13 or 3.14. Name one: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
@echo "Installing what $< names into .venv: a minute or two, once."
@test -x $(BIN)/python || $(PYTHON) -m venv .venv
@rm -f $@
@sed -n '/^uv==/,/# via/p' requirements.lock >.venv/uv.txt
@{ test -x $(BIN)/uv || $(PIP) -r .venv/uv.txt; } >.venv/uv.log 2>&1 \
  && $(BIN)/uv pip install -q --python $(BIN)/python $(WHEELS) -r $< >>.venv/uv.log 2>&1 || $(PIP) -r $<
@$(BIN)/uv pip check -q --python $(BIN)/python 2>>.venv/uv.log \
  || $(BIN)/python -m pip check --disable-pip-version-check >.venv/check.txt \
  || { cat .venv/check.txt; echo "What the lock names does not fit together. Run: make clean setup, or make lock."; exit 1; }
endef

$(RUNS): requirements-runtime.lock
	$(INSTALL)
	@touch $@

$(STAMP): requirements.lock
	$(INSTALL)
	@touch $@ $(RUNS)

setup: $(STAMP)  ## Make .venv and install all that is locked, with what tests and checks need

run: $(RUNS)  ## Start the bot
	@DEBRIEF_KEYS=$${DEBRIEF_KEYS-keys} $(BIN)/python -m bot serve

demo: $(RUNS)  ## Run the main job on a sample session, without a model and with a recorded one
	@$(BIN)/python -m bot demo

test: setup  ## Run the tests, in parallel
	@$(BIN)/python -m pytest -n 3

sim: setup  ## A simulated year of nudges: 1,000 people, 40 zones, outages (SIM="--people 200 --seed 7"); a minute or two
	@$(BIN)/python -m tests.nudges.year $(SIM)

chaos: setup  ## Kill replicas and the database under load (CHAOS="--sessions 2000 …" for longer)
	@$(BIN)/python -m pytest -n 2 -m long tests
	@$(BIN)/python -m tests.chaos $(CHAOS)

e2e: setup  ## Pictures of every card, and the whole story in Slack and Teams (needs Node.js 20 and Chromium)
	@$(BIN)/python -m tests.e2e $(E2E)

prove-api: setup  ## The API at length: schemathesis, the access matrix, a slow upload beside others; an hour and more
	@$(BIN)/python -m pytest -s -m long tests/api

bench-ack: setup  ## How soon Slack has its answer under load, against a bare Bolt app
	@$(BIN)/python -m bench.ack

bench-hostile: setup  ## Hostile texts through the running bot, beside a quiet run (HOSTILE="--files 30")
	@$(BIN)/python -m bench.hostile $(HOSTILE)

check: setup  ## Format, lint, types, architecture, dead code
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/vulture

bench: bench-lists bench-ack bench-sessions bench-processor  ## Measure, each thing beside what it is compared with
	@$(BIN)/python -m bench.extraction --quick
	@$(BIN)/python -m bench.parts

bench-quality: setup  ## How right the analysis is (DEBRIEF_SHARED=folder with gold/ and annomi/; QUALITY=--no-annomi is quicker)
	@$(BIN)/python -m bench.quality $(QUALITY)

bench-lists: setup  ## Lists, timelines and shared lists beside a first design (N=60000 sessions; KEEP="--keep FOLDER" leaves them there)
	@$(BIN)/python -m bench.lists --insights $(or $(N),60000) $(KEEP)

bench-sessions: setup  ## From the upload to the card, beside the bare work (SESSIONS="--rounds 30")
	@$(BIN)/python -m bench.sessions $(SESSIONS)

bench-processor: setup  ## Processor time and memory: of a session, an answer to Slack and a start; answers of a busy process
	@$(BIN)/python -m bench.sizing
	@$(BIN)/python -m bench.ack_cpu
	@$(BIN)/python -m bench.ack_busy
	@$(BIN)/python -m bench.starting

bench-cost: setup  ## What an hour costs with a model at list price, beside other ways to ask; no network
	@$(BIN)/python -m bench.cost

format: setup  ## Rewrite the code in the project's format
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

messages: setup  ## Bring core/locales up to date with the sentences of the code
	@$(BIN)/python -m scripts.messages

teams-package: setup  ## The app package for Teams (TEAMS="--bot-id GUID --url https://debrief.example")
	@$(BIN)/python -m scripts.teams_package $(TEAMS)

lock: setup  ## Resolve the dependencies anew
	@$(BIN)/uv pip compile pyproject.toml --group dev --extra openai --extra mcp --extra temporal --extra otel --universal --python-version 3.11 --generate-hashes --upgrade -o requirements.lock
	@$(BIN)/uv pip compile pyproject.toml --extra openai --extra otel --universal --python-version 3.11 --generate-hashes -c requirements.lock -o requirements-runtime.lock -q

platforms: setup  ## Which Pythons and systems the lock installs on from wheels alone
	@$(BIN)/python -m scripts.platforms

audit: setup  ## Look every locked version up in the advisory database (AUDIT="-s osv" for another one)
	@$(BIN)/python -m scripts.audit $(AUDIT)

clean:  ## Remove .venv and caches; keeps the data folder
	@rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
