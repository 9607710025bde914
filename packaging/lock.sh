#!/usr/bin/env bash
# Re-makes the three locks from pyproject.toml (needs uv); pass --upgrade to move to newer releases.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
uv=.venv/bin/uv
[ -x "$uv" ] || uv=uv
command -v "$uv" >/dev/null || { echo "没有 uv。锁文件没有改动。请先运行:.venv/bin/python -m pip install uv" >&2; exit 1; }
compile() { "$uv" pip compile --quiet --universal --generate-hashes --python-version 3.11 --no-header --no-annotate --no-emit-index-url --no-emit-find-links "$@" pyproject.toml >/dev/null; }
compile "$@" --output-file packaging/requirements.lock
compile "$@" --extra dev --constraint packaging/requirements.lock --output-file packaging/requirements-dev.lock
compile "$@" --extra build --constraint packaging/requirements.lock --output-file packaging/requirements-build.lock
compile "$@" --extra measure --constraint packaging/requirements-dev.lock --output-file packaging/requirements-measure.lock
