"""更正 on the packet page: asked for and agreed to in one dialog, changed, and signed by both in one place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from app.domain.days import Period
from app.domain.faults import Told
from app.domain.fields import Row
from app.domain.rows import id_of, text_of
from app.operations import amendment_packet, amendments, identities, packet_making, packets
from app.operations.packet_state import PacketOnDisk
from ui.screens.correction import AskDialog, DifferencePanel
from ui.screens.packet_reason import ask_reason
from ui.screens.packet_words import REPORT
from ui.screens.preview import open_preview_of

if TYPE_CHECKING:
    from ui.screens.packet import PacketScreen


class Correcting(QObject):
    """The correction of the chosen month, as far as one is under way."""

    def __init__(self, screen: PacketScreen) -> None:
        super().__init__(screen)
        self.screen, self.book = screen, screen.book
        self.row: Row | None = None
        self.packet = False
        self._panel: DifferencePanel | None = None

    @property
    def open(self) -> bool:
        """Whether one is asked for or open."""
        return self.row is not None

    @property
    def panel(self) -> DifferencePanel:
        """Where rows are changed and differences stand; made when it is first looked at."""
        if self._panel is None:
            self._panel = DifferencePanel(self.book, self.screen)
            self._panel.changed.connect(self.show)
            self._panel.signed.connect(self.sign)
            self._panel.agreed.connect(self._agree)
            self._panel.look_wanted.connect(self.screen.build)
            self._panel.paper_wanted.connect(self.preview)
            self._panel.withdraw_wanted.connect(self._ask_withdraw)
        return self._panel

    @property
    def period(self) -> Period:
        """The chosen month."""
        return Period.parse(self.screen.month)

    def look(self) -> None:
        """See whether a correction of the month is under way, and whether the packet at hand is one of a correction."""
        self.row = amendments.open_one(self.book, self.period)
        packet = self.screen.packet
        self.packet = packet is not None and packet.state != "delivered" and _is_correction(self.screen, packet)

    def ask(self) -> AskDialog | None:
        """Ask why, and for the reviewer's consent."""
        try:
            reviewer = packet_making.signing_names(self.book)[1]
        except Told as told:
            self.screen.message.tell(told.message, "red")
            return None
        dialog = AskDialog(self.screen, self.period, reviewer)
        dialog.asked.connect(lambda reason, password: self._asked(dialog, reason, password))
        dialog.open()
        return dialog

    def show(self) -> None:
        """The differences as they are now."""
        self.look()
        if self.row is None:
            self.panel.show_signed(self.period)
            return
        try:
            changed = amendments.changes(self.book, self.period)
            names = packet_making.signing_names(self.book)
        except Told as told:
            self.screen.message.tell(told.message, "red")
            return
        self.panel.show_correction(self.period, self.row, changed, names)

    def preview(self) -> None:
        """更正对照表 as it will be signed."""
        open_preview_of(
            self.screen, self.book, "更正对照表", lambda: [amendment_packet.preview(self.book, self.period)]
        )

    def sign(self, clerk: str, reviewer: str) -> None:
        """Make and sign the packet with both passwords; where one stick is plugged in, write it at once."""
        screen = self.screen
        if not clerk or not reviewer:
            screen.message.tell("两个人的签名密码都要填,还没有签发。一个人不在的,按“先逐份看材料”分两次签。", "yellow")
            return
        names = [identities.secret_name(self.book, role) for role in ("clerk", "secretary")]
        given = dict(zip(names, (clerk, reviewer), strict=True))
        folder, month = packets.out_folder(self.book), screen.month
        screen.run(
            "正在生成更正包并签名…",
            lambda report: packets.build(self.book, month, folder, given, progress=report),
            self._issued,
        )

    def _issued(self, packet: PacketOnDisk) -> None:
        self.screen.take_issued(packet)

    def _asked(self, dialog: AskDialog, reason: str, password: str) -> None:
        try:
            row = amendments.open_one(self.book, self.period) or amendments.ask(self.book, self.period, reason)
            if password:
                row = self._agreed(row, password)
        except Told as told:
            dialog.tell(told.message)
            return
        dialog.accept()
        self.look()
        self.screen.show_step(REPORT)
        if row.get("approved_by"):
            sentence = f"{self.period.title}已打开,更正编号 {text_of(row, 'number')}。请找到要改的那一条,改好保存。"
            self.screen.message.tell(sentence, "green")
        else:
            sentence = f"已提出更正 {text_of(row, 'number')}。请审核人{packet_making.signing_names(self.book)[1]}同意。"
            self.screen.message.tell(sentence, "blue")

    def _agree(self, password: str) -> None:
        try:
            self._agreed(self.row or {}, password)
        except Told as told:
            self.screen.message.tell(told.message, "red")
            return
        self.screen.message.tell("这个月已打开。请找到要改的那一条,改好保存。", "green")
        self.show()

    def _agreed(self, row: Row, password: str) -> Row:
        given = {identities.secret_name(self.book, "secretary"): password} if password else {}
        return amendments.agree(self.book, id_of(row, "id") or 0, given)

    def _ask_withdraw(self) -> None:
        ask_reason(self.screen, "撤回更正", "为什么不更正了", self._withdraw)

    def _withdraw(self, reason: str) -> None:
        try:
            amendments.withdraw(self.book, id_of(self.row or {}, "id") or 0, reason)
        except Told as told:
            self.screen.message.tell(told.message, "red")
            return
        self.screen.open_month()
        self.screen.message.tell("更正已撤回,这个月重新锁上。", "green")


def _is_correction(screen: PacketScreen, packet: PacketOnDisk) -> bool:
    kept = next((one for one in screen.book.packets(screen.month) if one["packet_id"] == packet.packet_id), None)
    return bool(kept and kept["data"].get("amendment"))
