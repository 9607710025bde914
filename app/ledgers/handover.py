"""岗位交接: who handed which post over to whom, and the signed list of what was handed over."""

from __future__ import annotations

from collections.abc import Iterable

from app.domain.faults import Fault
from app.domain.fields import Attachment, Choice, Count, Day, LongText, Row, Sensitivity, Text
from app.domain.ledger import Around, Clock, LedgerDef, SheetColumn
from app.domain.privacy import personal_numbers
from app.domain.rows import text_of

POSTS = {"clerk": "经办人", "secretary": "审核人", "admin": "管理员"}
REASONS = ("工作调动", "岗位轮换", "退休、离职", "产假、病假等代管", "其他")
PUBLIC = Sensitivity.PUBLIC


def handover_title(row: Row, around: Around) -> str:
    """2026-11-22 经办人 张三→孙七."""
    people = "→".join(filter(None, (text_of(row, "outgoing"), text_of(row, "incoming"))))
    return " ".join(filter(None, (text_of(row, "handed_on"), text_of(row, "post"), people)))


def three_people(row: Row, around: Around) -> Iterable[Fault]:
    """Whoever watches a handover is neither of the two who make it."""
    out, into, watch = (text_of(row, key).strip() for key in ("outgoing", "incoming", "watched_by"))
    if out and out == into:
        yield Fault("incoming", "接收人:和移交人是同一个人", "E-SEPARATION")
    if watch and watch in (out, into):
        yield Fault("watched_by", "监交人:要由移交人、接收人以外的人监交", "E-SEPARATION")


def no_numbers_of_persons(row: Row, around: Around) -> Iterable[Fault]:
    """A list of things needs no telephone and no identity number."""
    for key in ("things", "left_over"):
        for found in personal_numbers(text_of(row, key)):
            yield Fault(key, f"写了{found.kind},请去掉", "E-PRIVATE")


HANDOVERS = LedgerDef(
    key="handover",
    title="岗位交接",
    menu="基础资料",
    icon="person",
    fields=(
        Day(key="handed_on", label="交接日期", required=True, default="今天", past=True, width=7, sensitivity=PUBLIC),
        Choice(key="post", label="岗位", required=True, options=tuple(POSTS.values()), default="经办人", width=5),
        Text(key="outgoing", label="移交人", required=True, most=20, width=5),
        Text(key="incoming", label="接收人", required=True, most=20, width=5),
        Text(key="watched_by", label="监交人", most=20, width=5, hint="移交人、接收人以外的人,一般是书记或分管领导"),
        Choice(key="why", label="事由", options=REASONS, default=REASONS[0], width=7),
        Count(key="open_matters", label="未办结", unit="件", group="交了什么"),
        Count(key="records", label="台账记录", unit="条", group="交了什么"),
        Count(key="sent_packets", label="已报上报包", unit="个", group="交了什么"),
        LongText(
            key="things",
            label="纸质和实物",
            most=1000,
            width=14,
            group="交了什么",
            hint="档案、印章、钥匙、办公U盘等,在移交清单上手写的,可照抄在这里",
        ),
        LongText(
            key="left_over", label="遗留问题", most=1000, width=12, group="交了什么", hint="交接时没有说清、以后要补的"
        ),
        Attachment(key="list_file", label="移交清单", group="存档", stamped=True),
        Attachment(key="signed", label="签字的清单", group="存档", hint="三方签好字的扫描件或照片"),
    ),
    rules=(three_people, no_numbers_of_persons),
    clocks=(Clock(field="handed_on", label="签字清单归档", until="signed", gentle=True),),
    titled=handover_title,
    list_columns=("handed_on", "post", "outgoing", "incoming", "watched_by", "why", "open_matters", "signed"),
    sheet_columns=(
        SheetColumn("交接日期", ("handed_on",), 7),
        SheetColumn("岗位", ("post",), 5),
        SheetColumn("移交人", ("outgoing",), 5),
        SheetColumn("接收人", ("incoming",), 5),
        SheetColumn("监交人", ("watched_by",), 5),
        SheetColumn("事由", ("why",), 7),
        SheetColumn("未办结(件)", ("open_matters",), 5),
        SheetColumn("台账记录(条)", ("records",), 6),
        SheetColumn("上报包(个)", ("sent_packets",), 5),
        SheetColumn("纸质和实物", ("things",), 14),
        SheetColumn("遗留问题", ("left_over",), 10),
        SheetColumn("备注", ("remark",), 5),
    ),
    period_field="handed_on",
    basis="参照会计工作交接的办法:没有办清交接的不离岗;编好移交清册,逐项点交;移交人、接收人、监交人签字,各留一份。",
)
