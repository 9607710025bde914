"""The gate: nothing personal becomes print, file or packet before somebody has decided about it."""

from __future__ import annotations

import ast
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from zipfile import ZipFile

import pypdfium2
import pytest

from app.domain.faults import Refused
from app.domain.personal.found import NEVER_KEPT, Kind
from app.domain.rows import id_of
from app.ledgers import ledger
from app.operations import exports, gate, gate_known, gate_look, papers, records, settlings, sheets
from app.operations.gate import Finding, Unsettled
from app.reports.sheet import Column, Facts, Paragraph, Sheet, Signatures, Table
from app.storage.book import Book
from tests.conftest import Places
from tests.operations.clerk import LINE, PROBLEM, TWO_LINES, UNIT, found, lines, sheet

ID, CARD, MOBILE, CHILD = "360999198505054321", "6222020200112230", "15400138000", "王小明"
ROOT = Path(__file__).parents[2]


def right_id() -> str:
    from app.domain.identity import check_digit

    return ID[:17] + check_digit(ID[:17])


def stopped(book: Book, *made: Sheet) -> tuple[Finding, ...]:
    with pytest.raises(Unsettled) as caught:
        gate.passed(book, made)
    return caught.value.findings


def of(text: str, *, look: str = "ledger", **more: object) -> Sheet:
    return Sheet("trial", "走访情况", (Paragraph(text),), look=look, **more)  # type: ignore[arg-type]


def texts(made: Sheet) -> str:
    return "\n".join("|".join(line) for line in made.lines())


def all_that_is_kept(book: Book) -> str:
    """Every text of every table of the book, and of its log."""
    names = [name for (name,) in book.all("SELECT name FROM sqlite_schema WHERE type = 'table'")]
    shown = (name for name in names if not name.startswith(("search", "sqlite")))
    lines = (line for name in shown for line in book.all(f'SELECT * FROM "{name}"'))
    return "\n".join(
        one.decode("utf-8", "replace") if isinstance(one, bytes) else str(one) for line in lines for one in line
    )


@pytest.fixture
def wall(book: Book, places: Places) -> int:
    """A finance sheet of the village with four personal things on it; returns its id."""
    header = sheet(book)
    more = (
        ("2026-08-03", "3.05", f"付护林工资(电话{MOBILE})", "300"),
        ("2026-08-04", "3.05", f"付误工补贴,卡号{CARD}", "200"),
        ("2026-08-05", "3.05", f"资助学生{CHILD}学费", "500"),
        ("2026-08-06", "3.05", f"临时救助 {right_id()}", "800"),
    )
    lines(book, header.id, *TWO_LINES, *more)
    return header.id


def test_a_wall_with_four_personal_things_is_stopped_and_all_are_named_at_once(book: Book, wall: int) -> None:
    with pytest.raises(Unsettled) as caught:
        sheets.make_sheet(book, "finance_wall", ids=[wall])

    error = caught.value
    assert error.headline == "还有 4 处个人信息没有处理,暂不能打印青山村2026年第3季度财务收支公开榜。"
    assert error.code == "E-PERSONAL"
    assert [(one.kind, one.place.row, one.place.column) for one in error.findings] == [
        (Kind.MOBILE, 3, "摘要用途"),
        (Kind.CARD, 4, "摘要用途"),
        (Kind.MINOR, 5, "摘要用途"),
        (Kind.ID, 6, "摘要用途"),
    ]
    assert error.findings[0].excerpt == "付护林工资(电话154…00)"
    assert error.findings[0].proposed == "付护林工资(电话***)"
    assert error.findings[2].proposed == "资助学生王某某学费"
    assert error.findings[2].where == "第5行“摘要用途”"
    assert not any(number in error.message for number in (MOBILE, CARD, right_id()))


def test_what_is_masked_is_printed_masked_and_the_rest_of_the_wall_stays(book: Book, wall: int, folder: Path) -> None:
    with pytest.raises(Unsettled) as caught:
        sheets.make_sheet(book, "finance_wall", ids=[wall])
    settlings.settle(book, caught.value.findings[:3], settlings.MASK)
    settlings.settle(book, caught.value.findings[3:], settlings.REMOVE)

    (made,) = sheets.make_sheet(book, "finance_wall", ids=[wall])
    pdf, excel = sheets.write_sheet(book, made, folder / "公示")

    shown = texts(made)
    assert "付护林工资(电话***)" in shown
    assert "付误工补贴,卡号***" in shown
    assert "资助学生王某某学费" in shown
    assert "临时救助 |" in shown
    assert "山林发包收入" in shown
    for bare in (MOBILE, CARD, CHILD, right_id()):
        assert bare not in pdf_text(pdf)
        assert bare.encode() not in pdf.read_bytes()
        assert bare not in workbook_text(excel)


