"""Types Chinese into the packaged program through each input method that is installed here, on a screen of its own."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import bundle
import trial

WANTED = "你好"
SECONDS = 240


class Way(NamedTuple):
    """An input method: what is asked for by a desktop's variables, how it is started and told to type Chinese."""

    programs: tuple[str, ...]
    environment: dict[str, str]
    start: str
    chinese: str  # once the field has the focus


FCITX = {"QT_IM_MODULE": "fcitx", "XMODIFIERS": "@im=fcitx", "GTK_IM_MODULE": "fcitx"}
WAYS = {
    "fcitx4": Way(
        ("fcitx",),
        FCITX,
        'mkdir -p "$HOME/.config/fcitx"; printf \'[Profile]\\nIMName=pinyin\\nPreeditStringInClientWindow=False\\n'
        'EnabledIMList=fcitx-keyboard-us:True,pinyin:True\\n\' >"$HOME/.config/fcitx/profile"; fcitx -D >im.log 2>&1 &',
        "xdotool key ctrl+space",
    ),
    "fcitx5": Way(
        ("fcitx5", "fcitx5-remote"),
        FCITX,
        'mkdir -p "$HOME/.config/fcitx5"; printf \'[Groups/0]\\nName=Default\\nDefault Layout=us\\nDefaultIM=pinyin\\n'
        "[Groups/0/Items/0]\\nName=keyboard-us\\n[Groups/0/Items/1]\\nName=pinyin\\n[GroupOrder]\\n0=Default\\n'"
        ' >"$HOME/.config/fcitx5/profile"; fcitx5 --disable=wayland,waylandim >im.log 2>&1 &',
        "fcitx5-remote -o; sleep 1; fcitx5-remote -s pinyin",
    ),
    "ibus": Way(
        ("ibus-daemon", "ibus"),
        {"QT_IM_MODULE": "ibus", "XMODIFIERS": "@im=ibus", "GTK_IM_MODULE": "ibus"},
        "ibus-daemon --panel disable --xim >im.log 2>&1 &",
        "for i in 1 2 3 4 5 6; do ibus engine libpinyin && break; sleep 2; done",
    ),
}
# Keys go to the window in front; what stands in the field comes back through the clipboard.
SCRIPT = """
openbox >/dev/null 2>&1 &
{start}
sleep {patience}
{program} --book "$BOOK" >program.log 2>&1 &
for i in $(seq 60); do
  sleep 1
  window=$(xdotool search --onlyvisible --name '练习' 2>/dev/null | tail -1) && [ -n "$window" ] && break
done
[ -n "$window" ]
sleep {patience}
xdotool windowactivate --sync "$window" windowfocus --sync "$window"
xdotool key ctrl+shift+f
sleep {patience}
{chinese}
sleep {patience}
xdotool type --delay 250 nihao
sleep {patience}
xdotool key space
sleep {patience}
xdotool key ctrl+a key ctrl+c
sleep 2
timeout 10 xclip -o -selection clipboard >typed.txt
timeout 10 import -window root screen.png || true
kill %% 2>/dev/null || true
"""


def everything(work: Path, anew: bool = False) -> None:
    """Type nihao and a space into 全账查询 by every method that is installed here; says what arrived.

    Raises:
        bundle.BuildFailed: Something else than 你好 arrived.
    """
    bundle.need("Xvfb", "xdotool", "xclip", "openbox", "dbus-run-session")
    program = work / "linux" / bundle.NAME / bundle.NAME
    wrong = []
    for name, way in WAYS.items():
        if missing := [one for one in way.programs if shutil.which(one) is None]:
            print(f"{name:7} not tried: {', '.join(missing)} is not installed here")
            continue
        typed = type_through(way, str(program), work / f"typed-{name}.png")
        print(f"{name:7} {'ok  ' if typed == WANTED else 'FAIL'} nihao and a space gave {typed!r}", flush=True)
        wrong += [name] if typed != WANTED else []
    if wrong:
        raise bundle.BuildFailed(f"no Chinese through {', '.join(wrong)}")


def type_through(way: Way, program: str, picture: Path, patience: int = 4) -> str:
    """One run on a fresh screen, bus and home; what stood in the field at its end."""
    with tempfile.TemporaryDirectory(prefix="打字 ", ignore_cleanup_errors=True) as folder, trial.screen() as display:
        place = Path(folder)
        (place / "run").mkdir(mode=0o700)
        env = {name: value for name, value in os.environ.items() if not name.startswith(("QT_", "DBUS_", "IBUS_"))}
        own = {
            "DISPLAY": f":{display}",
            "QT_QPA_PLATFORM": "xcb",
            "HOME": folder,
            "LANG": "C.UTF-8",
            "LC_ALL": "C.UTF-8",
        }
        own |= {
            "XDG_RUNTIME_DIR": str(place / "run"),
            "MINGZHANG_HOME": str(place / "家"),
            "BOOK": str(place / "township.mz"),
        }
        env |= own | way.environment
        for gone in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "WAYLAND_DISPLAY"):
            env.pop(gone, None)
        subprocess.run([*program.split(), "--cli", "demo", folder], env=env, check=True, stdout=subprocess.DEVNULL)
        script = SCRIPT.format(program=program, start=way.start, chinese=way.chinese, patience=patience)
        command = ["dbus-run-session", "--", "bash", "-ec", script]
        _carried_out(command, env, place)
        for name, ending in (("screen.png", ".png"), ("session.log", ".log")):  # for whoever looks into a failure
            if (place / name).is_file():
                shutil.copyfile(place / name, picture.with_suffix(ending))
        typed = place / "typed.txt"
        return typed.read_text("utf-8") if typed.is_file() else ""


def _carried_out(command: list[str], env: dict[str, str], place: Path) -> None:
    """Run a session to its end; what it has started and left ends with it."""
    with (place / "session.log").open("wb") as log:
        session = subprocess.Popen(command, env=env, cwd=place, stdout=log, stderr=log, start_new_session=True)
        try:
            session.wait(SECONDS)
        except subprocess.TimeoutExpired:
            log.write(b"took too long")
        finally:
            with suppress(ProcessLookupError):
                os.killpg(session.pid, signal.SIGTERM)
            session.wait()
