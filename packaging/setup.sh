#!/usr/bin/env bash
# Installs what is missing: system libraries, Python, .venv/ (with --dev the test tools too).
# A second run finds everything in place, needs no network and says nothing.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
export PATH="$PATH:/usr/sbin:/sbin"
dev=()
[ "${1:-}" != "--dev" ] || dev=(--dev)
# One at a time: two runs in the same folder must not build the same .venv.
exec 9<packaging/setup.sh
! command -v flock >/dev/null || flock 9

# shared library / command = Debian package that carries it
offscreen_libraries="libGL.so.1=libgl1 libEGL.so.1=libegl1 libglib-2.0.so.0=libglib2.0-0 libdbus-1.so.3=libdbus-1-3
  libfontconfig.so.1=libfontconfig1 libxkbcommon.so.0=libxkbcommon0"
desktop_libraries="libxcb-cursor.so.0=libxcb-cursor0 libxcb-icccm.so.4=libxcb-icccm4 libxcb-image.so.0=libxcb-image0
  libxcb-keysyms.so.1=libxcb-keysyms1 libxcb-randr.so.0=libxcb-randr0 libxcb-render-util.so.0=libxcb-render-util0
  libxcb-shape.so.0=libxcb-shape0 libxcb-xkb.so.1=libxcb-xkb1 libxkbcommon-x11.so.0=libxkbcommon-x11-0"
test_tools="Xvfb=xvfb xauth=xauth openssl=openssl unzip=unzip pdfsig=poppler-utils pdftotext=poppler-utils
  qpdf=qpdf certutil=libnss3-tools certtool=gnutls-bin pg_ctlcluster=postgresql softhsm2-util=softhsm2 pkcs11-tool=opensc"
# Real FAT and exFAT sticks for the tests; not every system has these packages, and without them a folder is the stick.
fuse=/dev/fuse
stick_tools="mkfs.vfat=dosfstools fusefat=fusefat fusermount=fuse mkfs.exfat=exfatprogs mount.exfat-fuse=exfat-fuse"

say() { printf '%s\n' "$*" >&2; }

# Packages of the libraries that the loader does not know.
missing_libraries() {
  local known pair
  known=$(ldconfig -p 2>/dev/null) || return 0 # no such loader here: the start of Qt below is the proof
  for pair in "$@"; do
    case "$known" in *"${pair%%=*} "*) ;; *) echo "${pair#*=}" ;; esac
  done
}

# Packages of the commands that are not there.
missing_tools() {
  local pair
  for pair in "$@"; do command -v "${pair%%=*}" >/dev/null 2>&1 || echo "${pair#*=}"; done | sort -u
}

missing_system() {
  missing_libraries $offscreen_libraries $desktop_libraries
  [ ${#dev[@]} -eq 0 ] || missing_tools $test_tools
}

# What nothing can go on without; a machine with no screen manages without the desktop libraries.
missing_at_any_rate() {
  if [ ${#dev[@]} -eq 0 ] && [ -z "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
    missing_libraries $offscreen_libraries
  else
    missing_system
  fi
}

as_root() {
  if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo -n "$@"; fi
}

# True when apt may be used without asking anybody.
may_install() {
  command -v apt-get >/dev/null 2>&1 && as_root true 2>/dev/null
}

apt_install() {
  local log
  log=$(mktemp)
  # The package lists of a fresh machine are empty or old: refresh them only when the first try fails.
  if apt_quiet install "$@" >"$log" 2>&1 || { apt_quiet update && apt_quiet install "$@"; } >"$log" 2>&1; then
    rm -f "$log"
    return 0
  fi
  tail -n 5 "$log" >&2
  rm -f "$log"
  return 1
}

apt_quiet() {
  local action=$1
  shift
  as_root env DEBIAN_FRONTEND=noninteractive apt-get -y -qq -o DPkg::Lock::Timeout=120 "$action" \
    $([ "$action" = update ] || echo --no-install-recommends) "$@" 9<&-
}

# The first Python that has ready-made packages (3.11 to 3.13) and can make an environment.
find_python() {
  local name
  for name in python3 python3.11 python3.12 python3.13; do
    if "$name" -c 'import sys, venv, ensurepip; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null; then
      command -v "$name"
      return 0
    fi
  done
  return 1
}

install_python() {
  local package
  for package in python3 python3.11 python3.12 python3.13; do
    say "正在安装 $package 和 $package-venv …"
    if apt_install "$package" "$package-venv" && find_python; then return 0; fi
  done
  return 1
}

mapfile -t missing < <(missing_system)
if [ ${#missing[@]} -gt 0 ] && may_install; then
  say "正在安装系统组件:${missing[*]} …"
  apt_install "${missing[@]}" || true
fi
mapfile -t missing < <(missing_at_any_rate)
if [ ${#missing[@]} -gt 0 ]; then
  say "缺少系统组件:${missing[*]}。其他内容没有改动。请让管理员运行下面一行,然后重新运行本命令:"
  say "  sudo apt-get update && sudo apt-get install --no-install-recommends ${missing[*]}"
  exit 1
fi

if [ ${#dev[@]} -gt 0 ] && [ -w "$fuse" ] && may_install; then
  mapfile -t missing < <(missing_tools $stick_tools)
  if [ ${#missing[@]} -gt 0 ]; then
    say "正在安装测试用的U盘驱动:${missing[*]} …"
    apt_install "${missing[@]}" || say "U盘驱动没有装上,有关测试改用文件夹,并在结果里说明。"
  fi
fi

ready=.venv/bin/python
if [ -x "$ready" ] && "$ready" packaging/environment.py --check "${dev[@]}" 2>/dev/null; then
  exit 0
fi
python=$(find_python) || { may_install && python=$(install_python); } || {
  say "没有找到带 venv 的 Python 3.11、3.12 或 3.13。其他内容没有改动。请让管理员运行下面一行,然后重新运行本命令:"
  say "  sudo apt-get update && sudo apt-get install python3 python3-venv"
  exit 1
}
"$python" packaging/environment.py "${dev[@]}" 9<&-
# The proof that the window can be drawn here; the loader itself names what it lacks.
QT_QPA_PLATFORM=offscreen .venv/bin/python -c 'from PySide6.QtWidgets import QApplication; QApplication([])' || {
  say "组件已装好,但图形库无法启动,原因见上一行。请把这一行发给技术支持,或安装缺少的系统库后重新运行本命令。"
  exit 1
}
