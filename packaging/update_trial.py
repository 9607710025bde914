"""Tries the update from a stick with packaged programs of two versions, as .deb and as folder, in a clean system.

A publisher is made for this alone and his key put into both programs; nobody's password is known there, so asking
for an administrator is played by sudo.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import bundle
import debian
import linux
import portable
import release
import trial

from app.packet import release as releases

NEWER = "99.0.0"
SUITE = "bookworm"
_PASSWORD = b"only for this trial"
_STICK = "/home/clerk/U 盘"
_BOOK = f"--book '{trial.FOLDER}/township.mz'"
_STAGED = "/home/clerk/.local/share/mingzhang/updates"
_SUDO = "clerk ALL=(root) NOPASSWD: ALL"
_PKEXEC = "printf '#!/bin/sh\\n{}\\n' >/usr/bin/pkexec && chmod 755 /usr/bin/pkexec"


def everything(work: Path, anew: bool = False) -> None:
    """Look, refuse what is not right, update by hand, by the administrator's question and as a folder.

    Raises:
        bundle.BuildFailed: Something was not as it should be.
    """
    bundle.need("debootstrap", "unshare", "objdump")
    place = work / "update"
    debs, folders = _packages(work, place)
    run = trial.Trial(work, SUITE, anew)
    stick = run.root / _STICK[1:]
    shutil.copytree(place / "stick", stick)
    shutil.copyfile(debs[1], stick / "new.deb")
    run.install(debs[0])
    run.as_clerk(f"mkdir -p '{trial.FOLDER}' && cd '{trial.FOLDER}' && mingzhang-cli --json demo .")
    _refused(run, stick)
    _by_hand(run)
    _by_question(run)
    run.remove()
    _as_folder(run, folders[0])


def _packages(work: Path, place: Path) -> tuple[list[Path], list[Path]]:
    """A .deb and a folder of this version and of a newer one, and release files of both on a stick."""
    shutil.rmtree(place, ignore_errors=True)
    secret, public = place / "secret", place / "public"
    public.mkdir(parents=True)
    key_file, shown = release.make_key(secret, _PASSWORD, public)
    key = releases.private_key(key_file.read_bytes(), _PASSWORD)
    debs, folders = [], []
    other = linux.build(linux.elsewhere(work, "newer"), linux.X86, trial_of=NEWER)
    for made, number in ((work / linux.X86.made / bundle.NAME, bundle.version()), (other, NEWER)):
        program = place / number / bundle.NAME
        shutil.copytree(made, program, symlinks=True)
        shutil.copyfile(shown, program / bundle.LIB / "resources" / "publisher" / shown.name)
        debs.append(debian.make(program, made.parent / "icons", place, linux.X86, trial_of=number))
        folders.append(portable.make(program, place, f"linux-{linux.X86.name}", trial_of=number))
        (place / "stick").mkdir(exist_ok=True)
        for installer, kind in ((debs[-1], "deb"), (folders[-1], "folder")):
            news = [releases.News(number, "### 新增\n- 试验更新。")]
            room = bundle.size(program)
            told = releases.describe(installer, number, f"linux-{linux.X86.name}", kind, room, "2026-12-01", news)
            releases.write_release(place / "stick", installer, told, key)
    return debs, folders


def _file(kind: str, version: str = NEWER) -> str:
    """The release file on the stick, for a shell."""
    return f"'{_STICK}'/MZU_{version}_linux-x86_64_{kind}_*.zip"


def _refused(run: trial.Trial, stick: Path) -> None:
    (whole,) = stick.glob(f"MZU_{NEWER}_*_deb_*.zip")
    bad = bytearray(whole.read_bytes())
    bad[len(bad) // 2] ^= 1
    (stick / "bad.zip").write_bytes(bad)
    (stick / "cut.zip").write_bytes(bad[: len(bad) // 2])
    said = run.as_clerk(f"mingzhang-cli update look {_file('deb')}")
    run.seen("the update is looked at and says what is new", NEWER in said and "试验更新" in said)
    for name, file, words in (
        ("an altered file", f"'{_STICK}/bad.zip'", "没有更新"),
        ("a file that was cut off", f"'{_STICK}/cut.zip'", "没有更新"),
        ("the version that is here", _file("deb", bundle.version()), "不用再更新"),
        ("the folder's file", _file("folder"), "装不了"),
    ):
        said = run.as_clerk(f"mingzhang-cli {_BOOK} update install {file} 2>&1 || true")
        run.seen(f"{name} is refused", words in said, said.strip().split("\n")[-1][:160])
    run.seen("the old program stands", run.version() == bundle.version())


def _by_hand(run: trial.Trial) -> None:
    """Where no tool can ask for the administrator, the program says what he has to type."""
    said = json.loads(run.as_clerk(f"mingzhang-cli --json {_BOOK} update install {_file('deb')}"))
    run.seen("without pkexec it tells the line to type", not said["started"], said["by_hand"])
    run.seen("the book was backed up", (run.root / said["backup"].lstrip("/")).is_file(), Path(said["backup"]).name)
    run.as_root(said["by_hand"].removeprefix("sudo "))
    _updated(run, "that line installs the update")


def _updated(run: trial.Trial, what: str) -> None:
    run.seen(what, run.version() == NEWER)
    said = run.as_clerk(f"mingzhang-cli update look {_file('deb')} 2>&1 || true")
    run.seen("the program knows it is the newer one", f"现在用的就是 {NEWER} 版" in said)
    gone = f"for _ in $(seq 3000); do [ -e {_STAGED} ] || break; sleep 0.3; done"
    run.as_clerk(f"export {trial.HEADLESS}\nmingzhang {_BOOK} >/dev/null 2>&1 &\n{gone}")
    run.seen("its first start tells so and clears up", not (run.root / _STAGED[1:]).exists())
    run.seen("the book is as it was", json.loads(run.as_clerk(f"mingzhang-cli --json {_BOOK} doctor"))["ok"])


def _by_question(run: trial.Trial) -> None:
    """The administrator is asked once the program has closed: he refuses, then he agrees."""
    run.as_root(
        f"apt-get install -y -q --no-install-recommends sudo && echo '{_SUDO}' >/etc/sudoers.d/clerk", network=True
    )
    for answer, code, version in (("exit 126", "126", bundle.version()), ('exec sudo -n "$@"', "0", NEWER)):
        run.as_root(f"dpkg -i /mingzhang.deb && {_PKEXEC.format(answer)}")
        wait = f"for _ in $(seq 3000); do [ -s {_STAGED}/result ] && break; sleep 0.2; done; cat {_STAGED}/result"
        said = run.as_clerk(f"mingzhang-cli --json {_BOOK} update install {_file('deb')}\n{wait}")
        words = "asked and refused" if code != "0" else "asked and agreed"
        run.seen(f"the administrator is {words}", said.strip().endswith(code) and run.version() == version)
    _updated(run, "it is installed after the program has closed")


def _as_folder(run: trial.Trial, older: Path) -> None:
    """A folder exchanges itself and starts again from its own place."""
    place = run.root / "home" / "clerk" / "文档"
    place.mkdir()
    bundle.run(["tar", "xf", str(older), "-C", str(place)])
    run.as_root("chown -R clerk: /home/clerk/文档")
    program = "/home/clerk/文档/mingzhang"
    new = f"grep -q '{NEWER}' {program}/portable.txt && readlink /proc/*/exe 2>/dev/null | grep -qx {program}/mingzhang"
    wait = f"for _ in $(seq 3000); do {new} && echo new && break; sleep 0.5; done"
    said = run.as_clerk(
        f"export {trial.HEADLESS}\n{program}/mingzhang-cli --json {_BOOK} update install {_file('folder')}\n{wait}"
    )
    run.seen("the folder exchanges itself and starts from its place", said.strip().endswith("new"))
    run.seen("the old one stands beside it", (place / "mingzhang-旧" / "mingzhang").is_file())
    run.seen("its data lies where it lay", (place / "明账数据" / "backups").is_dir())
    said = run.as_clerk(f"{program}/mingzhang-cli update look {_file('folder')} 2>&1 || true")
    run.seen("the folder knows it is the newer one", f"现在用的就是 {NEWER} 版" in said)
