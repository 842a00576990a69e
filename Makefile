# The front door of Reprise. Plain `make` lists the targets.
SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help setup reproduce-table ablation report test check check-native check-statistics soak fuzz bench picture clean

REPRISE := node dist/main.js
SOURCES := $(shell find src -name '*.ts') tsconfig.json tsconfig.build.json
KERNELS := $(shell find native -name '*.cc' -o -name '*.h' -o -name 'build.mjs')

help: ## list these targets
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1|\2/' | awk -F'|' '{ printf "%-28s %s\n", $$1, $$2 }'
	@echo '  EXPERIMENT is the name of a file in experiments/.'

setup: dist/.built ## install the system libraries (as root on Debian), the packages, and compile

reproduce-table: dist/.built ## train and evaluate the whole table on the miniature, then print it and write the reports
	@$(REPRISE) run reproduce-table

ablation: dist/.built ## run one experiment: make ablation EXPERIMENT=heads
	@$(REPRISE) run $(or $(EXPERIMENT),$(error Name the experiment: make ablation EXPERIMENT=heads))

report: dist/.built ## write the reports again from the stored results of EXPERIMENT (default: reproduce-table)
	@$(REPRISE) report $(or $(EXPERIMENT),reproduce-table)

test: dist/.built ## run every test
	@npm test --silent

check: dist/.built ## type check, lint and format check
	@npm run --silent typecheck
	@npm run --silent lint
	@npm run --silent format:check

bench: dist/.built ## time Reprise beside PyTorch and write docs/performance.md; QUICK=1: fewer rounds, nothing written
	@node bench/main.mjs $(if $(QUICK),quick)

check-native: dist/.built ## run the kernels' tests under sanitizers; compare arm64's bits with x64's (under qemu, where installed)
	@node native/check-arm64.mjs
	@node native/check.mjs

soak: dist/.built ## kill or stop a run at hundreds of random moments and compare it with an uninterrupted one (KILLS=300, EXPERIMENT=smoke)
	@$(REPRISE) verify resume $(or $(EXPERIMENT),smoke) --kills $(or $(KILLS),300)

fuzz: dist/.built ## give the program a thousand hostile files and arguments (SEED=1, CASES=1000; CASE=123: one again; SECONDS=20 a run; PROGRAM=dist/main.js)
	@FUZZ_SEED=$(or $(SEED),1) FUZZ_CASES=$(or $(CASES),1000) FUZZ_CASE=$(CASE) FUZZ_SECONDS=$(SECONDS) FUZZ_PROGRAM=$(abspath $(PROGRAM)) \
	  npx vitest run test/fuzz --disableConsoleIntercept

check-statistics: dist/.built ## check the statistics by simulation, where the truth is known (minutes)
	@node dist/statistics/simulation/main.js

picture: ## photograph the report of reproduce-table for the README (needs chromium)
	@chromium --headless --no-sandbox --disable-gpu --hide-scrollbars --window-size=1100,2150 \
	  --screenshot=$(CURDIR)/docs/report.png file://$(CURDIR)/reports/reproduce-table/index.html

clean: ## remove what was built; results, reports and data are kept
	rm -rf dist native/build node_modules

# `make setup` tries again what could not be built.
ifneq ($(filter setup,$(MAKECMDGOALS)),)
$(if $(wildcard node_modules/.unbuilt),node_modules/.installed: again)
$(if $(wildcard native/build/reprise.node),,native/build/.built: again)
endif
.PHONY: again

node_modules/.installed: package.json package-lock.json setup/install.sh
	@bash setup/install.sh
	@touch $@

native/build/.built: node_modules/.installed $(KERNELS)
	@node native/build.mjs
	@mkdir -p native/build && touch $@

dist/.built: node_modules/.installed native/build/.built $(SOURCES)
	@npm run --silent build
	@touch $@
