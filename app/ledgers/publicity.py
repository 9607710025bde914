"""宣传: what was published about a campaign, through which channel; the summary counts it."""

from __future__ import annotations

from app.domain.fields import Attachment, Choice, Count, Day, Link, Row, Sensitivity, Text, Unit, YesNo
from app.domain.ledger import Around, LedgerDef, NumberRule, SheetColumn, Travel
from app.domain.rows import text_of
from app.domain.text import short

CHANNELS = ("报刊", "广播电视", "网络", "电子屏", "宣传栏", "宣传资料", "会议")


def publicity_title(row: Row, around: Around) -> str:
    """Channel and the first words."""
    return f"{text_of(row, 'channel')}:{short(text_of(row, 'name'), 18)}"


PUBLICITY = LedgerDef(
    key="publicity",
    title="宣传报道",
    menu="宣传与总结",
    icon="copy",
    fields=(
        Choice(key="channel", label="渠道", required=True, options=CHANNELS, width=5, sensitivity=Sensitivity.PUBLIC),
        Text(key="name", label="标题或内容", required=True, width=18, sensitivity=Sensitivity.PUBLIC),
        Day(key="on_day", label="日期", required=True, default="今天", past=True, sensitivity=Sensitivity.PUBLIC),
        Unit(key="unit", label="单位", required=True, width=8, sensitivity=Sensitivity.PUBLIC),
        Link(key="campaign", label="所属专项", register="campaign", width=10, hint="总结报告按专项数宣传次数"),
        Count(key="reach", label="覆盖(人次)", unit="人次", hint="不清楚的留空,不必专门去数"),
        YesNo(key="estimated", label="估计数", default="否", hint="不是逐人数出来的填“是”,总结里会注明"),
        Attachment(key="proof", label="佐证材料", hint="可以不放"),
    ),
    number=NumberRule("{short}纪宣〔{year}〕{n}号", unit_field="unit", year_field="on_day"),
    titled=publicity_title,
    list_columns=("number", "channel", "name", "on_day", "unit", "campaign", "reach", "estimated"),
    sheet_columns=(
        SheetColumn("编号", ("number",), 8),
        SheetColumn("渠道", ("channel",), 5),
        SheetColumn("标题或内容", ("name",), 20),
        SheetColumn("日期", ("on_day",), 6),
        SheetColumn("单位", ("unit",), 8),
        SheetColumn("所属专项", ("campaign",), 10),
        SheetColumn("覆盖(人次)", ("reach",), 5, sums=True),
        SheetColumn("备注", ("remark",), 6),
    ),
    unit_field="unit",
    period_field="on_day",
    travels=Travel(days=("on_day",)),
    basis="集中整治方案 (一):利用报刊、广播电视、网络等新闻媒体和电子屏、宣传栏,宣传集中整治工作。",
)
