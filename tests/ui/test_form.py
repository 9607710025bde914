"""The form of any register: keys only, faults in their place, nothing lost, nothing saved that is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from app.domain.fields import Row
from app.domain.ledger import LedgerDef
from app.ledgers import LEDGERS, ledger
from app.operations import lists, records
from app.operations.books import Book
from tests import hands
from tests.conftest import Places
from ui.engine.form import Form
from ui.engine.moves import MoveDialog
from ui.widgets.files import FilesEditor
from ui.widgets.suggest import SuggestLine

PROBLEMS = ledger("problem")


@pytest.fixture
def form(qtbot: QtBot, dressed: QApplication, book: Book, problems: list[int]) -> Form:
    made = Form(book, PROBLEMS)
    qtbot.addWidget(made)
    made.resize(520, 640)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    made.fields.first()
    return made


def row(book: Book, row_id: int) -> Row:
    return lists.page(book, PROBLEMS, [row_id])[0]


def count(book: Book) -> int:
    return lists.count(book, PROBLEMS)


def put(form: Form, **texts: str) -> None:
    for key, text in texts.items():
        form.fields.places[key].editor.set_text(text)


@pytest.mark.parametrize("register", LEDGERS, ids=lambda each: each.key)
def test_every_register_has_a_form_with_a_tied_label_for_each_typed_field(
    qtbot: QtBot, dressed: QApplication, book: Book, register: LedgerDef
) -> None:
    made = Form(book, register)
    qtbot.addWidget(made)

    buddies = {key: place.name.buddy() for key, place in made.fields.places.items()}

    typed = {field.key for field in register.typed} - {register.parent}
    assert set(buddies) == typed | {"remark", "explanation"}
    assert all(buddy is made.fields.places[key].editor.inner for key, buddy in buddies.items())
    assert all(place.editor.inner.accessibleName() for place in made.fields.places.values())


def test_a_whole_row_is_entered_by_keys_alone(form: Form, book: Book) -> None:
    hands.write("qs")
    hands.enter(2)
    hands.write("11.20")
    hands.enter()
    hands.write("2")
    hands.enter()
    hands.write("1")
    hands.enter()
    hands.write("评议会没有通知农户代表")
    hands.press("Ctrl+Return")
    hands.write("已核实")
    hands.enter()
    while form.fields.current() != "lead":
        hands.enter()
    hands.write("ww")
    while form.fields.current() != "deadline":
        hands.enter()
    hands.write("30")
    hands.write("天")
    hands.enter()
    form.press.click()

    made = book.rows("problem")[-1]
    assert count(book) == 6
    assert made["description"] == "评议会没有通知农户代表\n已核实"
    assert (made["found_on"], made["deadline"]) == ("2026-11-20", "2026-12-22")
    assert (made["discovery"], made["number"]) == ("群众提", "示纪问〔2026〕6号")
    assert form.row_id is None, "the next row has begun"
    assert form.fields.current() == "unit"


def test_enter_on_the_last_field_saves_and_begins_the_next_row(form: Form, book: Book) -> None:
    put(form, unit="青山村", discovery="群众提", description="又一个问题", lead="王伟", deadline="2026-12-30")
    put(form, category=PROBLEMS.by_key["category"].show(PROBLEMS.by_key["category"].leaves[0].code))  # type: ignore[attr-defined]
    form.fields.focus("deadline")

    hands.enter()

    assert count(book) == 6
    assert form.row_id is None
    assert form.fields.places["description"].editor.text() == ""


def test_a_new_row_asks_only_what_it_needs_and_the_rest_is_one_button_away(form: Form) -> None:
    places = form.fields.places
    before = {key: places[key].editor.isVisible() for key in ("deadline", "result", "posted_from")}

    form.fields.more.click()

    assert before == {"deadline": True, "result": False, "posted_from": False}
    assert places["result"].editor.isVisible()
    assert not form.fields.more.isVisible()


@pytest.mark.parametrize(("key", "there"), [("board_check", "detail"), ("transfer", "clue")])
def test_a_new_row_shows_further_groups_while_there_is_room(
    qtbot: QtBot, dressed: QApplication, book: Book, key: str, there: str
) -> None:
    made = Form(book, ledger(key))
    qtbot.addWidget(made)
    made.show()

    place = made.fields.places[there]

    assert place.editor.isVisible()
    assert not made.fields.places["remark"].editor.isVisible()


def test_the_button_names_the_groups_it_brings_back(form: Form) -> None:
    told = form.fields.more.text()

    assert told.startswith("更多项目:")
    assert "销号" in told


def test_the_fields_of_all_groups_begin_on_one_line(form: Form) -> None:
    form.fields.more.click()

    left = {place.editor.mapTo(form.fields.widget(), QPoint(0, 0)).x() for place in form.fields.places.values()}

    assert len(left) == 1


def test_a_row_without_a_number_is_headed_by_what_it_is_called(
    qtbot: QtBot, dressed: QApplication, book: Book, places: Places
) -> None:
    made = Form(book, ledger("unit"))
    qtbot.addWidget(made)
    made.open(lists.page(book, ledger("unit"), [places.village])[0])

    heading = made.title.text()

    assert heading == "单位 青山村"


def test_a_fault_in_a_folded_group_unfolds_it(form: Form) -> None:
    put(form, unit="青山村", posted_from="不是日子")

    form.save()

    assert form.fields.places["posted_from"].fault.isVisible()


def test_shift_enter_goes_back(form: Form) -> None:
    hands.enter(2)

    hands.press("Shift+Return")

    assert form.fields.current() == "persons"


def test_a_bad_amount_is_named_at_its_field_and_nothing_is_saved(form: Form, book: Book) -> None:
    put(form, unit="青山村", amount_involved="12.345")

    saved = form.save()

    place = form.fields.places["amount_involved"]
    assert not saved
    assert place.fault.text() == "涉及金额(元):金额最多两位小数"
    assert place.fault.isVisible()
    assert place.editor.inner.property("fault") == "hard"
    assert "已填内容都在" in form.alarm.text()
    assert count(book) == 5


def test_a_field_is_checked_when_it_is_left_and_others_are_not_spoken_of_yet(form: Form) -> None:
    form.fields.focus("found_on")
    hands.write("2026-13-01")
    hands.enter()

    places = form.fields.places
    assert places["found_on"].fault.text().startswith("发现日期:")
    assert places["deadline"].fault.text() == ""


def test_the_day_is_shown_as_it_was_read(form: Form) -> None:
    editor = form.fields.places["deadline"].editor
    form.fields.focus("deadline")

    hands.write("12.31")
    read = editor.read_as.text()  # type: ignore[attr-defined]
    hands.enter()

    assert read == "2026-12-31 周四"
    assert editor.text() == "2026-12-31"


def test_money_is_read_out_in_capitals(form: Form) -> None:
    form.fields.focus("amount_involved")

    hands.write("8600")

    assert form.fields.places["amount_involved"].editor.words.text() == "人民币捌仟陆佰元整"  # type: ignore[attr-defined]


def test_a_digit_chooses_an_option(form: Form) -> None:
    form.fields.focus("discovery")

    hands.write("3")

    assert form.fields.places["discovery"].editor.text() == "同事帮"


def test_headings_of_a_tree_cannot_be_chosen(form: Form) -> None:
    box = form.fields.places["category"].editor.inner
    assert isinstance(box, QComboBox)

    able = [box.model().index(at, 0).flags() & Qt.ItemFlag.ItemIsEnabled for at in range(1, box.count())]

    assert able.count(Qt.ItemFlag.NoItemFlags) == 3
    assert len(able) == 3 + len(PROBLEMS.by_key["category"].leaves)  # type: ignore[attr-defined]


def test_initials_offer_names_and_esc_closes_the_list(form: Form) -> None:
    line = form.fields.places["unit"].editor.inner
    assert isinstance(line, SuggestLine)

    hands.write("qs")
    shown = line.list.isVisible(), line.list.model().index(0, 0).data()
    hands.press(Qt.Key.Key_Escape)

    assert shown[0] is True
    assert str(shown[1]).startswith("青山村")
    assert not line.list.isVisible()


def test_several_people_are_separated_by_commas(form: Form, book: Book) -> None:
    records.save(
        book, ledger("person"), None, {"name": "李小明", "unit": "青山村", "post": "会计", "level": "村(社区)干部"}
    )
    form.fields.focus("persons")

    hands.write("ww")
    hands.press(Qt.Key.Key_Down, Qt.Key.Key_Up)
    hands.enter()
    form.fields.focus("persons")
    hands.press(Qt.Key.Key_End)
    hands.write("、lxm")
    hands.enter()

    assert form.fields.places["persons"].editor.text() == "王伟、李小明"


def test_ctrl_d_repeats_the_row_before(form: Form, book: Book, problems: list[int]) -> None:
    form.above = records.shown(book, PROBLEMS, row(book, problems[0]))
    form.fields.focus("description")

    form.same_as_above()

    assert form.fields.places["description"].editor.text() == "低保评议未公示即上报"


def test_what_was_typed_is_there_again_after_a_crash(qtbot: QtBot, form: Form, book: Book) -> None:
    hands.write("qs")
    hands.enter(5)
    hands.write("打到一半断电")
    hands.enter()

    again = Form(book, PROBLEMS)
    qtbot.addWidget(again)

    assert again.fields.places["unit"].editor.text() == "青山村"
    assert again.fields.places["description"].editor.text() == "打到一半断电"
    assert "上次没有保存完" in again.advice.text()


def test_a_draft_is_gone_once_it_is_saved_or_given_up(form: Form, book: Book, problems: list[int]) -> None:
    form.open(row(book, problems[0]))
    put(form, remark="先记一笔")
    form.keep_draft()
    kept = records.draft(book, f"problem:{problems[0]}")

    form.give_up()

    assert kept is not None
    assert records.draft(book, f"problem:{problems[0]}") is None
    assert form.fields.places["remark"].editor.text() == ""


def test_a_similar_case_is_shown_before_saving(qtbot: QtBot, form: Form, problems: list[int]) -> None:
    put(form, unit="青山村")
    form.fields.focus("description")
    hands.write("低保评议没有公示即上报")
    hands.enter()

    with qtbot.waitSignal(form.wanted) as wanted:
        form.advice.linkActivated.emit(str(problems[0]))

    assert form.advice.isVisible()
    assert "示纪问〔2026〕1号" in form.advice.text()
    assert wanted.args == [problems[0]]


def test_a_similar_case_is_shown_while_one_still_types(qtbot: QtBot, form: Form, problems: list[int]) -> None:
    put(form, unit="青山村")
    form.fields.focus("description")

    hands.write("低保评议没有公示即上报")

    qtbot.waitUntil(lambda: "示纪问〔2026〕1号" in form.advice.text())
    assert form.fields.current() == "description"


def test_only_what_was_changed_is_written(form: Form, book: Book, problems: list[int]) -> None:
    form.open(row(book, problems[0]))
    put(form, remark="已电话核实")
    records.save(book, PROBLEMS, problems[1], {"remark": "别处改的"})

    saved = form.save()

    assert saved
    assert row(book, problems[0])["remark"] == "已电话核实"
    assert [line.fields for line in records.history(book, PROBLEMS, problems[0]) if len(line.fields) == 1] == [
        [("备注", "", "已电话核实")]
    ]


def test_a_row_changed_meanwhile_is_refused_and_the_text_stays(form: Form, book: Book, problems: list[int]) -> None:
    form.open(row(book, problems[0]))
    put(form, remark="我的备注")
    records.save(book, PROBLEMS, problems[0], {"remark": "别人的备注"})

    saved = form.save()

    assert not saved
    assert form.alarm.isVisible()
    assert form.fields.places["remark"].editor.text() == "我的备注"
    assert row(book, problems[0])["remark"] == "别人的备注"


def test_only_legal_moves_are_buttons(form: Form, book: Book, problems: list[int]) -> None:
    form.open(row(book, problems[1]))
    QApplication.processEvents()  # Qt shows what was added to a layout a turn later

    labels = [each.text() for each in form.moves.findChildren(QPushButton) if not each.isHidden()]

    legal = [move.label for move in PROBLEMS.moves_from("整改中")]
    made, papers = [one.label for one in PROBLEMS.raises], [f"打印{one.title}" for one in PROBLEMS.papers]
    assert labels == [*legal, *made, *papers]


def test_a_move_asks_for_its_fields_and_reason(qtbot: QtBot, form: Form, book: Book, problems: list[int]) -> None:
    leader = {"name": "赵志明", "unit": "青山村", "post": "书记", "level": "村(社区)干部"}
    records.save(book, ledger("person"), None, leader)
    form.open(row(book, problems[1]))
    next(b for b in form.moves.findChildren(QPushButton) if b.text() == "延期").click()
    dialog = form.findChild(MoveDialog)
    dialog.fields.places["deadline"].editor.set_text("2026-12-31")
    dialog.fields.places["extension_approver"].editor.set_text("赵志明")
    assert dialog.reason is not None
    dialog.reason.setPlainText("等县里批复")

    dialog.go()

    assert row(book, problems[1])["state"] == "延期"
    assert row(book, problems[1])["extension_reason"] == "等县里批复"
    assert form.state.text() == "延期"


def test_a_refused_move_says_why_in_the_dialog_and_changes_nothing(form: Form, book: Book, problems: list[int]) -> None:
    form.open(row(book, problems[1]))
    next(b for b in form.moves.findChildren(QPushButton) if b.text() == "申请销号").click()
    dialog = form.findChild(MoveDialog)

    dialog.go()

    said = dialog.alarm.text() + dialog.fields.places["result"].fault.text()
    assert "佐证材料" in said
    assert "整改情况:不能为空" in said
    assert row(book, problems[1])["state"] == "整改中"
    dialog.reject()


def test_files_go_into_the_book_with_the_next_save(form: Form, book: Book, problems: list[int], folder: Path) -> None:
    proof = folder / "退款 收据.pdf"
    proof.write_bytes(b"picture")
    form.open(row(book, problems[1]))
    box = form.fields.places["proof"].editor.inner
    assert isinstance(box, FilesEditor)
    box.add([proof])

    saved = form.save()

    kept = str(row(book, problems[1])["proof"])
    assert saved
    assert kept.endswith("_01_退款_收据.pdf")
    assert records.file_bytes(book, kept.split(" ")[0]) == b"picture"
    assert box.waiting == []


def test_a_missing_file_is_told_and_the_row_is_still_there(
    form: Form, book: Book, problems: list[int], folder: Path
) -> None:
    proof = folder / "空.jpg"
    proof.write_bytes(b"")
    form.open(row(book, problems[1]))
    box = form.fields.places["proof"].editor.inner
    assert isinstance(box, FilesEditor)
    box.add([proof])

    form.save()

    assert "空.jpg" in form.alarm.text()
    assert row(book, problems[1])["proof"] is None


def test_a_voided_row_can_be_read_but_not_typed_in(form: Form, book: Book, problems: list[int]) -> None:
    records.void(book, PROBLEMS, problems[4], "重复登记")
    form.open(lists.page(book, PROBLEMS, [problems[4]])[0])

    assert form.state.text() == "已作废"
    assert not form.fields.places["description"].editor.isEnabled()


def test_stamped_fields_are_shown_only_when_they_say_something(form: Form, book: Book, problems: list[int]) -> None:
    form.open(row(book, problems[0]))

    shown = {key for key, (_, line) in form.fields.stamped.items() if not line.isHidden()}

    assert shown == {"first_deadline"}
    inner = [shown.inner for _, shown in form.fields.stamped.values()]
    assert all(isinstance(line, QLineEdit) and line.isReadOnly() for line in inner)


def test_what_a_line_or_a_choice_is_too_narrow_for_stands_whole_below_it(form: Form) -> None:
    form.resize(420, 700)
    form.show()
    choice, line = form.fields.places["category"].editor, form.fields.places["owner"].editor
    long = "2.1 扶贫惠民资金中雁过拔毛、虚报冒领、截留私分、挥霍浪费、贪污侵占"

    choice.set_text(long)
    line.set_text("张三")

    assert (choice.told_whole(), line.told_whole()) == (long, "")
    form.resize(1200, 700)
    QApplication.processEvents()
    assert choice.told_whole() == ""


def test_a_number_the_program_writes_stands_below_those_a_clerk_writes(
    qtbot: QtBot, dressed: QApplication, book: Book
) -> None:
    made = Form(book, ledger("assessment"))
    qtbot.addWidget(made)

    sides = {key: shown.inner.alignment() for key, (_, shown) in made.fields.stamped.items()}

    assert sides["score"] & Qt.AlignmentFlag.AlignRight
    assert sides["below"] & Qt.AlignmentFlag.AlignLeft


def test_the_next_new_row_begins_without_a_word_about_what_is_still_empty(form: Form) -> None:
    form.begin()
    first = PROBLEMS.by_key["category"].leaves[0].label  # type: ignore[attr-defined]
    put(form, unit="青山村", discovery="群众提", category=first, description="评议会没有通知代表")
    put(form, lead="王伟", deadline="2026-12-30")
    form.fields.focus("discovery")

    hands.press("Ctrl+Return")

    assert form.row_id is None
    assert form.title.text() == "新增问题台账"
    assert [key for key, place in form.fields.places.items() if place.fault.isVisibleTo(form)] == []


def test_a_refused_save_is_told_to_whoever_shows_the_form(qtbot: QtBot, form: Form) -> None:
    form.begin()

    with qtbot.waitSignal(form.refused):
        form.save()

    assert form.alarm.isVisibleTo(form)
