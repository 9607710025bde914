"""Every command: its name, its arguments and which room carries it out. Names here are a promise."""

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


def _(name: str, help: str, **options: Any) -> Argument:
    return Argument(name, {"help": help, **options})


GLOBALS: tuple[Argument, ...] = (
    _("--book", "账套文件;不写就用窗口里上次打开的账套", kind="path", metavar="文件"),
    _("--user", "用户名;不写就用密码文件的第一行", metavar="用户"),
    _("--password-file", "密码文件,每行“用户名 密码”", kind="path", metavar="文件"),
    _("--json", "结果写成一个 JSON 文档", action="store_true"),
    _("--today", "把这一天当作今天来算期限", kind="day", metavar="YYYY-MM-DD"),
)
REGISTER = _("register", "台账,例如 problem", kind="register", metavar="台账")
ID = _("id", "记录的序号", kind="id", metavar="序号")
VALUES = _("values", "项目=内容,项目可写键或列名", kind="pair", metavar="项目=内容", nargs="+")
MORE_VALUES = _("values", "随办理填写的项目=内容", kind="pair", metavar="项目=内容", nargs="*", default=[])
OUT = _("out", "要写出的文件", kind="path", metavar="文件")
OUT_FOLDER = _("--out", "写到哪个文件夹", kind="path", metavar="文件夹", required=True)
MONTH = _("--month", "月份,例如 2026-10", kind="month", metavar="月份", required=True)
WHERE = _("--where", "只要这一项是这个内容的", kind="pair", metavar="项目=内容", action="append", default=[])
FIND = _("--find", "只要含有这些字的", metavar="文字", default="")
LOGIN = _("login", "用户名", metavar="用户")
NEW_PASSWORD = _("--new-password-file", "新密码文件,只看第一行", kind="path", metavar="文件")
CODE_FILE = _("--code-file", "写着恢复码的文件;不写就在终端上输入", kind="path", metavar="文件")
ROLES = ("clerk", "secretary", "reader", "admin")
HEIR_OF = _("login", "移交人的用户名,不写就是自己", metavar="用户", nargs="?", default="")
_HEIR = (
    _("--to", "接收人姓名", metavar="姓名", default=""),
    _("--as", "接收人用户名,不写就用姓名的拼音", metavar="用户", default="", dest="heir"),
    _("--watched-by", "监交人", metavar="姓名", default=""),
    _("--why", "事由", metavar="事由", default=""),
)
PACKET = _("file", "上报包文件", kind="path", metavar="文件")


PAPERS = ("A3", "A4", "A4-tiles", "A4-tiles4", "A4-tiles9", "60x90")


FORM = _("--form", "同时把申请表写成 PDF", kind="path", metavar="文件")
TOKEN_MODULE = _("--token-module", "密钥做在 UKey 里:厂家的 PKCS#11 文件", kind="path", metavar="文件")
TOKEN = _("--token", "UKey 的标签;口令写在密码文件里:pin:用户名 口令", metavar="标签", default="")
REVOKE_REASONS = ("key_compromise", "affiliation_changed", "superseded", "cessation_of_operation")


FORMATS = ("pdf", "xlsx", "docx")
FORMAT = _(
    "--format",
    "写成哪几种文件;不写就是 pdf 和 xlsx",
    choices=FORMATS,
    nargs="+",
    metavar="|".join(FORMATS),
    default=["pdf", "xlsx"],
)


def tree() -> tuple[Command, ...]:
    """All commands, in the order help shows them."""
    return (
        *_START,
        *_READING,
        *_WRITING,
        *_FILES,
        *_REPORTS,
        _PACKETS,
        *_AMEND,
        *_CARE,
        *_CERTIFICATES,
        *_ROLL_UP,
        _RECEIPTS,
        _TASKS,
        _PAYEES,
        _TEMPLATES,
        _UPDATE,
    )


def names() -> frozenset[str]:
    """Every word a command is called by."""
    return frozenset(name for command in tree() for name in (command.name, *(below.name for below in command.below)))


