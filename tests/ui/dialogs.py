"""Every dialog of the program over the practice book of a township or of a county, for the walk and the pictures."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from threading import Event

from PySide6.QtWidgets import QDialog

import ui
from app.domain.days import Period
from app.figures.counting import Figure, Place
from app.figures.indicators import INDICATORS
from app.figures.relations import Mismatch
from app.ledgers import ledger
from app.ledgers.question import QUESTIONS
from app.operations import county_copies, county_sides, county_totals, gate, letters, monthly, span_reports, todo
from app.operations.books import Book
from app.operations.county_templates import Change, Looked
from app.operations.county_totals import TownshipFigures
from app.operations.gate import Unsettled
from app.operations.import_columns import UnknownColumns
from app.operations.pasting import read_block
from app.operations.updates import Offer
from app.packet.release import Release
from app.reports.sheet import Paragraph, Sheet
from ui.engine import messages
from ui.engine.asking import AskDialog
from ui.engine.columns import ColumnsDialog
from ui.engine.goto import GoTo
from ui.engine.help import HelpDialog
from ui.engine.history import FieldHistory
from ui.engine.identity_dialog import FillDialog, KeepersDialog
from ui.engine.identity_dialog import LookDialog as LookAtPerson
from ui.engine.leaving import LeavingDialog
from ui.engine.merging import MergeDialog
from ui.engine.model import RegisterModel
from ui.engine.moves import MoveDialog, MoveManyDialog
from ui.engine.window import MainWindow
from ui.screens import correction
from ui.screens.batch import BatchDialog
from ui.screens.certificate_asking import RevokeDialog, ShareDialog, TokenDialog, ask_groups, ask_password
from ui.screens.county_bulletin import BulletinDialog
from ui.screens.county_copies import CopiesDialog
from ui.screens.county_payees import KeysDialog, PayeesDialog
from ui.screens.county_townships import TownshipsDialog
from ui.screens.desk_password import PasswordDialog
from ui.screens.import_mapping import MappingDialog
from ui.screens.import_people import PeopleDialog
from ui.screens.inbox_sides import SidesDialog, Use
from ui.screens.inspection import InspectionDialog
from ui.screens.layouts import LayoutDialog
from ui.screens.letter import LetterDialog
from ui.screens.monthly import ExplainDialog, MonthlyScreen
from ui.screens.monthly_figures import BehindDialog
from ui.screens.offline import OfflineDialog
from ui.screens.packet_archive import ArchiveDialog
from ui.screens.packet_reason import ReasonDialog
from ui.screens.parts import PartsDialog
from ui.screens.pasting import PasteDialog
from ui.screens.people import PersonDialog
from ui.screens.pick import PickDialog
from ui.screens.preview import PreviewDialog
from ui.screens.recovery_sheet import RecoveryDialog
from ui.screens.remark import RemarkDialog
from ui.screens.settled import SettledDialog
from ui.screens.settling import SettleDialog
from ui.screens.snooze import SnoozeDialog
from ui.screens.span_report import ChooseSpan
from ui.screens.switch_book import SwitchDialog
from ui.screens.template_issue import IssueDialog, OptionsDialog
from ui.screens.template_look import LookDialog as LookAtTemplate
from ui.screens.update import UpdateDialog
from ui.widgets.dialog import Dialog, label

PROBLEMS, UNITS, COMPLAINTS = ledger("problem"), ledger("unit"), ledger("complaint")
WALL = Sheet(
    "trial",
    "青山村公示",
    (Paragraph("付护林员工资,电话15400138000"), Paragraph("收款卡6222020200112230")),
    look="notice",
    size="A4",
)
BASES = {Dialog, importlib.import_module("ui.engine.identity_dialog").VaultDialog}


@dataclass
class Desk:
    """A window with its book; rows of it are found by register and place."""

    window: MainWindow
    book: Book

    def id(self, register: str, at: int = 0) -> int:
        return int(str(self.book.rows(register)[at]["id"]))

    def move(self, many: bool) -> QDialog:
        """The first move that asks for something."""
        for row in self.book.rows("problem"):
            for move in PROBLEMS.moves:
                if row["state"] in move.sources and move.needs:
                    one = int(str(row["id"]))
                    if many:
                        return MoveManyDialog(self.window, self.book, PROBLEMS, [one], move)
                    return MoveDialog(self.window, self.book, PROBLEMS, row, move)
        raise LookupError("no move")


def _unsettled(desk: Desk) -> Unsettled:
    try:
        gate.passed(desk.book, [WALL])
    except Unsettled as found:
        return found
    raise LookupError("nothing personal was found")


def _sides(desk: Desk) -> QDialog:
    fields = (("存在问题", "旧的一句话", "新的一句话"), ("涉及金额(元)", "400.00", "500.00"))
    side = county_sides.Side(1, "示例乡", "problem", "问题台账", 1, "示纪问〔2026〕1号", fields)
    return SidesDialog(desk.window, ["示例乡 2026年10月"], [side], Use.MERGE)


def _looked(desk: Desk) -> QDialog:
    change = Change("表样", "summary", "汇总表", "没有", "第 2 版")
    found = Looked(2, "县纪模〔2026〕2号", "2026-11-20", "2026-12-01", "更新汇总表", "孙文清", (change,), 3)
    return LookAtTemplate(desk.window, found)


def _copies(desk: Desk) -> QDialog:
    text = "立行立改,举一反三,健全长效机制,压实主体责任"
    one = county_copies.Copied("problem", "measures", text, ("示例乡",), ("青山村", "白石村", "大塘村"), (1, 2, 3))
    return CopiesDialog(desk.window, desk.book, [one])


def _townships(desk: Desk) -> QDialog:
    own = [(TownshipFigures("330182002", "东岭镇", 1, False, {}), Figure(m=0))]
    return TownshipsDialog(desk.window, desk.book, Place(next(iter(INDICATORS))), "m", own)


def _pasted(desk: Desk) -> QDialog:
    block = read_block("", "单位\t存在问题\n青山村\t低保评议未公示\n白石村\t补贴名单没有张贴")
    return PasteDialog(desk.window, desk.book, PROBLEMS, block, order=("unit", "description"))


def _behind(desk: Desk) -> QDialog:
    rows = [monthly.BehindRow("problem", 1, "示纪问〔2026〕1号 低保评议没有公示就上报", 1)]
    return BehindDialog(desk.window, "排查问题 本月", rows, {"problem": "问题台账"}, "个")


def _explained(desk: Desk) -> QDialog:
    mismatch = Mismatch("V30", "本月排查问题 8 个,比上年同月多 7 个,请说明原因", (), hard=False)
    return ExplainDialog(desk.window, desk.book, monthly.Finding(mismatch), 3)


def _unknown(desk: Desk) -> QDialog:
    error = UnknownColumns(PROBLEMS, ["单位", "存在的毛病", "备考"], ["存在的毛病", "备考"], "“十月.xlsx”")
    error.sample = {"存在的毛病": "低保评议没有公示就上报"}
    return MappingDialog(desk.window, desk.book, error)


def _letter(desk: Desk) -> QDialog:
    ids = [int(str(row["id"])) for row in desk.book.rows("problem", state="整改中")[:1]]
    return LetterDialog(desk.window, desk.book, letters.drafts(desk.book, "problem", ids), [])


def _fill_many(desk: Desk) -> QDialog:
    fields = [PROBLEMS.by_key[key] for key in ("lead", "deadline", "measures")]
    return AskDialog(
        desk.window, desk.book, PROBLEMS, fields, lambda *_: None, press="批量填写", heading="批量填写:问题台账 3 条"
    )


def _merge(desk: Desk) -> QDialog:
    return MergeDialog(desk.window, desk.book, UNITS, [desk.id("unit", 8), desk.id("unit", 9)])


def _vault(kind: type[QDialog]) -> Callable[[Desk], QDialog]:
    return lambda desk: kind(desk.window, desk.book, COMPLAINTS, desk.id("complaint"))  # type: ignore[call-arg,arg-type]


def _asked_groups(desk: Desk) -> QDialog:
    how = "请县里念出根证书指纹,照听到的打在下面;一位不差才装入。"
    facts = "示例县签发给王芳的证书。本账套第一次装入,请给县里打电话核对。"
    return ask_groups(desk.window, "装入证书", facts, "1A2B 3C4D 5E6F 7081", how, "装入", print)


def _token(desk: Desk) -> QDialog:
    TokenDialog(desk.window, lambda _: ["华大 SM2", "飞天"], False, lambda *_: None)
    return desk.window.findChildren(TokenDialog)[-1]


def _revoked(desk: Desk) -> QDialog:
    RevokeDialog(desk.window, "示例乡王芳的经办人证书", desk.book.today(), {"lost": "U盘丢了"}, lambda *_: None)
    return desk.window.findChildren(RevokeDialog)[-1]


def _shared(desk: Desk) -> QDialog:
    ShareDialog(desk.window, {"head": "周志平(head)"}, False, lambda *_: None)
    return desk.window.findChildren(ShareDialog)[-1]


def _unforeseen(desk: Desk) -> QDialog:
    return messages.tell(desk.window, ValueError("试"))


def _previewed(desk: Desk) -> QDialog:
    made = PreviewDialog(desk.book, "公示", desk.window)
    made.show_sheets(lambda: [Sheet("trial", "青山村公示", (Paragraph("已办结。"),), look="notice", size="A4")])
    return made


def _updated(desk: Desk) -> QDialog:
    news = (("0.9.0", "### 新增\n- 报表可以批量打印"),)
    release = Release("0.9.0", "linux-amd64", "deb", "mz.deb", 90 << 20, "00" * 32, 250 << 20, "2026-12-01", news)
    return UpdateDialog(desk.window, Offer(Path("MZU_0.9.0.zip"), release, news), has_book=True)


LONG = "\n".join(f"第 {at} 行:单位没有登记。" for at in range(1, 40))
Open = Callable[[Desk], QDialog]
TOWNSHIP: dict[str, Open] = {
    "tell": lambda d: messages.tell(d.window, "盘满了,没有写入。请换一个U盘。"),
    "tell-long": lambda d: messages.tell(d.window, LONG),
    "ask": lambda d: messages.ask(d.window, "作废这 3 条?", "作废", lambda: None),
    "reason": lambda d: messages.ask_reason(d.window, "作废", "为什么作废?", "作废", lambda _: None),
    "unforeseen": _unforeseen,
    "unsettled": lambda d: messages.tell(d.window, _unsettled(d)),
    "settle": lambda d: SettleDialog(d.window, _unsettled(d)),
    "settled": lambda d: SettledDialog(d.window, d.book, [WALL]),
    "preview": _previewed,
    "switch": lambda d: SwitchDialog(d.window, d.book.path),
    "goto": lambda d: GoTo(d.window, d.book, lambda _: None),
    "help": lambda d: HelpDialog(d.window, "problem", PROBLEMS),
    "offline": lambda d: OfflineDialog(d.window, d.book),
    "columns": lambda d: ColumnsDialog(d.window, RegisterModel(d.book, PROBLEMS)),
    "history": lambda d: FieldHistory(d.window, d.book, PROBLEMS, d.id("problem"), "state"),
    "look": _vault(LookAtPerson),
    "keepers": _vault(KeepersDialog),
    "fill": _vault(FillDialog),
    "question": lambda d: FillDialog(d.window, d.book, QUESTIONS, d.id("question", 2)),
    "merge": _merge,
    "fill-many": _fill_many,
    "move": lambda d: d.move(many=False),
    "move-many": lambda d: d.move(many=True),
    "letter": _letter,
    "paste": _pasted,
    "unknown": _unknown,
    "batch": lambda d: BatchDialog(d.window, d.book, Period.parse("2026-Q3")),
    "snooze": lambda d: SnoozeDialog(d.window, todo.todo(d.book).overdue[0]),
    "inspection": lambda d: InspectionDialog(d.window, d.book, [("problem", d.id("problem"))], "问题"),
    "pick": lambda d: PickDialog(d.window, "套用本县表样", "用哪一个?", [("1", "汇总表"), ("2", "清单")], "另选文件…"),
    "layouts": lambda d: LayoutDialog(d.window, d.book, MonthlyScreen.use),
    "explain": _explained,
    "behind": _behind,
    "span": lambda d: ChooseSpan(d.window, d.book, span_reports.offers(d.book)),
    "correct": lambda d: correction.AskDialog(d.window, Period.parse("2026-10"), "李立强"),
    "correct-row": lambda d: correction.RowDialog(d.window, d.book, "problem", d.id("problem")),
    "archive": lambda d: ArchiveDialog(d.window, d.book),
    "recall": lambda d: ReasonDialog(d.window, "撤回", "为什么撤回?", lambda _: None),
    "person": lambda d: PersonDialog(d.window, d.book, "增加用户", ("name", "login", "role", "password")),
    "recovery": lambda d: RecoveryDialog(d.window, d.book),
    "password": lambda d: ask_password(d.window, "签名", "王芳的密码", print),
    "fingerprint": _asked_groups,
    "token": _token,
    "template": _looked,
    "update": _updated,
    "parts": lambda d: PartsDialog(d.window),
    "people": lambda d: PeopleDialog(d.window, d.book, "王伟 副乡长"),
    "leaving": lambda d: LeavingDialog(d.window, label("正在备份到U盘…"), Event()),
}
COUNTY: dict[str, Open] = {
    "remark": lambda d: RemarkDialog(d.window, d.book, UNITS, [d.id("unit")]),
    "sides": _sides,
    "copies": _copies,
    "townships": _townships,
    "bulletin": lambda d: BulletinDialog(d.window, d.book, county_totals.totals(d.book, "2026-10")),
    "payees": lambda d: PayeesDialog(d.window, d.book),
    "keys": lambda d: KeysDialog(d.window, d.book),
    "desk": lambda d: PasswordDialog(d.window, d.book, "合并"),
    "issue-options": lambda d: OptionsDialog(d.window, d.book),
    "issue": lambda d: IssueDialog(d.window, d.book),
    "revoke": _revoked,
    "share": _shared,
}


OF_TOWNSHIP: set[type[QDialog]] = {
    *(PreviewDialog, SettleDialog, SettledDialog, SwitchDialog, GoTo, HelpDialog, OfflineDialog, ColumnsDialog),
    *(FieldHistory, LookAtPerson, KeepersDialog, FillDialog, MergeDialog, AskDialog, MoveDialog, MoveManyDialog),
    *(LetterDialog, PasteDialog, MappingDialog, BatchDialog, SnoozeDialog, InspectionDialog, PickDialog, LayoutDialog),
    *(ExplainDialog, BehindDialog, ChooseSpan, correction.AskDialog, correction.RowDialog, ArchiveDialog),
    *(ReasonDialog, PersonDialog, RecoveryDialog, TokenDialog, LookAtTemplate),
    *(UpdateDialog, PartsDialog, LeavingDialog, PeopleDialog),
}
OF_COUNTY: set[type[QDialog]] = {
    *(RemarkDialog, SidesDialog, CopiesDialog, TownshipsDialog, BulletinDialog, PayeesDialog, KeysDialog),
    *(PasswordDialog, OptionsDialog, IssueDialog, RevokeDialog, ShareDialog),
}


def kinds() -> set[type[QDialog]]:
    """Every dialog the program has, found by reading all of `ui`."""
    for module in pkgutil.walk_packages(ui.__path__, "ui."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    return {one for base in (Dialog, PreviewDialog) for one in _below(base)} - BASES


def _below(kind: type[QDialog]) -> set[type[QDialog]]:
    return {kind}.union(*(_below(one) for one in kind.__subclasses__())) if kind.__module__.startswith("ui.") else set()
