"""Flow charts: boxes never overlap, everything fits its paper, every face is embedded."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

import pytest

from app.export import chart
from app.export.chart import Picture
from app.export.looks import TooBig
from app.export.pdf import draw
from app.reports.sheet import Arrow, Chart, Facts, Paragraph, Sheet, Step
from tests.export.paper import Paper

Rectangle = tuple[float, float, float, float]
A4, A3 = (595, 842), (842, 1191)


def chain(count: int, *lines: str) -> Chart:
    """Steps one after the other."""
    steps = tuple(Step(number, f"{number} 行政处罚环节", lines) for number in range(1, count + 1))
    return Chart(steps, tuple(Arrow(number, number + 1) for number in range(1, count)))


def named(*names: str) -> tuple[Step, ...]:
    """Steps with what an office writes into them."""
    return tuple(
        Step(number, f"{number} {name}", ("便民服务中心民政窗口", "3个工作日", "材料：身份证、户口簿、申请书"))
        for number, name in enumerate(names, 1)
    )


STRAIGHT = chain(4, "民政窗口", "1个工作日")
BRANCHING = Chart(
    named("受理", "审核", "批准发证", "不予批准"),
    (Arrow(1, 2), Arrow(2, 3, "符合条件"), Arrow(2, 4, "不符合条件")),
)
MERGING = Chart(
    named("受理", "现场勘查", "规划审查", "邻里意见", "联审", "发证"),
    (Arrow(1, 2), Arrow(1, 3), Arrow(1, 4), Arrow(2, 5), Arrow(3, 5), Arrow(4, 5), Arrow(5, 6)),
)
LOOPING = Chart(
    named("申请", "审核材料", "入户调查", "一次性告知", "评议公示", "审批", "发放", "书面告知理由"),
    (
        Arrow(1, 2),
        Arrow(2, 3, "材料齐全"),
        Arrow(2, 4, "材料不齐"),
        Arrow(4, 1, "补正后重新受理"),
        Arrow(3, 5),
        Arrow(5, 6),
        Arrow(6, 7, "同意"),
        Arrow(6, 8, "不同意"),
        Arrow(8, 2, "申请复核"),
    ),
)
LONG = chain(14, "综合执法队", "3个工作日", "材料：立案审批表、现场笔录、询问笔录")
ALL = {"straight": STRAIGHT, "branching": BRANCHING, "merging": MERGING, "looping": LOOPING, "long": LONG}
charts = pytest.mark.parametrize("wanted", ALL.values(), ids=ALL)


def sheet(wanted: Chart) -> Sheet:
    """A flow chart with what stands above and below it."""
    return Sheet(
        key="flow_chart",
        title="农村低保申请流程图",
        look="notice",
        blocks=(
            Facts((("承办机构", "示例乡民政所"), ("办结时限", "20个工作日"))),
            wanted,
            Paragraph("办理要求：家庭人均收入低于当地低保标准。", indent=False),
        ),
        foot="监督电话：示例市纪委 0795-3212388  示例县纪委 0795-6212388  示例乡纪委 0795-6330101",
    )


def rectangles(picture: Picture) -> list[Rectangle]:
    """Left, top, right and bottom of every box."""
    return [(box.x, box.y, box.x + box.width, box.y + box.height) for box in picture.boxes]


def labels(picture: Picture) -> Iterator[Rectangle]:
    """The same of the words on every arrow."""
    for path in picture.paths:
        if path.words:
            left, top, width, height = chart.words_box(path, picture.size)
            yield left, top, left + width, top + height


def overlap(one: Rectangle, other: Rectangle) -> bool:
    """Whether two rectangles share more than an edge."""
    slack = 0.01
    across = one[0] < other[2] - slack and other[0] < one[2] - slack
    return across and one[1] < other[3] - slack and other[1] < one[3] - slack


def sizes(paper: Paper) -> list[tuple[int, int]]:
    """Width and height of every page in whole points."""
    return [(round(page.width), round(page.height)) for page in paper.pages]


def fitted(wanted: Chart) -> Picture:
    """The chart in the place an A3 sheet has for it."""
    picture = chart.fit(wanted, 740, 960, (18, 16, 14))
    assert picture is not None
    return picture


@charts
def test_no_box_and_no_words_overlap(wanted: Chart) -> None:
    picture = fitted(wanted)

    everything = [*rectangles(picture), *labels(picture)]

    assert [pair for pair in combinations(everything, 2) if overlap(*pair)] == []


@charts
def test_no_arrow_runs_through_a_box(wanted: Chart) -> None:
    picture = fitted(wanted)

    strokes = [
        (min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2))
        for path in picture.paths
        for (x1, y1), (x2, y2) in zip(path.points, path.points[1:], strict=False)
    ]

    inner = [(left + 1, top + 1, right - 1, bottom - 1) for left, top, right, bottom in rectangles(picture)]
    assert [(stroke, box) for stroke in strokes for box in inner if overlap(stroke, box)] == []


@charts
def test_everything_stays_inside_the_place(wanted: Chart) -> None:
    picture = fitted(wanted)

    shown = [*rectangles(picture), *labels(picture)]

    assert min(left for left, _, _, _ in shown) >= -0.01
    assert min(top for _, top, _, _ in shown) >= -0.01
    assert max(right for _, _, right, _ in shown) <= picture.width + 0.01 <= 740.01
    assert max(bottom for _, _, _, bottom in shown) <= picture.height + 0.01 <= 960.01


@charts
def test_one_page_of_a4_or_a3_with_every_face_embedded(wanted: Chart) -> None:
    pdf = draw(sheet(wanted), version_line="第1版 2026-11-22 校验码 4827 1093").data

    paper = Paper(pdf)
    assert sizes(paper) in ([A4], [A3])
    assert len(paper.fonts()) > 1
    assert all(paper.fonts().values())
    assert paper.outside() == []
    said = [*(step.title for step in wanted.steps), *(arrow.label for arrow in wanted.arrows)]
    assert [text for text in said if text.replace(" ", "") not in paper.whole()] == []
    assert "0795-6330101" in paper.whole()
    assert "第1版2026-11-22校验码48271093" in paper.whole()


def test_small_charts_stand_on_a4_and_are_read_from_a_metre() -> None:
    picture = chart.fit(STRAIGHT, 500, 500, (18, 16, 14))

    assert picture is not None
    assert picture.size == 18
    assert sizes(Paper(draw(sheet(STRAIGHT)).data)) == [A4]


def test_steps_side_by_side_stand_in_their_order() -> None:
    places = {box.step.id: box.x for box in fitted(MERGING).boxes}

    assert places[2] < places[3] < places[4]


def test_equal_charts_give_equal_bytes() -> None:
    assert draw(sheet(LOOPING)).data == draw(sheet(LOOPING)).data


def test_a_chart_no_paper_holds_is_refused_with_what_to_do() -> None:
    with pytest.raises(TooBig, match="请合并几步"):
        draw(sheet(chain(60, "综合执法队", "3个工作日", "材料：立案审批表、现场笔录、询问笔录")))
