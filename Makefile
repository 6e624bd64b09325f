# The doors of the house. `make run`, `make test` and `make check` work on a fresh machine with Python 3.11 or newer.
PYTHON ?= python3
HOST ?= 127.0.0.1
PORT ?= 8000
MAIL_PORT ?= 8025
DATA_DIR ?= var
BIN := .venv/bin
override DATA_DIR := $(abspath $(DATA_DIR))
export DATA_DIR HOST MAIL_PORT
export WEB_PORT = $(PORT)

.PHONY: run test check lint types deploy-check faults bench lock clean
.DEFAULT_GOAL := run

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Cairn needs Python 3.11 or newer: make PYTHON=python3.12"; exit 1; }
	@if command -v uv >/dev/null; then uv venv -q --python "$$(command -v $(PYTHON))" .venv; else $(PYTHON) -m venv .venv; fi

define install
	@echo "Installing $(1) …"
	@if command -v uv >/dev/null; then uv pip install -q --python $(BIN)/python $(1); \
	else $(BIN)/python -m pip install -q --disable-pip-version-check $(1); fi
	@touch $@
endef

.venv/.run: requirements.txt | .venv/bin/python
	$(call install,-r requirements.txt)

.venv/.dev: requirements.txt requirements-dev.txt | .venv/bin/python
	$(call install,-r requirements.txt -r requirements-dev.txt)

# Whatever the caller has set in the environment wins over these embedded defaults.
demo_env = DEBUG=$${DEBUG:-0} SECRET_KEY=$${SECRET_KEY:-$$(cat $(DATA_DIR)/secret_key)} \
	SITE_URL=$${SITE_URL:-http://$(HOST):$(PORT)} EMAIL_URL=$${EMAIL_URL:-smtp://127.0.0.1:$(MAIL_PORT)} \
	EMAIL_VERIFICATION=$${EMAIL_VERIFICATION:-none} WHITENOISE_USE_FINDERS=$${WHITENOISE_USE_FINDERS:-1} \
	LOG_LEVEL=$${LOG_LEVEL:-WARNING} CACHE_URL=$${CACHE_URL:-filecache://$(DATA_DIR)/cache?max_entries=2000}

run: .venv/.run
	@mkdir -p $(DATA_DIR)
	@rm -rf $(DATA_DIR)/cache  # pages as the last version rendered them
	@test -s $(DATA_DIR)/secret_key || (umask 077; $(BIN)/python -c 'import secrets; print(secrets.token_urlsafe(50))' > $(DATA_DIR)/secret_key)
	@$(demo_env) $(BIN)/python manage.py migrate --verbosity 0
	@$(demo_env) $(BIN)/python manage.py load_catalogue
	@$(demo_env) $(BIN)/python manage.py seed_demo --if-empty --show-logins
	@echo "Cairn is at http://$(HOST):$(PORT)/   (mail that it sends lands in $(DATA_DIR)/mail/new; stop with Ctrl-C)"
	@$(demo_env) $(BIN)/honcho start

test: .venv/.dev
	@PORTAL_TESTING=1 $(BIN)/pytest -n auto --dist loadgroup $(ARGS)

lint: .venv/.dev
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/djlint --check --lint --quiet templates || $(BIN)/djlint --lint templates

types: .venv/.dev
	@$(BIN)/mypy portal certifications learners tests

deploy-check: .venv/.dev
	@PORTAL_TESTING=1 $(BIN)/python manage.py makemigrations --check --dry-run
	@SITE_URL=https://cairn.example.org SECRET_KEY=$$($(BIN)/python -c 'import secrets; print(secrets.token_urlsafe(50))') \
		$(BIN)/python manage.py check --deploy --fail-level WARNING

check: lint types deploy-check test

# The long form of the fault tests, with the table of what the storms did; a short form of each is in `make test`.
faults: .venv/.dev
	@PORTAL_TESTING=1 FAULTS=long $(BIN)/pytest -q -p no:xdist tests/faults tests/learners/reminders/test_transport.py $(ARGS)

bench: .venv/.dev
	@$(BIN)/python -m tests.bench $(ARGS)

lock: .venv/.dev
	@$(BIN)/uv pip compile -q --no-header --universal --python-version 3.11 requirements.in -o requirements.txt
	@$(BIN)/uv pip compile -q --no-header --universal --python-version 3.11 requirements-dev.in -o requirements-dev.txt

clean:
	rm -rf .venv var staticfiles .mypy_cache .ruff_cache .pytest_cache