def pdf_text(path: Path) -> str:
    document = pypdfium2.PdfDocument(path)
    try:
        meta = str(document.get_metadata_dict())
        return meta + path.name + "".join(page.get_textpage().get_text_bounded() for page in document)
    finally:
        document.close()


def workbook_text(path: Path) -> str:
    with ZipFile(path) as archive:
        return path.name + "".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())


def test_a_sheet_that_passed_passes_again_unchanged(book: Book, wall: int) -> None:
    with pytest.raises(Unsettled) as caught:
        sheets.make_sheet(book, "finance_wall", ids=[wall])
    settlings.settle(book, caught.value.findings, settlings.MASK)
    (made,) = sheets.make_sheet(book, "finance_wall", ids=[wall])

    again = gate.passed(book, [made])

    assert again == [made]


def test_nothing_of_what_was_found_is_kept_or_logged(book: Book, places: Places) -> None:
    findings = stopped(book, of(f"村民{CHILD}(9岁)电话{MOBILE}"))

    settlings.settle(book, findings, settlings.MASK)

    kept = all_that_is_kept(book)
    assert CHILD not in kept
    assert MOBILE not in kept
    assert "privacy.settle" in kept
    assert "遮盖 手机号 “正文第1段”" in kept


def test_a_changed_text_asks_again(book: Book) -> None:
    settlings.settle(book, stopped(book, of(f"电话{MOBILE}")), settlings.MASK)

    assert texts(gate.passed(book, [of(f"电话{MOBILE}")])[0]).endswith("电话154****8000")
    assert len(stopped(book, of(f"电话{MOBILE},请回电"))) == 1


def test_a_decision_holds_for_its_own_sheet_only(book: Book) -> None:
    settlings.settle(book, stopped(book, of(f"电话{MOBILE}")), settlings.MASK)

    other = stopped(book, replace(of(f"电话{MOBILE}"), title="另一张"))

    assert [one.kind for one in other] == [Kind.MOBILE]


def test_a_decision_that_is_taken_back_asks_again_and_stays_in_the_list(book: Book) -> None:
    (made,) = settlings.settle(book, stopped(book, of(f"电话{MOBILE}")), settlings.MASK)

    count = settlings.take_back(book, [made])

    assert count == 1
    assert len(stopped(book, of(f"电话{MOBILE}"))) == 1
    (one,) = settlings.settlings(book, "trial", "走访情况")
    assert (one.kind, one.place, one.action, one.taken_back) == ("手机号", "“正文第1段”", "遮盖", True)
    assert settlings.take_back(book, [made]) == 0


def test_the_step_of_a_decision_can_be_undone_like_any_other(book: Book) -> None:
    settlings.settle(book, stopped(book, of(f"电话{MOBILE}")), settlings.MASK)

    done = records.undo(book)

    assert done.label == "撤销:个人信息遮盖:1 处"
    assert len(stopped(book, of(f"电话{MOBILE}"))) == 1


def test_a_later_decision_takes_the_place_of_the_earlier(book: Book) -> None:
    findings = stopped(book, of("困难户李某患尿毒症"))
    settlings.settle(book, findings, settlings.MASK)

    settlings.settle(book, findings, settlings.KEEP, settlings.CONSENT)

    assert texts(gate.passed(book, [of("困难户李某患尿毒症")])[0]).endswith("困难户李某患尿毒症")
    assert [(one.action, one.taken_back) for one in settlings.settlings(book)] == [("保留", False), ("遮盖", True)]


@pytest.mark.parametrize(
    ("text", "kind"), [(right_id(), Kind.ID), (f"卡号{CARD}", Kind.CARD), (f"孤儿{CHILD}", Kind.MINOR)]
)
def test_numbers_of_identity_cards_and_names_of_children_are_never_kept(book: Book, text: str, kind: Kind) -> None:
    findings = stopped(book, of(text))

    with pytest.raises(Refused) as caught:
        settlings.settle(book, findings, settlings.KEEP, settlings.CONSENT)

    assert caught.value.code == "E-KEPT"
    assert [one.kind for one in findings] == [kind]
    assert settlings.reasons_to_keep(findings[0]) == ()
    assert settlings.settlings(book) == []


