"""Names of people under eighteen: by their age, their birth, their identity number, or what a text calls them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from app.domain.patterns import later
from app.domain.personal.found import Found, Kind
from app.domain.personal.numbers import birth_of
from app.domain.personal.plain import whole_number
from app.domain.personal.surnames import HAN, name_at, name_before

OF_AGE = 18
"""Source: 未成年人保护法 第二条."""
_HINT = later(
    "岁|童|学龄|托班|托管班|学前教育|保教费|保育费|托育|入园|营养|课后服务|义务教育|学生|初中生|高中生|孤儿|遗孤|未成年|婴|幼|新生儿|同学|小朋友|年级|班级|[)）]班|出生|[\\d年月日]生|"
    "个月|年龄|少年|少女|少先队员|被监护|被抚养|"
    "双胞胎|三胞胎|龙凤胎|早产儿|脑瘫儿|男孩|女孩|小孩|患儿|小学|初中|中学|就读|学前班|初[一二三]|高[一二三]|"
    "孩子|监护人|家长"
)
_NUMBER = r"(\d{1,3}|[一二三四五六七八九十百两]{1,5})"
_NUMERALS = frozenset("0123456789一二三四五六七八九十两")
_GRADE = r"[一二三四五六七八九]年级"
_CHILD = (
    r"留守儿童|困境儿童|儿童|(?<![大专科究])(?<!大[一二三四])学生|初中生|高中生|孤儿|遗孤|"
    r"幼儿园(?:[大中小托]+班)?|新生儿|婴幼儿|"
    r"幼儿|婴儿|弃婴|男婴|女婴|女童|男童|幼童|孩童|"
    r"女孩|男孩|小孩|孩子|患儿|早产儿|脑瘫儿|幼子|幼女|少先队员|少年(?!宫|队|先|强)|少女|未成年子女|未成年人|"
    r"未成年(?:被害人|受害人|当事人|嫌疑人)?|"
    r"被监护人|被抚养人|双胞胎|三胞胎|龙凤胎|学前班|小朋友|(?:小学|初中)毕业[生班]|"
    rf"[午晚]托班|托管班|托育班|早教班|"
    rf"(?:{_GRADE}|初[一二三]|高[一二三])(?:[((]\d{{1,2}}[))]班)?|[一二三四五六七八九初高][((]\d{{1,2}}[))]班"
)
CHILDREN = later(_CHILD)
"""Words that call somebody a child, a pupil or an orphan."""
_BEFORE = later(
    rf"(?:{_CHILD})(?:学生|新生|兄弟|姐妹|姐弟|兄妹|姊妹)?(?:(?!家长|监护|班主任|老师|教师)[一-龥]{{1,7}}(?<!家长|老师|教师|校长|园长|主任|会计|"
    rf"领队)"
    r"(?<!联系人|负责人|经手人|监护人|辅导员)[::]\s?|(?:[::\s“\"'((]|名叫|叫|姓名){0,2})"
)
_FEE_OF = later(
    r"(?:学前教育|保教费|保育费|托育|入园|营养(?:改善|午?餐)|课后服务|义务教育)[一-龥]{0,8}"
    r"(?<!联系人)(?<!负责人)(?<!经手人)(?<!经办人)[::]\s?"
)
_AT_SCHOOL = later(r"就[读学]于?[^,,。;;]{0,14}?(?:小学|中学|学校|一中|二中|三中|初中|幼儿园|年级)[的生]{0,2}")
_AGED = later(
    rf"{_NUMBER}\s?(?:周?岁半?|个月)(?![口上以])的?(?:儿子|女儿|孙子|孙女|外孙女?|儿童|男孩|女孩|学生|女童|男童|"
    rf"小女|幼子|幼女|[长次]子|[长次]女|"
    r"弟弟|妹妹|侄子|侄女|孩子|小孩|孤儿|村民|婴儿|男婴|女婴|幼儿|少年|少女)?[::\s]?"
)
_GAP = r"(?:[((][^()()]{1,10}?[,,;;、\s])?[((\s,,、::]{0,3}(?:[男女][))\s,,、]{1,2})?(?:[汉回满苗]族?[,,\s]{1,2})?"
_AGE = later(rf"{_GAP}(?:今年|现年|年仅|年方|年龄|年纪|才|刚满|刚|仅|已满|满|时年)?[::\s]?{_NUMBER}\s?周?岁(?!以|起)")
_AGE_IN_A_LIST = later(rf"[,,;;\s]{{0,2}}(?:[男女][,,;;\s]{{1,2}})?年龄[::\s]{{0,2}}{_NUMBER}(?!\d)")
_UNDER = later(rf"{_GAP}(?:未满|不满)\s?{_NUMBER}\s?周?岁")
_MONTHS = later(rf"{_GAP}(?:才|刚满|仅|出生)?{_NUMBER}\s?个月(?:大|的|[))])")
_BORN = later(
    rf"{_GAP}(?:(?:为|系|是|生于|出生于|出生日期|出生)[::\s]?)?((?:19|20)\d{{2}})"
    r"(?:年(?:\s?(\d{1,2})月(?:\s?(\d{1,2})日)?)?|[-./](\d{1,2})(?:[-./](\d{1,2}))?)\s?(?:出生|生|[))])"
)
_BORN_ON = later(
    rf"{_GAP}(?:生于|出生于|出生日期|出生年月)[::\s]?((?:19|20)\d{{2}})"
    r"(?:年(?:\s?(\d{1,2})月(?:\s?(\d{1,2})日)?)?|[-./](\d{1,2})(?:[-./](\d{1,2}))?)"
)
_ROLE = (
    rf"孤儿|未成年|儿童|学龄前|(?<![大专科究])(?<!大[一二三四])学生|小学|初中|中学生|中小学|高中生|幼儿|婴儿|在校[中小]|"
    rf"少先队员|初[一二三]|高[一二三]|{_GRADE}|"
    r"[一二三四五六七八九]\(\d{1,2}\)班"
)
_CALLED = later(
    rf"(?:姐弟|兄妹|兄弟|姐妹|姊妹)?(?:的?(?:家长|监护人)(?!会)|[之的][父母][^。;;]{{0,20}}?(?:小学|年级|幼儿园|"
    rf"初中)|[((](?![^))]{{0,8}}大(?:学|专|[一二三四]))[^))]{{0,8}}?(?:{_ROLE})|同学|小朋友|"
    rf"[,,;;\s]{{1,2}}[男女][,,;;\s]{{1,2}}(?:{_ROLE})|"
    rf"[,,\s]{{0,2}}(?:系|为|是|均为|都是)[^,,。;、]{{0,6}}?(?:{_ROLE})|"
    rf"等\s?[\d一二三四五六七八九十两]*\s?[名位个]?(?:{_ROLE})|"
    r"[,,\s]{0,2}(?:现)?就[读学]于?[^,,。;;]{1,14}?(?:小学|初中|中学|幼儿园|年级)|"
    rf"[,,\s]{{0,2}}(?:现|还|正)?(?:在)?(?:上|读|念)(?:小学|初中|幼儿园|初[一二三]|高[一二三]|{_GRADE})|"
    rf"[,,;;\s]{{1,2}}(?:年级|班级|学籍号)[::\s])"
)
_IN_CLASS = later(
    rf"(?<![一-龥])[一-龥]{{2,4}}(?=[,,;;\s]{{1,2}}(?:(?:小学|初中|高中|中学)(?:[一二三四五六]年级|[一二三])|"
    rf"幼儿园[大中小托]班|学前班|{_GRADE}|初[一二三]|高[一二三])(?:在读|学生)?(?:[,,。;;))]|$))"
)
_AND = later(r"(?:[((][^()()]{0,12}[))])?\s?(?:[、和与及]\s?|[,,]\s?| )")
_LABEL = later(r"[((,,::\s]*(?:居民)?(?:身份证号?码?|身份证|证件号?码?|证号|ID)?[::((,,\s]*$")
_LABEL_AFTER = later(r"[)),,;;::\s号码]*(?:姓名|户名|学生|领取人)?[::\s]*")


def find_minors(even: str, today: date, numbers: Iterable[Found] = ()) -> Iterator[Found]:
    """The whole names of people under eighteen; `numbers` are the identity numbers found in the same text."""
    spans: list[tuple[int, int]] = []
    if _HINT.search(even):
        spans += _called_before(even)
        spans += _told_behind(even, today)
        spans += _with_class(even)
    for number in numbers:
        if number.kind is Kind.ID and is_minor(birth_of(number.number), today):
            spans += _beside(even, number)
    for start, end in sorted(set(spans), key=lambda span: (span[0], -span[1])):
        yield Found(Kind.MINOR, start, end, even[start:end])


def is_minor(born: date | None, today: date) -> bool:
    """Under eighteen on a day."""
    if born is None or born > today:
        return False
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day)) < OF_AGE


def _called_before(even: str) -> Iterator[tuple[int, int]]:
    """孤儿王小明、李小红; 就读示例中学的杨子涵; 9岁的毛豆豆."""
    for pattern in (_BEFORE, _FEE_OF, _AT_SCHOOL, _AGED):
        for match in pattern.finditer(even):
            if pattern is _AGED and not _young(match[1]):
                continue
            if pattern is not _FEE_OF or name_at(even, match.end(), strict=True):
                yield from _names_from(even, match.end())


def _with_class(even: str) -> Iterator[tuple[int, int]]:
    """车晓晓,初中二年级: a name alone in its part of the text, and the class behind it."""
    for match in _IN_CLASS.finditer(even):
        if name_at(even, match.start()) == match.end():
            yield match.span()


def _names_from(even: str, start: int) -> Iterator[tuple[int, int]]:
    end = name_at(even, start)
    while end:
        yield start, end
        joined = _AND.match(even, end)
        start = joined.end() if joined else len(even)
        loose = joined is not None and joined[0].rstrip()[-1:] not in ("、", "和", "与", "及")
        end = name_at(even, start, strict=loose) if joined else 0
        if loose and HAN.match(even[end : end + 1] or " "):  # 、 joins names; behind a comma a whole part must be one
            end = 0


def _told_behind(even: str, today: date) -> Iterator[tuple[int, int]]:
    """谢文博,男,12岁; 钟小宝(2018年5月出生); 丁一(孤儿); 宋词小朋友."""
    for end in range(2, len(even)):
        if not _may_tell(even[end]) or (even[end] in _NUMERALS and even[end - 1] in _NUMERALS):
            continue
        if _is_young(even, end, today):
            yield from _names_up_to(even, end)


def _may_tell(char: str) -> bool:
    return (
        char in _NUMERALS
        or char in "((,,、 ::今现年才刚仅满时同小系为是均都等就上读未不男女的之家监生出年班学还正读念在姐兄弟姊;;"
    )


def _is_young(even: str, end: int, today: date) -> bool:
    if (age := _AGE.match(even, end)) and _young(age[1]):
        return True
    if (under := _UNDER.match(even, end)) and (whole_number(under[1]) or 99) <= OF_AGE:
        return True
    if (age := _AGE_IN_A_LIST.match(even, end)) and _young(age[1]):
        return True
    if _MONTHS.match(even, end):
        return True
    if born := _BORN.match(even, end) or _BORN_ON.match(even, end):
        year, month, day = int(born[1]), int(born[2] or born[4] or 1), int(born[3] or born[5] or 1)
        try:
            return is_minor(date(year, month, day), today)
        except ValueError:
            return False
    return bool(_CALLED.match(even, end))


def _names_up_to(even: str, end: int) -> Iterator[tuple[int, int]]:
    """The name that ends here and those joined to it before: 黎梦琪、黎梦瑶(均为在校小学生)."""
    start = name_before(even, end)
    while start >= 0:
        yield start, end
        end = start - 1
        start = name_before(even, end) if end > 1 and even[end] in "、和与" else -1


def _beside(even: str, number: Found) -> Iterator[tuple[int, int]]:
    label = _LABEL.search(even[: number.start])
    end = label.start() if label else number.start
    start = name_before(even, end)
    if start >= 0:
        yield start, end
        return
    after = _LABEL_AFTER.match(even, number.end)
    begin = after.end() if after else number.end
    if found := name_at(even, begin):
        yield begin, found


def _young(text: str) -> bool:
    age = whole_number(text)
    return age is not None and age < OF_AGE
