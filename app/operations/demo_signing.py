"""Signatures and postings of practice sheets: three parties with days, one early take-down, one correction."""

from __future__ import annotations

from datetime import date, timedelta

from app.domain.fields import Row
from app.domain.rows import id_of, text_of
from app.ledgers.finance_figures import POSTED, REVIEWED, TAKEN_DOWN, TO_SIGN
from app.ledgers.posting import PULL, noted
from app.operations.demo_places import CLERK, Places

AGENCY = "农村三资代理中心"
PULLED_VILLAGE, HANGING_VILLAGE, CORRECTED_VILLAGE = 8, 7, 2
CORRECTED_BACK = 2  # how many quarters ago
NO_PHOTO = "张贴当天手机进水,照片没有保存下来;村监委会两人在场见证"
FORESTERS = "护林员补助 2 人,每人每月 200 元,共 3 个月"
WRONG = "原公布护林员补助 1,000.00 元有误,少填 200.00 元,应为 1,200.00 元;本期支出和期末结余随之改正"
OPINIONS = {
    "approve_opinion": "收支属实,同意公开",
    "review_opinion": "逐笔核对凭证,收支属实,同意公开。",
    "agency_opinion": "与账面核对一致,同意公开",
}


def signed(sheet: Row, agency: str, members: tuple[str, ...], reviewed: date) -> None:
    """All three parties signed within three days; where the group is listed, two of its members did."""
    sheet |= {
        "state": REVIEWED,
        "submitted_on": (reviewed - timedelta(2)).isoformat(),
        "approved_on": (reviewed - timedelta(1)).isoformat(),
        "reviewed_on": reviewed.isoformat(),
        "agency_by": agency,
        "agency_on": reviewed.isoformat(),
        **OPINIONS,
    }
    if members:
        sheet |= {"group_members": "、".join(members), "reviewed_by": "、".join(members[:2])}


def to_be_signed(sheet: Row, members: tuple[str, ...], sent: date) -> None:
    """The sheet lies with the village to be signed."""
    sheet |= {"state": TO_SIGN, "submitted_on": sent.isoformat(), "group_members": "、".join(members) or None}


def posted(sheet: Row, board: str, start: date, end: date, *, taken_down: bool) -> None:
    """It hangs, or hung and came down when the next one went up."""
    sheet |= {
        "state": POSTED,
        "posted_from": start.isoformat(),
        "posted_to": end.isoformat(),
        "posted_at": board,
        "posted_by": CLERK,
        "first_posted_on": start.isoformat(),
        "filed_on": (start + timedelta(2)).isoformat(),
        "no_photo": NO_PHOTO,
    }
    if taken_down:
        sheet |= {"state": TAKEN_DOWN, "taken_down_on": (end + timedelta(75)).isoformat()}


def agency(places: Places) -> str:
    """Who keeps the villages' books at the township."""
    unit = next(id_of(row, "id") for row in places.units if text_of(row, "name").endswith(AGENCY))
    return next(text_of(row, "name") for row in places.people if row["unit"] == unit)


def members_of(places: Places, groups: tuple[tuple[int, str], ...], supervisor: str) -> tuple[str, ...]:
    """The finance group of a village: its supervisor and the heads of its first groups."""
    heads = [text_of(row, "name") for unit, _ in groups for row in places.people if row["unit"] == unit]
    return (supervisor, *heads[:2]) if heads else ()


def pull_down(sheet: Row, today: date) -> None:
    """The wind took it on the second day: it has to be posted again."""
    down = today - timedelta(3)
    why = "公开栏玻璃破损,大风把公示榜吹落"
    sheet["posted_before"] = noted(sheet, f"{down.isoformat()} {PULL}:{why}")
    gone = ("posted_from", "posted_to", "posted_at", "posted_by", "no_photo", "filed_on")
    sheet |= {**dict.fromkeys(gone), "state": REVIEWED, "pulled_on": down.isoformat(), "pulled_why": why}


def correct(sheet: Row, today: date) -> None:
    """An amount was wrong on the first edition; the second one hung after the question about it was answered."""
    start, end = today - timedelta(42), today - timedelta(33)
    mended = start - timedelta(3)
    sheet["posted_before"] = noted(sheet, f"第1次公布,{mended.isoformat()} 更正:{WRONG}")
    sheet |= {"edition": 2, "correction": WRONG, "corrected_on": mended.isoformat()}
    sheet |= {"submitted_on": mended.isoformat(), "approved_on": (start - timedelta(1)).isoformat()}
    sheet |= {"reviewed_on": (start - timedelta(1)).isoformat(), "agency_on": start.isoformat()}
    sheet |= {"posted_from": start.isoformat(), "posted_to": end.isoformat()}
    sheet["filed_on"] = (start + timedelta(1)).isoformat()
