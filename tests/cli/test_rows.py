"""One row at a time: shapes are a promise, faults name the columns."""

from __future__ import annotations

import pytest

from app.ledgers import SHELF
from tests.cli.conftest import PROBLEM, Run

KINDS = {"text", "long_text", "choice", "date", "period", "money", "count", "yes_no", "link", "person", "unit"}
KINDS |= {"phone", "id_number", "attachment", "points"}


def test_registers_have_key_title_and_rows(run: Run):
    done = run("registers", "--json")

    assert done.code == 0
    assert {line["key"]: line["rows"] for line in done.json} == dict.fromkeys(SHELF, 0) | {
        "finance_sheet": 1,
        "finance_line": 2,
        "unit": 3,
        "person": 1,
    }
    assert all(list(line) == ["key", "title", "rows"] for line in done.json)


@pytest.mark.parametrize("register", ["unit", "person", "problem", "commitment", "finance_sheet", "finance_line"])
def test_fields_have_exactly_the_promised_keys(bare: Run, register: str):
    done = bare("fields", register, "--json")

    assert done.code == 0
    for field in done.json:
        assert list(field) == ["key", "label", "kind", "required", "options", "sensitivity"]
        assert field["kind"] in KINDS
        assert field["sensitivity"] in ("public", "internal", "personal", "secret")
        assert isinstance(field["required"], bool)


def test_fields_give_the_options_of_a_choice_as_labels(bare: Run):
    done = bare("fields", "problem", "--json")

    by_key = {field["key"]: field for field in done.json}
    assert by_key["category"]["options"][0].startswith("1.1 ")
    assert len(by_key["category"]["options"]) == 7
    assert by_key["unit"] == {
        "key": "unit",
        "label": "单位",
        "kind": "unit",
        "required": True,
        "options": [],
        "sensitivity": "public",
    }


def test_list_gives_fen_iso_days_labels_and_links(run: Run, problem: int):
    done = run("list", "problem", "--json")

    (row,) = done.json
    assert list(row)[:3] == ["id", "number", "state"]
    assert (row["id"], row["number"], row["state"]) == (problem, "示纪问〔2026〕1号", "登记")
    assert row["unit"] == {"id": 2, "title": "青山村"}
    assert row["lead"] == {"id": 1, "title": "王伟"}
    assert row["persons"] == []
    assert row["amount_involved"] == 300_000
    assert (row["found_on"], row["deadline"]) == ("2026-10-12", "2026-11-30")
    assert row["category"].startswith("2.2 集体")
    assert row["self_reported"] is False
    assert row["relapse_of"] is None
    assert row["proof"] == []


def test_headings_are_as_good_as_keys(run: Run):
    done = run("add", "person", "姓名=李梅", "单位=青山村", "post=村会计", "level=村(社区)干部", "--json")

    assert done.code == 0
    assert done.json["unit"] == {"id": 2, "title": "青山村"}
    assert done.json["hints"] == []


def test_faults_are_all_there_with_the_headings_of_their_columns(run: Run):
    done = run("add", "problem", "unit=不存在村", "found_on=2027-01-01", "amount_involved=12.345", "--json")

    assert done.code == 1
    read, empty = ["单位", "发现日期", "涉及金额(元)"], ["问题来源", "类别", "存在问题", "责任领导", "整改时限"]
    assert [fault["column"] for fault in done.error["faults"]] == read + empty
    assert all(list(fault)[:4] == ["row", "column", "code", "message"] for fault in done.error["faults"])
    assert "台账没有改动" in done.err
    assert run("list", "problem", "--json").json == []


def test_an_unknown_field_is_named(run: Run):
    done = run("add", "unit", "name=x", "kind=村", "colour=red", "--json")

    assert done.code == 1
    assert done.error["faults"][0]["code"] == "E-FIELD"
    assert "colour" in done.error["message"]


def test_a_field_written_twice_is_refused(run: Run):
    done = run("add", "unit", "name=甲村", "单位名称=乙村", "--json")

    assert done.code == 1
    assert done.error["faults"][0]["code"] == "E-TWICE"


def test_the_state_is_not_set_but_moved(run: Run, problem: int):
    done = run("set", "problem", problem, "状态=已销号")

    assert done.code == 1
    assert "状态用 move 办理" in done.err


def test_faults_of_set_name_the_row(run: Run, problem: int):
    done = run("set", "problem", problem, "deadline=明年", "--json")

    assert done.code == 1
    assert done.error["faults"][0]["row"] == problem
    assert done.error["faults"][0]["column"] == "整改时限"


