"""The options of this machine, kept as one JSON file; what a county may change stands in app.domain.options."""

import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Generic, Literal, TypeVar, cast

from app import disk, paths
from app.domain.faults import Told
from app.domain.machine import reason
from app.domain.plain import plain

Kind = Literal["path", "choice", "state"]
T = TypeVar("T")
Widths = dict[str, dict[str, int]]


@plain
class Option(Generic[T]):
    """One setting: what it is called, what it starts as, what it may be. Kind "state" is kept but never shown."""

    key: str
    default: T
    label: str
    help: str
    kind: Kind
    allowed: tuple[T, ...] = ()

    def check(self, value: object) -> T:
        """The value as it may be stored.

        Raises:
            ValueError: It may not; the sentence names the option.
        """
        if type(value) is not type(self.default):
            raise ValueError(f"{self.label}:类型不对")
        if self.allowed and value not in self.allowed:
            raise ValueError(f"{self.label}:只能是 {'、'.join(map(str, self.allowed))}")
        if (isinstance(value, dict) and not _is_widths(value)) or (isinstance(value, str) and not _is_text(value)):
            raise ValueError(f"{self.label}:类型不对")
        return value


LAST_BOOK = Option("last_book", "", "上次打开的账本", "启动时打开的账本文件,空着时显示选择页。", "path")
RECENT_BOOKS = Option("recent_books", "", "用过的账套", "用过的账套文件,每行一个,最近用的在前,由程序记下。", "state")
SECOND_PLACE = Option(
    "second_place", "", "备份的第二处", "U盘或另一块硬盘上的文件夹,插着时每次退出再存一份备份。", "path"
)
SECOND_MARK = Option("second_mark", "", "第二处的标记", "由程序记下:换了盘符也认得那个U盘。", "state")
SECOND_LAST = Option("second_last", "", "第二处最近一次备份", "由程序在存好备份时记下。", "state")
ZOOM = Option("zoom", 100, "显示比例(%)", "整个界面的放大比例,重新启动后生效。", "choice", (100, 125, 150, 200))
COLOURS = Option(
    "colours",
    "浅色",
    "颜色",
    "整个界面的颜色;深色省眼,高对比是白底黑字黑线,看不清时用。打印不受影响。",
    "choice",
    ("浅色", "深色", "高对比"),
)
WINDOW = Option("window", "", "窗口位置和大小", "由程序在退出时记下。", "state")
COLUMN_WIDTHS: Option[Widths] = Option("column_widths", {}, "列宽", "各台账的列宽,由程序在拖动列边时记下。", "state")
COLUMN_PLACES: Option[Widths] = Option(
    "column_places", {}, "列的位置", "各台账清单里显示哪几列、什么次序,由程序在“列”里按确定时记下。", "state"
)
FROZEN_COLUMNS: Option[Widths] = Option(
    "frozen_columns", {}, "固定的列", "各台账清单横向滚动时前面几列不动,由程序在“列”里按确定时记下。", "state"
)
OPEN_HEADINGS = Option("open_headings", "", "左侧展开的类别", "由程序在展开、收起左侧台账类别时记下。", "state")
FACES = Option(
    "faces",
    "本机优先",
    "打印字体",
    "公文用本机装有的方正小标宋、仿宋、楷体、黑体、宋体,没有的用自带字体;上报包始终用自带字体。",
    "choice",
    ("本机优先", "只用自带"),
)

IDLE_LOCK = Option(
    "idle_lock", 10, "自动锁屏(分钟)", "这么久没有按键、没有动鼠标就锁屏,回来要输密码。", "choice", (3, 5, 10, 20, 30)
)

OPTIONS: tuple[Option[str] | Option[int] | Option[Widths], ...] = (
    LAST_BOOK,
    RECENT_BOOKS,
    SECOND_PLACE,
    SECOND_MARK,
    SECOND_LAST,
    ZOOM,
    COLOURS,
    WINDOW,
    COLUMN_WIDTHS,
    COLUMN_PLACES,
    FROZEN_COLUMNS,
    OPEN_HEADINGS,
    FACES,
    IDLE_LOCK,
)


class SettingsNotSaved(Told):
    """The settings file could not be written; the old one is untouched."""

    code = "E-SETTINGS"

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"设置没有保存({path.name}:{reason})。原来的设置没有改动。请检查磁盘空间和文件夹权限。")


