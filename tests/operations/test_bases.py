"""依据速查 holds every rule that is declared; 字段去向 says what each field is for, and names what nothing asks for."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from app.domain.ledger import LedgerDef
from app.ledgers import LEDGERS, ledger
from app.operations import bases, field_uses, help_pages
from tests import renew_field_uses

ROOM = Path(bases.__file__).resolve().parent.parent / "ledgers"


def named_bases() -> set[str]:
    """The names that faults and checks give as their basis, read from the code."""
    found = set()
    for path in ROOM.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.keyword) and node.arg == "basis" and isinstance(node.value, ast.Name):
                found.add(f"{path.stem}.{node.value.id}")
    return found


def test_every_rule_a_fault_rests_on_stands_on_the_page() -> None:
    import importlib

    text = bases.page()

    for name in named_bases():
        module, _, constant = name.partition(".")
        assert getattr(importlib.import_module(f"app.ledgers.{module}"), constant) in text, name
    assert len(named_bases()) > 5


@pytest.mark.parametrize("one", LEDGERS, ids=lambda one: one.key)
def test_the_basis_of_every_register_is_found(one: LedgerDef) -> None:
    assert not one.basis or one.basis in bases.page()


def test_the_page_is_searched_with_the_others() -> None:
    found = help_pages.find("ycsc 民生资金") or help_pages.find("专款专用")

    assert "bases" in [one.topic.name for one in found]
    assert help_pages.find("依据速查")[0].topic.name == "bases"


def test_checks_relations_and_lights_are_there_too() -> None:
    text = bases.page()

    assert "| 几样合成一笔 |" in text
    assert "四种形态合计等于四项相加" in text
    assert "陕西长武" in text


def test_a_field_says_where_it_goes() -> None:
    problem = ledger("problem")

    found = field_uses.said(problem, problem.by_key["deadline"])

    for word in ("列表", "表样“整改时限”栏", "时限和亮灯", "办理“交办”", "上报包"):
        assert word in found


@pytest.mark.parametrize("one", LEDGERS, ids=lambda one: one.key)
def test_every_field_has_a_word_on_where_it_goes(one: LedgerDef) -> None:
    assert all(field_uses.said(one, field) for field in one.typed)
    assert set(field_uses.unused(one)) == {f for f in one.typed if field_uses.said(one, f) == field_uses.NOWHERE}


def test_what_the_code_uses_is_written_down_as_it_stands() -> None:
    assert renew_field_uses.TARGET.read_text("utf-8") == renew_field_uses.text(), "python -m tests.renew_field_uses"
