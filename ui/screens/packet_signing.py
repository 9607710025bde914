"""Signing a packet from the packet page: whose turn it is, the password or PIN, the clock that has to be confirmed."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from app.domain.days import Period
from app.domain.faults import Told
from app.operations import clock, identities, packets
from app.operations.packets import PacketOnDisk
from ui.screens.certificate_asking import ask_password
from ui.screens.packet_look import LookPanel
from ui.screens.packet_panels import IssuePanel
from ui.screens.packet_stick import StickSteps
from ui.screens.packet_words import FINISHED, ISSUE, TURNS


class SigningSteps(StickSteps):
    """What the packet page does with signatures."""

    look: LookPanel
    issue: IssuePanel
    _passwords: dict[str, str]
    _again: Callable[[], object] | None

    @property
    def month(self) -> str:
        """The month of the packet."""
        raise NotImplementedError

    def _take(self, packet: PacketOnDisk | None, show: int | None = None) -> None:
        """Go on with a packet."""
        raise NotImplementedError

    def sign(self, password: str, *, last_try: bool = False) -> None:
        """Take the next signature with the password (or the UKey's PIN) of the person whose turn it is."""
        packet, role = self.packet, self._turn()
        if packet is None or not role:
            return
        if not self.look.reports:
            self.message.tell("上报包里的材料还没有打开,还没有签名。请看过材料再签。", "yellow")
            return
        if not password:
            self.message.tell("没有填签名密码,还没有签名。请填写后再按 Enter。", "yellow")
            return
        if self._same_person():
            self.message.tell("经办人和审核人登记成了同一个用户,不能签名;上报包没有改动。两次签名须由两个人办。", "red")
            return
        name = identities.secret_name(self.book, role)
        if last_try:
            name = name.replace(identities.PIN, identities.PIN_LAST, 1)
        given = {**self._passwords, name: password}
        self._again = partial(self.sign, password, last_try=True)
        self.run(
            "正在签名…",
            lambda _report: packets.sign(self.book, packet.path, role, given),
            partial(self._signed, given),
        )

    def _turn(self) -> str:
        """Whose signature is next."""
        return TURNS.get(self.packet.state, "") if self.packet else ""

    def _ask_signature(self) -> None:
        role = self._turn()
        mine = self.packet is not None and self.packet.state == "built"
        self.look.sign.setVisible(mine)
        self.look.go_on.setVisible(bool(role) and not mine)
        if not role:
            return
        try:
            name = identities.signer_of(self.book, role)["name"]
        except Told as error:
            self.message.tell(error.message, "red")
            return
        title = Period.parse(self.month).title
        for panel in (self.look.sign, self.issue.sign):
            panel.say_secret(identities.on_token(self.book, role))
        if self.packet and self.packet.state == "built":
            self.look.sign.ask(f"经办人 {name}:以上材料核对无误,签名送审。", "签名送审")
        elif role == "secretary":
            self.issue.facts.setText(f"{title}上报包已由经办人签名,等待审核人审核签发。")
            self.issue.sign.ask(f"审核人 {name}:已审核,同意签发。须由审核人本人输入密码。", "审核通过并签发")
        else:
            self.issue.facts.setText(f"{title}上报包已审核通过,还差经办人封包。")
            self.issue.sign.ask(f"经办人 {name}:请再输入一次密码,给清单签名封包。", "签名封包")

    def _same_person(self) -> bool:
        logins = {str(identities.signer_of(self.book, role)["login"]) for role in ("clerk", "secretary")}
        return len(logins) < 2

    def _signed(self, given: dict[str, str], packet: PacketOnDisk) -> None:
        self._again = None
        self._passwords = given
        if packet.state not in FINISHED:
            self._take(packet)
            after = "请审核人审核后输入自己的密码签发。" if packet.state == "clerk-signed" else "还差经办人封包。"
            self.message.tell(f"已签名。{after}", "green")
            return
        self._passwords = {}
        self._take(packet, ISSUE)
        self.issue.facts.setText(f"{Period.parse(self.month).title}上报包已签发:{packet.path.name}")
        self.message.tell(f"已签发。校验码 {packet.code}。下一步:插好U盘,写入上报包。", "green")

    def _confirm_clock(self) -> None:
        """The reviewer says that the clock is right; then the signature can be given again."""
        who = str(identities.signer_of(self.book, "secretary")["name"])
        name = identities.secret_name(self.book, "secretary")

        def go(password: str) -> None:
            try:
                clock.confirm(self.book, {name: password})
            except Told as told:
                self.message.tell(told.message, "red", ("审核人确认时间…", self._confirm_clock))
                return
            self.message.tell("电脑时间已由审核人确认。请重新输入密码签名。", "green")

        ask_password(
            self, "确认时间", f"审核人{who}:电脑现在是 {self.book.now()[:16].replace('T', ' ')},确认无误。", go
        )
