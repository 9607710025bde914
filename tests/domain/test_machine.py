"""Why a file could not be read or written: the finer numbers of Windows, and the C library's."""

import errno

import pytest

from app.domain.machine import cause, reason


def refused(number: int, windows: int | None = None) -> OSError:
    """An error as Windows raises it: the errno of the C library and its own number."""
    error = OSError(number, "refused")
    error.winerror = windows  # type: ignore[attr-defined]
    return error


@pytest.mark.parametrize(
    ("windows", "words"),
    [
        (5, "没有权限"),
        (19, "只读,不能写入"),
        (21, "设备已拔出"),
        (32, "正被别的程序占用"),
        (112, "磁盘已满"),
        (206, "文件名太长"),
        (1117, "读写出错,设备可能已拔出或损坏"),
    ],
)
def test_what_windows_calls_forbidden_is_told_as_what_it_is(windows: int, words: str) -> None:
    assert reason(refused(errno.EACCES, windows)) == words


def test_without_a_number_of_windows_the_errno_decides() -> None:
    assert cause(OSError(errno.ENOSPC, "full")) == errno.ENOSPC
    assert cause(refused(errno.ENOENT)) == errno.ENOENT
    assert reason(OSError("nothing")) == "系统没有说明原因"
