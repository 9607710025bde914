"""README says what is there."""

from __future__ import annotations

from app.ledgers import LEDGERS
from app.ledgers.shelf import PLACES
from tests.test_layers import ROOT


def test_readme_names_every_register_under_its_heading() -> None:
    lines = [line for line in (ROOT / "README.md").read_text("utf-8").splitlines() if line.startswith("| ")]
    rows = {cells[1].strip(): cells[2] for line in lines if len(cells := line.split("|")) == 5}

    for definition in LEDGERS:
        if definition.menu:
            assert definition.title in rows[definition.menu], definition.key
            assert all(ledger.title in rows[definition.menu] for ledger in LEDGERS if ledger.key in definition.children)


def test_readme_names_every_heading_of_the_menu() -> None:
    text = (ROOT / "README.md").read_text("utf-8")

    assert all(f"| {place.menu} |" in text for place in PLACES if place.menu)
