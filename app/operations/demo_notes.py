"""What a clerk said to the hints of the check before the sheets of the last quarter were signed."""

from __future__ import annotations

from app.domain.rows import whole_of
from app.ledgers.finance_note import FINANCE_NOTES
from app.ledgers.finance_review import findings, title_of
from app.ledgers.finance_sheet import REVIEWED
from app.operations.demo_drafts import Drafts

SAID = {
    "E-LAST": "上季有一次性补助和集中付款,本季恢复平常,已与代理中心的账逐笔核对。",
    "E-LIKE": "本村这一项支出本来就多,有村民代表会议记录,凭证齐全。",
    "E-OTHER-SHARE": "“其他”里的每一笔都写了用途,没有合适的项目可归。",
    "E-PAYEE": "雇工名单和领款签字附在凭证后面,人数多,不逐一列名。",
    "E-OFTEN": "日常小额采购,单价与乡里集镇一致,不是干部亲属经营。",
    "E-LARGE": "有村民代表会议记录、合同和验收单,已随凭证归档。",
    "E-ROUND": "按合同约定的整数结算,发票齐全。",
    "E-REST-DAY": "施工队当天完工,第二个工作日由代理中心转账,日期按验收日写。",
    "E-SAME-LINE": "同一天按同一标准付给两户,各有签收单,不是录了两遍。",
    "E-SPLIT": "分两次供货,各有送货单,审批手续齐全。",
}


def add_notes(drafts: Drafts) -> None:
    """A 说明 to every hint of the sheets that were reviewed and are not posted yet."""
    for sheet in drafts.rows("finance_sheet", state=REVIEWED):
        for found in findings(sheet, drafts):
            if text := SAID.get(found.fault.code):
                drafts.add(
                    FINANCE_NOTES,
                    {
                        "sheet": whole_of(sheet, "id"),
                        "line": found.line or None,
                        "subject": title_of(found.fault.code),
                        "text": text,
                        "mark": found.mark,
                    },
                )
