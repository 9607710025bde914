"""Build time only: makes resources/fonts from upstream packages with npm, apt-get, dpkg-deb and fontTools.

Run from the top of the source tree: `python packaging/fonts.py [work folder]`. Packages come through the
ordinary npm and apt clients, every font file taken out of them is compared with the SHA-256 below, and the
same upstream files give the same bytes, so a changed font is a changed upstream or a changed cut.
"""

from __future__ import annotations

import bz2
import gzip
import hashlib
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from fontTools import subset
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont, newTable

OUT = Path(__file__).resolve().parent.parent / "resources" / "fonts"
NPM = ("@expo-google-fonts/noto-serif-sc@0.4.3", "@expo-google-fonts/noto-sans-sc@0.4.3")
DEBIAN = ("fonts-hanazono", "fonts-lxgw-wenkai", "texlive-lang-chinese", "unicode-data")
LXGW = "fonts-lxgw-wenkai/usr/share/fonts/truetype/lxgw-wenkai/LXGWWenKai-Regular.ttf"
HANA = "fonts-hanazono/usr/share/fonts/truetype/hanazono"
FANDOL = "texlive-lang-chinese/usr/share/texlive/texmf-dist/fonts/opentype/public/fandol/FandolFang-Regular.otf"
UNIHAN = "unicode-data/usr/share/unicode"

Codes = set[int]


@dataclass(frozen=True)
class Made:
    """One file of resources/fonts: from which upstream file, with which characters, under which name."""

    name: str
    source: str
    sha256: str
    keep: Callable[[Charsets], Codes]
    rename: str = ""


@dataclass(frozen=True)
class Charsets:
    """The character sets the cuts are made of."""

    gb2312: Codes
    gbk: Codes
    standard: Codes
    names: Codes
    signs: Codes
    serif: Codes

    @property
    def common(self) -> Codes:
        """What a village office writes every day: GB 2312, the 8,105 and the signs."""
        return self.gb2312 | self.standard | self.signs | {ord("龑"), ord("堃"), ord("祎"), ord("喆")}


MADE = (
    Made(
        "NotoSerifSC-Regular.ttf",
        "noto-serif-sc/package/400Regular/NotoSerifSC_400Regular.ttf",
        "c358a69de3df5f423a8946a7b03e3126fb6ba116f1130a463455b4e39e1f0742",
        lambda sets: set(range(0x20, 0x110000)),
    ),
    Made(
        "NotoSerifSC-Black.ttf",
        "noto-serif-sc/package/900Black/NotoSerifSC_900Black.ttf",
        "092e71a70c744be3cc33999eb4edcb10fbe95c1b4cff6c2d7f04d6ff15d031e2",
        lambda sets: sets.common,
    ),
    Made(
        "NotoSansSC-Regular.ttf",
        "noto-sans-sc/package/400Regular/NotoSansSC_400Regular.ttf",
        "d45f67f0a7c0ca3f256950777ce6a61cc7ce5f9696d02900cbbaac25f8aa7d16",
        lambda sets: sets.gbk | sets.common,
    ),
    Made(
        "NotoSansSC-Bold.ttf",
        "noto-sans-sc/package/700Bold/NotoSansSC_700Bold.ttf",
        "9a38ae0ab28cd5a256f9ea8e00dedc688aac17f7915fcb000572990afa956b96",
        lambda sets: sets.common,
    ),
    # Without ￥ and ¥: FandolFang draws ￥ as a dollar sign, the next face of the chain draws it right.
    Made(
        "FandolFang-Regular.ttf",
        FANDOL,
        "d838ad32ce2244d8144f408c37fe71065aba6fbbc80759a4d2aa2033948d5bc9",
        lambda sets: (sets.gbk | sets.signs) - {0xFFE5, 0xA5},
    ),
    Made(
        "MingzhangKai-Regular.ttf",
        LXGW,
        "bbf534b0ca093928f94d1782855e65a19a32cde82b075d495d072025521953c8",
        lambda sets: sets.common,
        rename="Mingzhang Kai",
    ),
    Made(
        "HanaMinB-Names.ttf",
        f"{HANA}/HanaMinB.ttf",
        "829543436cdf7b4c6730e2af5806fa406f8ddf0d4b656e0cd49c58d4db1c8d3c",
        lambda sets: sets.names - sets.serif,
        rename="HanaMinB Names",
    ),
    Made(
        "HanaMinA-Signs.ttf",
        f"{HANA}/HanaMinA.ttf",
        "7ca87559414474848fc513a8d8eb42d5b0f8194c30c2abdfbfedff5398ec88d7",
        lambda sets: set(range(0x2000, 0x10000)) - sets.serif,
        rename="HanaMinA Signs",
    ),
)


