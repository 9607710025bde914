"""The figures of the monthly data report: code, name, unit, and whether it counts events or what stood at the end.

The county's own form is not published; this row set is ours, held as data, and a form (layout) picks from it.
Source: 集中整治方案 五 (每月5日前报送数据); forms-and-rules 4.1 to 4.4.
"""

from __future__ import annotations

from typing import NamedTuple


class Indicator(NamedTuple):
    """One figure. `part` is the heading it stands under, `inside` the figure it is a part of ("" for none)."""

    code: str
    label: str
    unit: str
    part: str
    stock: bool = False
    inside: str = ""


_TABLE = """
A 问题线索
A10 期初在办线索 件 S
A20 受理问题线索 件 E
A21 信访举报 件 E A20
A22 上级交办 件 E A20
A23 监督检查中发现 件 E A20
A24 审查调查中发现 件 E A20
A25 巡察中发现 件 E A20
A26 审计中发现 件 E A20
A27 其他机关移交 件 E A20
A28 自查自首 件 E A20
A29 其他来源 件 E A20
A30 处置线索 件 E
A31 谈话函询 件 E A30
A32 初步核实 件 E A30
A33 暂存待查 件 E A30
A34 予以了结 件 E A30
A40 办结线索 件 E
A41 属实 件 E A40
A42 部分属实 件 E A40
A43 不属实 件 E A40
A44 无法查实 件 E A40
A45 诬告 件 E A40
A48 移出 件 E
A49 重启 件 E
A50 期末在办线索 件 S
A51 逾期未办 件 S A50
A52 暂存待查 件 S A50
A60 交办 件 E
A61 督办 件 E
A62 直接查办 件 E
A70 接收移送 件 E
A71 检察机关移来 件 E A70
A72 公安机关移来 件 E A70
A73 信访部门移来 件 E A70
A74 财政部门移来 件 E A70
A75 审计部门移来 件 E A70
A79 其他机关移来 件 E A70
A80 移送其他机关 件 E
A81 移送检察机关 件 E A80
A82 移送公安机关 件 E A80
A83 移送信访部门 件 E A80
A84 移送财政部门 件 E A80
A85 移送审计部门 件 E A80
A89 移送其他机关(另) 件 E A80
B 查处
B10 立案 件 E
B11 立案涉及 人 E
B20 查处问题 个 E
B21 经线索查实 个 E B20
B22 当场处理 个 E B20
B30 处理人数 人 E
B40 党纪政务处分 人 E B30
B41 党纪处分 人 E B30
B42 政务处分 人 E B30
B43 党纪政务双重处分 人 E B40
B50 组织处理 人 E B30
B60 批评教育、诫勉等 人 E B30
B70 移送司法机关 人 E B30
B90 从轻减轻免予处理 人 E
B91 从严处理 人 E
B92 容错 人 E
C 四种形态
C00 运用四种形态 人次 E
C10 第一种形态 人次 E C00
C20 第二种形态 人次 E C00
C30 第三种形态 人次 E C00
C40 第四种形态 人次 E C00
D 通报曝光
D10 通报曝光批次 批 E
D11 通报典型案例 起 E
D12 点名人数 人 E
D20 月督查通报 期 E
E 问责
E10 问责案件 起 E
E11 问责领导干部 人 E E10
E12 问责党组织(单位) 个 E E10
E20 一案双查 起 E
E21 倒查追责 起 E E20
F 资金
F10 涉及违纪金额 元 E
F20 清退追缴 元 E
F30 退还群众 元 E
F31 退还户数 户 E
F40 挽回经济损失 元 E
G 自查自纠与整改
G05 专项开始前未销号 个 S
G10 排查问题 个 E
G11 自己找 个 E G10
G12 群众提 个 E G10
G13 同事帮 个 E G10
G14 领导点 个 E G10
G19 其他途径 个 E G10
G1U 单位问题 个 E G10
G1P 个人问题 个 E G10
G20 整改完成(销号) 个 E
G30 期末未销号 个 S
G31 整改中(未到期) 个 S G30
G32 逾期 个 S G30
G33 长期坚持 个 S G30
G34 待核实 个 S G30
G35 转问题线索 个 E
G36 移送其他单位 个 E
G40 制定整改措施 条 E
G41 整改措施已完成 条 E
G50 整改承诺 份 E
G51 承诺已兑现 份 E
G60 整改公示 期 E
G70 群众评判 票 E
G71 满意 票 E G70
G72 基本满意 票 E G70
G73 不满意 票 E G70
G80 主动说明 个 E
G90 自查报告应报 份 E
G91 自查报告已报 份 E
G92 零报告 份 E G91
H 财务和村务公开
H10 组级应公开 张 E
H11 组级按期公开 张 E H10
H12 组级逾期公开 张 E H10
H13 组级未公开 张 E H10
H20 村级应公开 张 E
H21 村级按期公开 张 E H20
H22 村级逾期公开 张 E H20
H23 村级未公开 张 E H20
H30 专项公开 次 E
H40 群众意见 件 E
H41 按期答复 件 E
H42 更正重公布 件 E
I 监督检查
I10 监督检查 次 E
I11 暗访 次 E I10
I12 现场督导 次 E I10
I13 电话调度 次 E I10
I14 材料汇报 次 E I10
I15 自查 次 E I10
I16 相互查 次 E I10
I17 督导查 次 E I10
I18 专项查 次 E I10
I19 重点查 次 E I10
I1A 半年督查 次 E I10
I1B 日常检查 次 E I10
I20 检查发现问题 个 E
I21 责令整改单位 个 E
I22 整改函 份 E
I30 公开栏检查 个 E
I31 公开栏有问题 个 E I30
I40 行政审批检查 件 E
I41 行政审批有问题 件 E I40
I50 民生资金检查 项 E
I51 民生资金有问题 项 E I50
J 信访举报
J10 受理信访举报 件 E
J11 业务范围内 件 E J10
J12 业务范围外及无实质内容 件 E J10
J13 初次 件 E J10
J14 重复 件 E J10
J15 实名 件 E J10
J16 按期告知 件 E
J17 按期反馈 件 E
J18 密封移送件 件 E
J21 来信 件 E J10
J22 来访 件 E J10
J23 来电 件 E J10
J24 网络 件 E J10
J25 其他渠道 件 E J10
K 办件与投诉
K09 期初在办办件 件 S
K10 受理办件 件 E
K11 即办 件 E K10
K12 承诺 件 E K10
K13 报批 件 E K10
K14 退回(禁办) 件 E K10
K20 按时办结 件 E
K21 超时办结 件 E
K22 期末在办 件 S
K30 服务投诉 件 E
K31 投诉办结 件 E
L 评议考核
L10 民主评议会 场 E
L11 评议靠后谈话 人次 E
L20 整改建议书 份 E
L21 按期回复 份 E
L30 民意调查有效样本 份 E
L40 考核约谈 人次 E
L41 扣减经费 元 E
L42 奖励经费 元 E
M 制度与宣传
M10 建立完善制度 项 E
M20 宣传 次 E
M30 联席会议 次 E
N 职权清单
N10 公开职权 项 S
N11 部门站所职权 项 S N10
N12 村级服务事项 项 S N10
N20 公开服务承诺 项 S
"""


def _read() -> dict[str, Indicator]:
    found: dict[str, Indicator] = {}
    part = ""
    for line in _TABLE.strip().splitlines():
        words = line.split()
        if len(words) == 2:
            part = words[1]
            continue
        code, label, unit, kind = words[:4]
        found[code] = Indicator(code, label, unit, part, kind == "S", words[4] if len(words) > 4 else "")
    return found


INDICATORS = _read()
MONEY = "元"
# What is broken down, and by what: 4.2 T2 by category, 4.3 T3 by level of person, 4.4 T4 by kind of measure.
BY_CATEGORY = (
    "G10",
    "G20",
    "A20",
    "A40",
    "B10",
    "B20",
    "B30",
    "B40",
    "B41",
    "B42",
    "B50",
    "B60",
    "B70",
    "D11",
    "D12",
    "E10",
    "E11",
    "E20",
    "F10",
    "F20",
    "F30",
    "F31",
)
BY_LEVEL = ("B30", "B40", "B41", "B42", "B50", "B60", "B70", "C10", "C20", "C30", "C40", "E11", "D12")
BY_MEASURE = "C90"  # stands in no form by itself: the kinds of measures within the four forms
