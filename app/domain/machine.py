"""What the machine said, in the clerk's words."""

from __future__ import annotations

import errno

_WORDS = {
    errno.ENOENT: "文件或文件夹不在了",
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.ENOSPC: "磁盘已满",
    errno.EDQUOT: "磁盘配额已满",
    errno.EROFS: "只读,不能写入",
    errno.EIO: "读写出错,设备可能已拔出或损坏",
    errno.ENODEV: "设备已拔出",
    errno.ENXIO: "设备已拔出",
    errno.EBUSY: "正被别的程序占用",
    errno.ETXTBSY: "正被别的程序占用",
    errno.EEXIST: "同名文件已经存在",
    errno.ENOTDIR: "路径中有一段不是文件夹",
    errno.EISDIR: "这是一个文件夹",
    errno.ENAMETOOLONG: "文件名太长",
    errno.EFBIG: "文件太大,这个盘放不下(FAT32 的U盘一个文件最多 4 GB,请换 exFAT 格式的)",
    errno.EINVAL: "文件名或内容不被这个盘接受",
    errno.ENOTEMPTY: "文件夹不是空的",
    errno.EMFILE: "同时打开的文件太多",
}

# Windows says more than the C library passes on: a stick pulled out, write-protected or in use all come as EACCES,
# a broken one as EINVAL ("System Error Codes", winerror.h).
_BY_WINDOWS = {
    errno.EROFS: (19,),
    errno.EBUSY: (32, 33, 170, 1224),
    errno.ENODEV: (15, 20, 21, 55, 433, 1110, 1112, 1167, 4319),
    errno.EIO: (23, 25, 26, 27, 29, 30, 31, 483, 1117, 1392, 1393),
    errno.ENOSPC: (39, 112),
    errno.EDQUOT: (1295, 1816),
    errno.ENAMETOOLONG: (111, 206),
    errno.EPERM: (225, 226),  # a virus scanner forbids the file
}
_WINDOWS = {code: number for number, codes in _BY_WINDOWS.items() for code in codes}


def cause(error: OSError) -> int:
    """The errno that says why, 0 where the system gave none; on Windows its own finer number decides."""
    return _WINDOWS.get(getattr(error, "winerror", None) or 0, error.errno or 0)


def reason(error: OSError) -> str:
    """Why a file could not be read or written, as a Chinese phrase."""
    number = cause(error)
    return _WORDS.get(number, f"系统错误 {number}" if number else "系统没有说明原因")