class Settings:
    """The present values; `warning` tells the clerk if the file had to be put aside."""

    def __init__(self, path: Path, values: Mapping[str, object] | None = None, warning: str = "") -> None:
        self.path = path
        self.warning = warning
        # Keys this release does not know came from a newer one: they are kept for it.
        self._values: dict[str, object] = dict(values or {})
        self._changed = set[str]()

    def get(self, option: Option[T]) -> T:
        """The value of an option, its default when never set."""
        return cast(T, self._values.get(option.key, option.default))

    def set(self, option: Option[T], value: T) -> None:
        """Change an option in memory; save() makes it last.

        Raises:
            ValueError: The option may not have this value.
        """
        self._values[option.key] = option.check(value)
        self._changed.add(option.key)

    def width(self, register: str, column: str, default: int) -> int:
        """The width the clerk gave a column, in pixels."""
        return self.get(COLUMN_WIDTHS).get(register, {}).get(column, default)

    def set_width(self, register: str, column: str, width: int) -> None:
        """Remember the width of one column, in pixels."""
        widths = {name: dict(columns) for name, columns in self.get(COLUMN_WIDTHS).items()}
        widths.setdefault(register, {})[column] = width
        self.set(COLUMN_WIDTHS, widths)

    def shown_columns(self, register: str) -> list[str]:
        """The columns the clerk wants to see in a list, in their order; none where nothing was chosen."""
        places = self.get(COLUMN_PLACES).get(register, {})
        return sorted(places, key=places.__getitem__)

    def set_shown_columns(self, register: str, columns: Sequence[str]) -> None:
        """Remember which columns a list shows, in which order; none makes it as the program ships it."""
        places = {name: dict(known) for name, known in self.get(COLUMN_PLACES).items() if name != register}
        if columns:
            places[register] = {key: at for at, key in enumerate(columns, start=1)}
        self.set(COLUMN_PLACES, places)

    def frozen_columns(self, register: str, usual: int) -> int:
        """How many columns of a list stay in sight while the others are scrolled."""
        known = self.get(FROZEN_COLUMNS)
        return known.get(register, {}).get("count", usual)

    def set_frozen_columns(self, register: str, count: int) -> None:
        """Remember how many columns of a list stay in sight."""
        places = {name: dict(known) for name, known in self.get(FROZEN_COLUMNS).items()}
        places[register] = {"count": count}
        self.set(FROZEN_COLUMNS, places)

    def save(self) -> None:
        """Replace the file in one step: a power cut leaves the old one or the new one.

        Only what was set here is written: another part of the program may have saved something else meanwhile, as the
        book that was opened last.

        Raises:
            SettingsNotSaved: Nothing was changed on disk.
        """
        values = {**self._values, **_on_disk(self.path), **{key: self._values[key] for key in self._changed}}
        text = _as_json(values)
        try:
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            disk.write_whole(self.path, text.encode())
        except OSError as error:
            raise SettingsNotSaved(self.path, reason(error)) from error


def load(path: Path | None = None) -> Settings:
    """Read the settings; a file that cannot be used is kept beside it as .bad and the defaults apply."""
    path = path or paths.home() / "settings.json"
    try:
        found = json.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return Settings(path)
    except OSError as error:
        return Settings(path, warning=f"设置读不出来({reason(error)}),本次用默认设置。文件没有改动,请检查它的权限。")
    except (ValueError, RecursionError):
        return Settings(path, warning=_put_aside(path, "设置文件已损坏", "已改用默认设置"))
    if not isinstance(found, dict):
        return Settings(path, warning=_put_aside(path, "设置文件已损坏", "已改用默认设置"))
    good, faults = _sorted_out(found)
    if not faults:
        return Settings(path, good)
    settings = Settings(path, good, _put_aside(path, f"设置有误({';'.join(faults)})", "这几项已改用默认值"))
    try:
        settings.save()  # the good values must not be lost with the file that was put aside
    except SettingsNotSaved as error:
        settings.warning += str(error)
    return settings


def _on_disk(path: Path) -> dict[str, object]:
    """What the file holds now, {} where there is none that can be used."""
    try:
        found = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return _sorted_out(found)[0] if isinstance(found, dict) else {}


def _sorted_out(found: Mapping[str, object]) -> tuple[dict[str, object], list[str]]:
    """The values that may stay, and a sentence for each that may not."""
    good, faults = dict(found), list[str]()
    for option in OPTIONS:
        if option.key not in found:
            continue
        try:
            option.check(found[option.key])
        except ValueError as error:
            faults.append(str(error))
            del good[option.key]
    return good, faults


def _put_aside(path: Path, happened: str, done: str) -> str:
    """Keep the unusable file under another name and say so."""
    bad = path.with_name(path.name + ".bad")
    try:
        disk.rename(path, bad)
    except OSError as error:
        return f"{happened},{done}。原文件移不开({reason(error)}),请检查文件夹权限。"
    return f"{happened},{done}。原文件保留为 {bad.name},需要时可从中查看;请到“设置”里核对。"


def _as_json(values: Mapping[str, object]) -> str:
    text = json.dumps(values, ensure_ascii=False, indent=2, sort_keys=True) + "\n"
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:  # a folder whose name is in the encoding of another system
        return json.dumps(values, indent=2, sort_keys=True) + "\n"
    return text


def _is_text(value: str) -> bool:
    """Whether the system could take it for the name of a file."""
    try:
        return b"\0" not in os.fsencode(value)
    except UnicodeEncodeError:
        return False


def _is_widths(value: Mapping[object, object]) -> bool:
    return all(
        isinstance(columns, dict) and all(type(width) is int and width > 0 for width in columns.values())
        for columns in value.values()
    )
