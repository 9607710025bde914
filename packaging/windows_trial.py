"""Tries the setup.exe under Wine as an office would use it; every step says what it saw, the first that fails ends it.

Wine is not Windows: no SmartScreen, no virus scanner, no real printer, no Chinese input of Windows is tried here.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from pathlib import Path

import bundle
import windows

OLDER = "0.0.1"
PREFIX = "/wine-trial"  # a Windows on which nothing was ever built
_LOCAL = Path("drive_c", "users", "root", "AppData", "Local")
_START_MENU = Path("drive_c", "users", "root", "AppData", "Roaming", "Microsoft", "Windows", "Start Menu", "Programs")
_DESKTOP = Path("drive_c", "users", "root", "Desktop")
INSTALLED = r"C:\users\root\AppData\Local\Programs\mingzhang"
BOOKS = r"C:\users\root\Documents\练习 文件"
SCREEN = "1366x768x24"


class Trial:
    """One run: a system of Wine with nothing of ours in it, the two setups, and what has been seen so far."""

    def __init__(self, work: Path) -> None:
        self.work, self.root = work, windows.system(work)
        self.prefix = self.root / PREFIX.removeprefix("/")
        self.local, self.log = self.prefix / _LOCAL, work / "windows-trial.log"
        self.program = self.local / "Programs" / bundle.NAME
        self.books = self.prefix / "drive_c" / "users" / "root" / "Documents" / "练习 文件"
        self.room = self.root / "build" / "trial"

    def run(self, script: str) -> str:
        """Carry out a script under Wine; what it wrote, with CR taken away."""
        said = self.room / "said.txt"
        said.unlink(missing_ok=True)
        windows.wine(
            self.root, f"cd /build/trial\n{{\n{script}\n}} | cat >/build/trial/said.txt", self.log, prefix=PREFIX
        )
        return said.read_text("utf-8", "replace").replace("\r", "")

    def code(self, command: str) -> int:
        """The exit code of one command under Wine."""
        return int(self.run(f"set +e\n{command} >&2\necho code $?").rsplit("code ", 1)[1])

    def asks(self, *words: str) -> dict[str, object]:
        """What the installed command line answers with --json."""
        line = " ".join(f"'{word}'" for word in words)
        said: dict[str, object] = json.loads(self.run(f"wine '{INSTALLED}\\mingzhang-cli.exe' --json {line}"))
        return said

    def seen(self, what: str, fine: bool, more: object = "") -> None:
        """Note one thing that was looked at."""
        print(f"{'ok  ' if fine else 'FAIL'} {what} {more}", flush=True)
        if not fine:
            raise bundle.BuildFailed(f"Wine trial: {what} {more} (see {self.log})")


def trial(work: Path) -> None:
    """Install, work, upgrade, uninstall."""
    run = Trial(work)
    _prepare(run)
    _install(run)
    _work_without_window(run)
    _window(run)
    _upgrade(run)
    _uninstall(run)


def _prepare(run: Trial) -> None:
    """Nothing of an earlier run is left; the older release is a small one with a file the newer does not have."""
    shutil.rmtree(run.prefix, ignore_errors=True)
    shutil.rmtree(run.room, ignore_errors=True)
    run.room.mkdir(parents=True)
    run.run("wine wineboot -i >&2; wineserver -w")
    (run.room / "older" / bundle.LIB).mkdir(parents=True)
    shutil.copy2(run.work / "windows" / bundle.NAME / "mingzhang.exe", run.room / "older")
    (run.room / "older" / bundle.LIB / "gone.txt").write_text("an older release had this\n", "ascii")
    older = windows.setup(run.work, run.room / "older", trial_of=OLDER)
    shutil.move(older, run.room / "older.exe")
    shutil.copyfile(run.work / f"{bundle.NAME}-{bundle.version()}-setup.exe", run.room / "new.exe")


def _install(run: Trial) -> None:
    run.seen("an older release installs silently", run.code("wine older.exe /S") == 0)
    kept = {run.local / bundle.NAME / "books" / "旧账.mz": b"a book", run.program / "我的账套.mz": b"put there by hand"}
    for file, content in kept.items():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    run.seen("the new one installs over it", run.code("wine new.exe /S") == 0)
    run.seen("a file only the older one had is gone", not (run.program / bundle.LIB / "gone.txt").exists())
    run.seen("what the clerk put there is whole", all(file.read_bytes() == content for file, content in kept.items()))
    missing = [one for one in _files(run.work / "windows" / bundle.NAME) if not (run.program / one).is_file()]
    run.seen("every file of the program is there", not missing, missing[:3])
    links = [run.prefix / _DESKTOP / "明账.lnk", run.prefix / _START_MENU / "明账.lnk"]
    run.seen("the desktop and the start menu have 明账", all(link.is_file() for link in links))
    asked = r"wine reg query 'HKCU\Software\Classes\{}' /s"
    kinds = run.run("\n".join(asked.format(kind) for kind in (".mz", ".mzb", "mingzhang.book", "mingzhang.packet")))
    run.seen(".mz and .mzb are opened by it", kinds.count("mingzhang.exe") >= 2 and "mingzhang.backup" in kinds)
    run.seen("an older setup over a newer release is refused", run.code("wine older.exe /S") == 4)


def _files(folder: Path) -> list[Path]:
    return sorted(file.relative_to(folder) for file in folder.rglob("*") if file.is_file())


def _work_without_window(run: Trial) -> None:
    """The practice month by the installed command line, in a folder with Chinese and a space."""
    made = run.asks("demo", BOOKS)
    run.seen("practice books are made", (run.books / "township.mz").is_file(), made.get("township", ""))
    book = ("--book", BOOKS + r"\township.mz")
    health = run.asks(*book, "doctor")
    told = [f"{one['name']}:{one['ok']}" for one in health["checks"]]  # type: ignore[attr-defined]
    run.seen("doctor finds all well", bool(health["ok"]), " ".join(told))
    packets = sorted((run.books / "stick").glob("MZ_*"))
    run.seen("a month's packet lies on the stick", len(packets) == 1, [one.name for one in packets])
    plain = sorted((run.books / "out").glob("MZ_*.zip"))
    verdict = run.asks("packet", "verify", BOOKS + "\\out\\" + plain[0].name, "--trust", BOOKS + r"\trust")
    run.seen("it verifies: whole, signed, trusted", bool(verdict["intact"] and verdict["trusted"]), verdict["code"])
    run.asks("--book", BOOKS + r"\county.mz", "packet", "receive", BOOKS + r"\stick")
    run.seen("the county receives it, checked in a process of its own", True)
    run.seen("so does the window's program", _checked_by_window(run, plain[0].name))
    for name in ("问题.pdf", "问题.xlsx"):
        run.asks(*book, "export", "problem", f"{BOOKS}\\{name}")
        run.seen(f"{name} is written", (run.books / name).stat().st_size > 5_000)
    run.asks(*book, "backup", BOOKS + r"\备份.mzb")
    run.seen("a verified backup is made", (run.books / "备份.mzb").is_file())


def _checked_by_window(run: Trial, packet: str) -> bool:
    """The program without a console looks into a packet as it does for its window: a job in, an answer out."""
    job = {"path": f"{BOOKS}\\out\\{packet}", "trust": BOOKS + r"\trust", "practice": True}
    job |= {"moment": "2026-12-01T08:00:00+08:00", "memory": 1 << 30, "seconds": 120}
    (run.room / "job.json").write_text(json.dumps(job), "ascii")
    answer = json.loads(run.run(f"wine '{INSTALLED}\\mingzhang.exe' --check-packet <job.json"))
    return bool(answer["verdict"]["intact"] and not answer["verdict"]["errors"])


_SCREEN = """export DISPLAY=:77 QT_QPA_PLATFORM=windows
rm -f /tmp/.X77-lock /tmp/.X11-unix/X77
Xvfb :77 -screen 0 {screen} >/dev/null 2>&1 & screen=$!
trap 'wineserver -k || true; kill $screen || true' EXIT
for _ in $(seq 50); do [ -S /tmp/.X11-unix/X77 ] && break; sleep 0.2; done
"""
_SHOWN = "timeout 240 xdotool search --sync --onlyvisible --name 明账 >/dev/null"


def _window(run: Trial) -> None:
    """The installed window on Wine's own screen: how long it takes, what it looks like, what a double click opens."""
    start, exe = _SCREEN.format(screen=SCREEN), f"wine '{INSTALLED}\\mingzhang.exe'"
    ready = f"{exe} --practice --quit-when-ready | cat >/dev/null"
    timed = f"for _ in 1 2 3; do a=$(date +%s%N); {ready}; b=$(date +%s%N); echo $(((b-a)/1000000)) ms; done"
    times = re.findall(r"\d+ ms", run.run(f"{start}{ready}\n{timed}"))
    run.seen("the window stands", len(times) == 3, times)
    for name, words in (("window", "--practice"), ("opened", f"'{BOOKS}\\township.mz'")):
        shot = f"{exe} {words} | cat >/dev/null &\n{_SHOWN}\nsleep 20\nimport -window root {name}.png"
        run.run(start + shot)
        picture = run.work / f"windows-{name}.png"
        shutil.move(run.room / f"{name}.png", picture)
        run.seen("a picture was taken, look at it:", picture.stat().st_size > 20_000, picture)
    again = "set +e; wine new.exe /S | cat; echo code ${PIPESTATUS[0]}; true"
    code = run.run(f"{start}{exe} --practice | cat >/dev/null &\n{_SHOWN}\n{again}").strip()
    run.seen("while it is open nothing is replaced", code == "code 3" and not _lost(run), code)


