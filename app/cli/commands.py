"""Every command: its name, its arguments and which room carries it out. Names here are a promise."""

from __future__ import annotations

from app.cli.carried import CERTIFICATES, PACKETS, PAYEES, RECEIPTS, ROLL_UP, TASKS, TEMPLATES
from app.cli.shape import (
    CODE_FILE,
    FIND,
    FORMAT,
    HEIR,
    HEIR_OF,
    ID,
    LOGIN,
    MONTH,
    MORE_VALUES,
    NEW_PASSWORD,
    OUT,
    OUT_FOLDER,
    PAPERS,
    REGISTER,
    ROLES,
    VALUES,
    WHERE,
    Command,
    argument,
)


def tree() -> tuple[Command, ...]:
    """All commands, in the order help shows them."""
    return (
        *_START,
        *_READING,
        *_WRITING,
        *_FILES,
        *_REPORTS,
        PACKETS,
        *_AMEND,
        *_CARE,
        *CERTIFICATES,
        *ROLL_UP,
        RECEIPTS,
        TASKS,
        PAYEES,
        TEMPLATES,
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
            argument("folder", "放练习账套的文件夹", kind="path", metavar="文件夹"),
            argument("--seed", "内容的种子,相同种子内容相同", kind="seed", metavar="数", default=1),
        ),
        "starting",
    ),
    Command(
        "init",
        "建立一个新的空账套",
        (
            argument("--township", "乡镇名称", metavar="名称", required=True),
            argument("--code", "乡镇代码", metavar="代码", required=True),
            argument("--county", "县名称", metavar="名称", required=True),
            argument("--units", "单位表,建立时一并导入", kind="path", metavar="文件"),
            argument("--short", "文号代字,不写就取乡镇名称第一个字", metavar="字", default=""),
        ),
        "starting",
    ),
    Command(
        "init-county",
        "建立一个新的县级账套,连同本县根证书",
        (
            argument("--county", "县名称", metavar="名称", required=True),
            argument("--code", "县代码", metavar="代码", required=True),
            argument("--units", "单位表(各乡镇和代码),建立时一并导入", kind="path", metavar="文件"),
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
        (argument("what", "台账或报告期", kind="register or period", metavar="台账|报告期", nargs="?"),),
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
            argument("state", "状态或办理名称", metavar="状态"),
            MORE_VALUES,
            argument("--reason", "理由", metavar="文字", default=""),
        ),
        "writing",
        writes=True,
    ),
    Command(
        "void",
        "作废一条记录(不会删除)",
        (REGISTER, ID, argument("--reason", "理由", metavar="文字", required=True)),
        "writing",
        writes=True,
    ),
    Command(
        "undo",
        "撤销上一步,或撤销整批导入",
        (argument("batch", "导入时给出的批号", kind="id", metavar="批号", nargs="?"),),
        "writing",
        writes=True,
    ),
    Command(
        "import",
        "导入 xlsx、xls、csv 或 Word 表格",
        (
            REGISTER,
            argument("files", "要导入的文件", kind="path", metavar="文件", nargs="+"),
            argument("--dry-run", "只核对,不写入", action="store_true"),
            argument("--keep-good", "有错的行不要,其余照样写入", action="store_true"),
            argument("--adopt", "采纳全部无损的建议:同上、合并单元格、全角、日期写法", action="store_true"),
            argument("--errors", "把原表连同错误信息另存", kind="path", metavar="文件"),
            argument(
                "--map", "不认识的列是哪一项,“-”是不导入;说一次就记住", metavar="列名=项目", nargs="*", default=[]
            ),
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
            argument(
                "--unit", "预先填好的单位;finance_line 带单位时,写出这个村(组)的锁定填报表", metavar="名称", default=""
            ),
            argument("--period", "锁定填报表的报告期,不写是刚结束的季度", kind="period", metavar="报告期"),
        ),
        "files",
    ),
    Command("export", "把台账写成 xlsx、pdf、docx 或 csv", (REGISTER, OUT, WHERE, FIND), "files"),
    Command(
        "fill",
        "套用本县自己的 xlsx、docx 表样",
        (
            REGISTER,
            argument(
                "form", "表样,里面写着 {{单位}} 这样的名称;或县里模板带来的表样的名称", kind="path", metavar="表样"
            ),
            OUT,
            argument("--id", "只套用这几条记录", kind="id", metavar="编号", nargs="*", default=[]),
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
            argument("kind", "表的种类,用 sheets 查看", metavar="种类"),
            argument("--unit", "单位(含其下级);写几个就成批打印", metavar="名称", action="append", default=[]),
            argument("--all", "全部村、社区和小组", action="store_true"),
            argument("--period", "报告期,例如 2026Q3", kind="period", metavar="报告期"),
            argument("--id", "只打印这几条记录", kind="id", metavar="编号", nargs="*", default=[]),
            OUT_FOLDER,
            FORMAT,
            argument(
                "--paper",
                "纸张:A3、A4、60×90 厘米,或用 2、4、9 张 A4 拼贴;不写就用上次为这种表选的纸",
                choices=PAPERS,
                metavar="|".join(PAPERS),
                default="",
            ),
            argument("--copies", "每张几份;一村一套,要和 --one-file 一起用", kind="copies", metavar="份数", default=1),
            argument("--one-file", "全部写成一个 PDF", action="store_true"),
            argument("--by-kind", "同一种表放在一起,不按一村一套", action="store_true"),
            argument("--duplex", "双面打印:每张表从正面开始,上墙的只用正面", action="store_true"),
            argument("--ready-only", "没有准备好的不要,其余照样写出", action="store_true"),
        ),
        "files",
    ),
    Command(
        "settle",
        "表、台账、上报包里的个人信息:列出没处理的,遮盖、删去或保留",
        (
            argument("kind", "表的种类、台账,或 packet", metavar="种类|台账|packet"),
            argument("--unit", "单位(含其下级)", metavar="名称", default=""),
            argument("--period", "报告期,例如 2026Q3", kind="period", metavar="报告期"),
            argument("--id", "只看这几条记录", kind="id", metavar="编号", nargs="*", default=[]),
            argument("--month", "上报包的月份", kind="month", metavar="月份"),
            argument("--mask-all", "全部遮盖", action="store_true"),
            argument("--mask", "遮盖这几处(列出时的号)", kind="id", metavar="号", nargs="*", default=[]),
            argument("--remove", "删去这几处", kind="id", metavar="号", nargs="*", default=[]),
            argument("--keep", "保留这几处,要写理由", kind="id", metavar="号", nargs="*", default=[]),
            argument("--mistaken", "这几处不是个人信息,要写理由", kind="id", metavar="号", nargs="*", default=[]),
            argument("--reason", "理由", metavar="文字", default=""),
            argument("--take-back", "取回这几条处理(方括号里的号)", kind="id", metavar="号", nargs="*", default=[]),
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
            argument("kind", "报表的种类,用 reports 查看", metavar="种类"),
            argument("--month", "月报的月份,例如 2026-10", kind="month", metavar="月份"),
            argument("--period", "汇总的季度、半年或年度,例如 2026Q3、2026H1、2026", metavar="报告期", default=""),
            argument("--stage", "阶段汇总:专项阶段的序号,用 list stage 查看", kind="id", metavar="序号"),
            argument("--from", "自选起止的起", kind="day", metavar="YYYY-MM-DD", dest="first"),
            argument("--to", "自选起止的止", kind="day", metavar="YYYY-MM-DD", dest="last"),
            OUT_FOLDER,
            FORMAT,
        ),
        "reporting",
    ),
    Command("reports", "报表的种类", (), "reporting", does="kinds"),
    Command(
        "schema",
        "上报包里每种数据文件的格式(JSON Schema),给别的程序读包用",
        (argument("--out", "写成文件;不写就显示出来", kind="path", metavar="文件"),),
        "describing",
    ),
)
_AMEND = (
    Command(
        "amend",
        "更正已上报的月份:编号、写明原因,审核人同意后打开",
        (
            MONTH,
            argument("--reason", "更正的原因", metavar="原因", required=True),
            argument(
                "--row", "只打开这一条,可写几次;不写就打开整个月", metavar="台账/序号", action="append", default=[]
            ),
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
        (argument("file", "备份文件,或上次恢复时留下的文件夹", kind="path", metavar="文件"),),
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
                    argument("--name", "姓名", metavar="姓名", required=True),
                    argument("--role", "角色", choices=ROLES, metavar="|".join(ROLES), required=True),
                    NEW_PASSWORD,
                ),
                "people",
                writes=True,
            ),
            Command("remove", "停用用户:不能再打开账套、不能再签名", (LOGIN,), "people", writes=True),
            Command(
                "role",
                "改角色,并设第一次用的密码",
                (LOGIN, argument("role", "角色", choices=ROLES, metavar="|".join(ROLES)), NEW_PASSWORD),
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
            Command("write", "写出移交清单(PDF、Excel)和核对过的备份", (HEIR_OF, *HEIR, OUT_FOLDER), "handing"),
            Command(
                "do",
                "办理:停用移交人,接收人接任;密码文件里要有在场各人的密码",
                (
                    HEIR_OF,
                    *HEIR,
                    argument("--not-keeper", "接收人不当举报受理员", action="store_true"),
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
_RELEASE = argument("file", "更新文件,名字以 MZU_ 开头", kind="path", metavar="文件")
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
                argument("--no-start", "只备份、拷到本机并核对,不开始安装", action="store_true"),
            ),
            "updating",
        ),
    ),
)
