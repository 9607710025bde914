"""What a county may change: one table with default, label, help and source for each option of a book."""

from __future__ import annotations

from typing import NamedTuple


class BookOption(NamedTuple):
    """One changeable number of a book. `source` says where the default comes from.

    Where there are `choices` the number is the place of the chosen one.
    """

    default: int
    label: str
    help: str
    source: str
    choices: tuple[str, ...] = ()


BOOK_OPTIONS: dict[str, BookOption] = {
    "disclosure_day": BookOption(
        15, "财务公开日", "季度(年度)结束后次月几日前公开", "各地 8、10、15、20 日不一,由县里规定;默认 15 日"
    ),
    "monthly_day": BookOption(
        15, "按月公开日", "按月公开的,次月几日前公开", "各地 8、10、15、20 日不一,由县里规定;默认 15 日"
    ),
    "busy_lines": BookOption(
        30,
        "按月公开提示线(笔)",
        "平均每月收支超过几笔,提示应每月公开",
        "村民委员会组织法 第三十条:财务收支较多的每月公布;多少笔算多由县里定,默认 30 笔",
    ),
    "group_sheets": BookOption(
        0,
        "组级公开范围",
        "公开日历和待办里,哪些村民小组要有公开表",
        "集中整治方案 (三)4:组级财务每季公开,由村负责;没有自己账的小组怎么办,由县里定",
        ("所有小组", "公开过的小组", "不列小组"),
    ),
    "report_day": BookOption(5, "月报上报日", "次月几日前上报", "集中整治方案 五:每月 5 日前"),
    "letter_sides": BookOption(
        0,
        "公文版记",
        "双面打印的公文,版记放在偶数页末;单面打印的放在最后一页末",
        "党政机关公文格式 GB/T 9704-2012 7.4",
        ("双面打印", "单面打印"),
    ),
    "light_preset": BookOption(
        0,
        "灯色规则",
        "什么时候亮黄灯、红灯,按哪里的办法",
        "各县不一;默认 黄 临期、红 逾期、蓝 已延期",
        ("默认", "长武", "奎屯", "兴安", "西安", "宿迁", "宜昌"),
    ),
    "deputy_days": BookOption(7, "报分管领导(逾期天数)", "逾期满几天列入报分管领导的清单", "各县不一;默认 7 天"),
    "head_days": BookOption(15, "报主要领导(逾期天数)", "逾期满几天列入报主要领导的清单", "各县不一;默认 15 天"),
    "yellow_days": BookOption(7, "临期提醒(工作日)", "到期前几个工作日亮黄灯", "各县不一;默认 7 个工作日"),
    "notice_days": BookOption(7, "公示天数", "张贴至少几天", "各地 5 至 10 天不一;默认 7 天"),
    "question_days": BookOption(
        10, "群众意见答复天数", "群众对公开内容提出意见后几天内答复", "农村集体经济组织财务公开规定;一地规定 10 日"
    ),
    "event_days": BookOption(10, "随时公开天数", "事项发生后几日内公开", "各地 5 至 15 日不一;默认 10 日"),
    "talk_days": BookOption(30, "函询回复天数", "函询发出后几天内回复", "监督执纪工作规则:谈话函询;默认 30 天"),
    "stage_report_days": BookOption(
        5, "阶段报告天数", "下一阶段开始后几日内报送阶段报告", "集中整治方案 五:下阶段工作开始后 5 日前"
    ),
    "clue_talk_days": BookOption(
        5, "谈话函询启动(工作日)", "批准后几个工作日内开始谈话函询", "监督执纪工作规则;默认 5 个工作日"
    ),
    "clue_verify_days": BookOption(
        15, "初核方案(工作日)", "批准初步核实后几个工作日内拟好方案", "监督执纪工作规则;默认 15 个工作日"
    ),
    "clue_finish_days": BookOption(30, "线索办结天数", "处置后几天内办结", "各县按来源 10 至 30 天不一;默认 30 天"),
    "clue_hold_months": BookOption(6, "暂存复查(月)", "暂存待查的线索隔几个月再看一次", "各县不一;默认 6 个月"),
    "service_complaint_days": BookOption(
        60, "服务投诉办结天数", "对站所服务的投诉几天内答复", "信访工作条例:60 日内;县里可以规定更短"
    ),
    "assessment_threshold": BookOption(280, "考核约谈线", "季度考核低于这个分数的约谈", "四化三查方案 (三)5:280 分"),
    "appraisal_good": BookOption(100, "评议“满意”分值", "民主评议一票“满意”折合的分数", "各县不一;默认 100"),
    "appraisal_fair": BookOption(80, "评议“基本满意”分值", "民主评议一票“基本满意”折合的分数", "各县不一;默认 80"),
    "appraisal_plain": BookOption(60, "评议“一般”分值", "民主评议一票“一般”折合的分数", "各县不一;默认 60"),
    "appraisal_bad": BookOption(0, "评议“不满意”分值", "民主评议一票“不满意”折合的分数", "各县不一;默认 0"),
    "appraisal_ranking": BookOption(
        0, "显示评议考核名次", "1 显示名次和后三名,0 不显示", "四化三查方案 1 三、四有排名;默认不显示,由县里定"
    ),
    "other_share": BookOption(
        10, "“其他”占比提示线(%)", "“其他”项目占收入或支出合计超过百分之几即提示", "各县不一;默认 10%"
    ),
    "payee_times": BookOption(3, "同一对方付款提示(笔)", "一期里付给同一对方满几笔即提示", "各县不一;默认 3 笔"),
    "approval_line": BookOption(
        500_000,
        "审批线(分)",
        "单笔支出到这个数要按大额审批;几笔拆开、加起来过线的提示",
        "各县、各村财务制度不一,由县里定;默认 5,000 元",
    ),
    "large_payment": BookOption(
        1_000_000,
        "大额支出线(分)",
        "单笔支出到这个数,提示核对会议记录、合同和验收单",
        "各县、各村财务制度不一,由县里定;默认 10,000 元",
    ),
    "change_percent": BookOption(
        30, "比上期变动提示线(%)", "收入或支出合计比上期增减超过百分之几即提示", "各县不一;默认 30%"
    ),
    "like_times": BookOption(
        3, "同类村对比提示线(倍)", "一个支出项目达到全乡各村中位数的几倍即提示", "各县不一;默认 3 倍"
    ),
    "jump_times": BookOption(
        3,
        "月报突增突减提示线(倍)",
        "月报的一个数超过前几个月平均(或上年同月)的几倍、或不到几分之一,要求写明原因",
        "各县不一;默认 3 倍",
    ),
    "wall_paper": BookOption(
        0,
        "公示用纸",
        "公示、公开榜一般用什么纸;打印预览里可以为每种表另选",
        "各县不一;没有 A3 打印机的用 A4 拼贴。字号:A3 不小于 16 磅,60×90 厘米不小于 22 磅",
        ("按表种", "A4", "A3", "60×90厘米", "A4拼成A3(2张)", "A4拼成大张(4张)", "A4拼成58×84厘米(9张)"),
    ),
    "sm_signature": BookOption(
        0,
        "国密附加签名(试验)",
        "上报包另加 SM3 清单和 SM2 签名;原有签名照旧,报表 PDF 上不加。县里的程序也要是 0.3 以上。不等于通过密评",
        "GB/T 32918、GB/T 32905;合规要用经过认证的 UKey(SKF 接口),由县里定;默认不加",
        ("不加", "加"),
    ),
    "other_limit": BookOption(
        100_000, "“其他”单笔提示线(分)", "“其他”项目单笔超过即提示写清用途", "各县不一;默认 1,000 元"
    ),
}
# In this order they stand in the settings, each group under its heading.
GROUPS: dict[str, tuple[str, ...]] = {
    "公开": (
        *("disclosure_day", "monthly_day", "busy_lines", "group_sheets", "notice_days", "event_days"),
        *("question_days", "wall_paper"),
    ),
    "灯色和提醒": ("light_preset", "yellow_days", "deputy_days", "head_days"),
    "上报和公文": ("report_day", "stage_report_days", "jump_times", "letter_sides", "sm_signature"),
    "线索、函询和投诉": (
        *("clue_talk_days", "clue_verify_days", "clue_finish_days", "clue_hold_months", "talk_days"),
        "service_complaint_days",
    ),
    "考核和评议": (
        *("assessment_threshold", "appraisal_good", "appraisal_fair", "appraisal_plain", "appraisal_bad"),
        "appraisal_ranking",
    ),
    "财务审核": (
        *("approval_line", "large_payment", "payee_times", "other_limit", "other_share", "change_percent"),
        "like_times",
    ),
}
