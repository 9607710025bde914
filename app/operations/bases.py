"""依据速查: every rule the program checks by, with the law or scheme it rests on, in one page. Source: product L15."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from functools import cache

NAME, TITLE = "bases", "依据速查"
HEAD = "审核提示、时限、亮灯、公开要求各凭哪一条,都在这里。审核结果里按 0 看那一条的依据;这里可以打几个字查。"


@cache
def page() -> str:
    """The whole page in Markdown."""
    return "\n".join(
        [f"# {TITLE}", "", HEAD, *_registers(), *_checks(), *_limits(), *_relations(), *_lights(), *_unused()]
    )


def checks() -> list[tuple[str, str]]:
    """Name and basis of every check that rests on a rule of its own."""
    from app.ledgers.finance_view import Check

    found = dict[tuple[str, str], None]()
    for module in _modules():
        for value in vars(module).values():
            if isinstance(value, Check):
                found[(value.title, value.basis)] = None
    return list(found)


def sentences() -> list[str]:
    """Rules that single faults name."""
    known = {basis for _, basis in checks()}
    found = dict[str, None]()
    for module in _modules():
        for name, value in vars(module).items():
            if name.isupper() and isinstance(value, str) and _is_rule(value) and value not in known:
                found[value] = None
    return list(found)


def _is_rule(text: str) -> bool:
    """Whether a sentence begins with the name of what it rests on."""
    head, colon, _ = text.partition(":")
    return (
        bool(colon)
        and len(text) > 20
        and any(word in head for word in ("规定", "制度", "规范", "方案", "法 ", "法第", "条例"))
    )


def _modules() -> Iterator[object]:
    import app.ledgers

    for found in pkgutil.iter_modules(app.ledgers.__path__):
        yield importlib.import_module(f"app.ledgers.{found.name}")


def _registers() -> Iterator[str]:
    from app.ledgers import LEDGERS

    yield from ("", "## 各台账", "", "| 台账 | 依据 |", "| --- | --- |")
    yield from (f"| {one.title} | {one.basis} |" for one in LEDGERS if one.basis)


def _checks() -> Iterator[str]:
    yield from ("", "## 审核", "", "| 查什么 | 依据 |", "| --- | --- |")
    yield from (f"| {title} | {basis} |" for title, basis in checks())
    yield from (f"| 逐条审核 | {basis} |" for basis in sentences())


def _limits() -> Iterator[str]:
    from app.ledgers import LEDGERS

    yield from ("", "## 各项怎么填的依据", "", "| 台账 | 项目 | 依据 |", "| --- | --- | --- |")
    for ledger in LEDGERS:
        for field in ledger.typed:
            if "依据" in field.hint:
                yield f"| {ledger.title} | {field.label} | {field.hint} |"


def _relations() -> Iterator[str]:
    from app.figures.relations import RELATIONS

    yield from ("", "## 月报勾稽", "", "依据 集中整治方案 五:每月 5 日前报表,数字要相互对得上。", "")
    yield from ("| 编号 | 关系 |", "| --- | --- |")
    yield from (f"| {one.id} | {one.why} |" for one in RELATIONS if one.why)


def _lights() -> Iterator[str]:
    from app import presets

    yield from ("", "## 亮灯", "", "| 规则 | 出处 |", "| --- | --- |")
    yield from (f"| {one.name} | {one.source} |" for one in presets.light_presets())


def _unused() -> Iterator[str]:
    """Fields nothing uses. Source: product L13."""
    from app.ledgers import LEDGERS
    from app.operations import field_uses

    lines = [f"| {one.title} | {field.label} |" for one in LEDGERS for field in field_uses.unused(one)]
    if lines:
        yield from (
            "",
            "## 没有地方用到的项目",
            "",
            "没有报表、公示、审核、上报用到它们,可以不填;建议县里同意后删去。",
            "",
        )
        yield from ("| 台账 | 项目 |", "| --- | --- |", *lines)