def test_every_kind_that_is_never_kept_offers_no_reason_and_what_is_certain_no_mistake(book: Book) -> None:
    (finding,) = stopped(book, of(f"电话{MOBILE}"))

    offers = {kind: settlings.reasons_to_keep(replace(finding, kind=kind)) for kind in Kind}
    mistakes = {kind: settlings.reasons_mistaken(replace(finding, kind=kind)) for kind in Kind}

    assert {kind for kind, reasons in offers.items() if not reasons} == NEVER_KEPT
    assert {kind for kind, reasons in mistakes.items() if not reasons} == {Kind.ID, Kind.CARD, Kind.SECRET}


def test_on_a_wall_nothing_is_kept_because_the_office_needs_it(book: Book) -> None:
    (inside,) = stopped(book, of("李某患尿毒症"))
    (outside,) = stopped(book, of("李某患尿毒症", look="notice"))

    assert settlings.DUTY in settlings.reasons_to_keep(inside)
    assert settlings.DUTY not in settlings.reasons_to_keep(outside)


@pytest.mark.parametrize(
    ("reason", "code"),
    [("", "E-REASON"), ("是", "E-REASON"), (f"本人{MOBILE}同意", "E-PRIVATE"), ("长" * 101, "E-REASON")],
)
def test_a_reason_is_needed_and_may_itself_hold_nothing_personal(book: Book, reason: str, code: str) -> None:
    findings = stopped(book, of("李某患尿毒症"))

    with pytest.raises(Refused) as caught:
        settlings.settle(book, findings, settlings.KEEP, reason)

    assert caught.value.code == code
    assert settlings.settlings(book) == []


def test_an_unknown_way_of_settling_is_refused(book: Book) -> None:
    with pytest.raises(Refused) as caught:
        settlings.settle(book, stopped(book, of(f"电话{MOBILE}")), "忽略")

    assert caught.value.code == "E-ACTION"


def test_what_was_mistaken_for_a_name_stays_as_it_is(book: Book) -> None:
    findings = stopped(book, of("幼儿园于飞牌玩具"))

    settlings.settle(book, findings, settlings.MISTAKEN, settlings.NO_NAME)

    assert "于飞牌玩具" in texts(gate.passed(book, [of("幼儿园于飞牌玩具")])[0])


def test_papers_of_the_office_show_part_of_a_number_and_walls_nothing(book: Book) -> None:
    text = f"电话{MOBILE},证号{right_id()}"
    settlings.settle(book, stopped(book, of(text)), settlings.MASK)
    board = replace(of(text, look="notice"), title="墙上")

    inside = texts(gate.passed(book, [of(text)])[0])
    outside = stopped(book, board)

    assert inside.endswith(f"电话154****8000,证号360999********{right_id()[-4:]}")
    assert [one.proposed.removeprefix("…") for one in outside] == ["电话***,证号***", "电话***,证号***"]


def test_titles_captions_facts_foot_and_file_names_are_looked_at_too(book: Book) -> None:
    made = Sheet(
        "trial",
        f"答复{MOBILE}",
        (Facts((("联系", MOBILE),)), Table((Column("事项"),), (("平",),), caption=f"{MOBILE}一事")),
        foot=f"电话{MOBILE}",
        file_name=f"{MOBILE}_答复",
    )

    findings = stopped(book, made)

    assert [str(one.place) for one in findings] == ["“标题”", "“联系”", "“表题”", "“页脚”", "“文件名”"]
    assert {one.title for one in findings} == {"答复***"}


def test_telephones_and_addresses_of_the_office_pass(book: Book, places: Places) -> None:
    records.save(book, UNIT, places.township, {"phone": MOBILE, "address": "示例乡新街1号"})

    passed = gate.passed(book, [of(f"有意见拨{MOBILE[:3]} {MOBILE[3:7]} {MOBILE[7:]}或寄示例乡新街1号家属院传达室")])

    assert len(passed) == 1


def test_a_payee_named_in_a_purpose_is_stopped_on_the_wall_and_not_in_the_office(book: Book, places: Places) -> None:
    header = sheet(book)
    lines(book, header.id, ("2026-08-03", "3.04", "付李大山挖机工资", "300"))
    line = id_of(book.rows("finance_line")[0], "id")
    records.save(book, LINE, line, {"payee": "李大山"})

    with pytest.raises(Unsettled) as caught:
        sheets.make_sheet(book, "finance_wall", ids=[header.id])
    inside = gate.passed(book, [of("付李大山挖机工资")])

    assert [(one.kind, one.proposed) for one in caught.value.findings] == [(Kind.NAME, "付李某挖机工资")]
    assert settlings.LAWFUL_LIST in settlings.reasons_to_keep(caught.value.findings[0])
    assert len(inside) == 1


