"""No network: every attempt to reach one from this process is refused and noted, and a self-test shows it.

An audit hook of Python sees each socket before it is used, whoever asks for it. What lies below Python (a database
driver, Qt) is looked for in the list of open connections that the system keeps of this process, and by the modules
that are loaded. Source: product.md K10.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from app.operations.books import Book
    from app.reports.sheet import Sheet

REACHING: Final = frozenset(
    {
        "socket.connect",
        "socket.bind",
        "socket.sendto",
        "socket.sendmsg",
        "socket.getaddrinfo",
        "socket.gethostbyname",
        "socket.gethostbyaddr",
        "socket.getnameinfo",
    }
)
NET_MODULES: Final = ("PySide6.QtNetwork", "PySide6.QtWebEngineCore", "urllib3", "requests", "httpx", "psycopg")
_LOCAL: Final = 1  # AF_UNIX: a socket of this machine that reaches no other


class NoNetwork(PermissionError):
    """Something asked for the network in a program that has none."""

    def __init__(self) -> None:
        super().__init__("明账不使用网络:刚才的连接请求已经拦住,没有发出任何内容。")


class _Watch:
    installed: bool = False
    refusing: bool = False
    attempts: int = 0


class Proof(NamedTuple):
    """One line of the self-test: what was looked at, what was found, whether that is as it should be."""

    what: str
    found: str
    good: bool


def watch() -> None:
    """From now on note every attempt to use a network, and refuse it. A hook cannot be taken away again."""
    _Watch.refusing = True
    if not _Watch.installed:
        _Watch.installed = True
        sys.addaudithook(_hook)


def stop_refusing() -> None:
    """Only note from now on: a hook cannot be taken away, and tests talk to a database server of this machine."""
    _Watch.refusing = False


def attempts() -> int:
    """How many attempts were noted since the watch began."""
    return _Watch.attempts


def look() -> list[Proof]:
    """The self-test: watch, attempts, open connections of this process, modules that could reach a network."""
    return [_watched(), _tried(), _connections(), _modules()]


def sheet(book: Book) -> Sheet:
    """The self-test on paper."""
    from app.reports.offline_proof import offline_proof

    unit = book.info.township or book.info.county
    return offline_proof(unit, book.now(), look(), "练习" if book.info.practice else "")


def _hook(event: str, args: tuple[object, ...]) -> None:
    if event[:7] != "socket." or event not in REACHING or _is_local(args):
        return
    _Watch.attempts += 1
    if _Watch.refusing:
        raise NoNetwork


def _is_local(args: tuple[object, ...]) -> bool:
    return bool(args) and getattr(args[0], "family", None) == _LOCAL


def _watched() -> Proof:
    on = _Watch.installed and _Watch.refusing
    return Proof("拦截", "已打开:任何联网请求都会被拦住" if on else "没有打开", on)


def _tried() -> Proof:
    said = "0 次" if not _Watch.attempts else f"{_Watch.attempts} 次,都已拦住,没有发出任何内容"
    return Proof("打开程序以来的联网请求", said, not _Watch.attempts)


def _connections() -> Proof:
    import psutil

    try:
        found = psutil.Process().net_connections(kind="inet")
    except psutil.Error:
        return Proof("系统记录的本程序网络连接", "这台电脑不让查看;可以拔掉网线再试,程序一样能用", True)
    said = "0 个" if not found else "、".join(sorted({f"{one.laddr.ip}:{one.laddr.port}" for one in found}))
    return Proof("系统记录的本程序网络连接", said, not found)


def _modules() -> Proof:
    found = [name for name in NET_MODULES if name in sys.modules]
    return Proof("程序装入的联网组件", "没有" if not found else "、".join(found), not found)
