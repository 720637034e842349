# `make study` sets everything up and runs the studies of config/config.yaml; `make test` sets
# everything up and runs the tests.
PYTHON ?= python3
VENV ?= .venv
CORES ?= all
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed-from-requirements.lock

.PHONY: study quick verify test lint format docs lock bench scale clean help

study: $(INSTALLED)  ## Train, tabulate, draw and report config/config.yaml, or STUDIES=one,another
	$(BIN)/snakemake --cores $(CORES) $(if $(STUDIES),--config "studies=$(STUDIES)")

quick: $(INSTALLED)  ## A first look: two configurations, five repeats, into results-quick/
	$(BIN)/snakemake --cores $(CORES) --config studies=quick results=results-quick

# Every run is trained anew, so that what is compared was made here.
verify: $(INSTALLED)  ## Train everything into results-verify/ and compare it, bit by bit, with what is committed
	rm -rf results-verify
	$(BIN)/snakemake trained --cores $(CORES) --config results=results-verify
	$(BIN)/python -m reprise.verification results-verify

test: lint  ## Linters, unit tests and workflow tests
	$(BIN)/python -m pytest --numprocesses auto

lint: $(INSTALLED)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/snakefmt --check Snakefile workflow/rules
	$(BIN)/snakemake --lint

format: $(INSTALLED)  ## Put all files into the form that `make test` asks for
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(BIN)/snakefmt Snakefile workflow/rules

docs: $(INSTALLED)  ## Write config/README.md anew from workflow/schemas/
	$(BIN)/python -m reprise.config.config_page > config/.README.md
	mv config/.README.md config/README.md

scale: $(INSTALLED)  ## Measure studies of 100 to 10,000 runs, and a run on a million rows
	$(BIN)/python bench/scale.py

bench: $(INSTALLED) .venv-bench/.installed  ## Measure speed, beside the tutorial's loop and JAX
	$(BIN)/python bench/speed.py

lock: $(INSTALLED)  ## Choose versions anew from pyproject.toml
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-annotate --no-header --group dev \
	  --output-file requirements.lock pyproject.toml

clean:  ## Remove the environment and Snakemake's records, and leave the results
	rm -rf $(VENV) .venv-bench .snakemake

help:
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

$(INSTALLED): requirements.lock pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@

# JAX has an environment of its own: TensorFlow imports it where it finds it, for a second more.
.venv-bench/.installed: bench/requirements.lock
	$(PYTHON) -m venv .venv-bench
	.venv-bench/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $<
	touch $@