def main() -> None:
    """Fetch, check, cut and write every font and its licence."""
    work = Path(sys.argv[1] if len(sys.argv) > 1 else "build/fonts").resolve()
    work.mkdir(parents=True, exist_ok=True)
    fetch(work)
    sets = charsets(work)
    OUT.mkdir(parents=True, exist_ok=True)
    for made in MADE:
        source = work / made.source
        found = hashlib.sha256(source.read_bytes()).hexdigest()
        if made.sha256 != found:
            raise SystemExit(f"{made.source}: SHA-256 {found}, expected {made.sha256}")
        cut(source, OUT / made.name, made.keep(sets), made.rename)
        print(f"{made.name}: {(OUT / made.name).stat().st_size:,} bytes")
    licences(work)


def fetch(work: Path) -> None:
    """Bring in and unpack what is not in the work folder yet."""
    for package in NPM:
        name = package.split("/")[1].split("@")[0]
        if not (work / name).is_dir():
            subprocess.run(["npm", "pack", "--silent", package], cwd=work, check=True)
            with tarfile.open(next(work.glob(f"*{name}-*.tgz"))) as archive:
                archive.extractall(work / name, filter="data")
    for name in DEBIAN:
        if not (work / name).is_dir():
            subprocess.run(["apt-get", "download", name], cwd=work, check=True)
            package_file = next(work.glob(f"{name}_*.deb"))
            subprocess.run(["dpkg-deb", "-x", str(package_file), str(work / name)], check=True)


def charsets(work: Path) -> Charsets:
    """Read the character sets from Python's codecs and the Unihan tables."""
    supplementary = range(0x20000, 0x2EBE1)
    sources = dict(_unihan(work / UNIHAN / "Unihan_IRGSources.txt.bz2", {"kIRG_GSource"}))
    read = {code for code, _ in _unihan(work / UNIHAN / "Unihan_Readings.txt.bz2", {"kMandarin", "kHanyuPinyin"})}
    # A character that only the big historical dictionaries hold, without a reading, is in nobody's name.
    modern = {code for code, source in sources.items() if source.split("-")[0] not in ("GKX", "GHZ")}
    mappings = _unihan(work / UNIHAN / "Unihan_OtherMappings.txt.bz2", {"kTGH"})
    serif = TTFont(work / "noto-serif-sc/package/400Regular/NotoSerifSC_400Regular.ttf", lazy=True)
    signs = [range(0x20, 0x250), range(0x2000, 0x2800), range(0x3000, 0x3040), range(0x3200, 0x3400)]
    return Charsets(
        gb2312=_codec("gb2312"),
        gbk=_codec("gbk"),
        standard={code for code, _ in mappings},
        names={code for code in read | modern | {ord("𠮷")} if code in supplementary},
        signs={code for block in [*signs, range(0xFE30, 0xFE50), range(0xFF00, 0xFFF0)] for code in block},
        serif=set(serif.getBestCmap()),
    )


def _unihan(path: Path, wanted: set[str]) -> list[tuple[int, str]]:
    found = []
    with bz2.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            parts = line.rstrip("\n").split("\t")
            if len(parts) == 3 and parts[1] in wanted:
                found.append((int(parts[0][2:], 16), parts[2]))
    return found


def _codec(name: str) -> Codes:
    pairs = (bytes([high, low]) for high in range(0x81, 0xFF) for low in range(0x40, 0xFF))
    texts = (pair.decode(name, errors="ignore") for pair in pairs)
    return {ord(text) for text in texts if len(text) == 1 and ord(text) >= 0x80}


