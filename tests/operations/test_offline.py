"""The program uses no network: what tries to is refused and counted, and the self-test says so."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import closing

import pytest
from pypdfium2 import PdfDocument

from app.operations import help_pages, offline
from app.operations.books import Book
from app.operations.sheets import sheet_pdf
from ui.engine import keys


@pytest.fixture
def watched() -> Iterator[None]:
    """The watch of the window, let go again: other tests talk to a database server of this machine."""
    offline.watch()
    yield
    offline.stop_refusing()


def test_a_connection_is_refused_before_anything_is_sent(watched: None) -> None:
    before = offline.attempts()

    with socket.socket() as one, pytest.raises(offline.NoNetwork, match="没有发出任何内容"):
        one.connect(("127.0.0.1", 9))

    assert offline.attempts() == before + 1


def test_a_name_is_not_asked_for_either(watched: None) -> None:
    with pytest.raises(offline.NoNetwork):
        socket.getaddrinfo("example.invalid", 80)


def test_a_socket_of_this_machine_alone_is_no_network(watched: None) -> None:
    before = offline.attempts()

    first, second = socket.socketpair(socket.AF_UNIX)
    first.close()
    second.close()
    with socket.socket(socket.AF_UNIX) as one, pytest.raises(FileNotFoundError):
        one.connect("/没有/这个")

    assert offline.attempts() == before


def test_the_self_test_names_an_open_connection(watched: None) -> None:
    offline.stop_refusing()
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        one.listen()
        offline.watch()

        found = {proof.what: proof for proof in offline.look()}

    line = found["系统记录的本程序网络连接"]
    assert "127.0.0.1:" in line.found
    assert not line.good
    assert not found["打开程序以来的联网请求"].good
    assert found["拦截"].good


def test_without_the_watch_the_self_test_is_not_content() -> None:
    offline.stop_refusing()

    assert not offline.look()[0].good


def page_texts(pdf: bytes) -> list[str]:
    with closing(PdfDocument(pdf)) as document:
        return [page.get_textpage().get_text_range() for page in document]


def test_the_self_test_and_the_quick_card_are_one_page_each(book: Book) -> None:
    pages = [page_texts(sheet_pdf(one)) for one in (offline.sheet(book), help_pages.card(book, keys.table()))]

    assert [len(one) for one in pages] == [1, 1]
    assert "不联网自检" in pages[0][0]
    assert "F12" in pages[1][0]
    assert "待办" in pages[1][0]
