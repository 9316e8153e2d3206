# Yanlu 言路: `make help` lists what there is. Python 3.11 or newer is all that must be installed.

SHELL := /bin/sh
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
export YANLU_DATA ?= $(CURDIR)/var
export HOST ?= 127.0.0.1
export PORT ?= 8000
WORKERS ?= auto
# Servers, workers and tests start many processes of the same code: it is compiled once
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help

.PHONY: help
help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{ printf "  make %-12s %s\n", $$1, $$2 }'

.PHONY: run
run: writable $(VENV)/.runtime ## set everything up and serve the site with its demo content
	@DJANGO_SETTINGS_MODULE=cms.settings.production $(BIN)/python manage.py serve

.PHONY: stack
stack: .env ## start the full stack in Docker and wait until it answers on port 8080
	@docker compose up --build --detach --wait

.env:
	@umask 077; for name in SECRET_KEY POSTGRES_PASSWORD REDIS_PASSWORD ELASTIC_PASSWORD; do \
		echo "$$name=$$(head -c 48 /dev/urandom | base64 | tr -dc 'A-Za-z0-9')"; done > $@.new
	@echo "FIELD_KEYS=k1:$$(head -c 32 /dev/urandom | base64)" >> $@.new
	@mv $@.new $@

.PHONY: test
test: $(VENV)/.dev ## set everything up and run the suite (with DATABASE_URL there, and what needs other services)
	@YANLU_DATA= $(BIN)/pytest -q -n $(WORKERS) --dist loadfile --no-loadscope-reorder $(if $(DATABASE_URL),-m "not browser and not chaos") $(ARGS)

.PHONY: browser
browser: $(VENV)/.dev ## walk the site in Chromium
	@YANLU_DATA= $(BIN)/pytest -q -m browser tests/browser tests/journeys $(ARGS)

.PHONY: chaos
chaos: SECONDS ?= 60
chaos: $(VENV)/.dev ## kill the parts of the full stack while comments come in, SECONDS each
	@YANLU_DATA= CHAOS_SECONDS=$(SECONDS) $(BIN)/pytest -q -m chaos tests/chaos $(ARGS)

.PHONY: screens
screens: $(VENV)/.dev ## picture the main pages, 360 and 1280 wide, into screens/
	@YANLU_DATA= $(BIN)/python -m tests.browser.screens

.PHONY: bench
bench: $(VENV)/.dev ## measure the site beside the limits of the machine (QUICK=1 for a short round)
	@YANLU_DATA= $(BIN)/python -m tests.bench

.PHONY: lint
lint: $(VENV)/.dev ## style, types, layers, templates, migrations, translations
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/djlint --quiet --lint templates
	@YANLU_DATA= DJANGO_SETTINGS_MODULE=cms.settings.test $(BIN)/python manage.py makemigrations --check --dry-run
	@YANLU_DATA= DJANGO_SETTINGS_MODULE=cms.settings.test $(BIN)/python -m tests.messages --check

.PHONY: messages
messages: $(VENV)/.dev ## collect new words into the catalogue and compile it (needs gettext)
	@YANLU_DATA= DJANGO_SETTINGS_MODULE=cms.settings.test $(BIN)/python -m tests.messages

.PHONY: lock
lock: $(VENV)/.dev ## resolve and pin the requirements anew
	@$(BIN)/uv pip compile -q --universal --python-version 3.11 --no-emit-index-url --no-header pyproject.toml -o requirements.txt
	@$(BIN)/uv pip compile -q --universal --python-version 3.11 --no-emit-index-url --no-header --group dev -c requirements.txt -o requirements-dev.txt

.PHONY: clean
clean: ## remove the environment, never the data
	@rm -rf $(VENV)

.PHONY: writable
writable:
	@mkdir -p "$$YANLU_DATA" 2>/dev/null && touch "$$YANLU_DATA/.writable" 2>/dev/null && rm "$$YANLU_DATA/.writable" \
		|| { echo "The data folder $$YANLU_DATA cannot be written; choose another with YANLU_DATA." >&2; exit 1; }

$(VENV)/.python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
		|| { echo "Python 3.11 or newer is needed; $(PYTHON) is not. Choose one with PYTHON=/path/to/python3.11." >&2; exit 1; }
	@$(BIN)/python -c 'import ssl' 2>/dev/null || $(PYTHON) -m venv $(VENV) >/dev/null 2>&1 \
		|| { rm -rf $(VENV); echo "$(PYTHON) cannot make a virtual environment; install its venv package (Debian: python3-venv)." >&2; exit 1; }
	@touch $@

$(VENV)/.runtime: requirements.txt | $(VENV)/.python
	@echo "Installing what the site needs …"
	@$(BIN)/python -m pip install -q --use-pep517 --disable-pip-version-check -r requirements.txt
	@touch $@

$(VENV)/.dev: requirements-dev.txt $(VENV)/.runtime
	@echo "Installing what the tests need …"
	@$(BIN)/python -m pip install -q --use-pep517 --disable-pip-version-check -r requirements-dev.txt
	@touch $@
