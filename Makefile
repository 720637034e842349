# `make study` runs the studies of config/config.yaml, and `make test` tests the project. Both first
# install what they need. `make help` lists all commands.
PYTHON ?= python3
VENV ?= .venv
CORES ?= all
MUTANTS ?= 60
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed-from-requirements.lock

.PHONY: study quick new-study list-studies verify test test-system mutants lint format docs site lock bench bench-forecasters scale calibrate calibrate-forecasts clean help

study: $(INSTALLED)  ## Run the studies of config/config.yaml (or STUDIES=one,another) and write the report
	$(BIN)/snakemake --cores $(CORES) $(if $(STUDIES),--config "studies=$(STUDIES)")

quick: $(INSTALLED)  ## Run one small study into results-quick/, in about ten seconds
	$(BIN)/snakemake --cores $(CORES) --config studies=quick results=results-quick

# The shell reads both values from its environment, so that they can have any character. A variable NAME
# that the terminal has for another reason does not count.
new-study: export NAME := $(if $(filter command,$(origin NAME)),$(NAME))
new-study: export CSV := $(if $(filter command,$(origin CSV)),$(CSV))
new-study: $(INSTALLED)  ## Write a first study of a CSV: make new-study NAME=my_study CSV=data/my_series.csv
	@$(BIN)/python -m reprise.config.new_study -- "$$NAME" "$$CSV"

list-studies: $(INSTALLED)  ## List all studies with their groups, runs and titles (RESULTS=results-mine)
	@$(BIN)/python -m reprise.plan.study_list $(if $(RESULTS),--results "$(RESULTS)")

# The results are removed first, because the comparison is about runs that this machine has trained.
verify: $(INSTALLED)  ## Train every run again into results-verify/ and compare it with the committed checksums
	rm -rf results-verify
	$(BIN)/snakemake trained --cores $(CORES) --config results=results-verify
	$(BIN)/python -m reprise.verification results-verify

test: lint  ## Run the linters, the unit tests and the workflow tests
	$(BIN)/python -m pytest --numprocesses auto --ignore tests/system

# Many of these tests wait for a clock or for a cluster, so three processes suit two cores. The tests of a
# file run in one process, because they share a study, a report or the place of a cluster.
test-system: $(INSTALLED)  ## Run the long tests: killed commands, full disks, Slurm, the report in a browser
	$(BIN)/python -m pytest --numprocesses 3 --dist loadfile tests/system

mutants: $(INSTALLED)  ## Change the library in small ways and count the changes that tests notice (MUTANTS=all per folder)
	$(BIN)/python tests/mutants.py --mutants $(MUTANTS)

lint: $(INSTALLED)  ## Run the linters and the type checker
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/snakefmt --check Snakefile workflow/rules
	$(BIN)/snakemake --lint

format: $(INSTALLED)  ## Format all files as the linters require
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(BIN)/snakefmt Snakefile workflow/rules

docs: $(INSTALLED)  ## Generate config/README.md from workflow/schemas/
	$(BIN)/python -m reprise.config.config_page > config/.README.md
	mv config/.README.md config/README.md

site: $(INSTALLED)  ## Build the site docs/_build/index.html from the pages and the docstrings
	$(BIN)/python -m sphinx --quiet --fail-on-warning --keep-going --conf-dir docs . docs/_build

scale: $(INSTALLED)  ## Measure studies of 100 to 10,000 runs, and one run on a million rows
	$(BIN)/python bench/scale.py

calibrate: $(INSTALLED)  ## Write docs/calibration.md: how often intervals and verdicts are right, in ten minutes
	OMP_NUM_THREADS=1 $(BIN)/python bench/calibration

calibrate-forecasts: $(INSTALLED)  ## Print the tables of docs/forecast_calibration.md (forecast intervals), in eight minutes
	$(BIN)/python bench/forecast_calibration.py

bench: $(INSTALLED) .venv-bench/.installed  ## Measure the speed, and compare it with the tutorial's loop and with JAX
	$(BIN)/python bench/speed.py

bench-forecasters: $(INSTALLED) .venv-forecasters/.installed  ## Compare forecasts with statsforecast and skforecast, in five minutes
	$(BIN)/python bench/forecasters.py

lock: $(INSTALLED)  ## Choose new versions that pyproject.toml allows; write requirements.lock and environment.yml
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-annotate --no-header --group dev \
	  --output-file requirements.lock pyproject.toml
	$(BIN)/python -m reprise.conda_environment > .environment.yml
	mv .environment.yml environment.yml

clean:  ## Remove the installed environment and Snakemake's records, but keep the results
	rm -rf $(VENV) .venv-bench .venv-forecasters .snakemake

help:  ## List all commands
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 21

$(INSTALLED): requirements.lock pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	$(BIN)/python -m reprise.startup
	touch $@

# JAX has its own environment, because TensorFlow imports JAX if it is installed, which takes a second.
.venv-bench/.installed: bench/requirements.lock
	$(PYTHON) -m venv .venv-bench
	.venv-bench/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $<
	touch $@

# statsforecast and skforecast have their own environment, because they need an older pandas.
.venv-forecasters/.installed: bench/forecasters.lock
	$(PYTHON) -m venv .venv-forecasters
	.venv-forecasters/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $<
	touch $@
