"""What a county may change: one table with default, label, help and source for each option of a book."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class BookOption:
    """One changeable number of a book. `source` says where the default comes from."""

    default: int
    label: str
    help: str
    source: str


BOOK_OPTIONS: dict[str, BookOption] = {
    "disclosure_day": BookOption(
        15, "财务公开日", "季度(月度)结束后次月几日前公开", "各地 8、10、15、20 日不一,由县里规定;默认 15 日"
    ),
    "report_day": BookOption(5, "月报上报日", "次月几日前上报", "集中整治方案 五:每月 5 日前"),
    "yellow_days": BookOption(7, "临期提醒(工作日)", "到期前几个工作日亮黄灯", "各县不一;默认 7 个工作日"),
    "notice_days": BookOption(7, "公示天数", "张贴至少几天", "各地 5 至 10 天不一;默认 7 天"),
    "other_limit": BookOption(
        100_000, "“其他”单笔提示线(分)", "“其他”项目单笔超过即提示写清用途", "各县不一;默认 1,000 元"
    ),
}
