#!/usr/bin/env bash
# Runs every benchmark one after another; each prints ratios against a floor measured in the same run.
set -euo pipefail
cd "$(dirname "$0")/../.."
export QT_QPA_PLATFORM="${QT_QPA_PLATFORM:-offscreen}"
for script in tests/benchmarks/bench_*.py; do
    .venv/bin/python "$script"
done