def test_a_problem_is_closed_by_two_people(run: Run, problem: int, tmp_path):
    proof = tmp_path / "票据 1.txt"
    proof.write_text("收据", "utf-8")
    values = ("measures=收回入账", "responsible=王伟", "result=已收回", f"proof=@{proof}")
    assert run("set", "problem", problem, *values).code == 0
    assert run("move", "problem", problem, "整改中").code == 0
    assert run("move", "problem", problem, "申请销号").code == 0

    alone = run("move", "problem", problem, "已销号", "--json")
    closed = run("--user", "sec", "move", "problem", problem, "已销号", "--json")

    assert alone.code == 1
    assert alone.error["code"] == "E-TWO-PEOPLE"
    assert closed.code == 0
    assert closed.json["state"] == "已销号"
    assert closed.json["closed_on"] == "2026-11-22"
    assert [file["name"] for file in closed.json["proof"]] == ["示纪问〔2026〕1号_01_票据_1.txt"]


def test_an_illegal_move_says_what_is_legal(run: Run, problem: int):
    done = run("move", "problem", problem, "已销号", "--json")

    assert done.code == 1
    assert done.error["code"] == "E-MOVE"
    assert done.error["faults"] == []
    assert "现在可办:交办" in done.err


def test_void_takes_a_row_out_and_undo_brings_it_back(run: Run, problem: int):
    voided = run("void", "problem", problem, "--reason", "重复登记", "--json")
    listed = run("list", "problem", "--json")
    undone = run("undo", "--json")

    assert voided.json["voided"] is True
    assert listed.json == []
    assert (undone.code, undone.json["restored"], undone.json["kept"]) == (0, 1, [])
    assert len(run("list", "problem", "--json").json) == 1


def test_nothing_to_undo_is_refused(run: Run):
    done = run("undo", "4711", "--json")

    assert done.code == 1
    assert done.error["code"] == "E-NO-UNDO"


def test_show_has_lines_light_and_moves(run: Run, problem: int):
    run("add", "progress", "problem=示纪问〔2026〕1号", "on_day=2026-11-01", "text=已约谈")

    done = run("show", "problem", problem, "--json")

    assert done.json["light"] == "临期"
    assert done.json["moves"] == ["交办", "开始整改", "立行立改", "移送"]
    assert [line["text"] for line in done.json["progress"]] == ["已约谈"]
    assert done.json["voided"] is False
    assert done.json["created_by"] == "clerk"


@pytest.mark.parametrize(
    "command", [("show", "problem", "99"), ("history", "problem", "99"), ("set", "problem", "99", "remark=x")]
)
def test_a_row_that_is_not_there_is_refused(run: Run, command: tuple[str, ...]):
    done = run(*command, "--json")

    assert done.code == 1
    assert done.error["code"] == "E-MISSING"


def test_history_tells_before_and_after(run: Run, problem: int):
    run("set", "problem", problem, "deadline=2026-12-05")

    done = run("history", "problem", problem, "--json")

    line = done.json[-1]
    assert list(line) == ["at", "actor", "actor_name", "label", "reason", "fields"]
    assert (line["actor"], line["actor_name"], line["label"]) == ("clerk", "张三", "修改问题台账")
    assert line["fields"] == [{"label": "整改时限", "before": "2026-11-30", "after": "2026-12-05"}]


@pytest.mark.parametrize(
    ("conditions", "found"),
    [
        (("state=登记",), [1, 2]),
        (("unit=青山村",), [1]),
        (("单位=青山村第3村民小组",), [2]),
        (("category=2",), [1]),
        (("类别=一、处事不公",), [2]),
        (("category=1.1", "category=2.2"), [1, 2]),
        (("amount_involved=3000", "state=登记"), [1]),
        (("lead=王伟", "found_on=2026-10-12"), [1, 2]),
        (("number=示纪问〔2026〕2号",), [2]),
        (("measures=",), [1, 2]),
        (("self_reported=是",), []),
        (("id=2",), [2]),
    ],
    ids=lambda value: " ".join(map(str, value)),
)
def test_where_reads_values_as_they_are_typed(run: Run, problem: int, conditions: tuple[str, ...], found: list[int]):
    other = [text for text in PROBLEM if not text.startswith(("unit", "category", "amount"))]
    assert run("add", "problem", *other, "unit=青山村第3村民小组", "category=1.1").code == 0

    done = run("list", "problem", *(part for text in conditions for part in ("--where", text)), "--json")

    assert [row["id"] for row in done.json] == found


