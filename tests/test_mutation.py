"""The command that measures the tests counts rightly and asks for what is there."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests import mutation
from tests.mutation import GROUPS, Score

ROOT = Path(__file__).resolve().parent.parent


@pytest.mark.parametrize("group", GROUPS.values(), ids=GROUPS)
def test_every_module_and_test_of_a_group_is_there(group: mutation.Group) -> None:
    assert all(list(ROOT.glob(f"{pattern}.py" if pattern.endswith("*") else pattern)) for pattern in group.modules)
    assert [one for one in group.tests if not (ROOT / one).exists()] == []


def test_a_fault_counts_as_noticed_when_its_tests_fail_or_never_end() -> None:
    score = mutation.counted([1, 1, 36, 0, 33, None, 34])

    assert score == Score(noticed=2, survived=1, untested=1, timed_out=1)
    assert score.share == 60.0


def test_the_table_names_each_module_and_all_of_them(tmp_path: Path) -> None:
    place = tmp_path / "mutants" / "app" / "domain"
    place.mkdir(parents=True)
    codes = {"app.domain.money.x_a__mutmut_1": 1, "app.domain.money.x_a__mutmut_2": 0}
    (place / "money.py.meta").write_text(json.dumps({"exit_code_by_key": codes}), "utf-8")
    (place / "text.py.meta").write_text(json.dumps({"exit_code_by_key": {"x": None}}), "utf-8")

    lines = mutation.table(mutation.scores(tmp_path)).splitlines()

    assert [line.split() for line in lines[1:]] == [
        ["app/domain/money.py", "2", "1", "0", "1", "0", "50.0%"],
        ["all", "2", "1", "0", "1", "0", "50.0%"],
    ]
    assert list(mutation.survivors(tmp_path)) == ["app.domain.money.x_a__mutmut_2"]


def test_a_share_is_the_mutants_whose_numbers_end_in_as_many_digits() -> None:
    assert mutation.patterns(["app/domain/*"], 10) == ["app.domain.*__mutmut_*"]
    assert mutation.patterns(["app/packet/der.py"], 2) == ["app.packet.der.*__mutmut_*1", "app.packet.der.*__mutmut_*7"]


def test_one_module_is_tried_with_the_tests_of_its_group() -> None:
    key, group = mutation.chosen("app/packet/der.py")

    assert (key, group.modules, group.tests) == ("packet", ("app/packet/der.py",), GROUPS["packet"].tests)
    with pytest.raises(SystemExit, match=r"no group has app/cli/files\.py"):
        mutation.chosen("app/cli/files.py")
