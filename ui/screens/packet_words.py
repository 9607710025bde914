"""What the packet screen says of a packet: which step its state means, whose turn it is, what was written."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

MAKE, REPORT, LOOK, ISSUE, WRITE, SLIP = range(6)
STEPS = ("生成", "核对月报", "送审", "签发", "写入U盘", "交接单")
CORRECTING = ("办更正", "差异预览", "送审", "签发", "写入U盘", "交接单")
REACHED = {"built": LOOK, "clerk-signed": ISSUE, "approved": ISSUE, "final": WRITE, "delivered": SLIP}
FINISHED = ("final", "delivered")
# The clerk certifies, the secretary approves, the clerk signs the list of contents.
TURNS = {"built": "clerk", "clerk-signed": "secretary", "approved": "clerk"}

SIGNED = ("clerk-signed", "approved")
CHANGED = "生成之后台账又有改动,要带上这些改动请重新生成。"
REMAKE = "这个上报包已经有人签名。重新生成会带上台账里新的改动,已签的名作废,要从经办人起重新签。台账不受影响。"
WITHDRAW = "收回签发:上报包还没有传出,收回后这个月重新打开,可以改台账;已签的名作废,改好后重新生成、重新签。"


class Carried(Protocol):
    """What the screen tells of a packet that was written and read back."""

    @property
    def path(self) -> Path:
        """Where it is now."""
        ...

    @property
    def already_there(self) -> bool:
        """Whether the same packet was there before."""
        ...

    @property
    def warnings(self) -> tuple[str, ...]:
        """What looks like malware on the drive."""
        ...

    @property
    def parts(self) -> int:
        """In how many files it is."""
        ...


def written(done: Carried, code: str, *, folder: bool = False) -> str:
    """The sentence after writing, and below it what is wrong with the drive; a folder is not called a stick."""
    where = "文件夹" if folder else "U盘"
    there, wrote = f"{where}上已有这个上报包,已读回核对一致,没有重写", f"上报包已写入{where},并已读回核对一致"
    did = there if done.already_there else wrote
    if done.parts > 1:
        did += f"(共 {done.parts} 份,要一起交)"
    then = "请打印交接单,再把这些文件拷到U盘交县里。" if folder else "请打印交接单后再拔出。"
    return "\n".join([f"{did}。校验码 {code}。{then}", *done.warnings])
