"""A double click: a book opens, a packet is given to the book that is open, and what is missing is said."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest
from pytestqt.qtbot import QtBot

from app.operations.books import Book
from ui import given, main
from ui.engine import messages
from ui.engine.window import MainWindow


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    said: list[str] = []
    monkeypatch.setattr(messages, "tell", lambda _parent, text, *_: said.append(str(text)))
    return said


def test_a_book_named_alone_is_opened() -> None:
    asked = main._arguments(["账套 一.mz"])

    assert asked.book == Path("账套 一.mz").absolute()
    assert list(asked.files) == []


def test_a_packet_is_kept_for_the_book_that_is_opened() -> None:
    asked = main._arguments(["--practice", "MZ_a=b.zip"])

    assert asked.practice
    assert asked.book is None
    assert list(asked.files) == [Path("MZ_a=b.zip").absolute()]


def test_what_is_no_option_is_still_refused() -> None:
    with pytest.raises(SystemExit):
        main._arguments(["--nothing"])


def test_files_wait_until_a_book_is_open_and_are_given_once(
    window: MainWindow, book: Book, tmp_path: Path, qtbot: QtBot
) -> None:
    packet = tmp_path / "MZ_1.zip"
    packet.touch()
    taken: list[list[Path]] = []
    window.book = None

    given.Given(window, [packet], taken.append)
    waiting = window.said.text()
    window.set_book(book)
    window.set_book(book)

    qtbot.waitUntil(lambda: bool(taken))
    assert waiting == "账套打开后办理:MZ_1.zip"
    assert window.said.text() == ""
    assert taken == [[packet]]


def test_a_file_that_is_not_there_is_named(window: MainWindow, tmp_path: Path, told: list[str]) -> None:
    given.Given(window, [tmp_path / "MZ_9.zip"], lambda _: pytest.fail("it was taken"))

    assert told == ["没有找到文件:MZ_9.zip。它可能已被移走,或者U盘已经拔出。没有办理任何内容。"]


def test_a_packet_dropped_on_a_township_is_checked_not_imported(
    window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[Path] = []
    monkeypatch.setattr(given, "look_at", lambda _, path: looked.append(path))
    starter = main.Starter(window)

    starter.take_files([tmp_path / "MZ_1.zip.p7m"])

    assert looked == [tmp_path / "MZ_1.zip.p7m"]


def test_the_verdict_is_told_in_its_three_parts() -> None:
    signer = SimpleNamespace(name="张三", valid=True)
    good = SimpleNamespace(
        intact=True, trusted=True, signers=[signer], code="4827 1093", practice=True, errors=[], accepted=True
    )

    assert given.sentences("MZ_1.zip", good) == [  # type: ignore[arg-type]
        "MZ_1.zip",
        "内容:没有被改动",
        "签名:张三(签名有效)",
        "证书:由本账套信任的县里签发",
        "校验码:4827 1093",
        "这是练习包,不能当作正式上报。",
    ]


def test_a_packet_that_was_changed_is_said_so_and_what_to_do() -> None:
    fault = SimpleNamespace(message="文件与清单不一致")
    bad = SimpleNamespace(
        intact=False, trusted=False, signers=[], code="", practice=False, errors=[fault], accepted=False
    )

    assert given.sentences("MZ_1.zip", bad)[1:] == [  # type: ignore[arg-type]
        "内容:已被改动,或不完整",
        "签名:没有",
        "证书:不在本账套的信任清单里",
        "文件与清单不一致",
        "请不要使用这个包。文件没有改动;请向对方要一份新的。",
    ]
