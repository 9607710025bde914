"""Packets: the one exception for everything wrong with a packet, with its code and a sentence for the clerk."""

from typing import Final

from app.domain.faults import Told

MESSAGES: Final[dict[str, str]] = {
    "E-FILE": "这不是上报包",
    "E-NAME": "包内文件名不合规定",
    "E-CANON": "这不是明账写出的原样文件包（结构被改动过）",
    "E-COLLIDE": "包内有互相混淆的文件名",
    "E-TRUNC": "复制未完成，请重新拷贝",
    "E-SET": "包内文件与清单不一致（多出或缺少文件）",
    "E-DIGEST": "文件内容与清单不符，可能被改动或损坏",
    "E-SIG": "签名无效",
    "E-JCS": "包内数据不是规范写法",
    "E-JSON": "包内数据格式不对",
    "E-LIMIT": "超过允许的大小或数量",
    "E-ROLE": "签名人或其职责不符合要求",
    "E-OWNER": "签名人不是本乡镇登记的人员",
    "E-CERT": "证书不可信",
    "E-ALG": "签名方式不被允许",
    "E-PDF": "报表的电子签名不完整或签后被改动",
    "E-PRACTICE": "练习材料与正式材料不能混用",
    "E-STATE": "月报包现在不能做这一步",
    "E-READ": "文件读不出来",
    "E-WRITE": "文件写不进去",
    "E-SEAL": "封装的上报包打不开，没有留下任何内容",
    "E-RECIPIENT": "此包不是给本单位的",
    "E-TRUST": "信任资料不能使用",
    "E-TOKEN": "UKey 不能用",
    "E-PIN": "UKey 口令不对",
    "E-PIN-LAST": "UKey 口令只剩最后一次机会，再输错就锁死。还没有输入；请先确认口令，再选“最后一次”",
    "E-DUPLICATE": "这个包已经收过",
    "E-FORK": "和收过的包互相矛盾（可能用旧备份恢复过，或有两台电脑各报各的）",
    "E-PARTS": "这个包分成几份，还没有收齐",
    "E-GAP": "中间缺了几次上报",
    "E-ENROL": "还没有定从哪一次开始接收这个乡镇",
    "E-REWRITTEN": "已经上报过的历史被改写",
    "E-MONTH": "不是这次要收的月份",
    "E-NEWER": "由更新版本的程序写成",
    "E-COUNTS": "数据和包里的合计对不上",
    "E-BEFORE": "更正前的内容和县里的不一样",
    "E-CHECKER": "核对没有做完",
    "E-RECEIPT": "回执不能使用",
    "E-TASK": "交办包不能使用",
    "E-KEY": "比对密钥不能使用",
    "E-MARK": "比对标记不合规定",
    "E-TEMPLATE": "县里模板不能使用",
    "E-RELEASE": "更新文件不能使用",
}


class PacketFault(Told):
    """Something is wrong with a packet: `code` for scripts, `message` in Chinese, `file` inside the packet."""

    def __init__(self, code: str, detail: str = "", file: str = "") -> None:
        base = MESSAGES[code]
        super().__init__(f"{base}：{detail}" if detail else f"{base}。", code)
        self.file = file

    def __str__(self) -> str:
        return f"{self.message}{f'（{self.file}）' if self.file else ''}"
