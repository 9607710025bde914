"""The CPython of the program folder: which of Debian's patches it gets, and what keeps it on an old glibc."""

import linux

SERIES = """deb-setup.diff
# a remark
multiarch.diff
frame_dealloc-crash.diff
CVE-2024-0450.patch
0001-3.11-gh-123270-Replaced-SanitizedNames-with-a-more-s.patch
langpack-gettext.diff -p1
"""


def test_patches_that_mend_are_applied_in_order_and_those_that_move_folders_are_not():
    assert linux.mending(SERIES) == [
        "frame_dealloc-crash.diff",
        "CVE-2024-0450.patch",
        "0001-3.11-gh-123270-Replaced-SanitizedNames-with-a-more-s.patch",
    ]


def test_functions_with_a_newer_version_are_bound_to_the_old_one():
    assert '__asm__(".symver pow,pow@GLIBC_2.2.5");\n' in linux.COMPAT
    assert linux.COMPAT.count("@GLIBC_2.2.5") == 5


def test_no_wheel_is_taken_that_is_newer_than_the_oldest_system():
    numbers = [int(tag.split("_")[2]) for tag in linux.TAGS if tag.startswith("manylinux_2_")]

    assert max(numbers) == 28
    assert linux.TAGS[0] == "manylinux_2_28_x86_64"
