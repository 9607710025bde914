"""Two program folders are compared whole: bytes, links, and what is only in one of them."""

import bundle
import proofs
import pytest


@pytest.fixture
def folders(tmp_path):
    """Two equal program folders."""
    for name in ("一", "二"):
        (tmp_path / name / "lib").mkdir(parents=True)
        (tmp_path / name / "mingzhang").write_bytes(b"program")
        (tmp_path / name / "lib" / "a.so").symlink_to("a.so.1")
    return tmp_path / "一", tmp_path / "二"


def test_equal_folders_have_no_differences(folders):
    assert proofs.differences(*folders) == []


def test_other_bytes_other_links_and_missing_files_are_named(folders):
    one, other = folders
    (other / "mingzhang").write_bytes(b"Program")
    (other / "lib" / "a.so").unlink()
    (other / "lib" / "a.so").symlink_to("a.so.2")
    (one / "lib" / "only.txt").write_bytes(b"")

    assert proofs.differences(one, other) == ["lib/a.so", "lib/only.txt", "mingzhang"]


def test_no_parts_list_is_no_proof(tmp_path):
    with pytest.raises(bundle.BuildFailed, match="make it first"):
        proofs.parts(tmp_path)
