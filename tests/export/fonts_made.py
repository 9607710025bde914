"""Faces as a county installs them, made up: a few characters of ours under another name."""

from __future__ import annotations

from functools import cache
from io import BytesIO
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTCollection, TTFont

from app.export import fonts, official
from app.paths import resource

HELD = "关于限期完成问题整改的督办函青山村：请你单位抓紧办结0123456789〔〕号年月日￥"


def forget() -> None:
    """What was put on the machine is looked for anew, as after the next start."""
    for kept in (official.found, fonts.machine_trouble, fonts._chain, fonts._face_of, fonts._widths, fonts.face):
        kept.cache_clear()


def made_up(
    path: Path, family: str, *, source: str = "MingzhangKai-Regular.ttf", held: str = HELD, allowed: int = 0
) -> Path:
    """A TrueType font of a family that holds these characters; `allowed` is its fsType."""
    font = _cut(family, source, held, allowed)
    path.parent.mkdir(parents=True, exist_ok=True)
    font.save(path)
    return path


def collection(path: Path, *families: str) -> Path:
    """Several faces in one file, as simsun.ttc has them."""
    whole = TTCollection()
    whole.fonts = [_cut(family, "MingzhangKai-Regular.ttf", HELD, 0) for family in families]
    path.parent.mkdir(parents=True, exist_ok=True)
    whole.save(path)
    return path


@cache
def _whole(source: str) -> bytes:
    return resource("fonts", source).read_bytes()


def _cut(family: str, source: str, held: str, allowed: int) -> TTFont:
    options = subset.Options()
    options.recalc_timestamp = False
    options.drop_tables += ["GSUB", "GPOS", "GDEF"]
    font = TTFont(BytesIO(_whole(source)), recalcTimestamp=False)
    cutter = subset.Subsetter(options)
    cutter.populate(text=held)
    cutter.subset(font)
    table = font["name"]
    table.names = []
    for number in (1, 4):
        table.setName(family, number, 3, 1, 0x804)
    table.setName("Made-Up", 6, 3, 1, 0x409)
    font["OS/2"].fsType = allowed
    return font
