"""The page a newcomer reads first is true: its rooms, its arrows, its files; and it stays one to read at once."""

from __future__ import annotations

import re

from tests.test_layers import MAY_IMPORT, ROOT

PAGE = (ROOT / "app" / "ARCHITECTURE.md").read_text("utf-8")
NAMED = re.compile(r"`((?:app|ui|tests|packaging|resources)/[\w./]+)`")
BESIDE = {"shelf.py": "app/ledgers", "packet_content.py": "app/operations"}


def rooms() -> dict[str, set[str]]:
    """Rooms and what they may import, as the table of the page says; "all above" are the rows before it."""
    found: dict[str, set[str]] = {}
    for line in PAGE.splitlines():
        if not line.startswith(("| `app.", "| `ui`")):
            continue
        name, _, allowed = (cell.strip() for cell in line.strip("| ").split(" | "))
        all_of = set(found) if allowed == "all above" else {f"app.{one}" for one in re.findall(r"`(\w+)`", allowed)}
        found[name.strip("`")] = all_of
    return found


def test_the_arrows_of_the_page_are_those_the_layers_allow() -> None:
    assert rooms() == {room: allowed for room, allowed in MAY_IMPORT.items() if room != "app"}


def test_a_room_stands_above_all_it_may_import() -> None:
    order = list(rooms())

    assert [
        f"{room} stands before {below}"
        for room, allowed in rooms().items()
        for below in allowed
        if order.index(below) > order.index(room)
    ] == []


def test_every_room_and_file_the_page_names_is_there() -> None:
    places = [room.replace(".", "/") for room in rooms()]
    files = [*NAMED.findall(PAGE), *(f"{folder}/{name}" for name, folder in BESIDE.items() if f"`{name}`" in PAGE)]

    assert [one for one in places if not ((ROOT / one).is_dir() or (ROOT / f"{one}.py").is_file())] == []
    assert [one for one in files if not (ROOT / one).exists()] == []


def test_no_room_is_missing_on_the_disk() -> None:
    own = {path.stem for path in (ROOT / "app").iterdir() if path.suffix == ".py" or (path / "__init__.py").is_file()}

    assert {f"app.{name}" for name in own - {"__init__", "__main__", "headless"}} | {"ui"} == set(rooms())


def test_the_page_is_read_in_five_minutes() -> None:
    assert len(PAGE.split()) <= 900
    assert len(PAGE.splitlines()) <= 70
