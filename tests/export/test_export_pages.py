"""Pages as pictures: each was looked at once by a person, and every later change that an eye would see shows up here.

Where a change is meant: python -m tests.renew_golden, then look at the new pictures before they are kept.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from app.export import wish
from app.export.ink import Ink
from app.export.pdf import draw
from app.reports.sheet import Facts, Sheet, Table
from tests.export.golden_sheets import GOLDEN, PAGES, Golden, made
from tests.export.page_pictures import OTHER, difference, drawn, kept, limit, previewed, told_apart

Change = Callable[[Sheet], Sheet]
SHOWN = (
    "wall_a3_last",
    "wall_tiles4_2",
    "wall_60x90",
    "group_a4",
    "recipients",
    "pressing_1",
    "sign_off_1",
    "monthly_1",
    "register_1",
    "closing_card",
)


@pytest.fixture(scope="module")
def papers() -> Iterator[dict[str, Sheet]]:
    with made() as sheets:
        yield sheets


@pytest.fixture(scope="module")
def pdfs(papers: dict[str, Sheet]) -> dict[str, bytes]:
    """Every paper drawn in the faces of the program."""
    return {name: draw(sheet, own_faces=True).data for name, sheet in papers.items()}


def page(sheet: Sheet, golden: Golden) -> Image.Image:
    return drawn(draw(sheet, own_faces=True).data, golden.page, golden.dpi)


def compared(name: str, now: Image.Image, folder: Path) -> None:
    """Fail with the page, the place and three pictures where a page is not the one that was approved."""
    golden = kept(GOLDEN / f"{name}.png")
    if differs := difference(golden, now, PAGES[name].dpi, limit()):
        paths = "\n".join(map(str, told_apart(golden, now, folder, name)))
        pytest.fail(f"page {name} differs most at {differs}; look at\n{paths}")


@pytest.mark.parametrize("name", PAGES)
def test_the_page_is_the_one_that_was_approved(name: str, pdfs: dict[str, bytes], tmp_path: Path) -> None:
    golden = PAGES[name]

    now = drawn(pdfs[golden.paper], golden.page, golden.dpi)

    compared(name, now, tmp_path)


@pytest.mark.parametrize("name", SHOWN)
def test_another_program_and_the_preview_show_the_same_page(name: str, pdfs: dict[str, bytes]) -> None:
    golden = PAGES[name]

    shown = previewed(pdfs[golden.paper], golden.page, golden.dpi)

    assert difference(kept(GOLDEN / f"{name}.png"), shown, golden.dpi, OTHER) is None


def test_every_kept_picture_belongs_to_a_page_and_all_are_small() -> None:
    files = {path.stem: path.stat().st_size for path in GOLDEN.iterdir()}

    assert set(files) == set(PAGES)
    assert sum(files.values()) < 1 << 20


def without_the_first_fact(sheet: Sheet) -> Sheet:
    blocks = [replace(one, pairs=(("", ""), *one.pairs[1:])) if isinstance(one, Facts) else one for one in sheet.blocks]
    return replace(sheet, blocks=tuple(blocks))


def with_the_first_row_twice(sheet: Sheet) -> Sheet:
    at = next(index for index, block in enumerate(sheet.blocks) if isinstance(block, Table))
    table: Any = sheet.blocks[at]
    twice = replace(table, rows=(table.rows[0], *table.rows), headings=frozenset(), subtotals=frozenset())
    return replace(sheet, blocks=(*sheet.blocks[:at], twice, *sheet.blocks[at + 1 :]))


@pytest.mark.parametrize("change", [without_the_first_fact, with_the_first_row_twice])
@pytest.mark.parametrize("name", ["group_a4", "recipients", "monthly_1", "closing_card"])
def test_a_missing_line_and_a_shifted_row_are_seen(name: str, change: Change, papers: dict[str, Sheet]) -> None:
    golden = PAGES[name]

    changed = page(change(papers[golden.paper]), golden)

    assert difference(kept(GOLDEN / f"{name}.png"), changed, golden.dpi, OTHER)


@pytest.mark.parametrize("name", SHOWN)
def test_half_a_page_that_stands_a_millimetre_lower_is_seen(name: str) -> None:
    golden, dots = kept(GOLDEN / f"{name}.png"), 2
    half = golden.height // 2

    lower = golden.copy()
    lower.paste(golden.crop((0, half, golden.width, golden.height - dots)), (0, half + dots))

    assert difference(golden, lower, PAGES[name].dpi, OTHER)


FACES = (("fang", "song", "group_a4"), ("hei", "sans", "group_a4"), ("title", "hei", "group_a4"),
         ("song", "fang", "register_1"), ("kai", "fang", "pressing_1"))  # fmt: skip


@pytest.mark.parametrize(("face", "other", "name"), FACES)
def test_another_face_is_seen(
    face: str, other: str, name: str, papers: dict[str, Sheet], monkeypatch: pytest.MonkeyPatch
) -> None:
    as_it_is = Ink.text

    def in_another(ink: Ink, x: float, y: float, text: str, chain: str, *more: Any, **named: Any) -> None:
        as_it_is(ink, x, y, text, other if chain == face else chain, *more, **named)

    monkeypatch.setattr(Ink, "text", in_another)
    golden = PAGES[name]

    changed = page(papers[golden.paper], golden)

    assert difference(kept(GOLDEN / f"{name}.png"), changed, golden.dpi, OTHER)


@pytest.mark.parametrize("name", ["group_a4", "monthly_1", "register_1"])
def test_a_column_that_is_cut_off_is_seen(name: str) -> None:
    golden = kept(GOLDEN / f"{name}.png")
    edge = golden.width - 1 - next(x for x in range(golden.width) if _dark(golden, golden.width - 1 - x))

    cut = golden.copy()
    cut.paste(255, (edge - 12, 0, golden.width, golden.height))  # 8 mm: less than the narrowest column

    assert difference(golden, cut, PAGES[name].dpi, OTHER)


def _dark(picture: Image.Image, x: int) -> bool:
    return min(picture.crop((x, 0, x + 1, picture.height)).tobytes()) < 128


def test_a_page_of_another_size_is_seen() -> None:
    golden = kept(GOLDEN / "group_a4.png")

    assert difference(golden, golden.rotate(90, expand=True), 40, OTHER)


def test_what_differs_is_told_with_the_page_the_place_and_three_pictures(tmp_path: Path) -> None:
    now = kept(GOLDEN / "group_a4.png")
    now.paste(255, (140, 200, 220, 260))  # 89 to 140 mm from the left, 127 to 165 mm from the top

    with pytest.raises(pytest.fail.Exception) as failed:
        compared("group_a4", now, tmp_path)

    said = str(failed.value)
    assert said.startswith("page group_a4 differs most at ")
    right, down = (float(word.split()[-1]) for word in said.partition(" at ")[2].split(" mm")[:2])
    assert 85 < right < 145
    assert 120 < down < 170
    for word in ("golden", "now", "difference"):
        assert (tmp_path / f"group_a4_{word}.png").is_file()
        assert f"group_a4_{word}.png" in said


def test_the_pages_are_drawn_in_the_faces_of_the_program_whatever_is_wished(papers: dict[str, Sheet]) -> None:
    ours = draw(papers["pressing"], own_faces=True)
    wish.want(True)

    wished = draw(papers["pressing"], own_faces=True)

    assert wished.data == ours.data
