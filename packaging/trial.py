"""Tries the Linux packages as an office would: in clean Debian systems without Python and without the network."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import bundle
import linux

SUITES = ("bookworm", "bullseye")
FOLDER = "/home/clerk/我的 练习"  # Chinese and a space, as on a clerk's own desktop
HEADLESS = "QT_QPA_PLATFORM=offscreen"
SECONDS = 1200  # for one program; the machine may be busy


def everything(work: Path, anew: bool = False) -> None:
    """Install, start, work through a month, verify, remove; every line says what was seen.

    Raises:
        bundle.BuildFailed: Something was not as it should be.
    """
    bundle.need("debootstrap", "unshare", "Xvfb")
    deb = work / f"mingzhang_{bundle.version()}_amd64.deb"
    folder = work / f"mingzhang_{bundle.version()}_linux-x86_64.tar.xz"
    for file in (deb, folder):
        if not file.is_file():
            raise bundle.BuildFailed(f"{file.name} is not there: make it first")
    for suite in SUITES:
        run = Trial(work, suite, anew)
        run.install(deb)
        run.program("mingzhang", "mingzhang-cli")
        run.remove()
        run.portable(folder)


class Trial:
    """One clean system and a clerk in it."""

    def __init__(self, work: Path, suite: str, anew: bool) -> None:
        self.suite, self.log = suite, work / f"trial-{suite}.log"
        fresh, self.root = work / f"clean-{suite}", work / f"trial-{suite}"
        if anew:
            shutil.rmtree(fresh, ignore_errors=True)
        if not (fresh / "etc" / "debian_version").is_file():
            linux.debootstrap(fresh, suite, "", self.log)
        shutil.rmtree(self.root, ignore_errors=True)
        bundle.run(["cp", "-a", "--reflink=auto", str(fresh), str(self.root)])
        self.as_root("useradd --create-home clerk && mkdir -p /tmp/.X11-unix && chmod 1777 /tmp/.X11-unix")
        self.seen("no Python in the system", not list((self.root / "usr" / "bin").glob("python*")))

    def install(self, deb: Path) -> None:
        """By apt, with what it depends on and nothing more."""
        shutil.copyfile(deb, self.root / "mingzhang.deb")
        apt = "DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends"
        self.as_root(f"apt-get -q update && {apt} /mingzhang.deb", network=True)
        place = "/usr/lib/mingzhang"  # the start file sets the path of its libraries, ldd has to be told
        look = f"LD_LIBRARY_PATH={place}/lib find {place} -type f -exec ldd {{}} + 2>&1"
        missing = self.as_clerk(f"{look} | grep 'not found' || true")
        self.seen("every library is found", not missing.strip(), missing[:300])
        self.as_root(f"{'apt-get install -y -q --no-install-recommends shared-mime-info'}", network=True)
        kind = self.as_root("grep -h packet /usr/share/mime/globs2 || true", say=True)
        self.seen("a packet has its type", "application/x-mingzhang-packet:MZ_*.zip" in kind)

    def program(self, window: str, command: str) -> None:
        """Both ways in: what is painted, and a practice month from the registers to a verified packet."""
        self.as_clerk(f"mkdir -p '{FOLDER}' && cd '{FOLDER}' && {command} --json demo .")
        self.seen("the practice books are made", True)
        book = f"'{FOLDER}/township.mz'"
        said = self.as_clerk(f"{HEADLESS} {window} --book {book} --quit-when-ready")
        self.seen("starts offscreen", "ready" in said)
        with screen() as display:
            inside = f"DISPLAY=:{display} QT_QPA_PLATFORM=xcb {window} --quit-when-ready {book}"
            said = self.as_clerk(inside, mounts=["/tmp/.X11-unix"])
        self.seen("starts on an X screen", "ready" in said)
        checks = json.loads(self.as_clerk(f"{command} --json --book {book} doctor"))
        wrong = [check["name"] for check in checks["checks"] if not check["ok"]]
        self.seen("doctor finds everything in order", checks["ok"], wrong)
        self._month(command, book)

    def _month(self, command: str, book: str) -> None:
        packet = self.as_clerk(f"ls '{FOLDER}'/out/MZ_*.zip").split("\n")[0]
        verdict = json.loads(self.as_clerk(f"{command} --json packet verify '{packet}' --trust '{FOLDER}/trust'"))
        self.seen("its packet is intact and trusted", verdict["intact"] and verdict["trusted"], verdict["code"])
        county = f"'{FOLDER}/county.mz'"
        self.as_clerk(f"{command} --json --book {county} packet receive '{FOLDER}/stick'")
        self.seen("the county receives it from the stick", True)
        sheet = (
            f"{command} --json --book {book} sheet finance_wall --unit 青山村 --period 2026Q3 --out '{FOLDER}/公开榜'"
        )
        self.as_clerk(sheet)
        made = self.as_clerk(f"find '{FOLDER}/公开榜' -name '*.pdf' -size +10k")
        self.seen("a wall sheet is drawn with the bundled fonts", ".pdf" in made)

    def remove(self) -> None:
        """By dpkg; the clerk's books stay."""
        self.as_root("dpkg --purge mingzhang")
        left = [place for place in ("usr/lib/mingzhang", "usr/bin/mingzhang") if (self.root / place).exists()]
        kept = (self.root / FOLDER[1:] / "township.mz").is_file()
        self.seen("removed without a trace, the books stay", not left and kept, left)

    def portable(self, archive: Path) -> None:
        """Unpacked into a clerk's folder: starts, and keeps its data beside itself."""
        place = self.root / "home" / "clerk" / "文档"
        place.mkdir()
        own = self.root / "home" / "clerk" / ".local" / "share" / "mingzhang"
        shutil.rmtree(own)  # of the installed program
        bundle.run(["tar", "xf", str(archive), "-C", str(place)])
        self.as_root("chown -R clerk: /home/clerk/文档")
        said = self.as_clerk(
            f"{HEADLESS} /home/clerk/文档/mingzhang/启动明账.sh --quit-when-ready '{FOLDER}/township.mz'"
        )
        self.seen("the portable folder starts", "ready" in said)
        self.seen("its data lies beside it", (place / "明账数据").is_dir())
        self.seen("and nowhere else", not own.exists())

    def version(self) -> str:
        """Which version dpkg holds installed."""
        return self.as_root('dpkg-query -W -f "\\${Version}" mingzhang', say=True).strip()

    def as_root(self, script: str, *, network: bool = False, say: bool = False) -> str:
        """A script in the system; what it said where that is asked for, else it goes to the log."""
        if say:
            return self._said(f"exec chroot \"$0\" /bin/sh -ec '{script}'", [])
        linux.inside(self.root, script, log=self.log, network=network)
        return ""

    def as_clerk(self, script: str, mounts: list[str] | None = None) -> str:
        """A script as an ordinary user without the network; what it said."""
        (self.root / "tmp" / "script").write_text(f"export LANG=C.UTF-8 HOME=/home/clerk\n{script}\n", "utf-8")
        return self._said('exec chroot "$0" su -s /bin/sh clerk -c "sh -e /tmp/script"', mounts or [])

    def _said(self, last: str, mounts: list[str]) -> str:
        bound = "".join(f'mount --bind {place} "$0{place}" && ' for place in mounts)
        outer = f'mount -t proc proc "$0/proc" && {bound}{last}'
        env = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C.UTF-8"}
        command = ["unshare", "--mount", "--net", "--pid", "--fork", "--kill-child", "sh", "-ec", outer, str(self.root)]
        with self.log.open("ab") as log:
            done = subprocess.run(command, env=env, stdout=subprocess.PIPE, stderr=log, timeout=SECONDS, check=False)
            log.write(done.stdout)
        if done.returncode != 0:
            raise bundle.BuildFailed(f"{self.suite}: exit {done.returncode} (see {self.log})")
        return done.stdout.decode("utf-8", "replace")

    def seen(self, what: str, fine: bool, more: object = "") -> None:
        """Note one thing that was looked at."""
        print(f"{self.suite:9} {'ok  ' if fine else 'FAIL'} {what} {more}", flush=True)
        if not fine:
            raise bundle.BuildFailed(f"{self.suite}: {what} {more}")


@contextmanager
def screen() -> Iterator[int]:
    """An X screen of the size of an old laptop, for as long as it is wanted; its number."""
    reading, writing = os.pipe()
    words = ["-displayfd", str(writing), "-screen", "0", "1366x768x24", "-nolisten", "tcp", "-ac"]
    server = subprocess.Popen(["Xvfb", *words], pass_fds=[writing], stderr=subprocess.DEVNULL)
    os.close(writing)
    try:
        with os.fdopen(reading) as said:
            number = int(said.readline())
        for _ in range(50):
            if Path(f"/tmp/.X11-unix/X{number}").exists():
                break
            time.sleep(0.1)
        yield number
    finally:
        server.terminate()
        server.wait()
