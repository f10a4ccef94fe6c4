.DEFAULT_GOAL := help
.PHONY: help serve test full proof lock vendor format clean

help:  ## what there is
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/  make \1\t\2/' | expand -t 18

serve:  ## set up what is missing and serve http://127.0.0.1:8000
	@bin/serve

test:  ## set up what is missing and test everything but the long forms
	@bin/test

full:  ## only the long forms
	@bin/test --full

proof:  ## run the short rows of docs/proof.md and write them
	@bin/proof

lock:  ## write the hash-pinned requirements anew
	@bin/lock

vendor:  ## copy the browser libraries of package.json into portal/static/vendor
	@bin/vendor

format:  ## put the Python files into the one format
	@bin/bootstrap test
	@.venv/bin/ruff check --fix --quiet . ; .venv/bin/ruff format .

clean:  ## remove caches; the data under var/ and .venv stay
	rm -rf .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache test-results
	find . -name __pycache__ -not -path './.venv/*' -not -path './var/*' -prune -exec rm -rf {} +
