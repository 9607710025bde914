"""Rules of village affairs disclosure: what an item takes over from the catalogue, its day, and what must agree."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from app.domain.days import Period
from app.domain.faults import Fault
from app.domain.fields import Row, Value
from app.domain.ledger import Around
from app.domain.money import show_yuan
from app.domain.privacy import personal_numbers
from app.domain.rows import id_of, text_of, whole_of
from app.ledgers.affairs_kinds import BENEFIT, DECISION, FUND, PROJECT
from app.ledgers.disclosure_item import (
    AT_ONCE,
    BY_TRAFFIC,
    MONTHLY,
    PERIODIC,
    QUARTERLY,
    STANDING,
    TWENTY_DAYS,
    YEARLY,
)
from app.ledgers.unit import GROUP, VILLAGE_KINDS

DRAFT, REVIEWED, POSTED, TAKEN_DOWN = "草稿", "已审核", "已公开", "已撤榜"
FIRM = (REVIEWED, POSTED, TAKEN_DOWN)
BY_PERIOD = "按期"
TIMINGS = (BY_PERIOD, AT_ONCE, TWENTY_DAYS, STANDING)
INFORMATION_DAYS = 20
VILLAGERS, DELEGATES, GROUP_MEETING, COMMITTEES, PARTY_MEETING = (
    "村民会议",
    "村民代表会议",
    "村民小组会议",
    "村两委会议",
    "党员大会",
)
MEETINGS = (VILLAGERS, DELEGATES, GROUP_MEETING, COMMITTEES, PARTY_MEETING, "其他会议")
# Source: 村民委员会组织法 第二十二、二十六、二十八条: two thirds attend (of villagers over half, or two thirds of the
# households), and more than half of those present agree.
_QUORUM = {VILLAGERS: (1, 2, "第二十二条"), DELEGATES: (2, 3, "第二十六条"), GROUP_MEETING: (2, 3, "第二十八条")}
_SPLIT = re.compile(r"[;；\n]+")
_KIND_OF_PERIOD = {QUARTERLY: ("quarter",), MONTHLY: ("month",), BY_TRAFFIC: ("quarter", "month"), YEARLY: ("year",)}
_PERIOD_WORDS = {"month": "月", "quarter": "季度", "year": "年"}


def entry_of(row: Row, around: Around) -> Row | None:
    """The entry of the catalogue an item was made from."""
    number = id_of(row, "catalogue")
    return around.row("disclosure_item", number) if number else None


def frame_of(entry: Row) -> str:
    """The points of an entry as an outline to write into: one line for each, ended by a colon."""
    return "\n".join(f"{part.strip()}：" for part in _SPLIT.split(text_of(entry, "content")) if part.strip())


def taken_over(row: Row, around: Around) -> dict[str, Value]:
    """What stands in the entry, for the fields of an item that are still empty."""
    entry = entry_of(row, around) or {}
    rhythm = text_of(entry, "rhythm") or (AT_ONCE if row.get("special") else BY_PERIOD)
    offered: dict[str, Value] = {
        "area": entry.get("area"),
        "item": entry.get("item"),
        "grounds": entry.get("basis"),
        "timing": BY_PERIOD if rhythm in PERIODIC else rhythm,
        "special": entry.get("special"),
        "names": entry.get("names"),
        "owner_dept": entry.get("owner_dept"),
        "content": None if row.get("nothing") else frame_of(entry) or None,
    }
    return {key: value for key, value in offered.items() if value and not row.get(key)}


def derive(row: Row, around: Around) -> Mapping[str, Value]:
    """What the catalogue says, who publishes, by when, and what the lists add up to."""
    out = taken_over(row, around)
    unit_id = id_of(row, "unit")
    unit = around.row("unit", unit_id) if unit_id else None
    if unit:
        out["publisher"] = unit.get("parent") if unit.get("kind") == GROUP else unit_id
    due = due_on({**row, **out}, around)
    out["due_on"] = due.isoformat() if due else None
    lines = around.rows("recipient", item=row["id"]) if id_of(row, "id") else []
    parts = around.rows("affairs_part", item=row["id"]) if id_of(row, "id") else []
    out["recipients"] = len(lines)
    out["amount"] = sum(whole_of(line, "amount") for line in lines) if lines else None
    out["parts_total"] = sum(whole_of(part, "amount") for part in parts) if parts else None
    return out


def due_on(row: Row, around: Around) -> date | None:
    """The day by which an item hangs on the board, None for a standing one.

    Regular items by the day of the month after the period, special ones and those 随时 a number of days after the
    decision: as the entry of the catalogue says, else as the county has set; government information twenty working
    days after it. Source: forms-and-rules 5.1 quarter_open, month_open, event_open, gov_info_20.
    """
    timing, decided = text_of(row, "timing"), text_of(row, "decided_on")
    days = (entry_of(row, around) or {}).get("days")
    if (timing == AT_ONCE or row.get("special")) and decided:
        own = days if timing == AT_ONCE and isinstance(days, int) else around.option("event_days")
        return date.fromisoformat(decided) + timedelta(days=own)
    if timing == TWENTY_DAYS and decided:
        return around.add_working(date.fromisoformat(decided), INFORMATION_DAYS)
    if timing == BY_PERIOD and row.get("period"):
        after = Period.parse(text_of(row, "period")).next().first
        return after.replace(day=days if isinstance(days, int) and days <= 28 else around.option("disclosure_day"))
    return None


def owner_publishes(row: Row, around: Around) -> Iterable[Fault]:
    """Villages, communities and their groups disclose. Source: INV-078."""
    unit = around.row("unit", id_of(row, "unit") or 0)
    if unit and unit.get("kind") not in (*VILLAGE_KINDS, GROUP):
        yield Fault("unit", "公开单位:应是村、社区或村民小组", "E-OWNER")


def timing_has_its_day(row: Row, around: Around) -> Iterable[Fault]:
    """A regular item has its period, one on its own clock the day it starts from. Source: R3, R4; C15."""
    timing = row.get("timing")
    if timing == BY_PERIOD and not row.get("special") and not row.get("period"):
        yield Fault("period", "报告期:按期公开的,填哪一季(月、年)", "E-REQUIRED")
    if (timing in (AT_ONCE, TWENTY_DAYS) or row.get("special")) and not row.get("decided_on"):
        yield Fault("decided_on", "批准(发生)日期:公开期限从这天起算,不能为空", "E-REQUIRED")
    if text_of(row, "decided_on") > around.today.isoformat():
        yield Fault("decided_on", "批准(发生)日期:在今天之后,请核对", "E-FUTURE")


def period_of_the_catalogue(row: Row, around: Around) -> Iterable[Fault]:
    """An entry of every quarter is published for a quarter. Source: forms-and-rules 2.16, when."""
    entry, period = entry_of(row, around), text_of(row, "period")
    wanted = _KIND_OF_PERIOD.get(text_of(entry or {}, "rhythm"))
    if entry and period and wanted and Period.parse(period).kind not in wanted:
        words = "或".join(_PERIOD_WORDS[kind] for kind in wanted)
        yield Fault("period", f"报告期:目录上是“{text_of(entry, 'schedule')}”,应按{words}填", "E-PERIOD", soft=True)


def nothing_means_nothing(row: Row, around: Around) -> Iterable[Fault]:
    """零公开 is said, and then there is no list. Source: forms-and-rules 2.16, record."""
    if row.get("nothing") and whole_of(row, "recipients"):
        yield Fault("nothing", f"本期无此事项:名单里有 {row['recipients']} 户,请核对", "E-SUM")
    elif row.get("nothing") and whole_of(row, "parts_total"):
        yield Fault("nothing", "本期无此事项:资金安排里有金额,请核对", "E-SUM")
    elif not row.get("nothing") and not row.get("content"):
        yield Fault("content", "公开内容:不能为空;本期没有的,在“本期无此事项”填“是”", "E-REQUIRED")


def outline_is_filled(row: Row, around: Around) -> Iterable[Fault]:
    """The outline of the catalogue is not yet what happened. Source: 村民委员会组织法 第三十条 (真实)."""
    entry = entry_of(row, around)
    if entry is None or row.get("state") not in FIRM or row.get("nothing"):
        return
    outline = frame_of(entry).splitlines()
    if empty := [line for line in map(str.strip, text_of(row, "content").splitlines()) if line in outline]:
        told = f"公开内容:“{empty[0]}”后面还没有写,请写上本期的情况,或删去这一行"
        yield Fault("content", told, "E-OUTLINE")


def benefit_has_a_list(row: Row, around: Around) -> Iterable[Fault]:
    """保障 goes to people, so there is a list."""
    if row.get("area") == BENEFIT and row.get("state") in FIRM and not row.get("nothing") and not row.get("recipients"):
        yield Fault("recipients", "受益对象:保障类要有名单,请在下面逐户录入或写明说明", "E-EMPTY", soft=True)


def decision_kept(row: Row, around: Around) -> Iterable[Fault]:
    """What was decided by the people says by which meeting."""
    decided = row.get("area") == DECISION or row.get("special")
    said = row.get("decision") or (row.get("meeting") and row.get("attended"))
    if decided and row.get("state") in FIRM and not said and not row.get("nothing"):
        yield Fault("decision", "民主决策记录:写明哪次会议、怎么决定的", "E-REQUIRED")


def votes_add_up(row: Row, around: Around) -> Iterable[Fault]:
    """No more people came than belong to the meeting, and no more voted than came."""
    expected, attended = row.get("expected"), row.get("attended")
    votes = [row.get(key) for key in ("in_favour", "against", "abstained")]
    if isinstance(expected, int) and isinstance(attended, int) and attended > expected:
        yield Fault("attended", f"实到(人):实到 {attended} 人多于应到 {expected} 人,请核对", "E-SUM")
    if isinstance(attended, int) and any(isinstance(vote, int) for vote in votes):
        cast = sum(vote for vote in votes if isinstance(vote, int))
        if cast > attended:
            yield Fault("in_favour", f"同意(人):票数共 {cast},多于实到 {attended} 人,请核对", "E-SUM")


def decided_by_enough(row: Row, around: Around) -> Iterable[Fault]:
    """Enough people came and more than half of them agreed. Source: 村民委员会组织法 第二十二、二十六、二十八条."""
    part, whole, article = _QUORUM.get(text_of(row, "meeting"), (0, 1, ""))
    expected, attended, agreed = (row.get(key) for key in ("expected", "attended", "in_favour"))
    if not article or not isinstance(attended, int):
        return
    if isinstance(expected, int):
        enough = attended * whole > expected * part if part * 2 == whole else attended * whole >= expected * part
        if not enough:
            told = "过半数" if part * 2 == whole else "三分之二以上"
            text = f"实到(人):{row['meeting']}应有{told}的人参加(村民委员会组织法{article});按户的代表开的,请写说明"
            yield Fault("attended", text, "E-QUORUM", soft=True)
    if isinstance(agreed, int) and agreed * 2 <= attended:
        text = f"同意(人):不到到会人员的过半数,决定没有通过(村民委员会组织法{article}),请核对"
        yield Fault("in_favour", text, "E-QUORUM", soft=True)


def money_in_order(row: Row, around: Around) -> Iterable[Fault]:
    """Not more is paid than came in, nor more settled than planned, without a word. Source: forms-and-rules 3.4 A8."""
    for key, label, limit, told in (
        ("paid", "已支付(发放)金额", "arrived", "到账金额"),
        ("arrived", "到账(已收)金额", "planned", "计划金额"),
        ("settled", "决算金额", "planned", "计划(预算)金额"),
    ):
        if row.get(key) is None or row.get(limit) is None or whole_of(row, key) <= whole_of(row, limit):
            continue
        more = show_yuan(whole_of(row, key) - whole_of(row, limit))
        yield Fault(key, f"{label}:比{told}多 {more} 元,请核对或写明说明", "E-OVER", soft=True)


def lists_agree(row: Row, around: Around) -> Iterable[Fault]:
    """The parts add up to the plan, the list to what was paid, to the fen. Source: forms-and-rules 3.4 A3."""
    soft = row.get("state") not in FIRM
    for key, label, total, told in (
        ("planned", "计划(预算、合同)金额", "parts_total", "资金安排各项"),
        ("paid", "已支付(发放)金额", "amount", "名单"),
    ):
        if row.get(key) is None or row.get(total) is None or row[key] == row[total]:
            continue
        said, sum_ = whole_of(row, key), whole_of(row, total)
        off = show_yuan(abs(said - sum_))
        text = f"{label}:填的 {show_yuan(said)} 与{told}合计 {show_yuan(sum_)} 不一致,相差 {off} 元"
        yield Fault(key, text, "E-SUM", show_yuan(sum_), soft=soft)


def points_are_there(row: Row, around: Around) -> Iterable[Fault]:
    """What people look for on the sheet of a project or fund. Source: product C15; forms-and-rules 2.29 F3, F5."""
    if row.get("nothing") or row.get("state") not in FIRM or row.get("special"):
        return
    wanted = {
        PROJECT: (("fund_source", "资金来源"), ("planned", "预算金额"), ("contractor", "承建单位")),
        FUND: (("fund_source", "资金来源"), ("arrived", "到账金额")),
    }
    missing = [label for key, label in wanted.get(text_of(row, "area"), ()) if row.get(key) in (None, "")]
    if missing:
        yield Fault("area", f"公开类别:{row['area']}类还缺{'、'.join(missing)},请补上或写明说明", "E-POINTS", soft=True)


def no_numbers_of_persons(row: Row, around: Around) -> Iterable[Fault]:
    """Identity, card and mobile numbers are not posted. Source: forms-and-rules 3.7 P2, P4."""
    for key, label in (
        ("content", "公开内容"),
        ("decision", "民主决策记录"),
        ("item", "公开事项"),
        ("contractor", "承建(承租、用地)单位"),
        ("tender", "招投标(发包)方式和结果"),
    ):
        for found in personal_numbers(text_of(row, key)):
            yield Fault(key, f"{label}:写了{found.kind},会公示,请去掉", "E-PRIVATE")


def signed(row: Row, around: Around) -> Iterable[Fault]:
    """Nothing is posted that the 村务监督委员会 has not looked at. Source: 村民委员会组织法 第三十二条; product C12."""
    for key, label in (("reviewed_by", "村务监督委员会审核人"), ("reviewed_on", "审核日期")):
        if not row.get(key):
            yield Fault(key, f"{label}:还没有签字审核,不能公开", "E-REQUIRED")


def two_sign(row: Row, around: Around) -> Iterable[Fault]:
    """Members of the village committee do not supervise it. Source: 村民委员会组织法 第三十二条."""
    if row.get("approved_by") and row.get("approved_by") == row.get("reviewed_by"):
        yield Fault("approved_by", "村(居)委会负责人:不能和村务监督委员会审核人是同一人", "E-TWO-PEOPLE")


def posted_long_enough(row: Row, around: Around) -> Iterable[Fault]:
    """A notice hangs at least as many days as the county says. Source: forms-and-rules 3.2."""
    start, end, least = text_of(row, "posted_from"), text_of(row, "posted_to"), around.option("notice_days")
    if start and end and end >= start:
        days = (date.fromisoformat(end) - date.fromisoformat(start)).days + 1
        if days < least:
            yield Fault("posted_to", f"公示结束:只公示 {days} 天,不足规定的 {least} 天", "E-DAYS", soft=True)
