"""更新程序: looked at before anything is done, backed up before anything is copied, and told afterwards."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path
from types import SimpleNamespace

import pytest

from app import disk, paths
from app.domain.faults import Refused
from app.operations import update_start, updates
from app.operations.books import Book
from app.operations.updates import Ready
from app.storage.backup import check_backup
from tests.releases import Publisher, installed, publisher


@pytest.fixture
def maker(folder: Path) -> Publisher:
    return publisher(folder)


def looked(maker: Publisher, path: Path, folder: Path, kind: str = "deb", version: str = "0.3.0") -> updates.Offer:
    return updates.look(path, installed(folder, kind, version), maker.keys)


def refusal(maker: Publisher, path: Path, folder: Path, kind: str = "deb", version: str = "0.3.0") -> Refused:
    with pytest.raises(Refused) as refused:
        looked(maker, path, folder, kind, version)
    return refused.value


def test_a_newer_release_says_what_is_new_since_the_version_in_use(maker: Publisher, folder: Path) -> None:
    offer = looked(maker, maker.release(), folder)

    assert updates.news_text(offer.news) == "0.9.0 版\n【新增】\n· 更新文件。"
    assert updates.news_text(looked(maker, maker.release(), folder, version="0.1.0").news).count(" 版\n") == 2


@pytest.mark.parametrize(
    ("kind", "version", "facts", "code", "said"),
    [
        ("deb", "0.9.0", {}, "E-SAME", "现在用的就是 0.9.0 版"),
        ("deb", "0.10.0", {}, "E-OLDER", "比现在用的 0.10.0 版旧"),
        ("folder", "0.3.0", {}, "E-PLATFORM", "用的是免安装文件夹,装不了"),
        ("deb", "0.3.0", {"platform": "linux-aarch64"}, "E-PLATFORM", "给64 位 ARM 的 Linux"),
        ("source", "0.3.0", {}, "E-SOURCE", "从源代码运行"),
        ("deb", "0.3.0", {"room": 1 << 50}, "E-SPACE", "磁盘空间不够:还剩"),
    ],
)
def test_what_cannot_be_installed_here_is_said_and_nothing_is_changed(
    maker: Publisher, folder: Path, kind: str, version: str, facts: dict, code: str, said: str
) -> None:
    refused = refusal(maker, maker.release(**facts), folder, kind, version)

    assert refused.code == code
    assert said in refused.message
    assert "程序和账套都没有动" in refused.message
    assert not (paths.home() / "updates").exists()


def test_somebody_elses_signature_is_said_first(maker: Publisher, folder: Path) -> None:
    (folder / "别人").mkdir()
    other = publisher(folder / "别人")

    refused = refusal(maker, other.release(platform="windows-x86_64", kind="setup", name="m.exe"), folder)

    assert refused.code == "E-SIG"
    assert "签名不是明账发布者的" in refused.message


@pytest.mark.parametrize(
    ("content", "said"), [(b"PK\3\4 cut", "没有拷完整"), (b"no packet at all " * 9, "不是明账的更新文件")]
)
def test_a_cut_or_foreign_file_is_said(maker: Publisher, folder: Path, content: bytes, said: str) -> None:
    path = maker.stick / "MZU_0.9.0.zip"
    path.write_bytes(content)

    assert said in refusal(maker, path, folder).message


def test_a_stick_that_was_pulled_out_is_said(maker: Publisher, folder: Path) -> None:
    assert "文件或文件夹不在了" in refusal(maker, maker.stick / "MZU_gone.zip", folder).message


def test_a_build_without_a_publishers_key_refuses_every_file(maker: Publisher, folder: Path) -> None:
    (maker.keys / "publisher.pem").unlink()

    assert refusal(maker, maker.release(), folder).code == "E-NO-KEY"


def test_the_keys_that_ship_are_keys() -> None:
    from app.packet.release import publisher_keys

    found = sorted(updates.keys_folder().glob("*.pem"))

    assert len(publisher_keys(one.read_bytes() for one in found)) == len(found)
    assert (updates.keys_folder() / "README.md").is_file()


def test_the_book_is_backed_up_before_the_installer_is_on_the_disk(maker: Publisher, folder: Path, book: Book) -> None:
    at, steps = installed(folder), list[str]()
    offer = updates.look(maker.release(), at, maker.keys)

    ready = updates.prepare(book, offer, at, lambda done, total, what: steps.append(what))

    assert ready.backup is not None
    assert check_backup(ready.backup).book_id == book.info.book_id
    assert ready.installer.read_bytes() == b"installer " * 300_000
    assert list(dict.fromkeys(steps)) == [updates.BACKING_UP, updates.COPYING]


def test_a_backup_that_fails_ends_the_update_there(
    maker: Publisher, folder: Path, book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = installed(folder)
    offer = updates.look(maker.release(), at, maker.keys)

    def full(*_: object, **__: object) -> Path:
        raise Refused("磁盘已满,没有备份。")

    monkeypatch.setattr(book, "back_up", full)

    with pytest.raises(Refused, match="没有备份"):
        updates.prepare(book, offer, at)

    assert not (paths.home() / "updates").exists()


def test_a_stick_pulled_out_while_copying_leaves_the_backup_and_no_installer(
    maker: Publisher, folder: Path, book: Book
) -> None:
    at = installed(folder)
    offer = updates.look(maker.release(), at, maker.keys)
    offer.path.unlink()

    with pytest.raises(Refused) as refused:
        updates.prepare(book, offer, at)

    (backup,) = paths.backups().glob("*.mzb")
    assert f"账套已备份到“{backup.name}”" in refused.value.message
    assert not list(updates.staging().iterdir())


def ready_for(kind: str, installer: Path) -> Ready:
    from hashlib import sha256

    return Ready("0.9.0", kind, installer, sha256(installer.read_bytes()).hexdigest(), None, "0.9.0 版\n· 更新文件。")


def fake_tools(folder: Path, pkexec: str) -> dict[str, str]:
    """A folder of commands that stand for the system's: pkexec as given, dpkg that notes what it installs."""
    tools = folder / "tools"
    tools.mkdir()
    for name, script in {
        "pkexec": pkexec,
        "dpkg": f'cp "$2" "{folder}/installed"; dirname "$2" >"{folder}/where"',
    }.items():
        (tools / name).write_text(f"#!/bin/sh\n{script}\n", "utf-8")
        (tools / name).chmod(0o755)
    return {**os.environ, "PATH": f"{tools}:{os.environ['PATH']}"}


