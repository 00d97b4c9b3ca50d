.DEFAULT_GOAL := help
.PHONY: help run setup test nightly check bench docs web worker beat letters

help: ## this list
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 10

run: ## set everything up and serve at http://localhost:8000
	python3 manage.py up

setup: ## the installation alone
	python3 manage.py setup

test: ## every check and every test
	python3 manage.py test

nightly: ## the tests again with what is heavy and rare: every migration, many examples, R, schemathesis at length, rules changed to test their tests
	python3 manage.py test --nightly

check: ## ruff, mypy, djlint, import-linter, codespell, migrations, check --deploy, generated docs, bill of materials, known vulnerabilities
	python3 manage.py check_all

bench: ## measure; results go to bench/RESULTS.md by hand
	.venv/bin/python bench/report.py && .venv/bin/python bench/commitment_list.py && .venv/bin/python bench/api.py && .venv/bin/python bench/export.py && .venv/bin/python bench/participation.py && .venv/bin/python bench/consultation.py && .venv/bin/python bench/budgets.py && .venv/bin/python bench/infographics.py && .venv/bin/python bench/digests.py && sh bench/schemathesis.sh

docs: ## rewrite the generated pages of docs/
	python3 manage.py make_docs

web: ## the web process of a server installation
	python3 manage.py run web

worker: ## the worker of a server installation
	python3 manage.py run worker

beat: ## the calendar of a server installation
	python3 manage.py run beat

letters: ## the program that sends the codes for entering
	python3 manage.py run letters
