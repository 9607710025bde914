"""Windows' way of bounding another process: a job object with a limit of memory. Only read on Windows."""

from __future__ import annotations

import ctypes
from typing import Any, ClassVar, Final

_PROCESS_MEMORY: Final = 0x00000100  # JOB_OBJECT_LIMIT_PROCESS_MEMORY
_ONE_PROCESS: Final = 0x00000008  # JOB_OBJECT_LIMIT_ACTIVE_PROCESS
_DIE_QUIETLY: Final = 0x00000400  # JOB_OBJECT_LIMIT_DIE_ON_UNHANDLED_EXCEPTION
_END_WITH_US: Final = 0x00002000  # JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE
_EXTENDED: Final = 9  # JobObjectExtendedLimitInformation


class _Basic(ctypes.Structure):
    _fields_: ClassVar[Any] = [
        ("PerProcessUserTimeLimit", ctypes.c_int64),
        ("PerJobUserTimeLimit", ctypes.c_int64),
        ("LimitFlags", ctypes.c_uint32),
        ("MinimumWorkingSetSize", ctypes.c_size_t),
        ("MaximumWorkingSetSize", ctypes.c_size_t),
        ("ActiveProcessLimit", ctypes.c_uint32),
        ("Affinity", ctypes.c_size_t),
        ("PriorityClass", ctypes.c_uint32),
        ("SchedulingClass", ctypes.c_uint32),
    ]


class _Counters(ctypes.Structure):
    _fields_: ClassVar[Any] = [(name, ctypes.c_uint64) for name in ("ro", "wo", "oo", "rt", "wt", "ot")]


class _Limits(ctypes.Structure):
    _fields_: ClassVar[Any] = [
        ("BasicLimitInformation", _Basic),
        ("IoInfo", _Counters),
        ("ProcessMemoryLimit", ctypes.c_size_t),
        ("JobMemoryLimit", ctypes.c_size_t),
        ("PeakProcessMemoryUsed", ctypes.c_size_t),
        ("PeakJobMemoryUsed", ctypes.c_size_t),
    ]


class JobObject:
    """Processes taken in may use so many bytes, start no others, and end when it is closed."""

    def __init__(self, memory: int) -> None:
        kernel: Any = ctypes.WinDLL("kernel32", use_last_error=True)  # type: ignore[attr-defined]
        kernel.CreateJobObjectW.restype = ctypes.c_void_p
        kernel.CreateJobObjectW.argtypes = [ctypes.c_void_p, ctypes.c_wchar_p]
        kernel.SetInformationJobObject.argtypes = [ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p, ctypes.c_uint32]
        kernel.AssignProcessToJobObject.argtypes = [ctypes.c_void_p, ctypes.c_void_p]
        kernel.CloseHandle.argtypes = [ctypes.c_void_p]
        self._kernel, self._handle = kernel, kernel.CreateJobObjectW(None, None)
        limits = limits_of(memory)
        kernel.SetInformationJobObject(self._handle, _EXTENDED, ctypes.byref(limits), ctypes.sizeof(limits))

    def take(self, process: int) -> None:
        """Bound a process. Where the system refuses (an old Windows inside another job) the time limit still holds."""
        self._kernel.AssignProcessToJobObject(self._handle, process)

    def close(self) -> None:
        """Let go; what still runs ends."""
        self._kernel.CloseHandle(self._handle)


def limits_of(memory: int) -> _Limits:
    """The limits as the system takes them."""
    limits = _Limits()
    limits.BasicLimitInformation.LimitFlags = _PROCESS_MEMORY | _ONE_PROCESS | _DIE_QUIETLY | _END_WITH_US
    limits.BasicLimitInformation.ActiveProcessLimit = 1
    limits.ProcessMemoryLimit = memory
    return limits
