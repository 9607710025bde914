"""The commands of what is carried by stick: packets, receipts, certificates, tasks, marks, templates."""

from __future__ import annotations

from app.cli.shape import (
    FORM,
    LOGIN,
    MONTH,
    OUT,
    OUT_FOLDER,
    PACKET,
    REVOKE_REASONS,
    TOKEN,
    TOKEN_MODULE,
    Command,
    argument,
)

_NUMBER = argument("id", "收件序号(packet list 第一列)、包的编号,或 all(全部)", metavar="序号|all")
_NUMBERS = argument("ids", "收件序号;不写就是全部", kind="id", metavar="序号", nargs="*", default=[])
_ONE = argument("id", "收件序号(packet list 第一列)", kind="id", metavar="序号")
_ROWS = argument("rows", "哪几行,照 packet sides 第一列写,例如 problem/12", metavar="行", nargs="+")
_WHY = argument("--reason", "理由", metavar="文字", required=True)
PACKETS = Command(
    "packet",
    "上报包:生成、签名、写入U盘、核对",
    below=(
        Command("build", "生成一个月的上报包;两个人的密码都在时一并签好", (MONTH, OUT_FOLDER), "packets", writes=True),
        Command(
            "sign",
            "签名",
            (
                PACKET,
                argument("--role", "签名人", choices=("clerk", "secretary"), metavar="clerk|secretary", required=True),
            ),
            "packets",
            writes=True,
        ),
        Command("seal", "封装给县里,别人打不开", (PACKET,), "packets"),
        Command(
            "deliver",
            "写入U盘或文件夹,并读回核对",
            (PACKET, argument("drive", "U盘或文件夹", kind="path", metavar="U盘")),
            "packets",
            writes=True,
        ),
        Command(
            "verify",
            "核对一个上报包,分项给出结论",
            (PACKET, argument("--trust", "信任资料文件夹", kind="path", metavar="文件夹")),
            "packets",
        ),
        Command("list", "本账套生成过的上报包;县级账套列出收到的", (), "packets", does="list_packets"),
        Command(
            "receive",
            "县级:收包、核对,通过的合并",
            (
                argument("files", "上报包文件,或放着它们的文件夹、U盘", kind="path", metavar="文件", nargs="+"),
                argument("--month", "收哪个月;不写就是上个月", kind="month", metavar="月份"),
                argument("--no-merge", "只核对,先不合并", action="store_true"),
            ),
            "county",
            writes=True,
        ),
        Command("merge", "县级:合并已经通过核对的", (_NUMBERS,), "county", writes=True),
        Command("sides", "县级:更正或又来一份的包,逐行和县里并排看", (_ONE,), "sides"),
        Command("keep", "县级:合并更正,点名的行按县里原来的保留", (_ONE, _ROWS, _WHY), "sides", writes=True),
        Command("take", "县级:接不上的包,只采用点名的行", (_ONE, _ROWS, _WHY), "sides", writes=True),
        Command("receipt", "县级:写出回执", (_NUMBER, OUT_FOLDER), "county", writes=True),
        Command(
            "return",
            "县级:退回修改,意见写在行上",
            (
                _NUMBER,
                argument(
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
            "hand-back",
            "县级:乡镇弄丢了报来的包,封装好交还给它",
            (
                argument("township", "乡镇代码", metavar="乡镇代码"),
                argument("--month", "哪个月;不写就是全部", kind="month", metavar="月份"),
                OUT_FOLDER,
            ),
            "county",
            writes=True,
            does="hand_back",
        ),
        Command(
            "take-back",
            "乡镇:装入县里交还的包,又能查看、查找",
            (argument("files", "文件,或放着它们的文件夹、U盘", kind="path", metavar="文件", nargs="+"),),
            "packets",
            writes=True,
            does="take_back",
        ),
        Command(
            "begin",
            "县级:决定从哪一次开始接收,或让重装的乡镇重新接续",
            (
                argument("what", "收件序号,或乡镇代码", metavar="序号|乡镇代码"),
                argument("--reason", "理由", metavar="文字", required=True),
                argument("--out", "重新接续的回执写到哪个文件夹", kind="path", metavar="文件夹"),
            ),
            "county",
            writes=True,
        ),
    ),
)
CERTIFICATES = (
    Command(
        "enrol",
        "证书:乡镇申请和装入,县里建立根证书和签发,用U盘来回",
        below=(
            Command(
                "request",
                "乡镇:导出自己的证书申请",
                (OUT, argument("--anew", "另做一把新密钥", action="store_true"), FORM, TOKEN_MODULE, TOKEN),
                "certificates",
                writes=True,
            ),
            Command(
                "issue",
                "县里:按申请签发证书",
                (
                    argument("request", "申请文件", kind="path", metavar="申请"),
                    OUT,
                    argument("--fingerprint", "申请人念的密钥指纹(四组十六位)", metavar="指纹", default=""),
                ),
                "certificates",
                writes=True,
            ),
            Command(
                "load",
                "乡镇:装入县里签发的证书",
                (
                    argument("file", "县里交回的证书文件", kind="path", metavar="文件"),
                    argument("--fingerprint", "县里念的根证书指纹(四组十六位)", metavar="指纹", default=""),
                ),
                "certificates",
                writes=True,
            ),
            Command("found", "县里:建立根证书、回执签名和开封密钥", (), "certificates", writes=True),
            Command("share", "县里:让另一人也能收包、开回执,要两个人的密码", (LOGIN,), "certificates", writes=True),
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
            argument("serial", "证书序号,用 enrol list 查看", metavar="序号"),
            argument(
                "--reason", "原因", metavar="|".join(REVOKE_REASONS), choices=REVOKE_REASONS, default="key_compromise"
            ),
            argument("--since", "从哪天起不算,不写就是现在", kind="day", metavar="YYYY-MM-DD"),
        ),
        "certificates",
        writes=True,
    ),
)
ROLL_UP = (
    Command(
        "rollup",
        "县级汇总:各乡镇一个月的合计、报送情况;或把合并好的台账交给已有的数据库",
        (
            argument("--month", "月份,例如 2026-10", kind="month", metavar="月份"),
            argument("--out", "写到哪个文件夹", kind="path", metavar="文件夹"),
            argument("--to", "PostgreSQL 地址,例如 postgresql://用户@主机/库;姓名和文字只写指纹", metavar="地址"),
        ),
        "rolling",
    ),
)
RECEIPTS = Command(
    "receipt",
    "乡镇:装入县里的回执",
    below=(
        Command(
            "load",
            "装入回执文件(RCP_….zip)",
            (argument("files", "回执文件", kind="path", metavar="文件", nargs="+"),),
            "answering",
            writes=True,
        ),
        Command(
            "code",
            "输入电话里念的八位回执码",
            (argument("code", "八位数字", metavar="回执码"),),
            "answering",
            writes=True,
            does="enter",
        ),
        Command("list", "报过的包和县里的答复,还没办的意见", (), "answering", does="list_answers"),
    ),
)
TASKS = Command(
    "task",
    "交办包:县里写出,乡镇装入",
    below=(
        Command(
            "make",
            "县级:把登记好的交办签成交办包,一个乡镇一个文件",
            (argument("ids", "“县里交办”的序号", kind="id", metavar="序号", nargs="+"), OUT_FOLDER),
            "tasks",
            writes=True,
        ),
        Command(
            "load",
            "乡镇:装入县里的交办包(TSK_….zip)",
            (argument("files", "交办包文件", kind="path", metavar="文件", nargs="+"),),
            "tasks",
            writes=True,
        ),
        Command("list", "县级:发出的交办,各乡镇办到哪里", (), "tasks", does="list_tasks"),
    ),
)
PAYEES = Command(
    "payees",
    "同一收款人:乡镇只报比对标记,县里比出相同的",
    below=(
        Command(
            "list",
            "县级:几个乡镇里标记相同的收款人,每一笔是哪个乡镇的",
            (
                argument("--within", "同一个乡镇里两处以上的", action="store_true"),
                argument("--names", "只有姓名相同的也列出", action="store_true"),
                argument("--out", "清单写到哪个文件夹(PDF、Excel)", kind="path", metavar="文件夹"),
            ),
            "payees",
            does="list_payees",
        ),
        Command("townships", "县级:各乡镇有没有密钥,标记能不能比", (), "payees"),
        Command(
            "key",
            "县级:写出比对密钥,一个乡镇一个文件,签名并封给它",
            (argument("--new", "换一把新密钥", action="store_true"), OUT_FOLDER),
            "payees",
            writes=True,
        ),
        Command(
            "load",
            "乡镇:装入县里发的比对密钥(KEY_….zip)",
            (argument("files", "密钥文件", kind="path", metavar="文件", nargs="+"),),
            "payees",
            writes=True,
        ),
    ),
)
_VERSION = argument("version", "版次", kind="id", metavar="版次")
TEMPLATES = Command(
    "county-template",
    "县里模板:表样、时限、放假安排、函件范本,县里签发,乡镇装入",
    below=(
        Command(
            "add",
            "县级:把文件和时限加进下一版",
            (
                argument("files", "表样、放假安排、函件范本、灯色规则的文件", kind="path", metavar="文件", nargs="*"),
                argument("--register", "Excel、Word 表样填哪本台账", kind="register", metavar="台账", default=None),
                argument(
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
            (argument("kind", "种类,例如 layout", metavar="种类"), argument("key", "名称", metavar="名称")),
            "templates",
            writes=True,
        ),
        Command("draft", "县级:下一版里有什么", (), "templates", writes=True),
        Command(
            "make",
            "县级:签发下一版,写到文件夹或U盘",
            (
                argument("--number", "文号", metavar="文号", required=True),
                argument("--changes", "改了什么,一两句话", metavar="文字", required=True),
                argument("--since", "哪天起用,不写就是今天", kind="day", metavar="YYYY-MM-DD", default=None),
                argument("--version", "版次,不写就接上一版", kind="id", metavar="版次", default=None),
                OUT_FOLDER,
            ),
            "templates",
            writes=True,
        ),
        Command("write", "县级:把签发过的一版再写一份", (_VERSION, OUT_FOLDER), "templates", writes=True),
        Command(
            "check",
            "乡镇:看一个模板文件(TPL_….zip)会改什么,不改动",
            (argument("file", "模板文件", kind="path", metavar="文件"),),
            "templates",
        ),
        Command(
            "load",
            "乡镇:装入并启用一个模板文件",
            (argument("file", "模板文件", kind="path", metavar="文件"),),
            "templates",
            writes=True,
        ),
        Command("use", "乡镇:启用随回执带来的、或退回过的一版", (_VERSION,), "templates", writes=True),
        Command(
            "back",
            "乡镇:退回上一版",
            (argument("--reason", "为什么退回", metavar="文字", required=True),),
            "templates",
            writes=True,
        ),
        Command("list", "各版模板;县级另列各乡镇用的是哪一版", (), "templates", does="list_versions"),
    ),
)
