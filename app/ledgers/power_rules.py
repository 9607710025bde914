"""What a power list entry must hold: twelve columns, full names of legal bases, the three reviews, the flow."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple

from app.domain.days import Period
from app.domain.faults import Fault
from app.domain.fields import Row, Value
from app.domain.ledger import Around
from app.domain.rows import id_of, ids_of, text_of, whole_of
from app.domain.text import half_width
from app.ledgers.event_days import another_than, days_follow, last_working_day
from app.ledgers.hotline import in_use, missing_levels
from app.ledgers.power_step import flow_faults

COMBED, IN_REVIEW, REVIEWED, APPROVED = "梳理", "待审查", "已审查", "县纪委已审"
PUBLISHED, RETIRED = "已公开", "已停用"
PROMISE = "服务承诺"
PASSED, FAILED = "通过", "不通过"
FREE = "不收费"
REVIEWS = (("review_legal", "合法性审查"), ("review_reasonable", "合理性审查"), ("review_needed", "必要性审查"))
COMB_BY, PUBLISH_BY = (1, 31), (2, 20)

_NUMBER = r"[0-9一二三四五六七八九十百千零〇]+"
_TITLE = re.compile(r"《(?P<document>[^《》]+)》")
_ARTICLE = re.compile(
    rf"第(?P<article>{_NUMBER})条(?:之{_NUMBER})?"
    rf"(?:\s*第(?P<clause>{_NUMBER})款)?(?:\s*第[(]?(?P<item>{_NUMBER})[)]?项)?"
)
_SIGNS = " :\N{FULLWIDTH COLON},\N{FULLWIDTH COMMA}。"
_LAW = re.compile(r"(?<!办)法$")


class Basis(NamedTuple):
    """One legal basis taken apart: document, 条, 款, 项 and what it says; "" for what is not there."""

    document: str
    article: str
    clause: str
    item: str
    text: str


def bases(text: str) -> list[Basis]:
    """The legal bases of a column, one a line."""
    out = []
    for line in (line.strip() for line in text.splitlines()):
        if not line:
            continue
        plain = half_width(line)  # as long as the line: places in one are places in the other
        title, place = _TITLE.search(plain), _ARTICLE.search(plain)
        rest = line[place.end() if place else title.end() if title else 0 :].strip(_SIGNS)
        parts = place.groupdict() if place else {}
        out.append(
            Basis(
                title["document"] if title else "",
                parts.get("article") or "",
                parts.get("clause") or "",
                parts.get("item") or "",
                rest,
            )
        )
    return out


def derive(row: Row, around: Around) -> Mapping[str, Value]:
    """The two deadlines of the plan year, and the telephones of the board."""
    out: dict[str, Value] = {}
    if row.get("year"):
        year = Period.parse(text_of(row, "year")).first.year
        out["comb_by"] = last_working_day(around, date(year, *COMB_BY)).isoformat()
        out["publish_by"] = last_working_day(around, date(year, *PUBLISH_BY)).isoformat()
    if not ids_of(row, "hotlines") and row.get("name"):
        shown = [line for line in in_use(around) if line.get("unit") in (None, row.get("subject"), row.get("agency"))]
        out["hotlines"] = [number for line in shown if (number := id_of(line, "id"))]
    return out


def twelve_columns(row: Row, around: Around) -> Iterable[Fault]:
    """Powers and village service items fill every column; a promise needs no liability. Source: INV-113, INV-108."""
    if row.get("type") in (None, PROMISE):
        return
    for key, label in (
        ("basis", "实施依据"),
        ("duty", "责任事项"),
        ("liability", "追责情形"),
        ("liability_basis", "追责依据"),
    ):
        if not row.get(key):
            yield Fault(key, f"{label}:不能为空,职权清单十二栏都要填", "E-REQUIRED")


def bases_in_full(row: Row, around: Around) -> Iterable[Fault]:
    """A basis names the document in full, with 条, 款, 项 and what it says. Source: INV-118."""
    explained = bool(row.get("explanation"))
    for key, label in (("basis", "实施依据"), ("liability_basis", "追责依据")):
        for number, basis in enumerate(bases(text_of(row, key)), 1):
            yield from _basis_faults(key, f"{label}第 {number} 行", basis, explained)


def _basis_faults(key: str, where: str, basis: Basis, explained: bool) -> Iterable[Fault]:
    if not basis.document:
        yield Fault(key, f"{where}:写文件全名,加书名号,如 《中华人民共和国行政许可法》第四十二条第一款:…", "E-BASIS")
        return
    if not basis.article:
        yield Fault(key, f"{where}:没有写第几条;文件不分条的,在“说明”里写明", "E-BASIS", soft=explained)
    elif not basis.text:
        yield Fault(key, f"{where}:条、款、项后面写出条文内容", "E-BASIS", soft=explained)
    if _LAW.search(basis.document) and not basis.document.startswith("中华人民共和国"):
        full = f"《中华人民共和国{basis.document}》"
        yield Fault(key, f"{where}:“{basis.document}”不是全名,请核对是否为{full}", "E-NAME", full, soft=True)


def fee_said(row: Row, around: Around) -> Iterable[Fault]:
    """Either 不收费, or a standard with a figure. Source: forms-and-rules 2.17, fee."""
    fee = text_of(row, "fee")
    if not fee:
        return
    if fee == FREE:
        if whole_of(row, "fee_amount"):
            yield Fault("fee_amount", "收费金额:收费标准写的是“不收费”,请核对", "E-FEE")
    elif not any(char.isdigit() for char in fee) and not row.get("fee_amount"):
        yield Fault("fee", "收费标准:写明多少钱和收费依据,不收的写“不收费”", "E-FEE", FREE)


def within_the_law(row: Row, around: Around) -> Iterable[Fault]:
    """What is promised is not longer than the law allows. Source: forms-and-rules 2.17, time_limit; INV-132."""
    statutory = row.get("statutory_limit")
    if isinstance(statutory, int) and whole_of(row, "time_limit") > statutory:
        yield Fault("time_limit", f"办理时限:超过法定时限 {statutory} 个工作日", "E-LIMIT")


def shared_is_said(row: Row, around: Around) -> Iterable[Fault]:
    """A power several offices have says so in 备注. Source: INV-117."""
    if row.get("shared") and not row.get("remark"):
        yield Fault("remark", "备注:多个部门都有的职权,在备注中注明是哪些部门", "E-REQUIRED")


def name_kept(row: Row, around: Around) -> Iterable[Fault]:
    """The statutory name does not change once it was reviewed. Source: INV-116."""
    before = around.row("power", whole_of(row, "id")) if row.get("id") else None
    if before and before.get("reviewed_on") and row.get("name") != before.get("name"):
        yield Fault(
            "name",
            f"权力名称:审查时是“{before.get('name')}”,法定名称不得随意变更;依据变了的,在“说明”里写明",
            "E-NAME",
            text_of(before, "name"),
            soft=bool(row.get("explanation")),
        )


def days_in_order(row: Row, around: Around) -> Iterable[Fault]:
    """Review comes before the county's, and publication after both."""
    before = (("reviewed_on", "审查日期"), ("county_approved_on", "县纪委审核日期"))
    posted = (("wall_on", "上墙日期"), ("web_on", "上网日期"), ("screen_on", "上屏日期"))
    yield from dict.fromkeys(fault for last in posted for fault in days_follow(row, around, *before, last))