def cut(source: Path, target: Path, keep: Iterable[int], rename: str) -> None:
    """Write the TrueType font `target` from `source`: wanted characters only, no hints, no layout tables."""
    options = subset.Options()
    options.layout_features = []
    options.hinting = False
    options.drop_tables += ["GSUB", "GPOS", "GDEF", "BASE", "vhea", "vmtx", "VORG", "DSIG", "FFTM"]
    options.name_IDs = ["*"]
    options.name_languages = ["*"]
    options.notdef_outline = True
    options.recalc_timestamp = False
    font = subset.load_font(str(source), options)
    font.recalcTimestamp = False
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=set(keep) & set(font.getBestCmap()))
    cutter.subset(font)
    if "CFF " in font:
        _to_truetype(font)
    if rename:
        _rename(font, rename)
    font.save(target)


def _to_truetype(font: TTFont) -> None:
    """Turn cubic outlines into quadratic ones: the PDF writer embeds TrueType outlines only."""
    shapes, outlines = font.getGlyphSet(), {}
    for name in font.getGlyphOrder():
        pen = TTGlyphPen(shapes)
        shapes[name].draw(Cu2QuPen(pen, 1.0, reverse_direction=True))
        outlines[name] = pen.glyph()
    glyf, loca = newTable("glyf"), newTable("loca")
    glyf.glyphOrder, glyf.glyphs = font.getGlyphOrder(), outlines
    font["loca"], font["glyf"] = loca, glyf
    del font["CFF "]
    font.recalcBBoxes = True
    limits = font["maxp"]
    limits.tableVersion = 0x00010000
    limits.maxZones = 1
    for field in ("TwilightPoints", "Storage", "FunctionDefs", "InstructionDefs", "StackElements"):
        setattr(limits, f"max{field}", 0)
    for field in ("Points", "Contours", "CompositePoints", "CompositeContours", "ComponentDepth"):
        setattr(limits, f"max{field}", 0)
    limits.maxSizeOfInstructions = limits.maxComponentElements = 0
    post = font["post"]
    post.formatType, post.extraNames, post.mapping = 3.0, [], {}
    post.glyphOrder = font.getGlyphOrder()
    font.sfntVersion = "\x00\x01\x00\x00"


def _rename(font: TTFont, family: str) -> None:
    """Give a cut font its own name, as licences with reserved font names ask."""
    texts = {
        1: family,
        2: "Regular",
        3: f"{family} cut for Mingzhang",
        4: family,
        6: family.replace(" ", "") + "-Regular",
    }
    table = font["name"]
    for record in list(table.names):
        if record.nameID in (1, 2, 3, 4, 6, 16, 17, 18, 21, 22, 25):
            table.removeNames(record.nameID, record.platformID, record.platEncID, record.langID)
    for name_id, text in texts.items():
        table.setName(text, name_id, 3, 1, 0x409)


def licences(work: Path) -> None:
    """Put every upstream licence text beside the fonts."""
    documents = {
        "NotoSerifSC.LICENSE.txt": work / "noto-serif-sc/package/LICENSE_FONT",
        "NotoSansSC.LICENSE.txt": work / "noto-sans-sc/package/LICENSE_FONT",
        "MingzhangKai.LICENSE.txt": work / "fonts-lxgw-wenkai/usr/share/doc/fonts-lxgw-wenkai/copyright",
        "HanaMin.LICENSE.txt": work / "fonts-hanazono/usr/share/doc/fonts-hanazono/copyright",
    }
    for name, source in documents.items():
        shutil.copyfile(source, OUT / name)
    fandol = work / "texlive-lang-chinese/usr/share/doc/texlive-doc/fonts/fandol"
    text = (fandol / "README").read_bytes() + b"\n\n" + gzip.decompress((fandol / "COPYING.gz").read_bytes())
    (OUT / "FandolFang.LICENSE.txt").write_bytes(text)


if __name__ == "__main__":
    main()
