"""Renews what was approved once and is compared since: python -m tests.renew_golden [names]

Pages as pictures (tests/golden/pages) and the text of sheets (tests/golden/export). A page whose picture an eye would
not tell from the kept one is left as it is. Every line of text that changed is printed: read it before it is kept.
"""

from __future__ import annotations

import difflib
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from app.export.pdf import draw
from tests.export import golden_sheets, page_pictures
from tests.export.paper import Paper
from tests.export.test_export_golden import GOLDEN as TEXTS
from tests.export.test_export_golden import SHEETS, lines_of, printed


def pages(wanted: Callable[[str], bool]) -> Iterator[str]:
    """Draw the pages anew; those that changed are kept and named."""
    golden_sheets.GOLDEN.mkdir(parents=True, exist_ok=True)
    with golden_sheets.made() as papers:
        for name, golden in golden_sheets.PAGES.items():
            if not wanted(name):
                continue
            path = golden_sheets.GOLDEN / f"{name}.png"
            now = page_pictures.drawn(draw(papers[golden.paper], own_faces=True).data, golden.page, golden.dpi)
            if path.exists() and page_pictures.difference(page_pictures.kept(path), now, golden.dpi) is None:
                continue
            page_pictures.keep(now, path)
            yield str(path)
    for path in golden_sheets.GOLDEN.iterdir():
        if path.stem not in golden_sheets.PAGES:
            path.unlink()
            yield f"{path} is gone"


def texts(wanted: Callable[[str], bool]) -> Iterator[str]:
    """Write the text of the sheets anew and tell every line that changed."""
    for name, sheet in SHEETS.items():
        if wanted(name):
            yield from _text(TEXTS / f"{name}.txt", printed(Paper(draw(sheet, version_line="明账").data)))
            yield from _text(TEXTS / f"{name}.lines.txt", lines_of(sheet))


def _text(path: Path, now: str) -> Iterator[str]:
    before = path.read_text("utf-8") if path.exists() else ""
    path.write_text(now, "utf-8")
    yield from difflib.unified_diff(before.splitlines(), now.splitlines(), str(path), "now", lineterm="", n=0)


def main(names: list[str]) -> None:
    """Renew all, or the pages and sheets named."""
    for line in (*texts(lambda name: not names or name in names), *pages(lambda name: not names or name in names)):
        print(line)


if __name__ == "__main__":
    main(sys.argv[1:])
