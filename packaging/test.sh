#!/usr/bin/env bash
# Sets up and runs every check; arguments go to pytest, whose closing line is the last one printed.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
bash packaging/setup.sh --dev
python=.venv/bin/python

case "$(locale charmap 2>/dev/null || true)" in UTF-8 | utf-8 | "") ;; *) export LC_ALL=C.UTF-8 ;; esac
runtime=$(mktemp -d)
trap 'rm -rf "$runtime"' EXIT
# Ten thousand tests make books of two megabytes each and flush them to the disk: in memory that takes half the time.
if [ -z "${PYTEST_DEBUG_TEMPROOT:-}" ] && room=$(df --output=avail -k /dev/shm 2>/dev/null | tail -n 1) \
  && [ "$room" -gt 6000000 ] && memory=$(mktemp -d -p /dev/shm); then
  trap 'rm -rf "$runtime" "$memory"' EXIT
  export PYTEST_DEBUG_TEMPROOT=$memory
fi
# Qt warns when it has no folder of its own, and here a warning is a failure.
[ -n "${XDG_RUNTIME_DIR:-}" ] || export XDG_RUNTIME_DIR=$runtime
export QT_QPA_PLATFORM=offscreen
# Tests start the program hundreds of times: without its compiled files each start would compile it anew.
unset PYTHONDONTWRITEBYTECODE

failed=()
check() {
  local name=$1
  shift
  "$python" -m "$@" || failed+=("$name")
}
check "ruff check" ruff check .
check "ruff format" ruff format --check .
check "mypy" mypy
[ ${#failed[@]} -eq 0 ] || printf '未通过的检查:%s\n' "${failed[@]}"
result=0
# Whole files go to a free process in the order of tests/conftest.py: the long ones first, none is waited for last.
"$python" -m pytest -n auto --dist loadfile --no-loadscope-reorder "$@" || result=$?
[ ${#failed[@]} -eq 0 ] || [ "$result" -ne 0 ] || result=1
exit "$result"
