PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin

.PHONY: help run test crawl check shots lighthouse bench lock fmt assets browser

help:  # make alone
	@sed -n 's/^\([a-z]*\):.*## /make \1#/p' $(MAKEFILE_LIST) | tr '#' '\t' | expand -t 16

run: $(VENV)/.runtime assets  ## start Nexus and its worker; NEXUS_HOME moves the data from ./var
	@$(BIN)/nexus serve --demo

test: $(VENV)/.development assets browser  ## everything: format, lint, types, contracts, tests on both databases
	@$(BIN)/python tools/check.py

crawl: $(VENV)/.development assets browser  ## all browser tests, each page in both themes at both widths
	@NEXUS_TEST_CRAWL=whole $(BIN)/pytest --numprocesses 2 tests/browser

check: $(VENV)/.development assets  ## the fast part of test, on SQLite, in less than half a minute
	@$(BIN)/python tools/check.py --fast

shots: $(VENV)/.development assets browser  ## a picture of each page, light, dark and on a phone, in build/shots
	@$(BIN)/python -m tools.screenshots

lighthouse: $(VENV)/.development assets browser  ## measure how fast the main pages come up
	@$(BIN)/python -m tools.lighthouse

bench: $(VENV)/.development assets  ## measure speed against the bare driver; needs some minutes
	@$(BIN)/python -m benchmarks

lock:  ## write the lock files after a change of pyproject.toml; UPGRADE=1 takes the newest
	@$(PYTHON) tools/locks.py write $(VENV) $(if $(UPGRADE),--upgrade)

fmt: $(VENV)/.development  ## format the code and mend what lint can mend
	@$(BIN)/ruff format
	@$(BIN)/ruff check --fix

assets: | $(VENV)/.runtime
	@$(BIN)/python tools/assets.py

browser: $(VENV)/.development
	@$(BIN)/python tools/browser.py

# A stamp is newer than what it was installed from. Development includes all that running needs.
$(VENV)/.runtime: pyproject.toml requirements.lock requirements-build.lock
	@$(PYTHON) tools/locks.py install $(VENV) requirements.lock
	@touch $@

$(VENV)/.development: pyproject.toml requirements-dev.lock requirements-build.lock
	@$(PYTHON) tools/locks.py install $(VENV) requirements-dev.lock
	@touch $(VENV)/.runtime $@
