"""Readers of files of this machine that anybody may have edited, and of what is typed: settings, keys, codes."""

from __future__ import annotations

import json
import os
from pathlib import Path
from random import Random

from app.ledgers import LEDGERS
from app.storage.book import Book
from tests.fuzz.office import holidays
from tests.fuzz.reader import ANYTHING, Bench, Desk, Reader

_TURNS = 4


def settings(_: Desk) -> Bench:
    """The settings of this machine, read at every start, used, and saved again."""
    from app import settings as kept

    def read(path: Path) -> object:
        found = kept.load(path)
        assert found.warning == "" or found.warning.endswith("。"), found.warning
        for option in kept.OPTIONS:
            value = found.get(option)
            option.check(value)
            if isinstance(value, str):
                for line in value.splitlines() or [value]:
                    Path(line).exists()
        found.width("problem", "unit", 5)
        found.shown_columns("problem")
        found.set(kept.ZOOM, 125)
        found.save()
        assert kept.load(path).get(kept.ZOOM) == 125
        return ANYTHING

    values = {
        "last_book": "/家/示例乡.mz",
        "recent_books": "/家/示例乡.mz\n/家/另一乡.mz",
        "second_place": "/媒体/U盘",
        "zoom": 150,
        "colours": "深色",
        "column_widths": {"problem": {"unit": 120}},
        "column_places": {"problem": {"unit": 1, "lead": 2}},
        "idle_lock": 5,
        "newer": [1, {"a": None}],
    }
    return Bench({"settings.json": json.dumps(values, ensure_ascii=False).encode()}, read)


def key_file(desk: Desk) -> Bench:
    """The keys beside a book: who may open it, and the opening itself with whatever stands there."""
    from app.storage.keyfile import KeyFile

    book = desk.book
    assert isinstance(book, Book)

    def read(path: Path) -> object:
        found = KeyFile.read(path.with_suffix(""))
        found.former()
        for user in found.users():
            found.must_renew(user.login)
            found.is_bound(user.login)
            slot = next(one["slot"] for one in found.slots if one["login"] == user.login)
            kdf = slot.get("kdf") if isinstance(slot, dict) else None
            cheap = not isinstance(kdf, dict) or not isinstance(kdf.get("m"), int) or kdf["m"] <= 4096
            if cheap:  # strong parameters are within the bounds of the format and only slow
                found.unlock(user.login, None)  # a practice book keeps its passwords there too
        return ANYTHING

    data = book.path.with_name(f"{book.path.name}.keys").read_bytes()
    return Bench({"示例乡.mz.keys": data}, read)


def failures(_: Desk) -> Bench:
    """The list of wrong passwords beside a book."""
    from app.storage.core import system_clock
    from app.storage.failures import Failures

    def read(path: Path) -> object:
        kept = Failures(path, system_clock)
        kept.all()
        kept.check()
        kept.add("clerk")
        assert kept.all()[-1][1] == "clerk"
        return ANYTHING

    lines = [["2026-11-22T10:00:00+08:00", "clerk", "boot", 12.5]] * 3 + [["2026-11-22T10:00:00+08:00", "desk"]]
    return Bench({"示例乡.mz.failed": json.dumps(lines).encode()}, read)


def lock(_: Desk) -> Bench:
    """Who holds a book, as the second program reads it."""
    from app.storage.lock import BookLock, _read

    def read(path: Path) -> object:
        handle = os.open(path, os.O_RDWR)
        try:
            holder = _read(handle)
        finally:
            os.close(handle)
        assert all(isinstance(text, str) for text in holder.values())
        BookLock(path.with_suffix(""), "2026-11-22").release()
        return ANYTHING

    holder = {"host": "办公室", "user": "王伟", "pid": 5, "since": "2026-11-22T10:00:00"}
    return Bench({"示例乡.mz.lock": json.dumps(holder, ensure_ascii=False).encode()}, read)


