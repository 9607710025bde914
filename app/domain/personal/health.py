"""Illness, disability and the reason of poverty; names of grants, programmes and institutions are public."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from re import Pattern, compile

from app.domain.patterns import later
from app.domain.personal.found import Found, Kind
from app.domain.personal.illnesses import DAMAGES, HURTS, ILLNESSES, LIMBS, ONLY_HERE, ORGANS
from app.domain.personal.surnames import name_at

_LEVEL = r"[一二三四1-4ⅠⅡⅢⅣ]"
_SORT = r"(?:肢体|视力|听力|言语|语言|智力|精神|多重)"
_KIN = r"本人|户主|妻子|丈夫|其妻|其夫|其子|其女|其母|其父|母亲|父亲|老伴|长子|次子|女儿|儿子|孩子|爱人|儿媳|奶奶|爷爷"
_DISABILITY = (
    rf"{_LEVEL}级(?:重度)?{_SORT}?残疾|{_SORT}{_LEVEL}级?残疾|"
    rf"{_SORT}(?:、?{_SORT})*残疾(?:[(::\s为]{{0,2}}{_LEVEL}级)?|"
    rf"残疾(?:等级)?[::\s为]{{0,2}}{_LEVEL}级|{_LEVEL}级重残|重度残疾|持有?残疾人?证|"
    rf"(?:(?<={_KIN}|身有)|(?<=[系因手脚腿]))(?:先天|身体|终身|终生)?残疾(?!人[两联]|"
    rf"军人)(?:[::\s为]{{0,2}}{_LEVEL}级)?|身体残疾"
)
_REASON = (
    r"因(?:病|残|学|灾|婚|丧|意外|事故|疾|缺?[一-龥]{1,4}?)(?:致|返)(?:贫|残)|"
    r"因病(?:住院|去世|死亡|亡故|卧床|丧失|无法|不能|困难|不治|失能|失劳|休学|辍学|手术|离世)|"
    r"(?:身患|患有?|得了?|罹患)(?:重|大|绝|恶)(?:疾?病|症)|身患[一-龥]{0,8}?[病症癌]|罹患[一-龥]{0,8}?[病症癌瘤]|"
    r"(?<![未无传病])患(?:有|上|了|过)?(?!者|儿|病率|病人数|难)[一-龥、]{0,12}?(?:病(?![率人历])|症|癌|瘤|"
    r"炎(?!热)|综合[征症]|结石|中毒|囊肿|增生)|"
    r"(?<![一-龥]有)(?<=有)[重大]病(?:人|号|患者)?|[重大]病患者|"
    r"(?:做|动|行|接受)了?[一-龥]{0,6}?手术|先天性[一-龥]{1,6}?(?:病|症|畸形|残疾|缺损|[聋盲哑])|"
    r"[一-龥]{1,5}?(?:综合[征症]|硬化症|缺乏症|不全症|增多症|减少症)|"
    rf"(?<={_KIN}|"
    rf"该户)(?!因病)[一-龥]{{1,9}}?(?:病(?![虫害死毒菌株险媒床房区历例人员假情理根变休退残逝亡故危重痛])|癌|瘤|"
    rf"症(?!结)|炎(?![热夏黄])|坏死|衰竭)"
)
_LABELLED = later(
    r"(?:病情|病种|诊断|所患疾病|疾病名称|残疾类别|残疾等级|致困原因|困难原因|致贫原因|致贫主因|健康状况|"
    r"身体状况)[::为是系]{1,2}\s?"
    r"(?!健康|良好|无|正常|一般|其他|见|详见|按)([^,,。;;、\s()()]{1,14})"
)
_MORE_BEFORE = (
    r"(?:先天性|系统性|急性|慢性|晚期|早期|原发性|继发性|恶性|遗传性|进行性|间歇性|重度|重症|中度|轻度|严重|"
    r"多发性?|特发性|过敏性|间质性|感染性|病毒性|细菌性|真菌性|化脓性|溃疡性|萎缩性|出血性|缺血性|阻塞性|梗阻性|增生性|混合性|"
    r"神经性|血管性|(?:自身)?免疫性|功能性|器质性|退行性|外伤性|创伤性|药物性|酒精性|代谢性|痉挛性|强直性|结节性|浸润性|转移性|"
    r"获得性|家族性|复发性|难治性|活动性|陈旧性|顽固性|老年性?|青少年|小儿|婴儿|新生儿|妊娠期?|产后|糖尿病性?|高血压性?|"
    r"(?<![A-Za-z])[A-Za-z]{1,4}\d?型?|[一二三1-3ⅠⅡⅢ]型|"
    r"支原体|衣原体|腔隙性|[甲乙丙丁戊]型|心血管|[肺肝胃肠食管道脑肾脾胰胆膀胱尿宫卵巢乳腺颈椎腰胸腹股骨髋膝踝静脉动血神经"
    r"鼻咽喉舌淋巴胞膜颅脊髓]|小球|"
    r"确诊为?|诊断为|双目|单眼|[左右双][眼耳手腿脚侧]?|下肢|上肢|四肢|"
    r"下半身|半身|粉碎性|开放性)*"
)
_CANCER = (
    r"[肺肝胃肠食道直结乳腺宫颈卵巢甲状前列胰胆管肾膀胱鼻咽喉口腔脑骨皮肤淋巴血舌贲门眼颌腮窦胸腹膜尿输睾丸阴茎外内壶纵隔气支盂髓细胞鳞]"
    r"{1,5}癌"
)
_MORE_BEHIND = r"(?:晚期|早期|中期|[ⅠⅡⅢⅣ一二三四]期|术后|手术|并发症|后遗症|失代偿期?|转移|复发|去世|病人|患者)?"
_GRADED = later(rf"{_LEVEL}级")
_NAMED_GROUP = later(r"残疾人(?:员)?[::\s]?")
_PROGRAMME = later(
    r"^[一-龥、]{0,6}?(?:防治|防控|预防|筛查|宣传|知识|讲座|科普|疫苗|医院|专科|门诊|义诊|普查|体检|检查日|"
    r"监测点|培训|管理|健康教育|预案|防护|防制|"
    r"救助政策|救助办法|早诊|早筛|早治|免费|项目|义务|咨询|救治病种|专项|基金会|协会|联合会|学校|托养中心|"
    r"康复中心|康复站|卫生日|保险|用药目录|"
    r"人数|发病率|率|日活动|服务站|疫情|病毒|机构|消毒|防疫|家犬|知晓率|登记处|登记点|检疫|灭蚊|专家|查螺|灭螺|查治|手册|补助项目|随访)"
)
_AGAINST = later(
    r"(?:预防|防治|防控|宣传|筛查|抗击|消灭|防范|防止|避免|杜绝|化解|减少|普及|未患|没有|排除|否认|远离|科学|无|"
    r"抗|非洲|禽|动物|猪|牛|羊|鸡|鸭|水稻|"
    r"玉米|油菜|果树|松树|柑橘|脐橙|茶树|植物)[一-龥、]{0,4}(?:、?因[一-龥]{1,3}[致返]贫、?)*$"
)
_OF_A_GRANT = later(
    r"^[人员者儿童、和及两项生活护理费困难重度残疾康复训练机动轮椅车燃油就业家庭改造居家医保参保代缴保险费]{0,14}?"
    r"(?:补贴|补助|津贴|保障金|扶助金|专项|事业|政策|项目|托养|代缴|参保|医保|之家|联合会|无障碍)"
)
_COUNTED = later(r"^(?:户|人口|家庭|人员|患者|病人|人|儿童|对象)?\s*(?:共|计|合计)?\s*\d+\s*(?:户|人|例|名)")
_TELLING = (
    "病癌瘤炎残疾瘫痪症痴聋哑盲贫梗疯疗孕肝肾肺脑癫痫狼疮衰疹颤毒截患瘸跛驼疝癔瘘痹腭癣癜疡栓胰麻核酗烫纤刀祸绞穿"
    "狭枪耳脂摔遂搏毁弯砸兔抑胆斑肉畸萎茨儒渐腰哮烧臂腿帕卧胃膀腹股脊囊搭透痛亢染湿眼腺突击脱肌肿甲脏架肢骨植滋尿"
    "硬智伤断律碍"
)
"""Signs that few other words hold; a word with none of them is looked for whole."""


def find_health(even: str) -> Iterator[Found]:
    """Every illness, disability or reason of poverty that is said of somebody.

    Left alone are programmes (癌症筛查), institutions (肿瘤医院), grants called after a group (精神残疾人护理补贴) and
    statistics (视力残疾 12 人). Source: forms-and-rules 3.7 P3, masking table (kind of grant only).
    """
    if not _hint().search(even):
        return
    spans: list[tuple[int, int]] = []
    for match in _words().finditer(even):
        start, end = match.span()
        if _is_public(even, start, end):
            continue
        if spans and spans[-1][1] == start:  # 尿毒症透析 is one thing to be settled
            start = spans.pop()[0]
        spans.append((start, end))
    spans += [m.span(1) for m in _LABELLED.finditer(even) if not any(a < m.end(1) and b > m.start(1) for a, b in spans)]
    spans += [
        (m.start(), m.start() + 3)
        for m in _NAMED_GROUP.finditer(even)
        if name_at(even, m.end(), strict=True, common=True)
    ]
    for start, end in spans:
        yield Found(Kind.HEALTH, start, end, even[start:end])


@cache
def _words() -> Pattern[str]:
    words = "|".join(
        f"{ONLY_HERE[word][0]}{word}{ONLY_HERE[word][1]}" if word in ONLY_HERE else word
        for word in sorted(ILLNESSES, key=len, reverse=True)
    )
    organs = f"(?:{'|'.join(ORGANS)})+(?:{'|'.join(DAMAGES)})|(?:{'|'.join(LIMBS)})(?:{'|'.join(HURTS)})"
    said = rf"(?:(?<![未无])患(?:有|上|了)?)?{_MORE_BEFORE}(?:{words}|{organs}|{_CANCER}){_MORE_BEHIND}"
    return compile(f"{_DISABILITY}|{_REASON}|{said}")


@cache
def _hint() -> Pattern[str]:
    """Something without which no word of this file stands in a text."""
    whole = [word for word in (*ILLNESSES, *DAMAGES) if not set(word) & set(_TELLING)]
    labels = (
        "因病",
        "因残",
        "致困",
        "困难原因",
        "健康状况",
        "身体状况",
        "诊断",
        "先天性",
        "综合征",
        "减少症",
        "动手术",
        "手术",
    )
    return compile(f"[{_TELLING}]|" + "|".join(dict.fromkeys((*whole, *labels))))


def _is_public(even: str, start: int, end: int) -> bool:
    after, before = even[end : end + 16], even[max(0, start - 12) : start]
    for sign in "。;,,\n()()":
        before = before.rpartition(sign)[2]
        after = after.partition(sign)[0]
    if _PROGRAMME.match(after) or _AGAINST.search(before) or _COUNTED.match(after):
        return True
    graded = even[end : end + 1] != "人" and _GRADED.search(
        even[start:end]
    )  # 残疾人护理补贴 is a grant, 精神残疾三级护理补贴 tells of whom
    return not graded and "残疾" in even[start:end] and bool(_OF_A_GRANT.match(after))
