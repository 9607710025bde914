"""Foreign packets are looked at in another process: it may die, overrun or answer nonsense."""

from __future__ import annotations

import json
import sys
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import pytest

from app import apart
from app.cli import HIDDEN_WORDS
from app.packet import checking, child
from app.packet.checking import check_apart
from app.packet.container import ZipReader
from app.packet.content import PacketFile
from app.packet.contents import Contents
from app.packet.faults import PacketFault
from app.packet.manifest import TAGMANIFEST
from app.packet.packet import issue
from tests.packet.packet_county import NOW, County, make_content, pdf

REPORT = PacketFile("data/reports/R01.pdf", pdf(1), "application/pdf", "问题台账", "report", 2)
RECORDS = PacketFile("data/records/problem.jsonl", b'{"a":1}\n', "application/jsonl", "数据", "records")


def issued(county: County, folder: Path, *files: PacketFile) -> Path:
    content = make_content(county.trust, files=(REPORT, RECORDS, *files))
    return issue(content, county.clerk, county.secretary, folder, now=NOW).path


def told(county: County, trust: Path, packet: Path) -> list[str]:
    job = {"path": str(packet), "trust": str(trust), "practice": False, "moment": NOW.isoformat()}
    return [error["code"] for error in child.check(job)["verdict"]["errors"]]


def test_another_process_gives_the_same_verdict(county: County, folder: Path, trust_dir: Path) -> None:
    packet = issued(county, folder)

    answer = check_apart(packet, trust_dir, practice=False, moment=NOW)

    assert (answer.accepted, answer.errors) == (True, [])
    assert [one["name"] for one in answer.verdict["signers"]] == ["王伟", "李芳"]
    assert json.loads(answer.packet)["packet_id"] == "330182001-202610-1-0123456789abcdef"


def test_an_altered_packet_is_refused_by_the_process_too(county: County, folder: Path, trust_dir: Path) -> None:
    packet = issued(county, folder)
    data = bytearray(packet.read_bytes())
    data[data.index(b'{"a":1}') + 5] ^= 1
    packet.write_bytes(data)

    answer = check_apart(packet, trust_dir, practice=False, moment=NOW)

    assert not answer.accepted
    assert answer.errors[0]["code"] == "E-DIGEST"


def test_the_moment_is_the_countys_own(county: County, folder: Path, trust_dir: Path) -> None:
    packet = issued(county, folder)

    answer = check_apart(packet, trust_dir, practice=False, moment=NOW + timedelta(days=5000))

    assert "E-CERT" in [error["code"] for error in answer.errors]


@pytest.mark.parametrize(
    ("code", "says"),
    [
        ("import os; os.abort()", "中途停了"),
        ("import sys; sys.stdin.read(); x = bytearray(10**9); x[::4096] = b'1' * len(x[::4096])", "中途停了"),
        ("import time; time.sleep(60)", "秒没有核对完"),
        ("print('not json')", "没有给出结论"),
        ("print('{}')", "没有给出结论"),
    ],
)
def test_a_process_that_dies_overruns_or_babbles_is_a_clear_refusal(
    county: County, folder: Path, trust_dir: Path, monkeypatch: pytest.MonkeyPatch, code: str, says: str
) -> None:
    limits = "import resource; resource.setrlimit(resource.RLIMIT_AS, (300 << 20, 300 << 20)); "
    monkeypatch.setattr(checking, "command", lambda: [sys.executable, "-S", "-c", limits + code])

    with pytest.raises(PacketFault) as refused:
        check_apart(folder / "x.zip", trust_dir, practice=False, moment=NOW, seconds=2)

    assert refused.value.code == "E-CHECKER"
    assert says in refused.value.message


@pytest.mark.skipif(sys.platform == "win32", reason="Windows bounds it from outside")
def test_the_process_bounds_itself(county: County, folder: Path, trust_dir: Path) -> None:
    packet = issued(county, folder)

    with pytest.raises(PacketFault) as refused:
        check_apart(packet, trust_dir, practice=False, moment=NOW, memory=40 << 20)

    assert refused.value.code == "E-CHECKER"


def test_data_that_are_no_canonical_lines_are_refused(county: County, folder: Path, trust_dir: Path) -> None:
    bad = {
        "double.jsonl": b'{"a":1,"a":2}\n',
        "loose.jsonl": b'{"a": 1}\n',
        "float.jsonl": b'{"a":1.5}\n',
        "deep.jsonl": b"[" * 100_000 + b"\n",
        "digits.jsonl": b'{"a":' + b"9" * 5_000 + b"}\n",
        "surrogate.jsonl": b'{"a":"\\ud800"}\n',
    }
    files = [PacketFile(f"data/records/{n}", d, "application/jsonl", "数据", "records") for n, d in bad.items()]

    codes = told(county, trust_dir, issued(county, folder, *files))

    assert len(codes) == len(bad)
    assert set(codes) <= {"E-JSON", "E-JCS", "E-LIMIT"}


def test_a_last_line_without_its_end_is_refused_and_not_passed_over(
    county: County, folder: Path, trust_dir: Path
) -> None:
    bad = {"half.jsonl": b'{"a":1}\n{"a":2}', "only.jsonl": b'{"a":1}', "nonsense.jsonl": b"\xff\xfe"}
    files = [PacketFile(f"data/records/{n}", d, "application/jsonl", "数据", "records") for n, d in bad.items()]
    packet = issued(county, folder, *files)

    assert told(county, trust_dir, packet) == ["E-JCS"] * 3
    with ZipReader.open(packet) as reader:
        tags = sha256(reader.read(TAGMANIFEST, 1 << 20)).hexdigest()
        with pytest.raises(PacketFault, match="最后一行没有写完"):
            list(Contents(reader, tags).records("half"))


def test_a_workbook_that_would_swell_is_refused(county: County, folder: Path, trust_dir: Path) -> None:
    import io
    import zipfile

    inside = io.BytesIO()
    with zipfile.ZipFile(inside, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("xl/worksheets/sheet1.xml", b"0" * (30 << 20))
    sheet = PacketFile("data/tables/T01.xlsx", inside.getvalue(), "application/x", "表", "table")

    codes = told(county, trust_dir, issued(county, folder, sheet))

    assert codes == ["E-LIMIT"]


def test_both_ways_in_know_the_words() -> None:
    from ui import __main__ as window

    assert HIDDEN_WORDS == apart.WORDS
    source = Path(str(window.__file__)).read_text("utf-8")
    assert all(f'["{word}"]' in source for word in apart.WORDS)


def test_the_frozen_program_starts_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)

    assert checking.command() == [sys.executable, child.WORD]


def test_the_limits_given_to_windows_are_those_of_its_headers() -> None:
    import ctypes

    from app.apart.windows_job import limits_of

    limits = limits_of(1 << 30)

    assert limits.BasicLimitInformation.LimitFlags == 0x2508
    assert limits.ProcessMemoryLimit == 1 << 30
    assert ctypes.sizeof(limits) == (144 if ctypes.sizeof(ctypes.c_void_p) == 8 else 112)