def device_secret(_: Desk) -> Bench:
    """The secret of this computer."""
    from app.keys import device_secret as secret_of

    def read(path: Path) -> object:
        assert len(secret_of(path)) == 32
        return ANYTHING

    return Bench({"device.key": bytes(range(32))}, read)


def backup(desk: Desk) -> Bench:
    """A backup from a stick, checked and brought back."""
    import io
    import zipfile
    from hashlib import sha256
    from tempfile import TemporaryDirectory

    from app.storage.backup import check_backup, restore_backup

    book = desk.book
    assert isinstance(book, Book)
    made = book.back_up(desk.folder / "备份").read_bytes()

    def read(path: Path) -> object:
        report = check_backup(path)
        assert report.files
        with TemporaryDirectory(dir=desk.folder) as folder:
            restore_backup(path, Path(folder) / "回来.mz")
            outside = [one for one in Path(folder).iterdir() if not one.name.startswith("回来.mz")]
            assert not outside, outside
        return ANYTHING

    def finish(data: bytes, chance: Random) -> bytes:
        """Half of them with a manifest that fits what is there, as somebody who knows the format could make it."""
        if chance.randrange(2):
            return data
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                files = {name: archive.read(name) for name in archive.namelist()}
            manifest = json.loads(files.pop("manifest.json"))
            manifest["files"] = {n: {"size": len(d), "sha256": sha256(d).hexdigest()} for n, d in files.items()}
            out = io.BytesIO()
            with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
                for name, content in files.items():
                    archive.writestr(name, content)
                archive.writestr("manifest.json", json.dumps(manifest))
        except Exception:
            return data
        return out.getvalue()

    return Bench({"备份.mzb": made}, read, finish=finish)


def calendar(_: Desk) -> Bench:
    """The plan of holidays of a further year."""
    from app.presets import following_years, merged, read_calendar, work_calendar

    def read(path: Path) -> object:
        found = read_calendar(path)
        following_years(path, found, work_calendar())
        merged(work_calendar(), found)
        return ANYTHING

    return Bench({"2027.csv": holidays()}, read)


def layout(desk: Desk) -> Bench:
    """A receiver's layout or an order of fields that is brought along, and what is made of it."""
    from app import paths
    from app.operations import layouts

    def read(path: Path) -> object:
        layouts.load(path)
        return ANYTHING

    seeds = {f"{name}.json": paths.resource("layouts", f"{name}.json").read_bytes() for name in ("monthly", "summary")}
    rows = "画面,字段名,指标,取数\n受理,受理线索,A10,本月\n,其中,A10.本年累计,\n,单位,=示例乡,\n"
    seeds |= {"transcript.json": paths.resource("layouts", "transcript.json").read_bytes(), "顺序.csv": rows.encode()}
    return Bench(seeds, read)


def letter_text(_: Desk) -> Bench:
    """A county's own words of a letter, and the letter's parts filled."""
    from app import paths
    from app.operations.letter_texts import NAMES, fill, parse_letter

    def read(path: Path) -> object:
        found = parse_letter(path, path.stem, path.read_bytes())
        for part in (found.title, found.basis, found.red_head, *found.body):
            fill(part, dict.fromkeys(NAMES, "x"))
        return ANYTHING

    names = ("提示函", "督办函", "约谈通知")
    seeds = {f"{name}.json": paths.resource("templates", "letters", f"{name}.json").read_bytes() for name in names}
    return Bench(seeds, read)


def remarks(desk: Desk) -> Bench:
    """The county's remarks as a file."""
    from app.operations.remarks import _lines

    def read(path: Path) -> object:
        for number, texts in _lines(path):
            assert number > 0
            assert all(isinstance(text, str) for text in texts.values())
        return ANYTHING

    told = [
        {"register": "problem", "number": "示纪问〔2026〕1号", "field": "deadline", "text": "请写明时限"},
        {"text": "x"},
    ]
    rows = "台账,编号,项目,意见\n问题台账,示纪问〔2026〕1号,整改时限,请写明时限\n"
    return Bench({"意见.json": json.dumps(told, ensure_ascii=False).encode(), "意见.csv": rows.encode()}, read)


