import importlib.util
import io
import random
import struct
import sys
import tempfile
import zipfile
import zlib
from pathlib import Path

import pytest

from app.packet.container import MAX_ENTRIES, ZipReader, ZipWriter, stage_zip
from app.packet.faults import PacketFault

FILES = {"a.txt": b"one", "data/b.bin": bytes(range(256)) * 40, "data/c/d.txt": b"", "packet.json": b"{}"}
LOCAL_FLAGS = 6
CENTRAL_FLAGS = 8


def made(files: dict[str, bytes] = FILES) -> bytes:
    with tempfile.TemporaryFile() as file:
        writer = ZipWriter(file)
        for name in sorted(files):
            writer.add(name, files[name])
        writer.finish()
        file.seek(0)
        return file.read()


def by_zipfile(files: list[tuple[str, bytes]], **changes: int) -> bytes:
    """The same content through the standard library, or a hostile variant of it."""
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w") as archive:
        for name, data in files:
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.create_system, info.external_attr = 3, 0o100644 << 16
            for key, value in changes.items():
                setattr(info, key, value)
            archive.writestr(info, data)
    return output.getvalue()


def staged(folder: Path, *files: tuple[str, bytes | Path]) -> Path:
    def fill(writer: ZipWriter) -> None:
        for name, source in files:
            writer.add(name, source)

    return stage_zip(folder, fill)


def refusal(data: bytes) -> str:
    with pytest.raises(PacketFault) as caught:
        ZipReader(io.BytesIO(data))
    return caught.value.code


def read_all(data: bytes) -> dict[str, bytes]:
    reader = ZipReader(io.BytesIO(data))
    return {name: reader.read(name, 1 << 20) for name in reader.names}


def test_what_is_written_is_read_back_and_equals_the_standard_library_to_the_byte() -> None:
    data = made()

    assert read_all(data) == FILES
    assert data == by_zipfile(sorted(FILES.items()))


def test_without_the_fast_checksum_the_same_bytes_are_made(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    spec = importlib.util.find_spec("app.packet.container")
    assert spec is not None
    assert spec.loader is not None
    plain = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, "isal.isal_zlib", None)
    monkeypatch.setitem(sys.modules, spec.name, plain)  # dataclasses look their module up by its name

    spec.loader.exec_module(plain)
    path = plain.stage_zip(folder, lambda writer: [writer.add(name, FILES[name]) for name in sorted(FILES)])

    assert plain.crc32 is zlib.crc32
    assert path.read_bytes() == made(FILES)


def test_streamed_files_make_the_same_bytes_as_files_in_memory(folder: Path) -> None:
    source = folder / "大文件.bin"
    source.write_bytes(random.Random(1).randbytes(3_500_000))

    result = staged(folder, ("a.bin", source), ("b.txt", b"x"))

    assert result.read_bytes() == by_zipfile([("a.bin", source.read_bytes()), ("b.txt", b"x")])


@pytest.mark.parametrize(
    "name",
    [
        "../evil",
        "data/../../x",
        "/etc/passwd",
        "C:x",
        "data\\x",
        "NUL.txt",
        "data/con",
        "lpt1.txt",
        "a.",
        "a ",
        ".hidden",
        "-rf",
        "a\nb",
        "x\u202etxt",
        "x\u200b",
        "e\u0301",
        "data//x",
        "data/",
        "a/b/c/d/e",
        "x" * 101,
        "报表.pdf",
    ],
)
def test_dangerous_names_are_refused_by_reader_and_writer(name: str, folder: Path) -> None:
    assert refusal(by_zipfile([(name, b"x")])) == "E-NAME"
    with pytest.raises(PacketFault) as caught:
        staged(folder, (name, b"x"))
    assert caught.value.code == "E-NAME"
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("pair", [("A.txt", "a.txt"), ("a.txt", "\uff41.txt")])
def test_names_that_differ_by_case_or_width_are_refused(pair: tuple[str, str]) -> None:
    assert refusal(by_zipfile([(name, b"x") for name in sorted(pair)])) == "E-COLLIDE"


def test_our_writer_refuses_colliding_names_and_wrong_order(folder: Path) -> None:
    with pytest.raises(PacketFault) as caught:
        staged(folder, ("A.txt", b""), ("a.txt", b""))
    with pytest.raises(ValueError, match="order"):
        staged(folder, ("b", b""), ("a", b""))

    assert caught.value.code == "E-COLLIDE"
    assert list(folder.iterdir()) == []


def test_compressed_entries_and_bombs_are_refused_at_the_directory() -> None:
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("bomb.bin", bytes(20 << 20))

    assert refusal(output.getvalue()) == "E-CANON"


