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
    errno.EFBIG: "文件太大,这个盘放不下",
    errno.EINVAL: "文件名或内容不被这个盘接受",
    errno.ENOTEMPTY: "文件夹不是空的",
    errno.EMFILE: "同时打开的文件太多",
}


def reason(error: OSError) -> str:
    """Why a file could not be read or written, as a Chinese phrase."""
    return _WORDS.get(error.errno or 0, f"系统错误 {error.errno}" if error.errno else "系统没有说明原因")
