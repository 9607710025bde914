"""A register as data: reading whole rows, required fields, moves, showing."""

from datetime import date

from app.domain.fields import Day, Link, LongText, Money, Reading, Text
from app.domain.ledger import LedgerDef, Move, State, required_text
from app.domain.line_reader import LineReader
from tests.domain.around import NOTHING_AROUND

READING = Reading(date(2026, 11, 22))
VISITS = LedgerDef(
    key="visit",
    title="走访记录",
    fields=(
        Text(key="who", label="走访对象", required=True, most=4),
        Day(key="on_day", label="日期", default="今天"),
        Money(key="help", label="帮扶金额(元)", required_from=("已办结",)),
        LongText(key="note", label="情况"),
        Day(key="closed_on", label="办结日期", stamped=True),
    ),
    states=(State("登记"), State("走访中"), State("已办结", open=False)),
    moves=(
        Move(label="开始", sources=("登记",), to="走访中"),
        Move(label="办结", sources=("登记", "走访中"), to="已办结", needs=("note",)),
    ),
)


def test_reading_collects_every_fault_instead_of_stopping_at_the_first() -> None:
    row, faults = VISITS.read({"who": "名字太长了吧", "on_day": "2.30", "help": "12.345", "note": "好"}, READING)

    assert [fault.message for fault in faults] == [
        "走访对象:太长了(6 字),最多 4 字",
        "日期:没有 2026年2月30日 这一天",
        "帮扶金额(元):金额最多两位小数",
    ]
    assert [fault.code for fault in faults] == ["E-TEXT", "E-DATE", "E-MONEY"]
    assert [fault.field for fault in faults] == ["who", "on_day", "help"]
    assert row == {"note": "好"}


def test_only_the_fields_given_are_read_and_an_empty_text_empties_its_field() -> None:
    row, faults = VISITS.read({"help": "", "remark": "备注"}, READING)

    assert (row, faults) == ({"help": None, "remark": "备注"}, [])


def test_a_blank_row_has_its_defaults_and_its_first_state() -> None:
    row = VISITS.blank(READING)

    assert row == {
        "who": None,
        "on_day": "2026-11-22",
        "help": None,
        "note": None,
        "closed_on": None,
        "state": "登记",
    }


def test_fields_are_required_always_or_from_a_state_on() -> None:
    registered = VISITS.faults({"who": "王某", "state": "登记"}, NOTHING_AROUND)
    closed = VISITS.faults({"who": "", "state": "已办结"}, NOTHING_AROUND)

    assert registered == []
    assert [(fault.field, fault.message) for fault in closed] == [
        ("who", "走访对象:不能为空"),
        ("help", "帮扶金额(元):不能为空"),
    ]


def test_nothing_spent_is_an_answer_and_not_an_empty_field() -> None:
    faults = VISITS.faults({"who": "王某", "help": 0, "state": "已办结"}, NOTHING_AROUND)

    assert faults == []


def test_moves_lead_only_out_of_their_sources() -> None:
    from_start = [move.label for move in VISITS.moves_from("登记")]
    from_middle = [move.label for move in VISITS.moves_from("走访中")]
    from_end = [move.label for move in VISITS.moves_from("已办结")]

    assert (from_start, from_middle, from_end) == (["开始", "办结"], ["办结"], [])
    assert VISITS.open_states == {"登记", "走访中"}


def test_what_a_move_needs_is_asked_for_by_label() -> None:
    missing = required_text({"note": None}, ("note",), VISITS)

    assert [fault.message for fault in missing] == ["情况:不能为空"]


def test_several_fields_share_a_printed_cell_and_empty_ones_leave_no_stroke() -> None:
    row = {"who": "王某", "on_day": None, "help": 300050, "number": "12号"}

    shown = VISITS.show(row, ("number", "who", "on_day", "help"), {})

    assert shown == "12号/王某/3,000.50"
    assert [VISITS.label(key) for key in ("number", "state", "who", "remark")] == ["编号", "状态", "走访对象", "备注"]


def test_stamped_fields_are_not_typed_and_every_register_has_remark_and_explanation() -> None:
    typed = [field.key for field in VISITS.typed]

    assert typed == ["who", "on_day", "help", "note", "remark", "explanation"]


def test_a_line_knows_the_register_of_its_header() -> None:
    lines = LedgerDef(
        key="gift", title="慰问品", fields=(Link(key="visit", label="走访", register="visit"),), parent="visit"
    )

    registers = (lines.header_register, VISITS.header_register)

    assert registers == ("visit", "")


def test_lines_of_a_workbook_are_read_exactly_as_a_form_reads_them() -> None:
    keys = ["who", None, "on_day", "help"]
    lines = [["王某", "无关", "6.30", "12.5"], ["王某", "", "6.30", "12.345"], ["", "", "2.30", ""]]
    reader = LineReader(VISITS, keys, READING)

    read = [reader.read(cells) for cells in lines]

    for cells, (row, faults) in zip(lines, read, strict=True):
        texts = {key: cell for key, cell in zip(keys, cells, strict=True) if key and cell}
        values, expected = VISITS.read(texts, READING)
        assert row == {**VISITS.blank(READING), **values}
        assert faults == expected
