#!/usr/bin/env bash
# Runs every benchmark one after another; each prints ratios against a floor measured in the same run.
# Ends with 1 where one of them missed a target, after all have run.
# With --long also the two over 100,000 rows in each of all registers: about ten minutes and 4 GB of disk each.
set -euo pipefail
cd "$(dirname "$0")/../.."
export QT_QPA_PLATFORM="${QT_QPA_PLATFORM:-offscreen}"
missed=()
long=(bench_home.py bench_registers.py)
for script in tests/benchmarks/bench_*.py; do
    name="$(basename "$script")"
    if [[ " ${long[*]} " != *" $name "* || "${1:-}" == "--long" ]]; then
        .venv/bin/python "$script" || missed+=("$name")
    else
        .venv/bin/python "$script" 20000 || missed+=("$name")  # the same with fewer rows: about a minute
    fi
done
if ((${#missed[@]})); then
    echo "missed: ${missed[*]}"
    exit 1
fi
