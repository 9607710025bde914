"""One run of the command line: read it, carry it out, answer, and turn every error into its exit code."""

from __future__ import annotations

import argparse
import errno
import sys
from collections.abc import Callable, Sequence

from app.cli.answers import (
    OUR_FAULT,
    REFUSED,
    USAGE,
    Answer,
    Problem,
    drop_output,
    faults_of,
    give,
    give_problem,
    use_utf8,
    with_advice,
)

Carry = Callable[[argparse.Namespace], Answer]


def run(argv: Sequence[str] | None = None) -> int:
    """Carry out one command; returns its exit code. Raises nothing."""
    from app import paths

    use_utf8()
    with paths.private_run():
        return _run(argv)


def _run(argv: Sequence[str] | None) -> int:
    arguments = list(sys.argv[1:] if argv is None else argv)
    as_json = "--json" in arguments
    try:
        return _carried_out(arguments, as_json)
    except BrokenPipeError:
        drop_output()
        return REFUSED
    except KeyboardInterrupt:
        return give_problem(Problem(REFUSED, "E-CANCELLED", "已中断。没有写完的内容没有写入。"), as_json=as_json)
    except Exception as error:
        return give_problem(_problem(error, arguments), as_json=as_json)


def _carried_out(arguments: list[str], as_json: bool) -> int:
    from app.cli.arguments import UsageError, parse

    try:
        options = parse(arguments)
    except SystemExit:
        return 0  # help was shown
    except UsageError as error:
        return give_problem(Problem(USAGE, "E-USAGE", str(error)), as_json=as_json)
    carry: Carry = getattr(_room(options.command.room), options.command.does or options.command.name)
    return give(carry(options), as_json=as_json)


def _room(name: str) -> object:
    """The module that carries a command out; only this one is loaded."""
    match name:
        case "describing":
            from app.cli import describing as room
        case "reading":
            from app.cli import reading as room  # type: ignore[no-redef]
        case "writing":
            from app.cli import writing as room  # type: ignore[no-redef]
        case "importing":
            from app.cli import importing as room  # type: ignore[no-redef]
        case "amending":
            from app.cli import amending as room  # type: ignore[no-redef]
        case "settling":
            from app.cli import settling as room  # type: ignore[no-redef]
        case "files":
            from app.cli import files as room  # type: ignore[no-redef]
        case "reporting":
            from app.cli import reporting as room  # type: ignore[no-redef]
        case "packets":
            from app.cli import packets as room  # type: ignore[no-redef]
        case "answering":
            from app.cli import answering as room  # type: ignore[no-redef]
        case "updating":
            from app.cli import updating as room  # type: ignore[no-redef]
        case "templates":
            from app.cli import templates as room  # type: ignore[no-redef]
        case "tasks":
            from app.cli import tasks as room  # type: ignore[no-redef]
        case "payees":
            from app.cli import payees as room  # type: ignore[no-redef]
        case "rolling":
            from app.cli import rolling as room  # type: ignore[no-redef]
        case "county":
            from app.cli import county as room  # type: ignore[no-redef]
        case "sides":
            from app.cli import sides as room  # type: ignore[no-redef]
        case "certificates":
            from app.cli import certificates as room  # type: ignore[no-redef]
        case "handing":
            from app.cli import handing as room  # type: ignore[no-redef]
        case "people":
            from app.cli import people as room  # type: ignore[no-redef]
        case "starting":
            from app.cli import starting as room  # type: ignore[no-redef]
        case _:
            from app.cli import caring as room  # type: ignore[no-redef]
    return room


def _problem(error: Exception, arguments: Sequence[str]) -> Problem:
    """What a person is told about an error."""
    from app.cli.opening import BadUsage, Stopped
    from app.domain.faults import Refused, Told

    match error:
        case Stopped():
            return error.problem
        case BadUsage():
            return Problem(USAGE, "E-USAGE", str(error))
        case Refused():
            return Problem(REFUSED, error.code, with_advice(error), faults_of(error))
        case Told():
            return Problem(REFUSED, error.code, error.message)
        case OSError() if (words := _of_the_disk(error)) is not None:
            return Problem(REFUSED, "E-FILE", words)
        case _:
            from app import diagnostics

            words = diagnostics.report(error, f"cli {_command(arguments)}").sentence
            return Problem(OUR_FAULT, "E-INTERNAL", words)


def _of_the_disk(error: OSError) -> str | None:
    """A sentence about a file or a disk, None where the error is none of these."""
    from app.domain.machine import cause

    name = error.filename if isinstance(error.filename, str) else str(error.filename or "文件")
    match cause(error):
        case errno.ENOENT:
            return f"找不到“{name}”。没有改动任何内容;请检查路径。"
        case errno.EACCES | errno.EPERM | errno.EROFS:
            return f"“{name}”没有权限读写。没有改动任何内容;请换一个文件夹或取消只读。"
        case errno.EISDIR | errno.ENOTDIR | errno.EEXIST | errno.ENOTEMPTY:
            return f"“{name}”的位置不对:那里已有同名的文件或文件夹。没有改动它;请换一个名字。"
        case errno.ENOSPC | errno.EDQUOT:
            return f"磁盘空间不足,“{name}”没有写完。之前保存的内容都在;请清理磁盘后重试。"
        case errno.EIO | errno.ENODEV | errno.ENXIO:
            return f"读写“{name}”时磁盘没有响应。之前保存的内容都在;请检查磁盘或U盘是否接好。"
        case errno.EBUSY | errno.ETXTBSY:
            return f"“{name}”正被别的程序打开着。没有改动任何内容;请先关闭那个程序,再做一次。"
        case errno.ENAMETOOLONG | errno.EINVAL:
            return f"“{name}”不能用作文件名。没有写出文件;请换一个短一些的名字。"
        case _:
            return None


def _command(arguments: Sequence[str]) -> str:
    """The words of the command itself; what a clerk typed behind them stays out of the report."""
    from app.cli.commands import names

    known = names()
    return " ".join([word for word in arguments if word in known][:2])
