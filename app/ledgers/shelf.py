"""Where each register's declaration stands: read when it is first asked for, so that a start reads only a few."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import NamedTuple

from app.domain.ledger import LedgerDef


class Place(NamedTuple):
    """What a menu shows of a register, and the constant of its module; a test compares it with the declaration."""

    key: str
    title: str
    menu: str
    icon: str
    constant: str
    readers: tuple[str, ...] = ()

    def read(self) -> LedgerDef:
        """The declaration itself."""
        definition: LedgerDef = getattr(import_module(f"app.ledgers.{self.key}"), self.constant)
        return definition


class Shelf(Mapping[str, LedgerDef]):
    """Registers by key, in the order of the menu."""

    def __init__(self, places: tuple[Place, ...]) -> None:
        self.places = places
        self._places = {place.key: place for place in places}
        self._read: dict[str, LedgerDef] = {}

    def __getitem__(self, key: str) -> LedgerDef:
        found = self._read.get(key)
        if found is None:
            found = self._read[key] = self._places[key].read()
        return found

    def place(self, key: str) -> Place:
        """What is known of a register without reading its declaration."""
        return self._places[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self.places)

    def __contains__(self, key: object) -> bool:
        return key in self._places


def places_of(ledgers: Mapping[str, LedgerDef]) -> tuple[Place, ...]:
    """What a menu shows of some registers; those on a shelf are not read for it."""
    if isinstance(ledgers, Shelf):
        return ledgers.places
    return tuple(Place(one.key, one.title, one.menu, one.icon, "", one.readers) for one in ledgers.values())


def readers_of(ledgers: Mapping[str, LedgerDef], key: str) -> tuple[str, ...]:
    """The roles that may read a register, empty for all; one on a shelf is not read for it."""
    return ledgers.place(key).readers if isinstance(ledgers, Shelf) else ledgers[key].readers


# Source: forms-and-rules 2.28 (only clerk and secretary open clues and complaints).
KEEPERS = ("clerk", "secretary")
PLACES = (
    Place("problem", "问题台账", "台账", "problem", "PROBLEMS"),
    Place("problem_part", "分项任务", "", "progress", "PROBLEM_PARTS"),
    Place("progress", "整改进展", "", "progress", "PROGRESS"),
    Place("problem_money", "分人金额", "", "finance", "PROBLEM_MONEY"),
    Place("commitment", "整改承诺", "台账", "commitment", "COMMITMENTS"),
    Place("clue", "问题线索", "线索与举报", "ledger", "CLUES", KEEPERS),
    Place("complaint", "投诉举报", "线索与举报", "ledger", "COMPLAINTS", KEEPERS),
    Place("transfer", "移送", "线索与举报", "ledger", "TRANSFERS", KEEPERS),
    Place("inspection", "监督检查", "检查", "ledger", "INSPECTIONS"),
    Place("finding", "检查发现", "", "ledger", "FINDINGS"),
    Place("approval_check", "查行政审批", "检查", "ledger", "APPROVAL_CHECKS"),
    Place("fund_check", "查民生资金", "检查", "ledger", "FUND_CHECKS"),
    Place("board_check", "公开栏检查", "检查", "ledger", "BOARD_CHECKS"),
    Place("patrol", "巡察审计下访", "检查", "check", "PATROLS"),
    Place("self_check", "自查自纠报告", "检查", "tick", "SELF_CHECKS"),
    Place("accountability", "问责处理", "执纪问责", "ledger", "ACCOUNTABILITIES"),
    Place("accountability_measure", "处理措施", "", "ledger", "ACCOUNTABILITY_MEASURES"),
    Place("interview", "约谈提醒", "执纪问责", "ledger", "INTERVIEWS"),
    Place("circular", "通报曝光", "执纪问责", "ledger", "CIRCULARS"),
    Place("letter", "函件", "执纪问责", "report", "LETTERS"),
    Place("letter_matter", "函件事项", "", "ledger", "LETTER_MATTERS"),
    Place("finance_sheet", "财务公开", "公开", "finance", "FINANCE_SHEETS"),
    Place("finance_line", "财务公开明细", "", "finance", "FINANCE_LINES"),
    Place("finance_entry", "资产资源债务等", "", "finance", "FINANCE_ENTRIES"),
    Place("finance_note", "审核说明", "", "check", "FINANCE_NOTES"),
    Place("affairs_item", "村务公开", "公开", "report", "AFFAIRS_ITEMS"),
    Place("recipient", "受益对象", "", "person", "RECIPIENTS"),
    Place("affairs_part", "资金安排", "", "finance", "AFFAIRS_PARTS"),
    Place("disclosure_item", "村务公开目录", "公开", "book", "DISCLOSURE_ITEMS"),
    Place("plain_word", "通俗说明", "公开", "book", "PLAIN_WORDS"),
    Place("print_log", "打印记录", "公开", "report", "PRINT_LOG"),
    Place("question", "群众意见", "公开", "ledger", "QUESTIONS"),
    Place("power", "职权清单", "职权服务", "ledger", "POWERS"),
    Place("power_step", "流程步骤", "", "progress", "POWER_STEPS"),
    Place("service_case", "办件登记", "职权服务", "ledger", "SERVICE_CASES"),
    Place("hotline", "监督栏", "职权服务", "ledger", "HOTLINES"),
    Place("supervision_board", "监督栏张挂", "职权服务", "ledger", "SUPERVISION_BOARDS"),
    Place("opinion_box", "意见箱", "职权服务", "ledger", "OPINION_BOXES"),
    Place("appraisal", "民主评议", "评议考核", "check", "APPRAISALS"),
    Place("ballot", "评议票", "", "check", "BALLOTS"),
    Place("survey", "民意调查", "评议考核", "check", "SURVEYS"),
    Place("assessment", "季度考核", "评议考核", "check", "ASSESSMENTS"),
    Place("score_line", "考核评分", "", "check", "SCORE_LINES"),
    Place("campaign", "专项行动", "专项与会议", "calendar", "CAMPAIGNS"),
    Place("stage", "专项阶段", "", "calendar", "STAGES"),
    Place("campaign_task", "专项任务", "", "calendar", "CAMPAIGN_TASKS"),
    Place("campaign_member", "联席会议成员", "", "person", "CAMPAIGN_MEMBERS"),
    Place("meeting", "会议", "专项与会议", "calendar", "MEETINGS"),
    Place("meeting_decision", "议定事项", "", "calendar", "MEETING_DECISIONS"),
    Place("publicity", "宣传报道", "宣传与总结", "copy", "PUBLICITY"),
    Place("research", "专题调研", "宣传与总结", "find", "RESEARCHES"),
    Place("example", "正反典型", "宣传与总结", "tick", "EXAMPLES"),
    Place("institution", "制度建设", "宣传与总结", "book", "INSTITUTIONS"),
    Place("summary", "工作总结", "宣传与总结", "report", "SUMMARIES"),
    Place("monthly_report", "数据月报", "上报", "report", "MONTHLY_REPORTS"),
    Place("span_report", "汇总报表", "上报", "report", "SPAN_REPORTS"),
    Place("monthly_note", "月报审核说明", "", "report", "MONTHLY_NOTES"),
    Place("amendment", "更正", "上报", "report", "AMENDMENTS"),
    Place("county_task", "县里交办", "上报", "report", "COUNTY_TASKS"),
    Place("medium_log", "U盘登记", "上报", "book", "MEDIUM_LOG"),
    Place("proof_rule", "最低佐证", "基础资料", "check", "PROOF_RULES"),
    Place("account", "会计科目对照", "基础资料", "finance", "ACCOUNTS"),
    Place("unit", "单位", "基础资料", "unit", "UNITS"),
    Place("person", "人员", "基础资料", "person", "PEOPLE"),
    Place("handover", "岗位交接", "基础资料", "person", "HANDOVERS"),
)
