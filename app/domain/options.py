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
    "question_days": BookOption(
        10, "群众意见答复天数", "群众对公开内容提出意见后几天内答复", "农村集体经济组织财务公开规定;一地规定 10 日"
    ),
    "event_days": BookOption(10, "随时公开天数", "事项发生后几日内公开", "各地 5 至 15 日不一;默认 10 日"),
    "talk_days": BookOption(30, "约谈整改天数", "约谈提醒后几天内反馈整改情况", "各县不一;默认 30 天"),
    "assessment_threshold": BookOption(280, "考核约谈线", "季度考核低于这个分数的约谈", "四化三查方案 (三)5:280 分"),
    "appraisal_good": BookOption(100, "评议“满意”分值", "民主评议一票“满意”折合的分数", "各县不一;默认 100"),
    "appraisal_fair": BookOption(80, "评议“基本满意”分值", "民主评议一票“基本满意”折合的分数", "各县不一;默认 80"),
    "appraisal_plain": BookOption(60, "评议“一般”分值", "民主评议一票“一般”折合的分数", "各县不一;默认 60"),
    "appraisal_bad": BookOption(0, "评议“不满意”分值", "民主评议一票“不满意”折合的分数", "各县不一;默认 0"),
    "other_limit": BookOption(
        100_000, "“其他”单笔提示线(分)", "“其他”项目单笔超过即提示写清用途", "各县不一;默认 1,000 元"
    ),
}