@pytest.mark.parametrize("look", ["notice", "ledger", "letter"])
def test_what_somebody_reported_is_stopped_on_every_paper_and_in_every_export(
    book: Book, places: Places, folder: Path, look: str
) -> None:
    told = "村会计私分护林补贴"
    texts = {"received_on": "2026-11-20", "way": "来信", "real_name": "否", "unit": "青山村", "category": "2.2"}
    records.save(book, ledger("complaint"), None, {**texts, "summary": told})
    found(book, description=f"有人反映{told},正在核实")

    (finding,) = stopped(book, of(f"有人反映{told},正在核实", look=look))
    with pytest.raises(Unsettled) as caught:
        exports.export_register(book, PROBLEM, None, folder / "问题.xlsx")

    assert (finding.kind, finding.proposed) == (Kind.SECRET, "有人反映***,正在核实")
    assert [one.kind for one in caught.value.findings] == [Kind.SECRET]
    assert Kind.SECRET in NEVER_KEPT
    assert list(folder.glob("问题.*")) == []


def test_names_stand_where_a_rule_asks_for_them_and_officials_are_named(book: Book, places: Places) -> None:
    header = sheet(book)
    lines(book, header.id, ("2026-08-03", "3.04", "王伟组织清淤", "300"))
    line = id_of(book.rows("finance_line")[0], "id")
    records.save(book, LINE, line, {"payee": "李大山、王伟", "handler": "李大山"})

    walls = sheets.make_sheet(book, "finance_wall", ids=[header.id])
    signed = Sheet("trial", "榜", (Signatures((("审核人", "李大山"),)),), look="notice")

    assert len(walls) == 1
    assert gate.passed(book, [signed]) == [signed]


def test_a_child_is_known_by_its_age_or_class_in_another_column(book: Book) -> None:
    columns = (Column("序号", "number"), Column("姓名"), Column("年龄"), Column("年级"))
    rows = ((1, "赵小兰", "9", ""), (2, "钱大海", "45", ""), (3, "孙小宝", "", "三年级"), (4, "周某某", "8", ""))
    made = Sheet("trial", "慰问名单", (Table(columns, rows),), look="notice")

    findings = stopped(book, made)

    assert [(one.place.row, one.kind, one.proposed) for one in findings] == [
        (1, Kind.MINOR, "赵某某"),
        (3, Kind.MINOR, "孙某某"),
    ]


@pytest.mark.parametrize("title", ["孤儿基本生活费发放名单", "困难学生资助公示"])
def test_in_a_list_of_children_every_name_is_a_childs(book: Book, title: str) -> None:
    made = Sheet("trial", title, (Table((Column("姓名"), Column("金额")), (("赵小兰", "500"), ("欧阳天", "500"))),))

    assert [one.proposed for one in stopped(book, made)] == ["赵某某", "欧阳某某"]


def test_children_the_book_knows_are_found_though_the_sheet_says_nothing(book: Book, places: Places) -> None:
    with book.change("名单") as writer:
        item = writer.save(ledger("affairs_item"), {"item": "临时救助", "unit": places.village})
        for name, minor in (("吴小贝", 1), ("郑大山", 0)):
            writer.save(ledger("recipient"), {"item": item, "name": name, "minor": minor, "amount": 100})
    made = Sheet("trial", "救助榜", (Table((Column("姓名"),), (("吴小贝",), ("郑大山",))),), look="notice")

    findings = stopped(book, made)

    assert [(one.kind, one.proposed) for one in findings] == [(Kind.MINOR, "吴某某"), (Kind.NAME, "郑某")]


def test_a_paper_for_the_person_herself_shows_her_own_and_nobody_elses(book: Book) -> None:
    text = f"李大山(电话{MOBILE})患尿毒症,邻居电话13800138000"

    with pytest.raises(Unsettled) as caught:
        gate.passed(book, [of(text)], [MOBILE, "患尿毒症"])

    assert [one.shown for one in caught.value.findings] == ["138…00"]


@pytest.mark.parametrize("own", [right_id(), CARD])
def test_no_rule_lets_a_number_of_identity_or_a_card_onto_a_wall(book: Book, own: str) -> None:
    with pytest.raises(Unsettled):
        gate.passed(book, [of(own, look="notice")], [own])


