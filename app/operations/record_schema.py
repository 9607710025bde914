"""What the records of a packet look like, as JSON Schema, for whoever reads them without this program."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from app.domain.fields import Attachment, Choice, Count, Day, Field, Link, Money, PeriodField, YesNo
from app.domain.ledger import LedgerDef
from app.domain.marks import KINDS, STRENGTH
from app.domain.points import Points
from app.operations.travelling import fields_of, travelling

DIALECT = "https://json-schema.org/draft/2020-12/schema"
OTHERS = "x-other-files"
"""Under this name stand files of lines that are no register's; the key is their whole path."""
_TEXT = {"type": ["string", "null"]}
_WHOLE = {"type": ["integer", "null"]}
_ALWAYS: dict[str, dict[str, Any]] = {
    "id": {"type": "integer", "title": "序号", "description": "在这个乡镇的这个台账里不变,不重用"},
    "number": {**_TEXT, "title": "编号"},
    "state": {**_TEXT, "title": "状态"},
    "remark": {**_TEXT, "title": "备注"},
    "explanation": {**_TEXT, "title": "说明"},
    "row_version": {"type": "integer", "title": "版本", "description": "每改一次加一"},
}
_KINDS: tuple[tuple[type[Field], dict[str, Any], str], ...] = (
    (Money, _WHOLE, "单位:分"),
    (Points, _WHOLE, "百分之一"),
    (Count, _WHOLE, ""),
    (YesNo, {"enum": [0, 1, None]}, "1 是,0 否"),
    (Day, {**_TEXT, "format": "date"}, ""),
    (PeriodField, {**_TEXT, "pattern": "^[0-9]{4}(-[0-9]{2}|Q[1-4])?$"}, "年、季度或月份:2026、2026Q3、2026-10"),
)


def schema() -> dict[str, Any]:
    """One definition for each file `data/records/<register>.jsonl`, and one for data/marks.jsonl.

    Every line of such a file is such an object.
    """
    return {
        "$schema": DIALECT,
        "title": "上报包数据 data/records/*.jsonl、data/marks.jsonl",
        "description": "每行一条,UTF-8;定义的名称就是文件名。没有填的是 null",
        "$defs": {ledger.key: _register(ledger) for ledger in travelling()},
        OTHERS: {"data/marks.jsonl": _marks()},
    }


def _marks() -> dict[str, Any]:
    """data/marks.jsonl: keyed marks of payees and recipients, by which the county sees the same one again."""
    properties: dict[str, Any] = {
        "register": {"type": "string", "title": "台账", "description": "标记所指的记录在 data/records/ 的哪个文件里"},
        "row": {"type": "integer", "title": "记录序号"},
        "line": {"type": "integer", "title": "名单行", "description": "记录下面不上报的名单行的序号,0 是记录本身"},
        "seq": {**_WHOLE, "title": "名单第几户"},
        "kind": {"enum": list(KINDS), "title": "是谁", "x-options": dict(KINDS)},
        "basis": {"enum": list(STRENGTH), "title": "凭什么", "x-options": dict(STRENGTH)},
        "key": {"type": "string", "pattern": "^[0-9a-f]{16}$", "title": "密钥的代号"},
        "mark": {
            "type": "string",
            "pattern": "^[0-9a-f]{64}$",
            "title": "比对标记",
            "description": "HMAC-SHA256,密钥只有县里和乡镇有;同一个人、同一单位处处相同,看不出是谁",
        },
        "amount": {**_WHOLE, "title": "金额", "description": "单位:分"},
    }
    return {
        "title": "收款人比对标记",
        "description": "文件是 data/marks.jsonl;没有装入县里发的密钥就没有这个文件",
        "type": "object",
        "properties": properties,
        "required": sorted(properties),
        "additionalProperties": False,
    }


def write(path: Path) -> Path:
    """The same as a file of UTF-8.

    Raises:
        Refused: It cannot be written there.
    """
    from app.export.files import replace_file

    replace_file(path, (json.dumps(schema(), ensure_ascii=False, indent=1) + "\n").encode())
    return path


def _register(ledger: LedgerDef) -> dict[str, Any]:
    fields = {field.key: _field(field) for field in fields_of(ledger)}
    properties = {**_ALWAYS, **fields}
    found: dict[str, Any] = {
        "title": ledger.title,
        "type": "object",
        "properties": properties,
        "required": sorted(properties),
        "additionalProperties": False,
    }
    if ledger.parent:
        found["description"] = f"{ledger.parent} 指向 {ledger.header_register} 的序号"
    return found


def _field(field: Field) -> dict[str, Any]:
    shape, about = _shape(field)
    found = {"title": field.label, **shape}
    return {**found, "description": about} if about else found


def _shape(field: Field) -> tuple[dict[str, Any], str]:
    match field:
        case Link():
            return _link(field), f"指向 {field.register} 的序号和名称"
        case Attachment():
            return {"type": "array", "items": {"type": "string", "pattern": "^[0-9a-f]{64}$"}}, "文件的 SHA-256"
        case Choice():
            return {**_TEXT, "x-options": {one.code: one.label for one in field.leaves}}, _several(field)
    return next(((shape, about) for kind, shape, about in _KINDS if isinstance(field, kind)), (_TEXT, ""))


def _link(field: Link) -> dict[str, Any]:
    one = {
        "type": "object",
        "properties": {"id": {"type": "integer"}, "title": {"type": "string"}},
        "required": ["id", "title"],
        "additionalProperties": False,
    }
    return {"type": "array", "items": one} if field.many else {"anyOf": [one, {"type": "null"}]}


def _several(field: Choice) -> str:
    return "多项用 、 连接" if field.many else ""
