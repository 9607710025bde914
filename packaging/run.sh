#!/usr/bin/env bash
# Opens the window on the practice book; without a screen it runs the same month headless.
#   run.sh [ARGS…]            ARGS go to the program
#   run.sh --headless [DIR]   no window; DIR gets the practice county, township and packet
set -euo pipefail
packaging=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
python=${packaging%/*}/.venv/bin/python

case "$(locale charmap 2>/dev/null || true)" in UTF-8 | utf-8 | "") ;; *) export LC_ALL=C.UTF-8 ;; esac

# A folder of its own for every run, so that nothing of an earlier practice is overwritten.
practice_folder() {
  local home=${MINGZHANG_HOME:-${XDG_DATA_HOME:-${HOME:-/nonexistent}/.local/share}/mingzhang}
  if mkdir -p "$home/practice" 2>/dev/null; then
    mktemp -d "$home/practice/$(date +%Y%m%d-%H%M%S)-XXXX" 2>/dev/null && return 0
  fi
  mktemp -d "${TMPDIR:-/tmp}/mingzhang-practice-XXXX"
}

headless() {
  local folder=${1:-}
  [ -n "$folder" ] || folder=$(practice_folder)
  echo "练习文件放在:$folder" >&2
  exec "$python" -P -m app.headless "$folder"
}

bash "$packaging/setup.sh"
if [ "${1:-}" = "--headless" ]; then
  headless "${2:-}"
elif [ -z "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
  echo "没有图形桌面(DISPLAY 未设置),窗口打不开。现改为不开窗口,把同一个月从登记到月报包走一遍。" >&2
  headless
else
  exec "$python" -P -m ui --practice "$@"
fi