def phone_code(desk: Desk) -> Bench:
    """Eight digits that are read over the phone, typed at the township."""
    from app.operations import answers
    from app.packet.receipt import decision_of, phone_code

    book, key, tag = desk.book, "ab" * 32, "cd" * 32
    assert isinstance(book, Book)
    good = phone_code(key, tag, "accepted")

    def read(path: Path) -> object:
        text = path.read_bytes().decode("utf-8", "replace")
        found = decision_of(key, tag, text)
        if found is None:
            answers.enter_code(book, text)
        return found

    return Bench({"回执码.txt": good.encode()}, read)


def recovery_code(_: Desk) -> Bench:
    """The recovery code as it is typed from paper."""
    from app.domain.recovery_code import read as read_code
    from app.domain.recovery_code import written, wrong_groups

    def read(path: Path) -> object:
        text = path.read_bytes().decode("utf-8", "replace")
        wrong_groups(text)
        return read_code(text)

    return Bench({"恢复码.txt": written(bytes(range(20))).encode()}, read, signed=True)


def short_code(_: Desk) -> Bench:
    """The code of a paper, typed or in a file's name."""
    from app.domain.short_code import code_of, codes_in, is_code, read_code

    def read(path: Path) -> object:
        text = path.read_bytes().decode("utf-8", "replace")
        assert all(map(is_code, codes_in(text)))
        read_code(text)
        return ANYTHING

    return Bench({"码.txt": code_of(7).encode(), "文件名.txt": f"IMG {code_of(8)} 承诺书".encode()}, read)


def cells(desk: Desk) -> Bench:
    """Whatever stands in a cell, read by every field of every register, checked by its rules, shown and searched."""
    from app.domain.personal.finding import Known, find
    from app.operations.records_base import reading as reading_of

    book = desk.book
    assert isinstance(book, Book)
    reading, known = reading_of(book), Known(book.today(), names=frozenset({"王伟"}), secrets=frozenset({"鱼塘"}))

    def read(path: Path) -> object:
        text = path.read_bytes().decode("utf-8", "replace")
        parts = text.split("\n")
        around = book.around()
        find(text, known)
        turn = len(text) % _TURNS  # a quarter of the registers at a time
        for number, one in enumerate(LEDGERS[turn::_TURNS]):
            texts = {key: parts[(at + number) % len(parts)] for at, key in enumerate(one.by_key)}
            row, faults = one.read(texts, reading)
            for fault in faults:
                assert fault.message
            one.faults(row, around)
            for key, value in row.items():
                one.by_key[key].show(value)
        return ANYTHING

    seeds = {
        "栏.txt": "青山村\n2016-06-30\n6月底前\n1,234.50\n1.2万\n330182199003078515\n13800000000\n2026Q3\n是".encode(),
        "数.txt": "30\n三十\n２０１６年６月\n2016.6\n¥3,000\n3000元\n(12)\n-5".encode(),
    }
    return Bench(seeds, read)


READERS = (
    Reader("settings", "本机设置 settings.json", settings),
    Reader("keys", "账套密钥文件 .keys", key_file),
    Reader("failures", "输错密码的记录", failures),
    Reader("lock", "谁开着账套 .lock", lock),
    Reader("device", "本机密钥", device_secret),
    Reader("backup", "备份文件 .mzb", backup, heavy=True),
    Reader("calendar", "放假安排 .csv", calendar),
    Reader("layout", "报表表样", layout),
    Reader("letter", "函件范本", letter_text),
    Reader("remarks", "县里意见文件", remarks),
    Reader("phone", "电话回执码", phone_code),
    Reader("recovery", "恢复码", recovery_code),
    Reader("code", "纸上的短码", short_code),
    Reader("cell", "台账各栏的文字", cells),
)
