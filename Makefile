# The commands of this project. Each sets up what it needs and does not have yet.
#
#   make run [PORT=8000] [DATA=var] [HOST=127.0.0.1]   the application with demonstration data
#   make test [ARGS="tests/core -k name"]              checks and all tests; with ARGS those tests only
#   make check                                         format, lint, types, templates, migrations, production settings
#   make bench                                         measurements, written to DATA/bench.json
#   make screenshots                                   pictures of the pages
#   make worker                                        Celery worker and clock for the Redis of REDIS_URL

PYTHON ?= python3
PORT ?= 8000
HOST ?= 127.0.0.1
DATA ?= var
ARGS ?=
export PORT HOST DATA ARGS

.PHONY: run setup test check bench screenshots worker

run:
	@$(PYTHON) scripts/run.py

setup:
	@$(PYTHON) scripts/setup.py --dev

test:
	@$(PYTHON) scripts/verify.py test

check:
	@$(PYTHON) scripts/verify.py check

bench: setup
	@.venv/bin/python scripts/services.py -- .venv/bin/python -m tests.bench $(ARGS)

screenshots: setup
	@.venv/bin/python -m tests.screenshots $(ARGS)

worker: setup
	@test -n "$(REDIS_URL)" || { echo "REDIS_URL is not set, e.g. make worker REDIS_URL=redis://127.0.0.1:6379/0"; exit 2; }
	@.venv/bin/python -m celery -A config worker --beat --loglevel INFO --concurrency 2
