"""Files dropped on the window: by their names each sort goes to the page that takes it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ui.main import Starter

FROM_COUNTY = ("TSK_", "KEY_", "RCP_", "TPL_")


def take(starter: Starter, paths: list[Path]) -> None:
    """Show the page for these files and give them to it; what nothing else takes is imported."""
    if len(sorts := {path.name[:4] for path in paths}) > 1 and sorts <= set(FROM_COUNTY):
        for sort in FROM_COUNTY:  # a stick from the county may hold all of them
            if mine := [path for path in paths if path.name.startswith(sort)]:
                take(starter, mine)
        return
    if len(paths) == 1 and paths[0].name.startswith("MZU_"):
        starter.update(paths[0])
    elif _all(paths, "TSK_"):
        _tasks(starter, paths)
    elif _all(paths, "KEY_"):
        _marks(starter, paths)
    elif _all(paths, "TPL_"):
        _given(starter, "templates", "open_files", paths)
    elif not starter.of_county() and all(_is_packet(path) for path in paths):
        _look_at(starter, paths[0])
    elif starter.of_county() and _only_packets(paths):
        _given(starter, "inbox", "take", paths)
    elif _all(paths, "RCP_"):
        _given(starter, "answers", "open_files", paths)
    elif _village_books(paths):
        _given(starter, "finance_sheet", "take_dropped", paths)
    else:
        _given(starter, "certificates" if _all(paths, "REQ_", "CER_") else "imports", "open_files", paths)


def _given(starter: Starter, page: str, does: str, paths: Sequence[Path]) -> None:
    starter.go(page)
    if callable(act := getattr(starter.window.page, does, None)):
        act(paths)


def _tasks(starter: Starter, paths: Sequence[Path]) -> None:
    from ui.screens.county_tasks import take_tasks

    starter.go("county_task")
    take_tasks(starter.window, paths)


def _marks(starter: Starter, paths: Sequence[Path]) -> None:
    from app.operations import marks
    from ui.screens.county_tasks import take_each

    take_each(starter.window, paths, marks.load, "比对密钥")


def _look_at(starter: Starter, path: Path) -> None:
    from ui.given import look_at

    look_at(starter.window, path)


def _is_packet(path: Path) -> bool:
    """Whether a file is named as a month's packet is."""
    return path.name.startswith("MZ_") and path.name.lower().endswith((".zip", ".p7m"))


def _all(paths: Sequence[Path], *starts: str) -> bool:
    """Whether all are named as one sort of our files is."""
    return all(path.suffix == ".zip" and path.name.startswith(starts) for path in paths)


def _only_packets(paths: Sequence[Path]) -> bool:
    return all(path.is_dir() or path.name.lower().endswith((".zip", ".p7m")) for path in paths)


def _village_books(paths: Sequence[Path]) -> bool:
    from app.operations.village_returns import is_village_book

    return any(is_village_book(path) for path in paths)
