"""A county's book is made: on the command line and in the window; what was interrupted is tidied up."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest
from pytestqt.qtbot import QtBot

from app import paths
from app.cli import main
from app.domain.faults import Refused
from app.operations import books, certificates, county_setup, receiving
from app.storage import inbox
from app.storage.book import Book
from tests.county.test_continuity import merged
from tests.county.test_receiving import PASSWORDS, receive
from tests.county.townships import Sender
from tests.ui.conftest import *  # noqa: F403
from tests.ui.conftest import _own_home  # noqa: F401
from ui.screens.login import StartPage
from ui.screens.new_book import NewBookPage

PASSWORD_LINES = "sun 红日东升照着青山绿水\nzhou 清风徐来吹皱一池春水\n"


@pytest.fixture
def password_file(folder: Path) -> Path:
    path = folder / "密码.txt"
    path.write_text(PASSWORD_LINES, "utf-8")
    return path


def units(path: Path, *rows: tuple[str, ...]) -> Path:
    workbook = openpyxl.Workbook()
    assert workbook.active is not None
    for row in (("单位名称", "单位类型", "上级单位", "单位代码"), *rows):
        workbook.active.append(row)
    workbook.save(path)
    return path


def begun(book: Path, password_file: Path, listed: Path) -> list[str]:
    """The command that makes a county's book."""
    where = ["--book", str(book), "--password-file", str(password_file), "init-county"]
    return [*where, "--county", "某县", "--code", "330182", "--units", str(listed)]


def test_a_county_book_is_made_with_its_root_and_its_townships(
    folder: Path, password_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    listed = units(
        folder / "乡镇.xlsx", ("东岭镇", "乡镇", "某县", "330182002"), ("西畈镇", "乡镇", "某县", "330182003")
    )
    book = folder / "某县.mz"

    code = main(["--json", *begun(book, password_file, listed)])

    told = json.loads(capsys.readouterr().out)
    assert (code, told["units"], told["users"]) == (0, 3, ["sun", "zhou"])
    opened = books.open_book(book, "sun", "红日东升照着青山绿水")
    assert (opened.info.is_county, opened.info.practice, opened.info.township) == (True, False, "某县")
    assert certificates.is_founded(opened)
    assert not certificates.county_trust(opened).practice
    opened.close()


def test_a_wrong_list_of_townships_leaves_no_book(folder: Path, password_file: Path) -> None:
    listed = units(folder / "乡镇.xlsx", ("东岭镇", "乡镇", "没有的县", "330182002"))
    book = folder / "某县.mz"

    code = main(begun(book, password_file, listed))

    assert code == 1
    assert not list(folder.glob("某县*"))


@pytest.mark.parametrize(("county", "code"), [("", "330182"), ("某县", ""), ("某县", "中文代码"), ("某县", "3" * 21)])
def test_a_county_without_name_or_code_is_refused(county: str, code: str) -> None:
    with pytest.raises(Refused) as told:
        county_setup.info_of(county, code)

    assert "没有建立账套" in told.value.message


def test_the_page_of_a_new_book_asks_a_county_for_less(qtbot: QtBot, dressed: object) -> None:
    page = NewBookPage()
    qtbot.addWidget(page)
    page.show()
    made: list[Book] = []
    page.opened.connect(made.append)

    page.go_on()
    page.level.setCurrentIndex(1)
    texts = iter(("某县", "330182", "孙文清", "红日东升照着青山绿水", "周志平", "清风徐来吹皱一池春水"))
    shown = []
    for _ in ("whose book", "who"):
        for key in [key for key, line in page.lines.items() if line.isVisibleTo(page)]:
            page.lines[key].setText(next(texts))
            shown.append(key)
        page.go_on()

    assert shown == ["county", "code", "clerk", "clerk_password", "secretary", "secretary_password"]
    assert page.alarm.text() == ""
    (book,) = made
    assert (book.info.is_county, book.path) == (True, paths.books() / "某县.mz")
    assert [row["name"] for row in book.rows("unit")] == ["某县"]
    assert certificates.is_founded(book)
    book.close()


def test_the_first_page_offers_the_countys_practice_too(qtbot: QtBot, dressed: object) -> None:
    page = StartPage()
    qtbot.addWidget(page)
    asked: list[bool] = []
    page.county_wanted.connect(lambda: asked.append(True))

    page.county.click()

    assert asked == [True]


@pytest.mark.usefixtures("at_once")
def test_what_an_interrupted_check_left_open_is_taken_away(
    county_book: Book, senders: list[Sender], stick: Path
) -> None:
    left = receiving.quarantine(county_book) / "open" / "abcd"
    left.mkdir(parents=True)
    (left / "MZ.zip").write_bytes("青山村".encode())
    (left.parent / "in.1234.part").write_bytes(b"half")

    receive(county_book, senders[0].packet(stick))

    assert list(left.parent.iterdir()) == []
    assert [path.suffix for path in left.parent.parent.glob("*.*")] == [".p7m"]


@pytest.mark.usefixtures("at_once")
def test_a_correction_is_merged_although_the_first_packet_is_not_beside_the_book_any_more(
    county_book: Book, senders: list[Sender], stick: Path, folder: Path
) -> None:
    merged(county_book, senders[0].packet(stick))
    for path in receiving.quarantine(county_book).glob("*.p7m"):
        path.unlink()
    before = senders[0].kept["2026-10"]["problem"][0]

    done = merged(
        county_book, senders[0].correction(folder, "2026-10", {"problem": [(before, {**before, "remark": "改"})]})
    )

    assert done.state == "merged", done.told


@pytest.mark.usefixtures("at_once")
def test_who_only_reads_receives_nothing(county_book: Book, senders: list[Sender], stick: Path) -> None:
    county_book.role = "reader"

    with pytest.raises(Refused) as told:
        receiving.receive(county_book, [senders[0].packet(stick)], passwords=PASSWORDS)

    assert told.value.code == "E-ROLE"
    assert inbox.received(county_book) == []