def handed_over(folder: Path, pkexec: str, monkeypatch: pytest.MonkeyPatch, *, swap: bytes = b"") -> None:
    """A deb is installed by the real scripts with stand-ins for pkexec and dpkg; the program is started again."""
    installer = updates.staging() / "mingzhang.deb"
    installer.write_bytes(b"a package")
    ready, at = ready_for("deb", installer), installed(folder)
    at.program.write_text(f'#!/bin/sh\ntouch "{folder}/started"\n', "utf-8")
    at.program.chmod(0o755)
    updates.remember(ready)
    environment = fake_tools(folder, pkexec)
    monkeypatch.setenv("PATH", environment["PATH"])
    way = update_start.way(ready, at, pid=_ended_process())
    if swap:
        installer.write_bytes(swap)
    subprocess.run(way.command, env=environment, check=True, timeout=20)


def _ended_process() -> int:
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid


def test_a_package_is_installed_by_the_administrator_and_the_program_started_again(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    handed_over(folder, '"$@"', monkeypatch)

    assert (folder / "installed").read_bytes() == b"a package"
    assert not Path((folder / "where").read_text().strip()).exists()
    assert (folder / "started").exists()
    done = updates.outcome("0.9.0")
    assert done is not None
    assert done.said == "已更新到 0.9.0 版。"
    assert "更新文件" in done.news
    assert updates.outcome("0.9.0") is None


def test_a_package_that_was_swapped_after_the_check_is_not_installed(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    handed_over(folder, '"$@"', monkeypatch, swap=b"another package")

    assert not (folder / "installed").exists()
    done = updates.outcome("0.3.0")
    assert done is not None
    assert "更新没有装上:系统的安装工具报了错。现在用的还是 0.3.0 版,账套没有动。" in done.said


def test_a_password_that_was_not_given_is_said_at_the_next_start(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    handed_over(folder, "exit 126", monkeypatch)

    done = updates.outcome("0.3.0")

    assert done is not None
    assert "没有输管理员密码" in done.said
    assert not (folder / "installed").exists()


def test_an_update_that_still_runs_is_not_spoken_of(folder: Path) -> None:
    installer = updates.staging() / "m.deb"
    installer.write_bytes(b"x")
    updates.remember(ready_for("deb", installer))

    assert updates.outcome("0.3.0") is None
    assert installer.exists()


def test_without_pkexec_an_administrator_is_told_what_to_type(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(update_start.shutil, "which", lambda name: None)
    installer = updates.staging() / "m.deb"
    installer.write_bytes(b"x")

    way = update_start.way(ready_for("deb", installer), installed(folder))

    assert way.by_hand == f"sudo dpkg -i '{installer}'"
    update_start.start(way)  # nothing to start


def test_a_setup_is_started_as_it_is(folder: Path) -> None:
    installer = updates.staging() / "m.exe"
    installer.write_bytes(b"x")

    way = update_start.way(ready_for("setup", installer), installed(folder, "setup"))

    assert way.command == (str(installer),)


def packed(folder: Path, ending: str, program: str = "mingzhang") -> Path:
    """A program's folder as it is given out, packed."""
    inside = folder / "packed" / "mingzhang-0.9.0"
    inside.mkdir(parents=True)
    (inside / program).write_text("#!/bin/sh\n# 0.9.0\n")
    (inside / program).chmod(0o755)
    out = updates.staging() / f"mingzhang-0.9.0{ending}"
    if ending == ".zip":
        with zipfile.ZipFile(out, "w") as archive:
            archive.write(inside / program, f"mingzhang-0.9.0/{program}")
    else:
        with tarfile.open(out, "w:xz") as archive:
            archive.add(inside, "mingzhang-0.9.0")
    return out


@pytest.mark.parametrize("ending", [".tar.xz", ".zip"])
def test_a_folder_takes_the_place_of_the_old_one_which_stays_beside(folder: Path, ending: str) -> None:
    at = installed(folder, "folder")
    ready = ready_for("folder", packed(folder, ending))
    updates.remember(ready)
    way = update_start.way(ready, at, pid=_ended_process())
    program, option, old, pid = way.command

    code = update_start.take_place(Path(old), int(pid), Path(program).parent)

    assert (code, option) == (0, update_start.TAKE_PLACE)
    assert "0.9.0" in at.program.read_text()
    assert (folder / "明账 程序-旧" / "mingzhang").exists()
    done = updates.outcome("0.9.0")
    assert done is not None
    assert "已更新到 0.9.0 版" in done.said
    update_start.clear(at)
    assert not (folder / "明账 程序.new").exists()
    if ending == ".tar.xz":
        assert os.access(at.program, os.X_OK)


def test_a_folder_that_cannot_be_moved_stays_in_use(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at = installed(folder, "folder")
    ready = ready_for("folder", packed(folder, ".zip"))
    updates.remember(ready)
    update_start.unpack(ready, at)

    def busy(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr(disk, "rename", busy)

    code = update_start.take_place(at.program.parent, _ended_process(), folder / "明账 程序.new" / "mingzhang-0.9.0")

    assert code == 3
    assert "0.9.0" not in at.program.read_text()
    done = updates.outcome("0.3.0")
    assert done is not None
    assert "程序文件夹还被占用" in done.said


def test_the_new_program_goes_on_from_the_place_of_the_old_one(folder: Path) -> None:
    at = installed(folder, "folder")
    fresh = update_start.unpack(ready_for("folder", packed(folder, ".tar.xz")), at) / "mingzhang"
    fresh.write_text(f'#!/bin/sh\necho "$0" >"{folder}/started.part"\nmv "{folder}/started.part" "{folder}/started"\n')

    update_start.settle_in(at.program.parent, _ended_process(), fresh).wait(20)

    assert (folder / "started").read_text().strip() == str(at.program)


def test_an_older_python_without_filters_unpacks_a_folder_too(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at = installed(folder, "folder")
    unpack = shutil.unpack_archive
    monkeypatch.setattr(shutil, "unpack_archive", lambda archive, place: unpack(archive, place))
    monkeypatch.delattr(tarfile, "data_filter")

    fresh = update_start.unpack(ready_for("folder", packed(folder, ".tar.xz")), at)

    assert (fresh / "mingzhang").is_file()


def test_a_disk_full_while_taking_the_place_brings_the_old_folder_back(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = installed(folder, "folder")

    def full(_: Path, to: Path, **__: object) -> None:
        to.mkdir()
        raise OSError(28, "full")

    monkeypatch.setattr(update_start.shutil, "copytree", full)

    code = update_start.take_place(at.program.parent, _ended_process(), folder)

    assert code == 3
    assert at.program.exists()


def test_a_program_that_does_not_end_keeps_its_folder(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at = installed(folder, "folder")
    monkeypatch.setattr(update_start, "WAIT_SECONDS", 0.01)

    assert update_start.take_place(at.program.parent, os.getppid(), folder) == 3
    assert at.program.exists()


def test_a_book_kept_in_the_programs_folder_is_never_put_aside_with_it(folder: Path) -> None:
    at = installed(folder, "folder")
    (at.program.parent / "青山.mz").write_bytes(b"book")

    with pytest.raises(Refused, match=r"“青山\.mz”等 1 个") as refused:
        update_start.unpack(ready_for("folder", packed(folder, ".zip")), at)

    assert refused.value.code == "E-OWN-FILES"


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (lambda folder: packed(folder, ".zip", "other"), "E-RELEASE"),
        (lambda folder: _written(updates.staging() / "m.tar.xz"), "E-WRITE"),
    ],
)
def test_a_folder_that_is_no_program_is_refused_and_nothing_left(folder: Path, make: object, code: str) -> None:
    at = installed(folder, "folder")

    with pytest.raises(Refused) as refused:
        update_start.unpack(ready_for("folder", make(folder)), at)

    assert refused.value.code == code
    assert not (folder / "明账 程序.new").exists()


def _written(path: Path) -> Path:
    path.write_bytes(b"no archive")
    return path


def test_system_tools_do_not_load_the_libraries_we_carry() -> None:
    frozen = {
        "LD_LIBRARY_PATH": "/opt/mingzhang",
        "LD_LIBRARY_PATH_ORIG": "/usr/local/lib",
        "_PYI_X": "1",
        "HOME": "/root",
    }

    assert update_start.plain_environment(frozen) == {"LD_LIBRARY_PATH": "/usr/local/lib", "HOME": "/root"}
    assert update_start.plain_environment({"LD_LIBRARY_PATH": "/opt/mingzhang"}) == {}


def test_a_program_that_takes_our_place_is_told_where_our_data_is(folder: Path) -> None:
    program = folder / "new"
    program.write_text(f'#!/bin/sh\necho "$MINGZHANG_HOME" >"{folder}/home"\n')
    program.chmod(0o755)

    process = update_start.start(update_start.Way((str(program), update_start.TAKE_PLACE)))

    assert process is not None
    assert process.wait(20) == 0
    assert (folder / "home").read_text("utf-8").strip() == str(paths.home())


def test_a_command_that_is_not_there_is_said(folder: Path) -> None:
    with pytest.raises(Refused, match="安装没有开始:文件或文件夹不在了"):
        update_start.start(update_start.Way((str(folder / "nothing"), update_start.TAKE_PLACE)))


def test_how_the_program_is_installed_is_seen_by_its_package(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at = installed(folder)
    monkeypatch.setattr(updates, "DPKG_LIST", folder / "mingzhang.list")
    monkeypatch.setattr(updates.sys, "executable", str(at.program))
    assert updates.here().kind == "source"
    monkeypatch.setattr(updates.sys, "frozen", True, raising=False)

    before = updates.here().kind
    (folder / "mingzhang.list").write_text(f"/usr\n{at.program}\n", "utf-8")
    after = updates.here()

    assert (before, after.kind, after.program) == ("folder", "deb", at.program)
    monkeypatch.setattr(updates, "sys", SimpleNamespace(platform="win32", executable=str(at.program), frozen=True))
    assert (updates.here().platform, updates.here().kind) == ("windows-x86_64", "folder")
    (at.program.parent / "Uninstall.exe").write_bytes(b"")
    assert updates.here().kind == "setup"
