"""A receiver's layout is data: what is accepted, and what is said of a wrong one."""

from __future__ import annotations

import json

import pytest

from app import paths
from app.figures.layout import read_layout

GOOD = {
    "key": "own",
    "title": "本县表",
    "tables": [{"caption": "一", "list": ["A20", "part:D"], "columns": ["m", "y"]}],
}


def test_a_county_brings_its_own_layout():
    layout = read_layout(GOOD)

    assert layout.tables[0].listed == ("A20", "D10", "D11", "D12", "D20")
    assert layout.tables[0].columns == ("m", "y")


@pytest.mark.parametrize("path", sorted(paths.resource("layouts").glob("*.json")), ids=lambda path: path.stem)
def test_shipped_layouts_can_be_read(path):
    assert read_layout(json.loads(path.read_text("utf-8"))).key == path.stem


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ([], "没有 tables"),
        ({"tables": [{}]}, "没有 key"),
        (GOOD | {"paper": "B5"}, "paper 只能是"),
        (GOOD | {"tables": [{"caption": "一"}]}, "第 1 张表要写明 down、list、forms 中的一种"),
        (GOOD | {"tables": [{"list": ["A20"], "forms": True}]}, "第 1 张表要写明"),
        (GOOD | {"tables": [{"list": ["Z99"]}]}, "第 1 张表:没有指标“Z99”"),
        (GOOD | {"tables": [{"list": ["part:Z"]}]}, "没有指标“part:Z”"),
        (GOOD | {"tables": [{"list": ["A20"], "columns": ["x"]}]}, "没有“x”,可用:m、"),
        (GOOD | {"tables": [{"down": "年龄", "figures": ["A20"]}]}, "down 只能是"),
        (GOOD | {"tables": [{"down": "层级", "figures": ["A20"]}]}, "指标 A20 不分层级统计"),
        (GOOD | {"tables": ["x"]}, "第 1 张表写法不对"),
    ],
)
def test_a_wrong_layout_says_where_it_is_wrong(data, said):
    with pytest.raises(ValueError, match=r".") as caught:
        read_layout(data)

    assert said in str(caught.value)
