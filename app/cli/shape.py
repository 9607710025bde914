"""What a command is, and the arguments that several of them share. Names here are a promise."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Argument:
    """One argument or option; `options` are those of argparse, with `kind` for how its text is read."""

    name: str
    options: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Command:
    """One command. `room` is the module that carries it out; `writes` means the book is backed up on closing."""

    name: str
    help: str
    arguments: tuple[Argument, ...] = ()
    room: str = ""
    writes: bool = False
    below: tuple[Command, ...] = ()
    does: str = ""


def argument(name: str, help: str, **options: Any) -> Argument:
    """An argument with its line of help; `options` are those of argparse and `kind`."""
    return Argument(name, {"help": help, **options})


GLOBALS: tuple[Argument, ...] = (
    argument("--book", "账套文件;不写就用窗口里上次打开的账套", kind="path", metavar="文件"),
    argument("--user", "用户名;不写就用密码文件的第一行", metavar="用户"),
    argument("--password-file", "密码文件,每行“用户名 密码”", kind="path", metavar="文件"),
    argument("--json", "结果写成一个 JSON 文档", action="store_true"),
    argument("--today", "把这一天当作今天来算期限", kind="day", metavar="YYYY-MM-DD"),
)
REGISTER = argument("register", "台账,例如 problem", kind="register", metavar="台账")
ID = argument("id", "记录的序号", kind="id", metavar="序号")
VALUES = argument("values", "项目=内容,项目可写键或列名", kind="pair", metavar="项目=内容", nargs="+")
MORE_VALUES = argument("values", "随办理填写的项目=内容", kind="pair", metavar="项目=内容", nargs="*", default=[])
OUT = argument("out", "要写出的文件", kind="path", metavar="文件")
OUT_FOLDER = argument("--out", "写到哪个文件夹", kind="path", metavar="文件夹", required=True)
MONTH = argument("--month", "月份,例如 2026-10", kind="month", metavar="月份", required=True)
WHERE = argument("--where", "只要这一项是这个内容的", kind="pair", metavar="项目=内容", action="append", default=[])
FIND = argument("--find", "只要含有这些字的", metavar="文字", default="")
LOGIN = argument("login", "用户名", metavar="用户")
NEW_PASSWORD = argument("--new-password-file", "新密码文件,只看第一行", kind="path", metavar="文件")
CODE_FILE = argument("--code-file", "写着恢复码的文件;不写就在终端上输入", kind="path", metavar="文件")
ROLES = ("clerk", "secretary", "reader", "admin")
HEIR_OF = argument("login", "移交人的用户名,不写就是自己", metavar="用户", nargs="?", default="")
HEIR = (
    argument("--to", "接收人姓名", metavar="姓名", default=""),
    argument("--as", "接收人用户名,不写就用姓名的拼音", metavar="用户", default="", dest="heir"),
    argument("--watched-by", "监交人", metavar="姓名", default=""),
    argument("--why", "事由", metavar="事由", default=""),
)
PACKET = argument("file", "上报包文件", kind="path", metavar="文件")


PAPERS = ("A3", "A4", "A4-tiles", "A4-tiles4", "A4-tiles9", "60x90")


FORM = argument("--form", "同时把申请表写成 PDF", kind="path", metavar="文件")
TOKEN_MODULE = argument("--token-module", "密钥做在 UKey 里:厂家的 PKCS#11 文件", kind="path", metavar="文件")
TOKEN = argument("--token", "UKey 的标签;口令写在密码文件里:pin:用户名 口令", metavar="标签", default="")
REVOKE_REASONS = ("key_compromise", "affiliation_changed", "superseded", "cessation_of_operation")


FORMATS = ("pdf", "xlsx", "docx")
FORMAT = argument(
    "--format",
    "写成哪几种文件;不写就是 pdf 和 xlsx",
    choices=FORMATS,
    nargs="+",
    metavar="|".join(FORMATS),
    default=["pdf", "xlsx"],
)
