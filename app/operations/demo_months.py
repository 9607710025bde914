"""The monthly reports of a practice township: three months as they were sent, each counted from its rows."""

from __future__ import annotations

from datetime import timedelta

from app.domain.days import Period
from app.domain.fields import Row
from app.domain.rows import id_of
from app.domain.span import QUARTER, Span, around, before
from app.figures.counting import count, count_span
from app.figures.event import Rows
from app.figures.narrative import as_text, progress, span_progress
from app.ledgers import amendment
from app.ledgers.county_task import COUNTY_TASKS, PROBLEM, REGISTERED, WORKING
from app.ledgers.handover import HANDOVERS, POSTS, REASONS
from app.ledgers.medium_log import BACKUP, MEDIUM_LOG, PACKET, RECEIPT
from app.ledgers.monthly_note import MONTHLY_NOTES
from app.ledgers.monthly_report import DRAFT, ISSUED, MONTHLY_REPORTS
from app.ledgers.span_report import SPAN_REPORTS
from app.operations import monthly, monthly_issue
from app.operations.demo_drafts import Drafts
from app.operations.demo_places import CLERK, SECRETARY
from app.storage.book import Book

SENT = 3
EXPLAINED = {
    "V11": "本月查处的是作风问题,不涉及金额。",
    "V21": "通报的这一起涉及几类问题,按县里意见不分类别。",
    "V29": "上月集中办理过,本月没有安排这项工作;已对照台账核对,数字无误。",
}
_STEPS = "下月继续盯住没有销号的问题，逐条核对整改时限；督促没有按期公开的村、组补公开。"

NOTES = (
    ("V11", "B20", "本月查处的是作风问题，不涉及金额。"),
    ("V29", "G10", "本月各村集中自查，排查出的问题比平时多。"),
)


def make_months(drafts: Drafts) -> None:
    """The reports before last month's, issued; last month's as a draft that waits to be counted."""
    last = Period.of(drafts.today, "month").previous()
    months = [last]
    for _ in range(SENT):
        months.insert(0, months[0].previous())
    rows = Rows(drafts.rows)
    for period in months[:-1]:
        made = drafts.add(MONTHLY_REPORTS, _issued(period, rows))
        for relation, figure, text in NOTES if period is months[-2] else ():
            note: Row = {"report": id_of(made, "id"), "relation": relation, "figure": figure, "text": text}
            drafts.add(MONTHLY_NOTES, note)
    drafts.add(MONTHLY_REPORTS, {"period": last.key, "state": DRAFT, "nil": 0})
    _make_spans(drafts, rows)
    _make_sticks(drafts, months[-2])
    _make_tasks(drafts)
    _make_handover(drafts)
    for period, reason in zip(months, _REASONS, strict=False):
        drafts.add(amendment.AMENDMENTS, _corrected(period, months[-2], reason))


def _make_spans(drafts: Drafts, rows: Rows) -> None:
    """The quarter before last as it was issued, the last one as a draft."""
    last = before(around(QUARTER, drafts.today))
    earlier = before(last)
    figures = count_span(rows, earlier)
    days = [(earlier.last + timedelta(days=n)).isoformat() for n in (4, 5, 6)]
    nil = not any(figure.m for figure in figures.values())
    drafts.add(
        SPAN_REPORTS,
        {
            **_days(earlier),
            "state": ISSUED,
            "nil": int(nil),
            "nil_statement": "经排查，本季度各项均无发生。" if nil else None,
            "progress": as_text(span_progress(figures, earlier)),
            "next_steps": _STEPS.replace("下月", "下季度"),
            "counted_on": days[0],
            "hard_count": 0,
            "asked_by": CLERK,
            "asked_on": days[0],
            "checked_by": SECRETARY,
            "checked_on": days[1],
            "issued_on": days[2],
        },
    )
    drafts.add(SPAN_REPORTS, {**_days(last), "state": DRAFT, "nil": 0})


def _days(span: Span) -> Row:
    return {"kind": span.kind, "from_on": span.first.isoformat(), "to_on": span.last.isoformat()}


def explain_month(book: Book, period: Period) -> None:
    """Every hint of a month explained, as its packet asks for."""
    for finding in monthly_issue.begun(book, period).findings:
        if finding.open and not finding.mismatch.hard:
            monthly.explain(book, period, finding, EXPLAINED.get(finding.mismatch.id, EXPLAINED["V29"]))