@pytest.mark.parametrize("condition", ["state=没有的", "colour=red", "unit=没有村", "amount_involved=x", "id=x"])
def test_a_condition_that_cannot_be_read_is_refused(run: Run, condition: str):
    done = run("list", "problem", "--where", condition, "--json")

    assert done.code == 1
    assert done.error["code"] == "E-WHERE"


def test_find_looks_into_the_text(run: Run, problem: int):
    assert [row["id"] for row in run("list", "problem", "--find", "山林", "--json").json] == [problem]
    assert run("list", "problem", "--find", "水库", "--json").json == []


def test_text_lists_have_headings_and_tabs(run: Run, problem: int):
    done = run("list", "problem")

    head, line = done.out.splitlines()
    assert head.split("\t")[:3] == ["序号", "状态", "编号"]
    assert line.split("\t")[:4] == ["1", "登记", "示纪问〔2026〕1号", "青山村"]


def test_todo_has_the_promised_groups(run: Run, problem: int):
    done = run("todo", "--json")

    assert list(done.json) == ["overdue", "due_soon", "this_week", "to_review", "next_report"]
    assert [line["id"] for line in done.json["due_soon"]] == [problem]
    assert done.json["due_soon"][0]["due_on"] == "2026-11-30"
    assert done.json["due_soon"][0]["days"] == 8
    report = done.json["next_report"]
    assert (report["title"], report["due_on"], report["days"]) == ("2026年11月月报", "2026-12-04", 12)


def test_today_moves_lights_but_no_recorded_moment(run: Run, practice, bare: Run, problem: int):
    late = bare("--today", "2027-03-01", "--book", practice, "todo", "--json")
    bare("--today", "2027-03-01", "--book", practice, "set", "problem", problem, "remark=x")
    moments = [line["at"] for line in run("history", "problem", problem, "--json").json]

    assert ("problem", problem) in [(line["register"], line["id"]) for line in late.json["overdue"]]
    assert moments == sorted(moments)
    assert not any(moment.startswith("2027-03-01") for moment in moments)
    assert "电脑时间" not in run("registers").err


def test_check_without_hard_faults_is_done(run: Run, problem: int):
    done = run("check", "--json")

    assert done.code == 0
    assert list(done.json) == ["hard", "soft"]
    assert done.json["hard"] == []


def test_check_names_hard_faults_in_the_fault_shape(run: Run, practice, problem: int):
    from app.ledgers import ledger
    from app.operations import books

    book = books.open_practice(practice)
    with book.change("旧数据") as writer:  # as an older release may have left it
        writer.save(ledger("problem"), {**(book.row("problem", problem) or {}), "lead": None})
    book.close()

    done = run("check", "problem", "--json")

    assert done.code == 1
    (fault,) = done.json["hard"]
    assert (fault["register"], fault["row"], fault["column"], fault["code"]) == (
        "problem",
        problem,
        "责任领导",
        "E-REQUIRED",
    )
    assert done.error["code"] == "E-CHECK"
    assert run("check", "2026-09").code == 0


@pytest.mark.parametrize("register", SHELF)
def test_every_register_says_its_fields_and_lists_its_rows(run: Run, register: str):
    fields, rows = run("fields", register, "--json"), run("list", register, "--json")

    assert fields.code == rows.code == 0
    assert {line["kind"] for line in fields.json} <= KINDS
    assert len({line["key"] for line in fields.json}) == len(fields.json) > 2
    assert isinstance(rows.json, list)


def test_a_problem_is_put_off_with_what_the_move_asks_for(run: Run, problem: int):
    run("set", "problem", problem, "整改措施=逐户核对", "责任人=王伟")
    run("move", "problem", problem, "开始整改")

    at_once = run("move", "problem", problem, "延期", "整改时限=2027-03-31", "--reason", "雨季", "--json")
    typed = run("set", "problem", problem, "整改时限=2027-04-30")
    again = run("move", "problem", problem, "延期", "--reason", "还在下雨", "--json")

    assert at_once.code == typed.code == again.code == 0
    assert at_once.json["deadline"] == "2027-03-31"
    assert (again.json["deadline"], again.json["state"]) == ("2027-04-30", "延期")
    assert again.json["extension_count"] == 2


def test_a_check_of_a_period_names_the_rule_and_the_ways_out_of_a_hint(run: Run) -> None:
    done = run("check", "2026Q3", "--json")

    [late] = [line for line in done.json["soft"] if line["code"] == "E-LATE"]
    assert (late["register"], late["title"], late["ways"]) == ("finance_sheet", "青山村 2026年第3季度", ["写说明"])
    assert late["basis"].startswith("农村集体经济组织财务公开规定")
