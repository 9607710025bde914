"""Where somebody lives, down to the door; villages, groups and the addresses of offices are public."""

from __future__ import annotations

from collections.abc import Iterator

from app.domain.patterns import later
from app.domain.personal.found import Found, Kind

_D = r"(?:[甲乙丙附第]?\d{1,5}|[甲乙丙附第]?[一二三四五六七八九十百零〇]{1,5})"
_IN_HOUSE = rf"(?:\s?(?:{_D}|[A-Za-z])\s?(?:栋|幢|座|号楼|楼|单元|门|层|室|房|户))"
_HINT = later(r"[号室栋幢座]|单元|门牌|\d\s?房|[楼房户].{0,3}\d|\d-\d{1,2}-\d{3}|[楼舍院寓]\s?\d{1,2}-\d{3}")
_PATTERNS = (
    later(rf"第?{_D}\s?(?:村民)?小?组\s?{_D}(?:[-之]{_D})?\s?号(?![楼])(?:附?{_D}号)?{_IN_HOUSE}*"),
    later(
        rf"(?<=[路街巷弄坊])\s?(?:{_D}弄\s?)?{_D}(?:[-之]{_D})?\s?号院?(?:附?{_D}号|[之附]{_D})?{_IN_HOUSE}*(?:\d{{3,4}})?"
    ),
    later(rf"(?<=[路街巷坊]){_D}弄{_D}号{_IN_HOUSE}*"),
    later(rf"(?<=大道)\s?{_D}(?:[-之]{_D})?\s?号院?{_IN_HOUSE}*"),
    later(rf"(?<=[村屯湾])\s?{_D}(?:[-之]{_D})?\s?号{_IN_HOUSE}*"),
    later(
        rf"(?:{_D}|[A-Za-z])\s?(?:栋|幢|座|号楼)\s?(?:{_D}单元\s?)?(?:{_D}|[A-Za-z]\d+)?\s?(?:层|"
        rf"楼)?\s?(?:\d{{3,4}}|{_D})\s?(?:室|房|户|号)"
    ),
    later(rf"(?:{_D}|[A-Za-z])\s?(?:栋|幢|座|号楼)\s?{_D}单元(?:\s?(?:{_D}[楼层])?\s?\d{{3,4}})?"),
    later(r"(?:\d{1,3}|[A-Za-z])\s?(?:[栋幢座]|号楼)\s?-?\s?(?:\d{1,2}-)?\d{3,4}(?!\d|\s?(?:元|米|平|人|户|套|间|年))"),
    later(
        rf"{_D}\s?单元\s?(?:{_D}[楼层])?\s?(?:{_D}\s?(?:室|房|户|号)|\d{{3,4}}(?!\d|\s?(?:元|米|平|人|户|套|间|年)))"
    ),
    later(rf"(?<=[村区园湾庄点])\s?{_D}排{_D}\s?[号户](?![楼线])"),
    later(r"(?<=区|园|村|苑|寓|庭|城|湾|府|邸|里|号|楼)[::]?\s?\d{1,3}-\d{1,2}-\d{3,4}(?!\d|-)"),
    later(r"(?<=[楼舍栋院房寓])\s?\d{1,2}-\d{3,4}(?!\d|-|元)"),
    later(r"(?<=安置房|家属院|宿舍楼|教师楼|家属楼|集资楼|家属房|单身楼|公寓楼)\s?\d{3,4}[室房号]?(?!\d|元)"),
    later(
        rf"(?:家住|现住|住址|住在|居住[于在]|户籍地?|户籍地址|家庭地址|通讯地址|"
        rf"暂住|住(?![院建房宿户保])|住处在?|(?:[送寄搬迁][到至往]|送餐[到至]))[::]?[^,,。;;\n\d]{{1,22}}?({_D}\s?(?:号(?![楼线])|[室房](?![顶租])){_IN_HOUSE}*)"
    ),
    later(rf"(?<=门牌)号?[::]?\s?{_D}\s?号?(?!\d)"),
    later(rf"门牌号?码?[::为是]?\s?[一-龥]{{1,8}}?({_D}\s?号(?![楼线]))"),
    later(rf"(?<=门牌号码)[::]?\s?{_D}\s?号?(?!\d)"),
)
_ANOTHER_DAY = later(
    r"\s?(?:开|召|前|后|上午|下午|中午|晚|早|起|至|到|发|付|领|会|组织|举行|动工|完工|停|检查|收|缴|报|凌晨)"
)
_OF_A_DAY = ("里", "内", "月", "份")
_WHERE_LETTERS_GO, _A_FLAT = ("寄至", "来信", "邮寄"), later("[栋幢室]|单元")
_A_THING = later(
    r"\s?(?:机井|井|泵|塘|渠|沟|桥|坝|闸|线|路|灯|台区|变|杆|电杆|电线杆|电表|水表|配电|地块|田|山|林|仓|库|棚|"
    r"池|厕|标段|标|车|机|船|点|卡口|摄像|"
    r"监控|文|令|公告|通知|表|柴油|汽油|水泥|选手|样|窗口|柜|票|会议室|教学楼|电梯|站|矿|坑|孔|墩|涵|便道|支渠|"
    r"厂房|沼气|门面|店面|铺面|摊位|安置点)"
)
_OFFICE = later(
    r"村委|居委|村部|党群|服务中心|服务站|服务大厅|政务|办公|政府|纪委|公司|厂|店|超市|商行|酒店|饭店|宾馆|银行|"
    r"信用社|学校|小学|"
    r"中学|幼儿园|卫生室|卫生院|医院|派出所|法院|检察|法庭|[县乡镇]\w{0,4}局|委员会|公开栏|意见箱|举报箱|文化站|"
    r"活动室|仓库|敬老院|养老院|"
    r"祠堂|市场|车站|加油站|寄至|来信|邮寄|合作社|基地|门市|收购站|工会|公厕"
)
_HOME = later(
    r"家住|现住|住在|居住|租住|借住|暂住|住址|住户|住(?![院建房宿])|户籍|户主|户口|家中|家里|[大老][爷妈伯娘汉]|"
    r"老人|五保|低保|贫困|危房|"
    r"老屋|房屋|的家|家$|之家|村民|租房|入户|走访|慰问|宿舍|公寓|家属楼"
)


