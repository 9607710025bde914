"""国密附加签名(试验): off by default; switched on, packets bear both suites, with a key kept as the other one is."""

# ruff: noqa: F811
from __future__ import annotations

from pathlib import Path

import pytest

from app.cli.packets import verdict_lines
from app.domain.faults import Refused
from app.domain.options import BOOK_OPTIONS
from app.operations import identities, options, packets, users
from app.packet.container import ZipReader
from app.packet.content import sm2_files
from app.storage.book import Book
from tests.operations.test_packets import PASSWORDS, enrolled, signing_book  # noqa: F401

OPTION = "sm_signature"


def switch_on(book: Book) -> None:
    options.save_settings(book, {OPTION: BOOK_OPTIONS[OPTION].choices[1]})


def key_of(path: Path, role: str) -> bytes:
    with ZipReader.open(path) as reader:
        return reader.read(sm2_files(role)[1], 1 << 16)


def test_it_is_off_until_it_is_chosen_and_says_in_words_what_it_is_not(signing_book: Book, folder: Path) -> None:
    made = packets.build(signing_book, "2026-10", folder / "out", PASSWORDS)

    with ZipReader.open(made.path) as reader:
        assert not [name for name in reader.names if "sm2" in name or "sm3" in name]
    assert (signing_book.option(OPTION), BOOK_OPTIONS[OPTION].label) == (0, "国密附加签名(试验)")
    assert "不等于通过密评" in BOOK_OPTIONS[OPTION].help
    assert all(signing_book.kept(f"signer:{role}").keys().isdisjoint({"sm2"}) for role in ("clerk", "secretary"))


def test_switched_on_the_packet_bears_both_suites_and_keeps_the_keys_for_the_next(
    signing_book: Book, folder: Path
) -> None:
    switch_on(signing_book)

    made = packets.build(signing_book, "2026-10", folder / "out", PASSWORDS)
    first = [key_of(made.path, role) for role in ("clerk", "secretary")]
    verdict = packets.verify(made.path, folder / "trust")
    packets.withdraw(signing_book, "2026-10")
    again = packets.build(signing_book, "2026-10", folder / "out", PASSWORDS)

    assert (verdict.errors, verdict.second) == ([], "sm2-sm3")
    assert "国密附加签名(试验):两个都有效" in verdict_lines(verdict.as_json())
    assert [key_of(again.path, role) for role in ("clerk", "secretary")] == first
    assert len(set(first)) == 2


def test_a_draft_made_with_it_is_signed_with_it_though_it_was_switched_off_since(
    signing_book: Book, folder: Path
) -> None:
    switch_on(signing_book)
    draft = packets.build(signing_book, "2026-10", folder / "out")
    options.save_settings(signing_book, {OPTION: BOOK_OPTIONS[OPTION].choices[0]})

    packets.sign(signing_book, draft.path, "clerk", {"clerk": PASSWORDS["clerk"]})
    packets.sign(signing_book, draft.path, "secretary", {"secretary": PASSWORDS["secretary"]})
    done = packets.sign(signing_book, draft.path, "clerk", {"clerk": PASSWORDS["clerk"]})

    verdict = packets.verify(done.path, folder / "trust")
    assert (done.state, verdict.errors, verdict.second) == ("final", [], "sm2-sm3")


def test_the_key_goes_along_to_a_new_password_and_opens_with_no_other(signing_book: Book) -> None:
    switch_on(signing_book)
    before = identities.person_key(signing_book, "clerk", PASSWORDS, "sm2-sm3")

    users.change_password(signing_book, "clerk", PASSWORDS["clerk"], "xiaoqiao-renjia-9")
    after = identities.person_key(signing_book, "clerk", {"clerk": "xiaoqiao-renjia-9"}, "sm2-sm3")

    assert before is not None
    assert after is not None
    assert (len(before.sm2), after.sm2) == (32, before.sm2)
    assert before.sm2.hex() not in str(signing_book.kept("signer:clerk"))
    assert repr(before.sm2) not in repr(before)


def test_a_signer_with_a_ukey_is_told_that_it_has_no_key_for_it(signing_book: Book, folder: Path) -> None:
    switch_on(signing_book)
    kept = {key: value for key, value in signing_book.kept("signer:clerk").items() if key != "key"}
    with signing_book.transaction():
        signing_book.keep("signer:clerk", {**kept, "token": {"label": "王伟的 UKey"}})

    with pytest.raises(Refused, match=r"经办人的签名密钥在 UKey 里.*改为不加") as caught:
        packets.build(signing_book, "2026-10", folder / "out", PASSWORDS)

    assert caught.value.code == "E-TOKEN"
    assert not (folder / "out").exists()
