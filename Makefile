# Two commands do everything on a fresh machine: `make build` and `make test`.

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.ONESHELL:
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

PYTHON ?= python3
SIZES ?= 100 1000 10000
PIP := .venv/bin/python -m pip --quiet --disable-pip-version-check --no-input

help: ## list these targets
	@sed -En 's/^([a-z]+):[^#]*## (.*)/  make \1\t\2/p' Makefile | expand -t 16

build: .venv/run ## install quizgen into .venv and build the sample: deck, sheets, keys
	@.venv/bin/quizgen build

test: system lint $(if $(wildcard tests/node/package.json),tests/node/node_modules/installed) ## fetch what the tests need, and pass all of them
	@.venv/bin/pytest -n auto --dist loadfile

lint: .venv/dev ## style, types and the direction of imports
	@.venv/bin/ruff check
	.venv/bin/ruff format --check
	.venv/bin/mypy
	.venv/bin/lint-imports

format: .venv/dev ## put the code into its form
	@.venv/bin/ruff check --fix-only
	.venv/bin/ruff format

update: .venv/dev ## rewrite the tests' golden files; read the difference before committing it
	@.venv/bin/pytest -n auto --dist loadfile --update

proof: system .venv/dev ## the longer proofs: every property with many fresh examples, builds killed 200 times
	@.venv/bin/pytest -n auto tests/test_properties.py tests/test_upgrade.py tests/test_learner_machine.py tests/outputs/test_anki_text.py tests/test_writing.py --hypothesis-profile=proof

pictures: build system .venv/dev ## the README's pictures from the build
	@.venv/bin/python -m tests.pictures

bench: .venv/dev ## measure anew: bench/RESULTS.md; SIZE=100000 adds the largest, SIZES="10 100" takes others
	@.venv/bin/python -m bench measure $(SIZES) $(SIZE)

clean: ## remove what these commands made outside of decks/
	@rm -rf .venv .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache build dist tests/node/node_modules
	find quizgen tests bench -name __pycache__ -prune -exec rm -rf {} +

# What the tests need from the system: a command and the Debian package it is in, or a package alone.
NEEDS := chromium:chromium pdftotext:poppler-utils qpdf:qpdf :fonts-dejavu-core :fonts-noto-core
NEEDS += $(if $(wildcard tests/node/package.json),node:nodejs npm:npm)
NEEDS += :libpango-1.0-0 :libpangoft2-1.0-0 :libharfbuzz-subset0
NEEDS += :citation-style-language-styles :citation-style-language-locales

system:
	@missing=()
	for need in $(NEEDS); do
	  command=$${need%%:*} package=$${need#*:}
	  if [ -n "$$command" ]; then
	    command -v "$$command" >/dev/null || missing+=("$$package")
	  elif command -v dpkg-query >/dev/null; then
	    dpkg-query -W -f='$${Status}' "$$package" 2>/dev/null | grep -q ' installed$$' || missing+=("$$package")
	  fi
	done
	[ $${#missing[@]} -gt 0 ] || exit 0
	if ! command -v apt-get >/dev/null; then
	  echo "The tests need, by their Debian names: $${missing[*]}" >&2; exit 1
	elif [ "$$(id -u)" -ne 0 ]; then
	  echo "The tests need: sudo apt-get install --no-install-recommends $${missing[*]}" >&2; exit 1
	fi
	echo "installing $${missing[*]}"
	export DEBIAN_FRONTEND=noninteractive
	apt-get -qq update
	apt-get -qq install -y --no-install-recommends "$${missing[@]}" >/dev/null

# An environment knows its own path: one that came along in a copied folder is made anew.
ifneq ($(shell cat .venv/place 2>/dev/null),$(CURDIR))
.PHONY: .venv/place
endif
.venv/place:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "quizgen needs Python 3.11 or newer")'
	echo "making .venv"
	$(PYTHON) -m venv --clear .venv
	echo '$(CURDIR)' > $@

.venv/run: pyproject.toml .venv/place
	@$(PIP) install --editable .
	.venv/bin/python -m compileall -q quizgen # as pip does with whatever it copies
	touch $@

.venv/dev: .venv/run
	@echo "installing the tools of the tests"
	$(PIP) install --upgrade 'pip>=25.1' # the first that reads [dependency-groups]
	$(PIP) install --group dev
	$(PIP) install --no-deps aqt==26.9.3 # the MathJax that Anki's reviewer ships; its windows are not needed
	$(PIP) install --no-deps --upgrade --target .venv/anki-2025 anki==25.9.2 # an importer that learners still have
	touch $@

tests/node/node_modules/installed: tests/node/package.json
	@npm install --prefix tests/node --no-package-lock --ignore-scripts --no-audit --no-fund --silent
	touch $@

.PHONY: help build test lint format update proof pictures bench clean system
