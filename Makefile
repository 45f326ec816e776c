# Every target says what it does in the comment behind it; `make` alone lists them.
.DEFAULT_GOAL := help
.PHONY: help run test bench check format messages clean

PORT ?= 8501
# The first Python that is new enough, whatever it is called here.
PYTHON ?= $(shell for each in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$each -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && echo $$each && break; done)
# Tests at once: more than the two cores of a small machine, because a third of their time passes with waiting for browsers and workers.
AT_ONCE ?= 3
VENV := .venv/bin/python
PIP := $(VENV) -m pip install --quiet --disable-pip-version-check --no-input

help: ## list what can be done
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/make \1\t\2/p' Makefile | expand -t 14

run: .venv/.run ## start mcsync and say where: make run [PORT=8501]
	@exec $(VENV) -m mcsync.supervisor --port "$(PORT)"

test: .venv/.test ## everything that must hold: rules, types, tests
	@tests/install_tools.sh
	@$(MAKE) --no-print-directory check
	$(VENV) -m pytest --numprocesses=$(AT_ONCE) --dist=loadfile --no-loadscope-reorder

bench: .venv/.test ## measure speed and memory, as one table (some minutes)
	$(VENV) -m tests.bench

check: .venv/.test ## rules, format and types only
	$(VENV) -m ruff check .
	$(VENV) -m ruff format --check .
	$(VENV) -m mypy

format: .venv/.test ## put the code into its form
	$(VENV) -m ruff format .

messages: .venv/.test ## collect new sentences into the catalogues, and compile them
	@$(VENV) -m tests.messages

clean: ## remove what was set up and cached; data/ is kept
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# The stamps below are written last, so that an interrupted set-up is done again.
.venv/.made:
	@test -n "$(PYTHON)" || { echo "mcsync needs Python 3.11 or newer, and found none. Install it, or say where it is: make PYTHON=/path/to/python3.11" >&2; exit 2; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { echo "$(PYTHON) cannot make a virtual environment. On Debian and Ubuntu: apt install python3-venv" >&2; exit 2; }
	@echo "Setting up .venv (once, a minute or two) ..." >&2
	@rm -rf .venv && $(PYTHON) -m venv .venv && touch $@

.venv/.run: .venv/.made requirements.txt constraints.txt
	@$(PIP) -r requirements.txt && touch $@

.venv/.test: .venv/.run requirements-dev.txt
	@$(PIP) -r requirements-dev.txt && touch $@
