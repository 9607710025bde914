"""Certificates on the command line, by stick between two books."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from app.operations import certificates
from tests.cli.conftest import Ran, Run
from tests.operations.enrolled import CLERK, DESK, HEAD, SECRETARY, Both, both_in


@pytest.fixture
def both(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Both]:
    """A real township and a real county; nobody sits at the keyboard."""
    monkeypatch.setattr(sys.stdin, "isatty", lambda: False, raising=False)
    yield from both_in(tmp_path / "证书 往来")


@pytest.fixture
def township(both: Both, bare: Run) -> Callable[..., Ran]:
    """A command on the township's book, as the clerk unless somebody else is named."""
    return lambda *arguments, who=CLERK: bare(*_known(both, "乡/示例乡.mz", who), *arguments, "--json")


@pytest.fixture
def county(both: Both, bare: Run) -> Callable[..., Ran]:
    """A command on the county's book."""
    return lambda *arguments: bare(*_known(both, "县/示例县.mz", HEAD), *arguments, "--json")


def _known(both: Both, book: str, who: tuple[str, str]) -> tuple[object, ...]:
    passwords = both.folder / f"{who[0]}.txt"
    passwords.write_text(" ".join(who), "utf-8")
    return "--book", both.folder / book, "--password-file", passwords


def test_request_issue_and_load_carry_a_certificate(
    both: Both, township: Callable[..., Ran], county: Callable[..., Ran]
):
    asked = township("enrol", "request", both.stick / "req.zip", "--form", both.stick / "表.pdf").json
    made = county("enrol", "issue", asked["path"], both.stick / "cer.zip", "--fingerprint", asked["fingerprint"]).json
    loaded = township("enrol", "load", made["path"]).json

    listed = county("enrol", "list").json
    assert (asked["role"], asked["name"], asked["renews"]) == ("clerk", "王芳", False)
    assert (made["fingerprint_checked"], made["role"]) == (True, "clerk")
    assert (loaded["name"], loaded["practice"], loaded["fingerprint_checked"]) == ("王芳", False, False)
    assert (both.stick / "表.pdf").read_bytes().startswith(b"%PDF")
    assert [one["serial"] for one in listed if one["serial"]] == [made["serial"]]


def test_without_a_terminal_the_certificate_is_issued_and_the_missing_comparison_is_said(
    both: Both, township: Callable[..., Ran], county: Callable[..., Ran]
):
    asked = township("enrol", "request", both.stick, who=SECRETARY).json

    done = county("enrol", "issue", asked["path"], both.stick)

    assert (done.code, done.json["fingerprint_checked"]) == (0, False)
    assert asked["fingerprint"] in done.err
    assert "revoke" in done.err


def test_a_wrong_fingerprint_is_refused_with_its_code(
    both: Both, township: Callable[..., Ran], county: Callable[..., Ran]
):
    asked = township("enrol", "request", both.stick).json

    done = county("enrol", "issue", asked["path"], both.stick / "x.zip", "--fingerprint", "0000 0000 0000 0000")

    assert (done.code, done.error["code"]) == (1, "E-FINGERPRINT")
    assert not (both.stick / "x.zip").exists()


def test_revoke_renew_and_trust_work_on_the_countys_book(
    both: Both, township: Callable[..., Ran], county: Callable[..., Ran]
):
    asked = township("enrol", "request", both.stick).json
    made = county("enrol", "issue", asked["path"], both.stick, "--fingerprint", asked["fingerprint"]).json

    gone = county("revoke", made["serial"], "--reason", "affiliation_changed", "--since", "2026-11-01")
    renewed = county("enrol", "renew").json
    trust = county("enrol", "trust", "--out", both.stick / "trust").json

    assert (gone.code, gone.json["invalid_from"][:10]) == (0, "2026-11-01")
    assert renewed["crl_number"] == 3
    assert {path.name for path in Path(trust["trust"]).iterdir()} == {
        "county-seal.pem",
        "county.crl",
        "root.pem",
        "trust.json",
    }
    assert county("revoke", made["serial"]).error["code"] == "E-REVOKED"
    assert county("enrol", "found").error["code"] == "E-EXISTS"


def test_the_keys_of_the_desk_are_shared_with_a_second_person(both: Both, county: Callable[..., Ran], bare: Run):
    missing = county("enrol", "share", DESK[0]).error
    both.folder.joinpath("two.txt").write_text(f"{' '.join(HEAD)}\n{' '.join(DESK)}\n", "utf-8")
    known = ("--book", both.folder / "县/示例县.mz", "--password-file", both.folder / "two.txt")

    done = bare(*known, "enrol", "share", DESK[0], "--json").json

    assert missing["code"] == "E-PASSWORD"
    assert done["login"] == DESK[0]
    with closing(both.county(DESK)) as book:
        assert certificates.receipt_signer(book, DESK[1]).role == "county"


def test_a_real_book_says_in_its_list_and_todo_that_its_certificates_are_for_practice(
    both: Both, township: Callable[..., Ran]
):
    states = [one["state"] for one in township("enrol", "list").json][:2]
    soon = [line["title"] for line in township("todo").json["due_soon"]]

    assert states == ["练习证书"] * 2
    assert any("王芳的经办人证书" in title and "正式证书" in title for title in soon)