def _lost(run: Trial) -> list[Path]:
    return [one for one in _files(run.work / "windows" / bundle.NAME) if not (run.program / one).is_file()]


def _sums(folder: Path) -> dict[str, str]:
    return {str(one): hashlib.sha256((folder / one).read_bytes()).hexdigest() for one in _files(folder)}


def _kept(run: Trial) -> tuple[dict[str, str], dict[str, str]]:
    """What belongs to the clerk: the practice books, and settings, books and backups of the program's own folder."""
    return _sums(run.books), _sums(run.local / bundle.NAME)


def _upgrade(run: Trial) -> None:
    before = _kept(run)
    run.seen("the same release installs once more", run.code("wine new.exe /S") == 0)
    run.seen("books, backups and settings are as before", _kept(run) == before)
    run.seen("and open", bool(run.asks("--book", BOOKS + r"\township.mz", "doctor")["ok"]))


_WAIT = "for _ in $(seq 120); do [ -e '{}' ] || break; sleep 0.5; done; true"
_KINDS = ".mz .mzb mingzhang.book mingzhang.packet"
_ASK = r"for kind in {}; do wine reg query 'HKCU\Software\Classes\'$kind && echo there; done"


def _uninstall(run: Trial) -> None:
    before = _kept(run)
    gone = _WAIT.format(Path(PREFIX, _LOCAL, "Programs", bundle.NAME, bundle.LIB))
    code = run.code(f"wine '{INSTALLED}\\uninstall.exe' /S; {gone}")
    left = _files(run.program) if run.program.exists() else []
    run.seen("it uninstalls and leaves what the clerk put there", code == 0 and left == [Path("我的账套.mz")], left)
    run.seen("books, backups and settings are as before", _kept(run) == before)
    links = [run.prefix / _DESKTOP / "明账.lnk", run.prefix / _START_MENU / "明账.lnk"]
    run.seen("the links are gone", not any(link.exists() for link in links))
    run.seen("the file types are gone", "there" not in run.run(f"set +e\n{_ASK.format(_KINDS)}\ntrue"))