def _make_sticks(drafts: Drafts, month: Period) -> None:
    """What the office stick was used for in the month before last."""
    after = month.last + timedelta(days=4)
    uses = (
        (PACKET, f"{month.title}上报包", "4827 1093", ""),
        (RECEIPT, f"{month.title}回执", "", ""),
        (BACKUP, "账套备份", "", "盘上有“资料.exe”,与文件夹同名,没有打开,已杀毒"),
    )
    for days, (use, file, code, note) in enumerate(uses):
        row: Row = {
            "used_on": (after + timedelta(days=days)).isoformat(),
            "used_at": "09:40",
            "medium": "03号盘",
            "use": use,
            "file": file,
            "code": code or None,
            "used_by": CLERK,
            "note": note or None,
        }
        drafts.add(MEDIUM_LOG, row)


def _make_handover(drafts: Drafts) -> None:
    """How the clerk took her post over, two years ago, and the secretary his, a year before."""
    taken = (
        ("secretary", 1060, "郑德明", SECRETARY, "吴秀兰", 12, 260, "档案柜钥匙 1 把,印章 1 枚", ""),
        (
            "clerk",
            690,
            "吴秀兰",
            CLERK,
            SECRETARY,
            31,
            402,
            "档案 2 柜 46 盒,印章 1 枚,档案柜钥匙 2 把,03号盘",
            "龙门村公开栏照片缺 2 张,已补",
        ),
    )
    for post, ago, outgoing, incoming, watched_by, matters, records, things, left_over in taken:
        row: Row = {
            "handed_on": (drafts.today - timedelta(days=ago)).isoformat(),
            "post": POSTS[post],
            "outgoing": outgoing,
            "incoming": incoming,
            "watched_by": watched_by,
            "why": REASONS[0],
            "open_matters": matters,
            "records": records,
            "sent_packets": None,
            "things": things,
            "left_over": left_over or None,
        }
        drafts.add(HANDOVERS, row)


def _make_tasks(drafts: Drafts) -> None:
    """Two things the county gave to do: one that came lately, one that is worked on."""
    unit, handler = drafts.rows("unit", kind="乡镇")[0], drafts.rows("person", name=CLERK)[0]
    tasks = (
        (PROBLEM, "低保对象去世后仍在领取低保金,请逐户核清并追回", 9, 25, REGISTERED, ""),
        ("材料报送", "报送村级“三资”清理情况表", 34, 12, WORKING, "已清理 3 个村,账实相符"),
    )
    for n, (kind, matter, ago, left, state, done) in enumerate(tasks, 1):
        issued = drafts.today - timedelta(days=ago)
        row: Row = {
            "order_no": f"县纪交〔{issued.year}〕{n}号",
            "unit": unit["id"],
            "kind": kind,
            "matter": matter,
            "basis": "县纪委工作会议",
            "issued_on": issued.isoformat(),
            "deadline": (drafts.today + timedelta(days=left)).isoformat(),
            "answer_to": "县纪委党风政风监督室",
            "handler": handler["id"] if done else None,
            "done_so_far": done or None,
            "state": state,
        }
        drafts.add(COUNTY_TASKS, row)


_REASONS = ("有一个问题的类别报错了,由 3.2 改为 2.2", "一份整改承诺的签订日期报错了,由 12 日改为 11 日")


def _corrected(period: Period, later: Period, reason: str) -> Row:
    """A correction of an earlier month that went its whole way."""
    days = [(later.last + timedelta(days=n)).isoformat() for n in (6, 7)]
    return {
        "period": period.key,
        "reason": reason,
        "scope": amendment.WHOLE,
        "state": amendment.SENT,
        "asked_by": CLERK,
        "asked_on": days[0],
        "approved_by": SECRETARY,
        "approved_on": days[0],
        "changed": 1,
        "revision": 2,
        "issued_on": days[1],
        "sent_on": days[1],
    }


def _issued(period: Period, rows: Rows) -> Row:
    figures = count(rows, period)
    after = period.last + timedelta(days=1)
    days = [(after + timedelta(days=n)).isoformat() for n in (1, 2, 3)]
    nil = not any(figure.m for figure in figures.values())
    return {
        "period": period.key,
        "state": ISSUED,
        "nil": int(nil),
        "nil_statement": "经排查，本月各项均无发生。" if nil else None,
        "progress": as_text(progress(figures, period)),
        "next_steps": _STEPS,
        "counted_on": days[0],
        "hard_count": 0,
        "soft_count": 0,
        "asked_by": CLERK,
        "asked_on": days[0],
        "checked_by": SECRETARY,
        "checked_on": days[1],
        "issued_on": days[2],
    }