def test_a_list_of_names_the_law_orders_passes_again_wherever_it_is_drawn_or_written(
    book: Book, places: Places, folder: Path
) -> None:
    with book.change("名单") as writer:
        item = writer.save(ledger("affairs_item"), {"item": "临时救助", "unit": places.village})
        writer.save(ledger("recipient"), {"item": item, "name": "郑大山", "minor": 0, "amount": 100})
    made = Sheet("trial", "救助榜", (Table((Column("姓名"),), (("郑大山",),)),), look="notice", file_name="救助榜")
    (cleared,) = gate.passed(book, [made], ["郑大山"])

    again = gate.passed(book, [replace(cleared, size="A3")])
    files = sheets.write_sheet(book, cleared, folder / "出", ("pdf", "xlsx", "docx"))
    papers.write_pdf(book, [cleared], folder / "榜.pdf")

    assert [one.size for one in again] == ["A3"]
    assert len(files) == 3
    assert "郑大山" in pdf_text(files[0])
    assert len(stopped(book, made)) == 1


def test_printing_and_every_way_of_exporting_are_stopped(book: Book, places: Places, folder: Path) -> None:
    found(book, description=f"电话{MOBILE}")
    made = Sheet("trial", "表", (Paragraph(MOBILE),))

    for ending in ("xlsx", "pdf", "csv"):
        with pytest.raises(Unsettled):
            exports.export_register(book, PROBLEM, None, folder / f"问题.{ending}")
    with pytest.raises(Unsettled):
        exports.sheet_of_register(book, PROBLEM)
    with pytest.raises(Unsettled):
        sheets.write_sheet(book, made, folder)
    with pytest.raises(Unsettled):
        papers.write_pdf(book, [made], folder / "表.pdf")

    assert list(folder.glob("问题.*")) == list(folder.glob("表.*")) == []


def test_several_sheets_name_everything_at_once(book: Book) -> None:
    with pytest.raises(Unsettled) as caught:
        gate.gathered([lambda: gate.passed(book, [of(f"电话{MOBILE}")]), lambda: gate.passed(book, [of(right_id())])])

    assert [one.kind for one in caught.value.findings] == [Kind.MOBILE, Kind.ID]
    assert gate.gathered([lambda: gate.passed(book, [of("平")])]) == [[of("平")]]


def test_what_the_gate_knows_is_read_again_after_a_change_and_not_before(book: Book, places: Places) -> None:
    before = gate_known.known(book, wall=True)

    same = gate_known.known(book, wall=True)
    records.save(book, UNIT, places.village, {"phone": MOBILE})
    after = gate_known.known(book, wall=True)

    assert same is before
    assert MOBILE not in before.public
    assert MOBILE in after.public


def test_the_same_text_is_looked_at_once(book: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[str] = []
    seen = gate_look.find
    monkeypatch.setattr(gate_look, "find", lambda text, known: looked.append(text) or seen(text, known))
    made = Sheet("trial", "表题", (Table((Column("经手"),), (("王会计",),) * 139),))

    gate.passed(book, [made, made])

    assert sorted(looked) == ["王会计", "经手", "表题"]


def test_a_start_of_the_window_reads_nothing_that_recognises() -> None:
    heavy = "[m for m in sys.modules if m.startswith('app.domain.personal') or m.endswith(('gate_look', 'gate_known'))]"
    code = f"import sys, app.operations.sheets, app.operations.exports, ui.screens.ledger; print({heavy})"

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)

    assert done.stdout.strip() == "[]"


def test_whatever_draws_or_writes_sheets_calls_the_gate_or_has_them_from_where_it_is_called() -> None:
    by_the_gate = {"sheets", "papers", "exports", "batch"}
    checked = {"packet_making"}  # a stamp on a signed page; its sheets come from packet_content.cleared
    drawing = {path.stem for path in (ROOT / "app" / "operations").glob("*.py") if imports_a_writer(path)}

    careless = {name for name in drawing - checked if "gate." not in source_of(name)}

    assert careless == set(), "draw with sheets.sheet_pdf, or call gate.passed before drawing"
    assert by_the_gate <= drawing


def imports_a_writer(path: Path) -> bool:
    """Whether a module uses what draws or writes whole sheets; type checking alone does not count."""
    found = [node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.ImportFrom)]
    names = {(node.module or "", alias.name) for node in found for alias in node.names}
    return any(module in WRITERS and (name[0].islower() or name == "Stack") for module, name in names)


def source_of(name: str) -> str:
    return (ROOT / "app" / "operations" / f"{name}.py").read_text("utf-8")


WRITERS = ("app.export.pdf", "app.export.xlsx", "app.export.table_csv", "app.export.word")
