"""What a command line may look like, and Chinese words for what is wrong with one."""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any, NoReturn

from app.cli.commands import tree
from app.cli.shape import GLOBALS, Argument, Command

_WRONG: tuple[tuple[str, str], ...] = (
    (r"the following arguments are required: (.+)", r"缺少:\1"),
    (r"unrecognized arguments: (.+)", r"不认识:\1"),
    (r"expected one argument", "后面要写一个值"),
    (r"expected at least one argument", "至少要写一个"),
    (r"expected (\d+) arguments", r"要写 \1 个值"),
    (r"invalid choice: '?(.*?)'? \(choose from (.+)\)", r"没有“\1”,可用:\2"),
    (r"ignored explicit argument '?(.*?)'?", r"不带值,多写了“\1”"),
)


class UsageError(Exception):
    """The command line cannot be understood; the text says why and how it is written."""


class Parser(argparse.ArgumentParser):
    """An argument parser that speaks Chinese and raises instead of leaving the program."""

    def __init__(self, **options: Any) -> None:
        super().__init__(formatter_class=_Help, add_help=False, allow_abbrev=False, **options)
        self._positionals.title, self._optionals.title = "参数", "选项"
        self.add_argument("-h", "--help", action="help", default=argparse.SUPPRESS, help="显示这个说明")

    def error(self, message: str) -> NoReturn:
        """Raise what is wrong, in Chinese, with the right form."""
        raise UsageError(f"{in_chinese(message)}。没有改动任何内容。\n{self.format_usage().rstrip()}")


class _Help(argparse.HelpFormatter):
    def __init__(self, prog: str) -> None:
        super().__init__(prog, max_help_position=32, width=100)

    def add_usage(self, usage: Any, actions: Any, groups: Any, prefix: str | None = None) -> None:
        super().add_usage(usage, actions, groups, "用法:" if prefix is None else prefix)


def in_chinese(message: str) -> str:
    """What the standard library says about a command line, in Chinese; our own words pass as they are."""
    found = re.fullmatch(r"argument (.+?): (.+)", message, re.DOTALL)
    place, rest = (f"{found[1]}:", found[2]) if found else ("", message)
    for pattern, words in _WRONG:
        if matched := re.fullmatch(pattern, rest, re.DOTALL):
            return place + matched.expand(words).replace("'", "").replace(", ", "、")
    return place + rest


def parse(argv: Sequence[str]) -> argparse.Namespace:
    """The command and its options; `command` is the Command that was asked for.

    Raises:
        UsageError: It cannot be understood.
        SystemExit: Help was asked for and shown.
    """
    parser = build()
    options, extra = parser.parse_known_args(argv)
    if extra:
        parser.error(f"unrecognized arguments: {' '.join(extra)}")
    return options


def build() -> Parser:
    """The whole command line."""
    parser = Parser(prog="mingzhang-cli", description="明账:乡镇纪委离线台账、公开与上报程序(命令行)")
    _add(parser, GLOBALS, keep=True)
    _add_commands(parser, tree(), "命令")
    return parser


def _add_commands(parser: argparse.ArgumentParser, commands: Sequence[Command], metavar: str) -> None:
    places = parser.add_subparsers(title=metavar, metavar=metavar, required=True, parser_class=Parser)
    for command in commands:
        below = places.add_parser(command.name, help=command.help, description=command.help)
        _add(below, GLOBALS, keep=False)
        if command.below:
            _add_commands(below, command.below, "子命令")
            continue
        _add(below, command.arguments)
        below.set_defaults(command=command)


def _add(parser: argparse.ArgumentParser, arguments: Sequence[Argument], *, keep: bool = True) -> None:
    """Add arguments; the general options may stand before and behind the command, the later place wins."""
    for argument in arguments:
        options = dict(argument.options)
        if (kind := options.pop("kind", None)) is not None:
            options["type"] = _KINDS[kind]
        if not keep:
            options |= {"default": argparse.SUPPRESS, "help": argparse.SUPPRESS}
        parser.add_argument(argument.name, **options)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"“{text}”不是日期,请写成 2026-11-22 的样子") from None


def _month(text: str) -> str:
    key = _period(text)
    if "-" not in key:
        raise argparse.ArgumentTypeError(f"“{text}”不是月份,请写成 2026-10 的样子")
    return key


def _period(text: str) -> str:
    from app.domain.days import Period

    try:
        return Period.parse(text).key
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"“{text}”{error}") from None


def _pair(text: str) -> tuple[str, str]:
    key, sign, value = text.partition("=")
    if not sign or not key.strip():
        raise argparse.ArgumentTypeError(f"“{text}”要写成 项目=内容 的样子")
    return key.strip(), value


def _id(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 0 < int(text) < 1 << 40):
        raise argparse.ArgumentTypeError(f"“{text}”不是记录的序号,请写一个正整数")
    return int(text)


def _copies(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 0 < int(text) < 100):
        raise argparse.ArgumentTypeError(f"“{text}”不是份数,请写 1 到 99")
    return int(text)


def _seed(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise argparse.ArgumentTypeError(f"“{text}”不是整数")
    return int(text)


def _register(text: str) -> str:
    from app.ledgers import SHELF

    if text in SHELF:
        return text
    raise argparse.ArgumentTypeError(f"没有台账“{text}”,可用:{'、'.join(SHELF)}")


def _register_or_period(text: str) -> str:
    try:
        return _period(text) if text[:1].isdigit() else _register(text)
    except argparse.ArgumentTypeError as error:
        raise argparse.ArgumentTypeError(f"{error};也可以写一个报告期,如 2026-10") from None


_KINDS: dict[str, Callable[[str], object]] = {
    "path": Path,
    "day": _day,
    "month": _month,
    "period": _period,
    "pair": _pair,
    "copies": _copies,
    "id": _id,
    "seed": _seed,
    "register": _register,
    "register or period": _register_or_period,
}