_START = (
    Command(
        "demo",
        "在文件夹里做一个练习县和练习乡",
        (
            _("folder", "放练习账套的文件夹", kind="path", metavar="文件夹"),
            _("--seed", "内容的种子,相同种子内容相同", kind="seed", metavar="数", default=1),
        ),
        "starting",
    ),
    Command(
        "init",
        "建立一个新的空账套",
        (
            _("--township", "乡镇名称", metavar="名称", required=True),
            _("--code", "乡镇代码", metavar="代码", required=True),
            _("--county", "县名称", metavar="名称", required=True),
            _("--units", "单位表,建立时一并导入", kind="path", metavar="文件"),
            _("--short", "文号代字,不写就取乡镇名称第一个字", metavar="字", default=""),
        ),
        "starting",
    ),
    Command(
        "init-county",
        "建立一个新的县级账套,连同本县根证书",
        (
            _("--county", "县名称", metavar="名称", required=True),
            _("--code", "县代码", metavar="代码", required=True),
            _("--units", "单位表(各乡镇和代码),建立时一并导入", kind="path", metavar="文件"),
        ),
        "starting",
        does="init_county",
    ),
)
_READING = (
    Command("registers", "有哪些台账,各有多少条", (), "reading"),
    Command("fields", "一个台账有哪些项目", (REGISTER,), "describing"),
    Command("list", "列出台账里的记录", (REGISTER, WHERE, FIND), "reading", does="list_rows"),
    Command("show", "一条记录的全部内容", (REGISTER, ID), "reading"),
    Command("history", "一条记录改过什么", (REGISTER, ID), "reading"),
    Command("todo", "待办:逾期、临期、本周到期、待审核、下次月报", (), "reading"),
    Command(
        "check",
        "核对全部校验关系",
        (_("what", "台账或报告期", kind="register or period", metavar="台账|报告期", nargs="?"),),
        "reading",
    ),
)
_WRITING = (
    Command("add", "新增一条记录", (REGISTER, VALUES), "writing", writes=True),
    Command("set", "修改一条记录", (REGISTER, ID, VALUES), "writing", writes=True, does="change"),
    Command(
        "move",
        "办理:把一条记录变为另一状态",
        (
            REGISTER,
            ID,
            _("state", "状态或办理名称", metavar="状态"),
            MORE_VALUES,
            _("--reason", "理由", metavar="文字", default=""),
        ),
        "writing",
        writes=True,
    ),
    Command(
        "void",
        "作废一条记录(不会删除)",
        (REGISTER, ID, _("--reason", "理由", metavar="文字", required=True)),
        "writing",
        writes=True,
    ),
    Command(
        "undo",
        "撤销上一步,或撤销整批导入",
        (_("batch", "导入时给出的批号", kind="id", metavar="批号", nargs="?"),),
        "writing",
        writes=True,
    ),
    Command(
        "import",
        "导入 xlsx、xls、csv 或 Word 表格",
        (
            REGISTER,
            _("files", "要导入的文件", kind="path", metavar="文件", nargs="+"),
            _("--dry-run", "只核对,不写入", action="store_true"),
            _("--keep-good", "有错的行不要,其余照样写入", action="store_true"),
            _("--adopt", "采纳全部无损的建议:同上、合并单元格、全角、日期写法", action="store_true"),
            _("--errors", "把原表连同错误信息另存", kind="path", metavar="文件"),
            _("--map", "不认识的列是哪一项,“-”是不导入;说一次就记住", metavar="列名=项目", nargs="*", default=[]),
        ),
        "importing",
        writes=True,
        does="bring_in",
    ),
)
_FILES = (
    Command(
        "template",
        "给没有本程序的人用的空白填报表",
        (
            REGISTER,
            OUT,
            _("--unit", "预先填好的单位;finance_line 带单位时,写出这个村(组)的锁定填报表", metavar="名称", default=""),
            _("--period", "锁定填报表的报告期,不写是刚结束的季度", kind="period", metavar="报告期"),
        ),
        "files",
    ),
    Command("export", "把台账写成 xlsx、pdf、docx 或 csv", (REGISTER, OUT, WHERE, FIND), "files"),
    Command(
        "fill",
        "套用本县自己的 xlsx、docx 表样",
        (
            REGISTER,
            _("form", "表样,里面写着 {{单位}} 这样的名称;或县里模板带来的表样的名称", kind="path", metavar="表样"),
            OUT,
            _("--id", "只套用这几条记录", kind="id", metavar="编号", nargs="*", default=[]),
            WHERE,
            FIND,
        ),
        "files",
    ),
    Command("sheets", "可打印的表有哪些", (), "describing"),
    Command(
        "sheet",
        "公开榜、承诺书、公文等,写成 PDF、xlsx 或 docx",
        (
            _("kind", "表的种类,用 sheets 查看", metavar="种类"),
            _("--unit", "单位(含其下级);写几个就成批打印", metavar="名称", action="append", default=[]),
            _("--all", "全部村、社区和小组", action="store_true"),
            _("--period", "报告期,例如 2026Q3", kind="period", metavar="报告期"),
            _("--id", "只打印这几条记录", kind="id", metavar="编号", nargs="*", default=[]),
            OUT_FOLDER,
            FORMAT,
            _(
                "--paper",
                "纸张:A3、A4、60×90 厘米,或用 2、4、9 张 A4 拼贴;不写就用上次为这种表选的纸",
                choices=PAPERS,
                metavar="|".join(PAPERS),
                default="",
            ),
            _("--copies", "每张几份;一村一套,要和 --one-file 一起用", kind="copies", metavar="份数", default=1),
            _("--one-file", "全部写成一个 PDF", action="store_true"),
            _("--by-kind", "同一种表放在一起,不按一村一套", action="store_true"),
            _("--duplex", "双面打印:每张表从正面开始,上墙的只用正面", action="store_true"),
            _("--ready-only", "没有准备好的不要,其余照样写出", action="store_true"),
        ),
        "files",
    ),
    Command(
        "settle",
        "表、台账、上报包里的个人信息:列出没处理的,遮盖、删去或保留",
        (
            _("kind", "表的种类、台账,或 packet", metavar="种类|台账|packet"),
            _("--unit", "单位(含其下级)", metavar="名称", default=""),
            _("--period", "报告期,例如 2026Q3", kind="period", metavar="报告期"),
            _("--id", "只看这几条记录", kind="id", metavar="编号", nargs="*", default=[]),
            _("--month", "上报包的月份", kind="month", metavar="月份"),
            _("--mask-all", "全部遮盖", action="store_true"),
            _("--mask", "遮盖这几处(列出时的号)", kind="id", metavar="号", nargs="*", default=[]),
            _("--remove", "删去这几处", kind="id", metavar="号", nargs="*", default=[]),
            _("--keep", "保留这几处,要写理由", kind="id", metavar="号", nargs="*", default=[]),
            _("--mistaken", "这几处不是个人信息,要写理由", kind="id", metavar="号", nargs="*", default=[]),
            _("--reason", "理由", metavar="文字", default=""),
            _("--take-back", "取回这几条处理(方括号里的号)", kind="id", metavar="号", nargs="*", default=[]),
        ),
        "settling",
        writes=True,
    ),
)
_REPORTS = (
    Command(
        "report",
        "月报、季度、半年、年度、阶段汇总等报表,写成 PDF、xlsx 或 docx",
        (
            _("kind", "报表的种类,用 reports 查看", metavar="种类"),
            _("--month", "月报的月份,例如 2026-10", kind="month", metavar="月份"),
            _("--period", "汇总的季度、半年或年度,例如 2026Q3、2026H1、2026", metavar="报告期", default=""),
            _("--stage", "阶段汇总:专项阶段的序号,用 list stage 查看", kind="id", metavar="序号"),
            _("--from", "自选起止的起", kind="day", metavar="YYYY-MM-DD", dest="first"),
            _("--to", "自选起止的止", kind="day", metavar="YYYY-MM-DD", dest="last"),
            OUT_FOLDER,
            FORMAT,
        ),
        "reporting",
    ),
    Command("reports", "报表的种类", (), "reporting", does="kinds"),
    Command(
        "schema",
        "上报包里每种数据文件的格式(JSON Schema),给别的程序读包用",
        (_("--out", "写成文件;不写就显示出来", kind="path", metavar="文件"),),
        "describing",
    ),
)
_NUMBER = _("id", "收件序号(packet list 第一列)、包的编号,或 all(全部)", metavar="序号|all")
_NUMBERS = _("ids", "收件序号;不写就是全部", kind="id", metavar="序号", nargs="*", default=[])
_PACKETS = Command(
    "packet",
    "上报包:生成、签名、写入U盘、核对",
    below=(
        Command("build", "生成一个月的上报包;两个人的密码都在时一并签好", (MONTH, OUT_FOLDER), "packets", writes=True),
        Command(
            "sign",
            "签名",
            (PACKET, _("--role", "签名人", choices=("clerk", "secretary"), metavar="clerk|secretary", required=True)),
            "packets",
            writes=True,
        ),
        Command("seal", "封装给县里,别人打不开", (PACKET,), "packets"),
        Command(
            "deliver",
            "写入U盘或文件夹,并读回核对",
            (PACKET, _("drive", "U盘或文件夹", kind="path", metavar="U盘")),
            "packets",
            writes=True,
        ),
        Command(
            "verify",
            "核对一个上报包,分项给出结论",
            (PACKET, _("--trust", "信任资料文件夹", kind="path", metavar="文件夹")),
            "packets",
        ),
        Command("list", "本账套生成过的上报包;县级账套列出收到的", (), "packets", does="list_packets"),
        Command(
            "receive",
            "县级:收包、核对,通过的合并",
            (
                _("files", "上报包文件,或放着它们的文件夹、U盘", kind="path", metavar="文件", nargs="+"),
                _("--month", "收哪个月;不写就是上个月", kind="month", metavar="月份"),
                _("--no-merge", "只核对,先不合并", action="store_true"),
            ),
            "county",
            writes=True,
        ),
        Command("merge", "县级:合并已经通过核对的", (_NUMBERS,), "county", writes=True),
        Command("receipt", "县级:写出回执", (_NUMBER, OUT_FOLDER), "county", writes=True),
        Command(
            "return",
            "县级:退回修改,意见写在行上",
            (
                _NUMBER,
                _(
                    "--remarks",
                    "意见文件(json 或 xlsx:台账、编号、项目、意见)",
                    kind="path",
                    metavar="文件",
                    required=True,
                ),
                OUT_FOLDER,
            ),
            "county",
            writes=True,
            does="send_back",
        ),
        Command(
            "begin",
            "县级:决定从哪一次开始接收,或让重装的乡镇重新接续",
            (
                _("what", "收件序号,或乡镇代码", metavar="序号|乡镇代码"),
                _("--reason", "理由", metavar="文字", required=True),
                _("--out", "重新接续的回执写到哪个文件夹", kind="path", metavar="文件夹"),
            ),
            "county",
            writes=True,
        ),
    ),
)
_AMEND = (
    Command(
        "amend",
        "更正已上报的月份:编号、写明原因,审核人同意后打开",
        (
            MONTH,
            _("--reason", "更正的原因", metavar="原因", required=True),
            _("--row", "只打开这一条,可写几次;不写就打开整个月", metavar="台账/序号", action="append", default=[]),
        ),
        "amending",
        writes=True,
    ),
)
_CARE = (
    Command("backup", "写一份核对过的备份", (OUT,), "caring"),
    Command(
        "restore",
        "从备份恢复;原来的文件另外保留",
        (_("file", "备份文件,或上次恢复时留下的文件夹", kind="path", metavar="文件"),),
        "caring",
    ),
    Command("doctor", "检查账套、日志、附件、字体和环境", (), "caring"),
    Command(
        "users",
        "用户:列出、增加、改角色、停用、改密码",
        below=(
            Command("list", "谁可以打开账套", (), "people", does="list_users"),
            Command(
                "passwd",
                "改一个人的密码",
                (LOGIN, NEW_PASSWORD),
                "people",
                writes=True,
            ),
            Command(
                "add",
                "增加用户;密码是第一次用的,本人登录后要换",
                (
                    LOGIN,
                    _("--name", "姓名", metavar="姓名", required=True),
                    _("--role", "角色", choices=ROLES, metavar="|".join(ROLES), required=True),
                    NEW_PASSWORD,
                ),
                "people",
                writes=True,
            ),
            Command("remove", "停用用户:不能再打开账套、不能再签名", (LOGIN,), "people", writes=True),
            Command(
                "role",
                "改角色,并设第一次用的密码",
                (LOGIN, _("role", "角色", choices=ROLES, metavar="|".join(ROLES)), NEW_PASSWORD),
                "people",
                writes=True,
            ),
            Command(
                "reset", "给忘了密码的人设第一次用的密码;停用的人重新启用", (LOGIN, NEW_PASSWORD), "people", writes=True
            ),
        ),
    ),
    Command(
        "handover",
        "岗位交接:看交什么,写出清单和备份,办理",
        below=(
            Command("list", "交什么:未办结、台账、上报包、U盘、用户、备份", (HEIR_OF,), "handing", does="show"),
            Command("write", "写出移交清单(PDF、Excel)和核对过的备份", (HEIR_OF, *_HEIR, OUT_FOLDER), "handing"),
            Command(
                "do",
                "办理:停用移交人,接收人接任;密码文件里要有在场各人的密码",
                (
                    HEIR_OF,
                    *_HEIR,
                    _("--not-keeper", "接收人不当举报受理员", action="store_true"),
                    NEW_PASSWORD,
                ),
                "handing",
                writes=True,
                does="carry_out",
            ),
        ),
    ),
    Command(
        "unlock",
        "恢复码:生成、核对、用它打开",
        below=(
            Command("make", "生成恢复码并写出恢复码单;从此密码只在本机有效", (OUT,), "people", writes=True),
            Command("check", "核对一张恢复码单是不是这个账套的", (CODE_FILE,), "people"),
            Command(
                "use",
                "用恢复码打开账套并给一个人设新密码;密码文件里有他的原密码的,签名证书照用",
                (LOGIN, CODE_FILE, NEW_PASSWORD),
                "people",
            ),
        ),
    ),
)
_CERTIFICATES = (
    Command(
        "enrol",
        "证书:乡镇申请和装入,县里建立根证书和签发,用U盘来回",
        below=(
            Command(
                "request",
                "乡镇:导出自己的证书申请",
                (OUT, _("--anew", "另做一把新密钥", action="store_true"), FORM, TOKEN_MODULE, TOKEN),
                "certificates",
                writes=True,
            ),
            Command(
                "issue",
                "县里:按申请签发证书",
                (
                    _("request", "申请文件", kind="path", metavar="申请"),
                    OUT,
                    _("--fingerprint", "申请人念的密钥指纹(四组十六位)", metavar="指纹", default=""),
                ),
                "certificates",
                writes=True,
            ),
            Command(
                "load",
                "乡镇:装入县里签发的证书",
                (
                    _("file", "县里交回的证书文件", kind="path", metavar="文件"),
                    _("--fingerprint", "县里念的根证书指纹(四组十六位)", metavar="指纹", default=""),
                ),
                "certificates",
                writes=True,
            ),
            Command("found", "县里:建立根证书、回执签名和开封密钥", (), "certificates", writes=True),
            Command("list", "证书:县里看登记,乡镇看自己的", (), "certificates", does="list_certificates"),
            Command("trust", "县里:把公开的信任资料写到文件夹", (OUT_FOLDER,), "certificates", writes=True),
            Command("renew", "县里:续签吊销列表和快到期的回执签名", (), "certificates", writes=True),
        ),
    ),
    Command(
        "clock", "电脑时间跳动过:审核人确认日期和时间已经调对", (), "certificates", writes=True, does="confirm_clock"
    ),
    Command(
        "revoke",
        "县里:吊销证书",
        (
            _("serial", "证书序号,用 enrol list 查看", metavar="序号"),
            _("--reason", "原因", metavar="|".join(REVOKE_REASONS), choices=REVOKE_REASONS, default="key_compromise"),
            _("--since", "从哪天起不算,不写就是现在", kind="day", metavar="YYYY-MM-DD"),
        ),
        "certificates",
        writes=True,
    ),
)
_ROLL_UP = (
    Command(
        "rollup",
        "县级汇总:各乡镇一个月的合计、报送情况;或把合并好的台账交给已有的数据库",
        (
            _("--month", "月份,例如 2026-10", kind="month", metavar="月份"),
            _("--out", "写到哪个文件夹", kind="path", metavar="文件夹"),
            _("--to", "PostgreSQL 地址,例如 postgresql://用户@主机/库;姓名和文字只写指纹", metavar="地址"),
        ),
        "rolling",
    ),
)
_RECEIPTS = Command(
    "receipt",
    "乡镇:装入县里的回执",
    below=(
        Command(
            "load",
            "装入回执文件(RCP_….zip)",
            (_("files", "回执文件", kind="path", metavar="文件", nargs="+"),),
            "answering",
            writes=True,
        ),
        Command(
            "code",
            "输入电话里念的八位回执码",
            (_("code", "八位数字", metavar="回执码"),),
            "answering",
            writes=True,
            does="enter",
        ),
        Command("list", "报过的包和县里的答复,还没办的意见", (), "answering", does="list_answers"),
    ),
)
_TASKS = Command(
    "task",
    "交办包:县里写出,乡镇装入",
    below=(
        Command(
            "make",
            "县级:把登记好的交办签成交办包,一个乡镇一个文件",
            (_("ids", "“县里交办”的序号", kind="id", metavar="序号", nargs="+"), OUT_FOLDER),
            "tasks",
            writes=True,
        ),
        Command(
            "load",
            "乡镇:装入县里的交办包(TSK_….zip)",
            (_("files", "交办包文件", kind="path", metavar="文件", nargs="+"),),
            "tasks",
            writes=True,
        ),
        Command("list", "县级:发出的交办,各乡镇办到哪里", (), "tasks", does="list_tasks"),
    ),
)
_PAYEES = Command(
    "payees",
    "同一收款人:乡镇只报比对标记,县里比出相同的",
    below=(
        Command(
            "list",
            "县级:几个乡镇里标记相同的收款人,每一笔是哪个乡镇的",
            (
                _("--within", "同一个乡镇里两处以上的", action="store_true"),
                _("--names", "只有姓名相同的也列出", action="store_true"),
                _("--out", "清单写到哪个文件夹(PDF、Excel)", kind="path", metavar="文件夹"),
            ),
            "payees",
            does="list_payees",
        ),
        Command("townships", "县级:各乡镇有没有密钥,标记能不能比", (), "payees"),
        Command(
            "key",
            "县级:写出比对密钥,一个乡镇一个文件,签名并封给它",
            (_("--new", "换一把新密钥", action="store_true"), OUT_FOLDER),
            "payees",
            writes=True,
        ),
        Command(
            "load",
            "乡镇:装入县里发的比对密钥(KEY_….zip)",
            (_("files", "密钥文件", kind="path", metavar="文件", nargs="+"),),
            "payees",
            writes=True,
        ),
    ),
)
_VERSION = _("version", "版次", kind="id", metavar="版次")
_TEMPLATES = Command(
    "county-template",
    "县里模板:表样、时限、放假安排、函件范本,县里签发,乡镇装入",
    below=(
        Command(
            "add",
            "县级:把文件和时限加进下一版",
            (
                _("files", "表样、放假安排、函件范本、灯色规则的文件", kind="path", metavar="文件", nargs="*"),
                _("--register", "Excel、Word 表样填哪本台账", kind="register", metavar="台账", default=None),
                _(
                    "--option",
                    "规定一项时限,例如 report_day=8",
                    kind="pair",
                    metavar="项目=内容",
                    action="append",
                    default=[],
                ),
            ),
            "templates",
            writes=True,
        ),
        Command(
            "drop",
            "县级:从下一版里去掉一项",
            (_("kind", "种类,例如 layout", metavar="种类"), _("key", "名称", metavar="名称")),
            "templates",
            writes=True,
        ),
        Command("draft", "县级:下一版里有什么", (), "templates", writes=True),
        Command(
            "make",
            "县级:签发下一版,写到文件夹或U盘",
            (
                _("--number", "文号", metavar="文号", required=True),
                _("--changes", "改了什么,一两句话", metavar="文字", required=True),
                _("--since", "哪天起用,不写就是今天", kind="day", metavar="YYYY-MM-DD", default=None),
                _("--version", "版次,不写就接上一版", kind="id", metavar="版次", default=None),
                OUT_FOLDER,
            ),
            "templates",
            writes=True,
        ),
        Command("write", "县级:把签发过的一版再写一份", (_VERSION, OUT_FOLDER), "templates", writes=True),
        Command(
            "check",
            "乡镇:看一个模板文件(TPL_….zip)会改什么,不改动",
            (_("file", "模板文件", kind="path", metavar="文件"),),
            "templates",
        ),
        Command(
            "load",
            "乡镇:装入并启用一个模板文件",
            (_("file", "模板文件", kind="path", metavar="文件"),),
            "templates",
            writes=True,
        ),
        Command("use", "乡镇:启用随回执带来的、或退回过的一版", (_VERSION,), "templates", writes=True),
        Command(
            "back",
            "乡镇:退回上一版",
            (_("--reason", "为什么退回", metavar="文字", required=True),),
            "templates",
            writes=True,
        ),
        Command("list", "各版模板;县级另列各乡镇用的是哪一版", (), "templates", does="list_versions"),
    ),
)

_RELEASE = _("file", "更新文件,名字以 MZU_ 开头", kind="path", metavar="文件")
_UPDATE = Command(
    "update",
    "用发布者签名的更新文件更新程序",
    below=(
        Command("look", "核对签名,列出新在哪里;不改动任何东西", (_RELEASE,), "updating"),
        Command(
            "install",
            "先备份账套,再交给系统的安装工具",
            (
                _RELEASE,
                _("--no-start", "只备份、拷到本机并核对,不开始安装", action="store_true"),
            ),
            "updating",
        ),
    ),
)
