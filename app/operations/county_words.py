"""What the county's clerk is told about a received packet: the result, and what to do about it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from app.domain.days import chinese_day

_SAYS: Mapping[str, tuple[str, str, str]] = {
    "checked": ("正在核对", "busy", "…"),
    "waiting": ("通过,等待合并", "wait", "○"),
    "held": ("待定", "wait", "!"),
    "rejected": ("没有通过", "red", "✗"),
    "duplicate": ("收过,没有重复并入", "calm", "="),
    "merged": ("已合并", "good", "✓"),
    "returned": ("已合并,退回修改", "wait", "↩"),
    "part": ("随第 1 份合并", "calm", "+"),
}
_CORRECTION = ("更正,等待合并", "wait", "◇")
_NOTHING_MERGED = "没有并入任何数据,U盘上的文件没有动。"
_ASK: Mapping[str, str] = {
    "E-FILE": "请确认拷来的是上报包(文件名以 MZ_ 开头)。",
    "E-TRUNC": "请让乡镇重新拷贝一份,拷完再拔U盘。",
    "E-READ": "请重新插好U盘再收;还不行,请换一个U盘重拷。",
    "E-WRITE": "请清理本机磁盘后再收。",
    "E-LIMIT": "请让乡镇升级程序后重新生成;放不下的,程序自己分成几份。",
    "E-NAME": "请让乡镇用明账重新生成上报包。",
    "E-CANON": "请让乡镇用明账重新生成上报包,不要用压缩软件打开后另存。",
    "E-COLLIDE": "请让乡镇用明账重新生成上报包。",
    "E-SET": "请让乡镇重新拷贝;还不行就重新生成。",
    "E-DIGEST": "请让乡镇重新拷贝;还不行,请查一查谁动过这个文件。",
    "E-SIG": "请不要使用这个文件,问清乡镇是谁、用什么程序做的。",
    "E-ALG": "请让乡镇用明账重新签名。",
    "E-ROLE": "请让乡镇由经办人和审核人各签一次名后重报。",
    "E-OWNER": "请核对证书登记:签名人要登记在这个乡镇名下。",
    "E-CERT": "请核对证书是否过期或已吊销,换发后重新签名上报。",
    "E-PDF": "请让乡镇重新生成并签名。",
    "E-PRACTICE": "练习包请在练习账套里收。",
    "E-JCS": "请让乡镇用明账重新生成上报包。",
    "E-JSON": "请让乡镇用明账重新生成上报包。",
    "E-SEAL": "请让乡镇重新封装后再拷贝。",
    "E-RECIPIENT": "请问清这个包是报给谁的。",
    "E-TRUST": "请先修好县里的信任资料。",
    "E-CHECKER": "请再收一次;还是这样,请让乡镇重新生成。",
    "E-DUPLICATE": "不用再收;要再给一份回执,点“写出回执”。",
    "E-FORK": "请问乡镇:是不是用旧备份恢复过,或两台电脑各报了一份。要看差在哪里,按“逐行核对”;"
    "电脑坏了重装的,用“重新接续”。",
    "E-PARTS": "请向乡镇要缺的那几份,收到后自动接上,只开一份回执。",
    "E-GAP": "请先收中间缺的那几次;收齐后这个包会自动接上。",
    "E-ENROL": "确认从这一次开始接收,请点“从这次开始”并写明理由。",
    "E-REWRITTEN": "请和乡镇当面核对历史记录;属于改正错误的,要走更正。",
    "E-MONTH": "属于补报的,把“收哪个月”改成那个月再收;拿错了的,请乡镇换一个。",
    "E-NEWER": "请先升级县里的程序,再收一次。",
    "E-COUNTS": "请让乡镇重新生成;数还是对不上,请把这个包交给技术人员。",
    "E-MARK": "请让乡镇用明账重新生成上报包;还是这样,请把这个包交给技术人员。",
    "E-BEFORE": "请先收齐这个月之前的更正;都收过的,请乡镇重新做更正。",
}
_GOOD: Mapping[str, str] = {
    "waiting": "十项核对都通过。还没有并入;点“合并”并入县里的台账。",
    "merged": "数据已并入县里的台账,合计和乡镇签的一致。可以开回执了。",
    "returned": "数据已并入,并已退回修改。等乡镇的更正包。",
    "checked": "正在核对。",
    "part": "核对通过。里面只有附件和表格,随第 1 份一起合并;回执只开一份,开给第 1 份。",
}


def says(line: Mapping[str, Any]) -> tuple[str, str, str]:
    """The result in words, the tone it is coloured with, and its sign."""
    if line["state"] == "waiting" and line["revision"] > 1:
        return _CORRECTION
    return _SAYS[line["state"]]


def advice(line: Mapping[str, Any]) -> str:
    """What happened, what was kept, what to do."""
    if line["state"] in _GOOD:
        return _GOOD[line["state"]]
    errors = line["data"].get("errors") or [{"code": "", "message": "没有通过核对。"}]
    first = errors[0]
    merged = (
        f"县里逐行核对,采用了其中 {taken} 条,其余没有并入。"
        if (taken := line["data"].get("taken"))
        else _NOTHING_MERGED
    )
    message = str(first["message"]).rstrip("。")
    return f"{message}。{merged}{_ASK.get(first['code'], '请把这一条交给技术人员。')}"


def hints(data: Mapping[str, Any]) -> Iterator[str]:
    """What is worth knowing of a packet and keeps it from nothing."""
    for flag in data.get("verdict", {}).get("flags", ()):
        told = "、".join(flag["marks"])
        yield f"附件“{flag['title']}”不是普通的 PDF:{told}。原样存着,程序没有打开过;要看先问清来历,不要点“允许”。"
    if reason := data.get("broken"):
        yield f"操作记录从这一包重新开始,接不上以前的:县里同意重新接续({reason})。"
    if kept := data.get("kept"):
        yield f"{kept} 条按县里原来的内容保留,没有采用这个包的:{data.get('why', '')}。"
    if taken := data.get("taken"):
        yield f"这个包接不上,县里逐行采用了其中 {taken} 条:{data.get('why', '')}。"
    if days := data.get("recovered"):
        told = "、".join(chinese_day(date.fromisoformat(day)) for day in days)
        yield f"上次上报以后,乡镇用恢复码打开过账套:{told}。数据没有问题,可以问一问是不是忘了密码。"
