"""职权单 and 职权清单: one power on one sheet, and all powers of one office in the scheme's twelve columns."""

from __future__ import annotations

from collections.abc import Sequence

from app.domain.fields import Row
from app.domain.ledger import Around, LedgerDef
from app.domain.rows import id_of, ids_of, text_of, whole_of
from app.ledgers.board_lines import foot_of, lines_shown
from app.ledgers.power import POWERS, VILLAGE_SERVICE
from app.ledgers.power_rules import PROMISE, Basis, bases, powers_of
from app.reports.around import PaperAround
from app.reports.flow_chart import days, one_line
from app.reports.sheet import Cell, Column, Facts, Paragraph, Sheet, Signatures, Table

COLUMNS = (
    Column("序号", "number", 2.2),
    Column("权力名称", "text", 6),
    Column("权力类型", "text", 3),
    Column("行使主体", "text", 4.5),
    Column("承办机构", "text", 4.5),
    Column("办理时限", "text", 4),
    Column("收费标准", "text", 4),
    Column("实施依据", "text", 15),
    Column("责任事项", "text", 9),
    Column("追责情形", "text", 8),
    Column("追责依据", "text", 12),
    Column("监督方式", "text", 8),
    Column("备注", "text", 3.5),
)


def power_sheet(row: Row, around: PaperAround, ledger: LedgerDef) -> Sheet:
    """One power on one sheet: the twelve columns one below the other, and 备注.

    Source: 四化三查方案 3 四(一)2: 一权一清单; forms-and-rules INV-113, INV-116, INV-118.
    """
    texts, number = around.texts(ledger, row), _place_in_list(row, around)
    values = _twelve(row, texts, around)
    lines = [(number, *pair) for number, pair in enumerate(zip(_LABELS, (str(number), *values), strict=True), 1)]
    more = (("申报材料", texts["materials"]), ("服务窗口", texts["window"]), ("办理要求", texts["requirements"]))
    return Sheet(
        key="power_sheet",
        title=text_of(row, "name"),
        subtitle="职权单(一权一清单)",
        look="notice",
        size="A4",
        blocks=(
            Table(
                columns=(Column("栏", "number", 2), Column("名称", "text", 5), Column("内容", "text", 27)),
                rows=tuple(lines),
            ),
            *(Paragraph(f"{label}：{one_line(text)}", indent=False) for label, text in more if text),
        ),
        foot=foot_of(_lines(row, around), around),
        file_name=f"{texts['agency']}_职权单_{text_of(row, 'name')}",
    )


def power_list(row: Row, around: PaperAround, ledger: LedgerDef) -> Sheet:
    """Every power an office has, or is in charge of for another, in the order of the scheme's columns.

    Source: 四化三查方案 3 四(一): 一部门一清单; forms-and-rules INV-107 to INV-109, INV-113.
    """
    unit, powers = id_of(row, "id") or 0, powers_of(row, around)
    body: list[tuple[Cell, ...]] = []
    for number, power in enumerate(powers, 1):
        body.append((number, *_twelve(power, around.texts(POWERS, power), around)))
    name = text_of(row, "name")
    return Sheet(
        key="power_list",
        title=f"{name}职权清单",
        size="A3 landscape",
        blocks=(
            Facts((("单位", name), ("合计", _counted(powers)))),
            Table(columns=COLUMNS, rows=tuple(body)),
            Signatures((("制表人", ""), ("审核人", ""), ("负责人", ""), ("日期", ""))),
        ),
        foot=foot_of(lines_shown(around, (unit,)), around),
        file_name=f"{name}_职权清单",
    )


def basis_lines(text: str) -> str:
    """Legal bases one a line, numbered where there are several: full name, article, clause and item, what it says."""
    found = bases(text)
    if len(found) < 2:
        return "\n".join(_said(basis) for basis in found) or text
    return "\n".join(f"{number}. {_said(basis)}" for number, basis in enumerate(found, 1))


_LABELS = tuple(column.title for column in COLUMNS)


def _said(basis: Basis) -> str:
    place = "".join(
        f"第{number}{unit}"
        for number, unit in ((basis.article, "条"), (basis.clause, "款"), (basis.item, "项"))
        if number
    )
    head = (f"《{basis.document}》" if basis.document else "") + place
    return "：".join(part for part in (head, basis.text) if part)


def _twelve(row: Row, texts: dict[str, str], around: Around) -> tuple[str, ...]:
    lines = foot_of(_lines(row, around), around)
    return (
        texts["name"],
        texts["type"],
        texts["subject"],
        texts["agency"],
        days(whole_of(row, "time_limit")),
        texts["fee"],
        basis_lines(texts["basis"]),
        texts["duty"],
        texts["liability"],
        basis_lines(texts["liability_basis"]),
        "\n".join(part for part in (texts["supervision"], *lines.split("  ")) if part),
        texts["remark"],
    )


def _lines(row: Row, around: Around) -> list[Row]:
    return lines_shown(around, (id_of(row, "subject"), id_of(row, "agency")), ids_of(row, "hotlines"))


def _place_in_list(row: Row, around: Around) -> int:
    """The 序号 of a power in the list of its office; those out of use keep theirs, so that no other sheet changes."""
    earlier = around.rows("power", subject=row.get("subject")) if row.get("subject") else []
    return 1 + sum(1 for power in earlier if whole_of(power, "id") < whole_of(row, "id"))


def _counted(powers: Sequence[Row]) -> str:
    """职权 54 项、村级服务事项 10 项、服务承诺 14 项. Source: INV-108."""
    kinds = {VILLAGE_SERVICE: 0, PROMISE: 0}
    for row in powers:
        if row.get("type") in kinds:
            kinds[str(row["type"])] += 1
    own = len(powers) - sum(kinds.values())
    counts = {"职权": own, **kinds}
    return "、".join(f"{label} {count} 项" for label, count in counts.items() if count) or "0 项"
