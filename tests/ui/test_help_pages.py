"""The help pages: one for every register and every kind of work, short, and true to the program."""

from __future__ import annotations

import re

import pytest

from app.ledgers import LEDGERS, ledger
from app.paths import resource
from ui.engine.keys import FORM_KEYS, KEYS
from ui.screens.packet_panels import STEPS

TOPICS = (
    "find",
    "people",
    "statistics",
    "packet",
    "packet_county",
    "inbox",
    "totals",
    "templates",
    "import",
    "backup",
    "keys",
    "start",
    "dossier",
    "paper",
    "wall",
    "batch",
    "privacy",
    "village",
    "forms",
    "certificates",
    "update",
    "install",
    "install_windows",
)
PAGES = (*(one.key for one in LEDGERS), *TOPICS)
# Words of Latin letters that stand on the clerk's own keyboard, screen or stick.
KNOWN = frozenset(
    {"Enter", "Shift", "Ctrl", "Alt", "Esc", "Del", "Insert", "PgDn", "PgUp", "Home", "End"}
    | {
        "Excel",
        "TSK",
        "wal",
        "KEY",
        "TPL",
        "MZU",
        "Windows",
        "JSON",
        "PDF",
        "CSV",
        "WPS",
        "Word",
        "xlsx",
        "doc",
        "docx",
        "wps",
        "xls",
        "csv",
        "et",
        "mzb",
        "mzv",
        "vault",
        "keys",
        "exe",
        "qs",
        "ww",
        "GB",
        "UKey",
        "PKCS",
        "SKF",
    }
    # Names of files, and what an administrator types once.
    | {"mz", "deb", "tar", "xz", "sh", "setup", "sudo", "apt", "install", "remove", "mingzhang"}
    | {"Win", "cmd", "certutil", "hashfile", "SHA", "LOCALAPPDATA"}
)


def page(name: str) -> str:
    return resource("help", f"{name}.md").read_text("utf-8")


@pytest.mark.parametrize("name", PAGES)
def test_every_page_begins_with_its_title_and_is_short(name: str) -> None:
    text = page(name)

    assert text.startswith("# ")
    assert 100 < len(text) < 2600


@pytest.mark.parametrize("one", LEDGERS, ids=lambda one: one.key)
def test_a_registers_page_says_what_for_whereupon_how_with_an_example(one: object) -> None:
    text = page(one.key)  # type: ignore[attr-defined]

    for heading in ("## 做什么用", "## 依据", "## 例子", "## 常见问题"):
        assert heading in text
    assert text.startswith(f"# {one.title}\n")  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", PAGES)
def test_pages_are_chinese_only(name: str) -> None:
    text = re.sub(r"!\[(.*)\]\(pictures/\w+\.png\)", r"\1", page(name))
    words = set(re.findall(r"[A-Za-z]{2,}", text))

    assert words - KNOWN == set()


def test_the_page_of_keys_names_every_key_of_the_program() -> None:
    text = page("keys")

    missing = [key.keys for key in KEYS if key.keys and f"| {key.keys} |" not in text]
    missing += [keys for keys, _ in FORM_KEYS if f"| {keys} |" not in text]

    assert missing == []


def test_the_page_of_the_packet_names_its_steps_in_order() -> None:
    places = [page("packet").index(f"**{step}**") for step in STEPS]

    assert places == sorted(places)


def test_the_page_of_problems_names_every_move_that_can_be_made() -> None:
    labels = {move.label for move in ledger("problem").moves}

    named = {label for label in labels if label in page("problem")}

    assert labels - named == set()


def test_every_picture_in_a_page_is_there() -> None:
    asked = {name for one in PAGES for name in re.findall(r"\]\((pictures/[^)]+)\)", page(one))}

    assert len(asked) >= 4
    assert [name for name in asked if not resource("help", name).is_file()] == []