@pytest.mark.parametrize(
    "changes",
    [
        {"external_attr": 0o120777 << 16},
        {"external_attr": 0o100755 << 16},
        {"create_system": 0},
        {"date_time": (1980, 1, 1, 0, 0, 2)},
        {"comment": b"hi"},
        {"extra": b"\1\0\0\0"},
        {"create_version": 45},
        {"extract_version": 45},
    ],
)
def test_links_modes_times_comments_and_extra_fields_are_refused(changes: dict[str, int]) -> None:
    assert refusal(by_zipfile([("a.txt", b"x")], **changes)) == "E-CANON"


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_second_entry_of_the_same_name_is_refused() -> None:
    assert refusal(by_zipfile([("packet.json", b"1"), ("packet.json", b"2")])) == "E-CANON"


def test_entries_out_of_order_are_refused() -> None:
    assert refusal(by_zipfile([("b.txt", b"1"), ("a.txt", b"2")])) == "E-CANON"


def test_a_local_name_that_differs_from_the_directory_is_refused() -> None:
    data = made().replace(b"a.txtone", b"z.txtone")

    assert refusal(data) == "E-CANON"


def test_data_descriptors_zip64_and_false_counts_are_refused() -> None:
    data, directory = made(), made().index(b"PK\1\2")
    descriptor = bytearray(data)
    descriptor[LOCAL_FLAGS] |= 8
    descriptor[directory + CENTRAL_FLAGS] |= 8
    many = bytearray(data)
    struct.pack_into("<HH", many, len(many) - 14, 0xFFFF, 0xFFFF)
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w") as archive, archive.open("a.bin", "w", force_zip64=True) as file:
        file.write(b"x")

    assert [refusal(bytes(x)) for x in (descriptor, many, output.getvalue())] == ["E-CANON"] * 3


@pytest.mark.parametrize("cut", [1, 10, 22, 60, 5000])
def test_a_half_copied_file_says_copy_again(cut: int) -> None:
    data = made()

    with pytest.raises(PacketFault, match="复制未完成，请重新拷贝") as caught:
        ZipReader(io.BytesIO(data[:-cut]))

    assert caught.value.code == "E-TRUNC"


def test_an_empty_file_says_copy_again() -> None:
    assert refusal(b"") == "E-TRUNC"


def test_bytes_before_behind_or_between_are_refused() -> None:
    data = made()
    at = data.index(b"PK\1\2")

    variants = [data + b"x", b"MZ stub" + data, data[:-2] + b"\5\0hello", data[:at] + b"gap" + data[at:]]

    assert [refusal(x) for x in variants] == ["E-CANON"] * 4


def test_too_many_entries_are_refused_by_reader_and_writer(folder: Path) -> None:
    files = [(f"f{i:05}", b"") for i in range(MAX_ENTRIES + 1)]

    with pytest.raises(PacketFault) as caught:
        staged(folder, *files)

    assert caught.value.code == "E-LIMIT"
    assert refusal(by_zipfile(files)) == "E-LIMIT"


def test_row_18_a_file_over_4_gib_is_refused_unread_and_never_written(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    huge = folder / "huge.zip"
    with huge.open("wb") as file:
        file.truncate(4 << 30)  # a hole: it takes no room
    with pytest.raises(PacketFault) as caught, ZipReader.open(huge):
        pass
    huge.unlink()

    monkeypatch.setattr("app.packet.container.MAX_TOTAL", 3 << 20)
    with pytest.raises(PacketFault, match="请分成几个包") as written:
        staged(folder, ("a.bin", bytes(1 << 20)), ("b.bin", bytes((1 << 20) + 1)))

    assert [caught.value.code, written.value.code] == ["E-LIMIT", "E-LIMIT"]
    assert list(folder.iterdir()) == []


def test_a_file_over_its_limit_is_not_read() -> None:
    reader = ZipReader(io.BytesIO(made()))

    with pytest.raises(PacketFault) as caught:
        reader.read("data/b.bin", 100)

    assert caught.value.code == "E-LIMIT"


def test_no_single_bit_of_structure_or_content_can_change_unnoticed() -> None:
    data, chance = made(), random.Random(7)
    survivors = []
    for _ in range(1500):
        mutant = bytearray(data)
        mutant[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        try:
            read_all(bytes(mutant))
        except PacketFault:
            continue
        survivors.append(bytes(mutant))

    assert survivors == []


def test_a_missing_file_is_told_in_chinese(folder: Path) -> None:
    with pytest.raises(PacketFault, match="文件读不出来") as caught:
        ZipReader.open(folder / "没有.zip")

    assert caught.value.code == "E-READ"
