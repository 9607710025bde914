#!/usr/bin/env bash
# Runs every benchmark one after another; each prints ratios against a floor measured in the same run.
# With --long also the two over 100,000 rows in each of all registers: about ten minutes and 4 GB of disk each.
set -euo pipefail
cd "$(dirname "$0")/../.."
export QT_QPA_PLATFORM="${QT_QPA_PLATFORM:-offscreen}"
long=(bench_home.py bench_registers.py)
for script in tests/benchmarks/bench_*.py; do
    name="$(basename "$script")"
    if [[ " ${long[*]} " != *" $name "* || "${1:-}" == "--long" ]]; then
        .venv/bin/python "$script"
    else
        .venv/bin/python "$script" 20000  # the same with fewer rows: about a minute
    fi
done