def on_wall_and_web(row: Row, around: Around) -> Iterable[Fault]:
    """Published means on the wall and on the web. Source: INV-121."""
    if row.get("state") == PUBLISHED and not row.get("web_on"):
        yield Fault("web_on", "上网日期:方案要求上墙、上网;没有网站的在“说明”里写明", "E-POST", soft=True)


def reviewed_by_another(row: Row, around: Around) -> Iterable[Fault]:
    """The three reviews are passed, and by somebody else. Source: INV-115."""
    yield from another_than(row, around, "submitted_by", "reviewed_by", "提交审查")
    for key, label in REVIEWS:
        if row.get(key) == FAILED:
            yield Fault(key, f"{label}:没有通过,请办理“退回梳理”", "E-REVIEW")


def cannot_be_drawn(row: Row, around: Around) -> str:
    """Why a power has no flow chart yet, "" where it has."""
    steps = around.rows("power_step", power=row["id"]) if id_of(row, "id") else []
    found = [fault.message for fault in flow_faults(steps, whole_of(row, "time_limit")) if fault.code == "E-FLOW"]
    return found[0] if found else ""


def ready_for_the_wall(row: Row, around: Around) -> Iterable[Fault]:
    """Before it is published: a flow chart that can be drawn, and telephones of all three levels."""
    lines = [line for number in ids_of(row, "hotlines") if (line := around.row("hotline", number))]
    if missing := missing_levels(lines):
        yield Fault("hotlines", f"监督电话:还缺{'、'.join(missing)}的,请先在“监督栏”补齐", "E-LEVELS")
    if row.get("type") != PROMISE:
        steps = around.rows("power_step", power=row["id"]) if id_of(row, "id") else []
        yield from flow_faults(steps, whole_of(row, "time_limit"))


def powers_of(unit: Row, around: Around) -> list[Row]:
    """The powers in force of one office: its own, and those it carries out for another, as they were entered."""
    number = id_of(unit, "id")
    if number is None:
        return []
    own, carried = around.rows("power", subject=number), around.rows("power", agency=number)
    found = {whole_of(row, "id"): row for row in (*own, *carried) if row.get("state") != RETIRED}
    return [found[key] for key in sorted(found)]