def find_places(even: str) -> Iterator[Found]:
    """Every address with a door number that is not called that of an office.

    Source: forms-and-rules 3.7 (address: village and group are public); domain.md 6.
    """
    if not _HINT.search(even):
        return
    taken: list[tuple[int, int]] = []
    for pattern in _PATTERNS:
        for match in pattern.finditer(even):
            start, end = match.span(match.re.groups)
            start += len(even[start:end]) - len(even[start:end].lstrip(": "))
            if any(start < other_end and end > other for other, other_end in taken):
                continue
            if _is_home(even, start, end):
                taken.append((start, end))
    for start, end in taken:
        yield Found(Kind.ADDRESS, start, end, even[start:end])


def _is_home(even: str, start: int, end: int) -> bool:
    before = even[max(0, start - 16) : start]
    for sign in "。;\n":
        before = before.rpartition(sign)[2]
    home = bool(_HOME.search(before))
    if _A_THING.match(even, end):
        return False
    if ("组" in even[start:end] or before.rstrip()[-1:] in _OF_A_DAY) and _ANOTHER_DAY.match(even, end) and not home:
        return False
    after = even[end : end + 10]
    for sign in "。;,,\n":
        after = after.partition(sign)[0]
    office = _OFFICE.search(before) or _OFFICE.search(after)
    if home or office is None:
        return True
    return office[0] in _WHERE_LETTERS_GO and bool(_A_FLAT.search(even[start:end]))
