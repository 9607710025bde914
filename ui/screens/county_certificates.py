"""证书登记: the county's own keys, whom it certified, issuing from a request that came by stick, revoking."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import partial
from pathlib import Path

from app.operations import certificates, issuing, users
from app.operations.certificate_states import CertificateState
from app.operations.issuing import Asked, Issued
from ui.engine import messages
from ui.engine.help import show_topic
from ui.screens.certificate_asking import RevokeDialog, ShareDialog, ask_groups
from ui.screens.certificates import Act, CertificatesPage


class CountyCertificates(CertificatesPage):
    """A county's list: 签发、吊销、续签、交给乡镇的信任资料."""

    TITLE = "证书登记"
    HINT = (
        "乡镇的申请文件拖到这里就能签发:照电话里念的指纹核对,一位不差才发。调离、密码泄露当天吊销;"
        "新的吊销列表随回执交给各乡镇。"
    )
    HEADS = ("状态", "单位", "姓名", "证书", "有效期至", "下一步")
    WIDTHS = (150, 100, 80, 120, 100)

    def commands(self) -> Mapping[str, Act]:
        """What the keys do here."""
        return {
            "refresh": self.load,
            "void": self.revoke,
            "help": lambda: show_topic(self, "certificates"),
        }

    def fill_foot(self) -> None:
        """建立、签发、吊销、续签、导出."""
        self.found_press = self.add("建立根证书…", self.found_county, main=True)
        self.issue_press = self.add("签发…", self.choose_request, main=True)
        self.revoke_press = self.add("吊销… Del", self.revoke)
        self.renew_press = self.add("续签吊销列表", self.renew)
        self.trust_press = self.add("导出信任资料…", self.export)
        self.share_press = self.add("让另一人也能收包…", self.share)
        self.foot.addStretch(1)

    def cells(self, one: CertificateState) -> tuple[str, ...]:
        """State, unit, person, what, until, next step."""
        own = not one.serial
        unit, who = (one.who, "") if own else (one.unit, one.who)
        return (f"{one.shape} {one.state}", unit, who, one.title, one.until, one.advice)

    def load(self) -> None:
        """Read the list again, and the root's fingerprint that townships ask for."""
        super().load()
        there = certificates.is_founded(self.book)
        self.found_press.setVisible(not there)
        for press in (self.issue_press, self.revoke_press, self.renew_press, self.trust_press, self.share_press):
            press.setVisible(there)
        self.groups_title.setText("根证书指纹,乡镇第一次装入时念给对方:" if there else "")
        self.groups.setText(certificates.root_groups(self.book) if there else "")

    def found_county(self) -> None:
        """Make the county's root; once."""

        def go(password: str) -> None:
            messages.long_work(
                self,
                "正在建立根证书",
                lambda _report: certificates.found_county(self.book, password),
                lambda _trust: self.settled(
                    f"已建立{self.book.info.county}根证书,密钥封在你的密码下。"
                    "请把密码写好装进信封,放进保险柜:忘了密码,根证书就不能再用。",
                    "green",
                ),
                self.refused,
            )

        self.with_password("建立根证书", go)

    def share(self) -> None:
        """Let a second person of the county open packets and sign receipts."""
        people = {one.login: f"{one.name}({one.login})" for one in certificates.without_desk_keys(self.book)}
        if not people:
            self.message.tell("经办人和审核人都已经能收包、开回执。要再加一个人,请先在“用户”里增加。", "green")
            return
        known = users.practice_passwords(self.book).get(self.book.actor, "")

        def go(login: str, theirs: str, own: str) -> None:
            def give() -> None:
                certificates.give_desk_keys(self.book, known or own, login, theirs)
                self.settled(f"{people[login]}现在也能收包、合并、开回执,用他自己的密码。", "green")

            self.attempt(give)

        ShareDialog(self, people, bool(known), go)

    def choose_request(self) -> None:
        """Choose a request from a stick."""
        self.open_files(self.choose_files("乡镇的证书申请文件"))

    def take(self, path: Path) -> None:
        """Look at a request; unless the old key vouches for it, what the person reads out is asked for."""

        def go() -> None:
            asked = issuing.look(self.book, path)
            who = f"{asked.township_name}({asked.township}) {asked.role_title} {asked.name},{asked.created} 申请。"
            facts = "\n".join([who, *asked.notes])
            if asked.renews:
                messages.ask(
                    self,
                    f"{facts}\n这是换发申请,旧密钥的签名有效,不用再核对指纹。",
                    "签发",
                    partial(self._issue, asked, ""),
                    title="签发证书",
                )
                return
            how = f"给{asked.name}打电话(或当面),请照打印的申请表念指纹,听到什么就打什么;一位不差才签发。"
            dialog = ask_groups(self, "签发证书", facts, asked.groups, how, "签发", partial(self._issue, asked))
            dialog.rejected.connect(self.leave_the_rest)

        self.attempt(go)

    def revoke(self) -> None:
        """Take back the certificate under the cursor."""
        one = self.chosen()
        if one is None or not one.serial:
            self.message.tell("请先在表里选中要吊销的那张证书(县里自己的证书不在这里吊销)。没有改动。", "yellow")
            return
        RevokeDialog(
            self,
            f"{one.unit}{one.who}的{one.title}",
            self.book.today(),
            certificates.reasons(),
            partial(self._revoke, one),
        )

    def renew(self) -> None:
        """A new revocation list, and the receipt signer where it runs out."""

        def go(password: str) -> None:
            def act() -> None:
                number = certificates.renew(self.book, password)
                until = certificates.crl_until(self.book)
                self.settled(f"已续签:吊销列表 {number} 号,有效至 {until}。请随回执交给各乡镇。", "green")

            self.attempt(act)

        self.with_password("续签吊销列表", go)

    def export(self) -> None:
        """The public part as a folder, to be copied to townships."""
        folder = self.choose_folder("信任资料写到哪个文件夹")
        if folder is None:
            return

        def go() -> None:
            where = certificates.export_trust(self.book, folder / "trust")
            self.settled(f"信任资料已写到 {where}。里面只有公开的证书和吊销列表,可以交给任何人。", "green")

        self.attempt(go)

    def _issue(self, asked: Asked, heard: str) -> None:
        folder = asked.path.parent

        def go(password: str) -> None:
            messages.long_work(
                self,
                "正在签发",
                lambda _report: issuing.issue(self.book, asked.path, folder, password, groups=heard),
                self._issued,
                self.refused,
            )

        self.with_password("签发", go)

    def _issued(self, made: Issued) -> None:
        one = made.certificate
        self.settled(
            f"已给{one.township_name}{one.name}签发证书,有效至 {one.valid_to[:10]}。"
            f"交回的文件:{made.path}。请把U盘还给乡镇装入。",
            "green",
        )

    def _revoke(self, one: CertificateState, reason: str, since: str, password: str) -> None:
        def go() -> None:
            day = date.fromisoformat(since) if since else None
            certificates.revoke(self.book, password, one.serial, reason, since=day)
            self.settled(f"已吊销{one.unit}{one.who}的证书。新的吊销列表请随回执交给各乡镇。", "green")

        self.attempt(go)
