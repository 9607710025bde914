"""Names of people in running Chinese text, where no space tells the words apart."""

from __future__ import annotations

from app.domain.patterns import later

_TEXT_OF_COMPOUND = """
欧阳 上官 司马 诸葛 夏侯 皇甫 尉迟 公孙 慕容 令狐 东方 南宫 西门 长孙 宇文 司徒 司空 端木 百里 呼延 轩辕 独孤
鲜于 闻人 澹台 公冶 宗政 濮阳 淳于 单于 太叔 申屠 仲孙 钟离 赫连 完颜 纳兰 拓跋 东郭 左丘 第五
"""
COMPOUND = frozenset(_TEXT_OF_COMPOUND.split())
SINGLE = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘蒋蔡余杜叶程苏魏吕丁任沈姚卢傅钟姜崔"
    "谭廖范汪陆金石戴贾韦夏邱方侯邹熊孟秦白江阎薛尹段雷黎史龙陶贺顾毛郝龚邵万钱严赖覃洪武莫孔汤向常温康施文牛樊葛邢"
    "安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕季裴霍涂成苗谷盛曲翁冉骆蓝路游辛"
    "靳管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂佟臧闵苟邬"
    "边卞姬师仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝封谈匡鞠惠荆乐冀郁胥南班储栗燕楚鄢劳谌奚皮粟冼蔺楼盘"
    "闻位厉伊仝区郜海阚花帅屠豆朴练廉禹井祖漆巴卿狄索宣晋初敬扈晁芮普阙浦戈伏鹿薄邸雍辜羊阿乌母裘亓修邰赫杭况宿鲜印"
    "逯隆茹诺战慕危玉银亢嵇哈湛宾戎勾茅于揭尉冶斯束檀衣阴昝智幸奉植衡富尧闭竺鱼苍蔚付闫代帖弓昌荀羿郇晔郗葸蓟蒯暨郦"
    "郏濮扶堵宰庚毋乜巢"
)
"""Family names of one character. Source: 百家姓; 公安部 全国姓名报告 2020."""
_COMMON = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘蒋蔡余杜叶程苏魏吕丁任沈姚卢傅钟姜崔"
    "谭廖范汪陆金石戴贾韦夏邱方侯邹熊孟秦白江阎薛尹段雷黎史龙陶贺顾毛郝龚邵万钱严赖覃洪武莫孔汤温康施文牛樊葛邢安齐"
    "易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴涂苗谷盛曲翁冉骆蓝路游辛靳管柴"
    "蒙鲍华喻祁蒲房滕"
)
"""Those most people have."""
_RARE = frozenset(
    "丘水云凤酆元贝计强支经干应贲单诸钮滑於麴汲邴糜松牧隗山宓蓬全仰秋暴钭韶怀鄂咸籍双莘贡逄郤璩寿通别充习宦容慎庾终"
    "居步都满弘国广禄东殳沃利越夔厍融訾那空养须丰相后红权盖益桓公佴爱撒粘赏墨谯闾由来会时从税信展行呼但和能家平月门"
    "官原"
)
"""Rarer ones, many of them everyday words too: a name is only seen where what follows says so."""

_HAN = r"\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U000323af"
HAN = later(f"[{_HAN}]")
_DOTTED = later(f"[{_HAN}]{{1,8}}(?:·[{_HAN}]{{1,8}})+")
_IN_NO_NAME = frozenset("的了是在被到对给把其或者们这那哪么呢吗吧啊个只某款费额岁号与及各已未等即但且却所每次项批")
"""What stands in no given name; a name ends before it."""
_TEXT_OF_AFTER = """
同学 小朋友 学生 儿童 孤儿 未成年 等人 女士 先生 同志 助学 助养 资助 补助 补贴 救助 慰问 生活 学费 书费 保育
保险 保费 校车 校服 交通 营养 伙食 餐费 住宿 住院 医疗 医药 药费 治疗 手术 康复 训练 临时 困难 家庭 家长 家属
父亲 母亲 爷爷 奶奶 祖父 祖母 监护 抚养 收养 领取 领走 签收 代领 代签 办理 申请 申报 获得 获助 获奖 奖励 奖学
绘画 参赛 参加 参保 入学 入园 入托 上学 就读 就学 辍学 失学 返校 毕业 升学 考入 考上 转学 落户 出生 出院 名义
名下 溺水 死亡 去世 身亡 受伤 遇难 走失 失踪 被遗弃 遗弃 意外 伤害 案件 一案 一事 善后 情况 问题 反映 要求 今年
现年 年仅 年满 未满 基本 费用 补发 工资 误工 挖机 押金 借款 归还 还款 欠款 承包 租金 签字 摘帽 冒领 套取 虚报
列入 务工 父母 兄弟 姐妹 兄妹 姐弟 户口 户籍 身份 证件 学籍 每月 每人 每学 一次 一个 一名 两名 三名 分别 各自
合计 共计 支出 收入 丧葬 安葬 安置 侵占 挪用 代缴 误餐 运费 货车 轿车 租车 用车 砍伐 清淤 电话 手机 本人 特困 低保
五保 系未成年 系孤儿 为未成年 由祖 由姑 由外 随母 随父 随祖 购买 丈夫 妻子 儿子 女儿 之父 之母 之弟 之妹 之兄
之子 之女 在家 在读 在校 交学 交伙 交保 交书 交校 交费 交款 领到 付款 收到 收取 支取 精神 事迹 鱼塘 山林 之妻
之夫 配眼镜 奖学金 助学金 学杂费 教育 培训 午餐 早餐 寄宿 走读 免费 减免 退费 退还 多收 少发 漏发 错发 停发 补缴
辅导 心理 走访 看望 探望 帮扶 结对 慈善 捐款 募捐 筹款 众筹 书包 文具 课本 衣服 棉被 礼物 节日 春节 六一 开学
寒假 暑假 缴纳 报销
"""
_AFTER = _TEXT_OF_AFTER.split()
_ENDS_BEFORE = frozenset(
    "的在等因获系为被由从之家户父母祖领付各及和与并已未患溺辍就考入读上住年今现要参代签校学医名向给对是得交一二"
    "两三四五六七八九十"
)
_TEXT_OF_WORDS = """
毕业 安全 安置 安心 安装 安排 安稳 白血 白内 白天 白色 包车 包裹 包括 包干 成长 成绩 成立 成员 成才 成人 常规 常见
常年 常态 车辆 车费 车票 车载 程序 程度 党员 党建 党群 党费 东西 东部 杜绝 范围 方案 方面 方便 方式 方法 方阵
房屋 房租 房间 费用 丰富 封闭 符合 福利 高考 高中 高温 高校 高空 高年 高铁 高等 高龄 高职 古诗 古代 关爱 关怀
关注 关心 关于 关工 管护 管理 管道 国学 国家 国庆 海报 何时 和谐 贺卡 洪水 花名 花费 花园 花坛 华侨 惠民 纪律
纪念 季度 计划 计免 计生 家长 家庭 家访 家校 简易 简介 金额 金秋 景区 居住 居家 居民 康复 康乐 劳动 劳务 乐园
乐器 利用 利益 连续 连带 林业 龙舟 陆续 路费 路队 路上 路灯 马上 马路 满意 满月 毛巾 毛衣 毛毯 毛笔 苗木 苗圃
明白 明细 明确 那些 年级 年度 年龄 牛奶 牛肉 农村 农业 农忙 农家 平安 平均 平时 平板 平台 平整 强制 强化 秋游
秋季 秋冬 全部 全体 全年 全程 全员 全国 全面 全勤 任务 任课 任何 任教 荣誉 容量 沙坑 沙发 单位 单独 单车 单亲
单项 商品 商业 尚未 申请 申报 申领 盛会 施工 施救 时间 时段 时期 时常 史料 舒适 司机 司法 谈话 谈心 陶艺 陶瓷
田径 田间 田野 童装 童话 万元 危险 危房 危重 卫生 卫视 温暖 温水 温馨 文具 文化 文艺 文明 文体 武术 席位 夏令
夏季 项目 项链 向上 向阳 解困 解决 谢师 严重 严禁 严格 易地 易拉 应急 应当 应届 应付 应补 尤其 游泳 游学 游乐
游园 游戏 于是 余额 余款 元旦 元宵 云端 曾经 章程 支付 支出 支教 支持 支部 周末 周边 周期 周围 周转 周岁 祝福
庄重 左右 水费 水果 水杯 水电 池塘 阳光 春节 春游 冬衣 冬季 冷饮 冷库 原始 原因 储蓄 储物 通知 通讯 通勤 通过
相关 相册 相应 初中 初级 国旗 公益 公示 公开 公办 公用 公共 公安 权益 权利 强健 展板 展览 信息 信用 信件 智力
智能 智慧 富余 经费 经济 代表 代理 代管 代课 步行 空调 空余 空间 寿险 养育 养老 养护 须知 都有 都是 来访 来校
来源 来信 云课 门诊 门票 门口 银行 银发 玉米 花卉 鱼塘 衣物 衣服 井盖 祖辈 祖孙 况且 修建 修缮 修理 敬老 敬师
和老 和妇 和残 和家 和学 及家 付款 付费 连队 米面 米粉 麦田 皮肤 皮鞋 师资 师生 师范 班级 班主 班会 原籍 统一
普通 普查 普法 扶贫 扶持 扶助 官方 封面 帅气 楼梯 楼道 班车 计算 支架 宣传 宣讲 索赔 晋级 初一 初二 初三 高一
高二 高三 相机 相片 居多 干部 干预 干净 信访 时装 时代 成功 成熟 成为 安保 安防 车位 车棚 车库 党支 党委 党校
水利 水库 水渠 水泥 水稻 路面 路基 路段 路口 田地 田坎 石料 石子 石桥 石材 沙石 金融 金属 米袋 麻袋 麻醉 毛豆腐
苗族 蒙古 回族 满族 白酒 黄酒 黄沙 黄豆 黄牛 蓝天 红色 青年 金奖 银奖 阳台 阴雨 花生 花草 林地 林场 林木 林区
江水 江河 江西 山林 湖泊 海域 河道 沟渠 池子 温室 温度 热水 冷水 文件 文书 文字 文本 文稿 章节 程控 方圆百 高速
高压 高低 高清 高标 车队 车间 车站 马力 马桶 牛棚 牛羊 羊圈 羊毛 鹿茸 鱼苗 龙头 龙虾 燕窝 麦子 米厂 粟米 茅草
柴油 柴火 柴草 桂花 桂圆 梅花 兰花 荣获 宁静 安葬 强降 盖章 盖被 符号 练习 练字 初步 初审 终审 终身 终止 越野
通车 通风 通电 通水 堵漏 滑梯 滑板 滑坡 养殖 养鱼
"""
_WORDS = frozenset(_TEXT_OF_WORDS.split())
"""Words that begin like a family name."""
_TEXT_OF_PEOPLE = """
高中 高职 高年 高龄 高校 初中 初级 家长 家庭 居民 党员 师生 单亲 苗族 满族 蒙古 应届 农村 农家 双胞 双生
"""
_PEOPLE = frozenset(_TEXT_OF_PEOPLE.split())
"""Those of them that are said of people: 高中生(16岁) is no name."""


def name_at(text: str, start: int, *, strict: bool = False, common: bool = False) -> int:
    """Where the name of a person that begins here ends, 0 where none begins.

    Chinese names have two to four characters; where three or two are possible, what follows decides. `strict`
    asks that the text ends behind it or goes on as it does behind names, `common` for a frequent family name.
    """
    dotted = _DOTTED.match(text, start)
    if dotted:
        return _dotted_end(text, dotted.start(), dotted.end())
    family = 2 if text[start : start + 2] in COMPOUND else 1 if text[start : start + 1] in SINGLE else 0
    if not family and text[start : start + 1] in _RARE:
        family, strict = 1, True
    if not family or (family == 1 and (_is_word(text, start) or (common and text[start] not in _COMMON))):
        return 0
    given = start + family
    able = [length for length in (2, 1) if _is_given(text, given, length)]
    for length in able:
        if _goes_on(text, given + length) and not (length == 2 and _begins_word(text, given + 1)):
            return given + length
    return 0 if strict or not able else given + able[0]


def name_before(text: str, end: int) -> int:
    """Where the name that ends here begins, -1 where none does: 付|何雨欣(9岁)."""
    dot = text.rfind("·", max(0, end - 9), end)
    if dot > 0:
        return _dotted_start(text, dot)
    for length in (4, 3, 2):
        start = end - length
        if start < 0 or text[start : start + 1] == "":
            continue
        family = 2 if text[start : start + 2] in COMPOUND else 1 if text[start] in SINGLE or text[start] in _RARE else 0
        if not family or not 1 <= length - family <= 2 or not _is_given(text, start + family, length - family):
            continue
        if text[end - 1] in "姓氏":
            continue
        if family == 1 and (length == 4 or text[start : start + 2] in (_WORDS if length == 2 else _PEOPLE)):
            continue
        if length == 3 and _rather_two(text, start):
            continue
        before = text[start - 1 : start] if start else ""
        if text[start] in _RARE and family == 1 and (before.isdigit() or (before and HAN.match(before))):
            continue
        return start
    return -1


def looks_like_a_person(name: str) -> bool:
    """Whether a text is somebody's name and not that of a shop, an office or a place."""
    plain = name.strip()
    if "·" in plain:
        return bool(_DOTTED.fullmatch(plain))
    family = 2 if plain[:2] in COMPOUND and len(plain) > 2 else 1 if plain[:1] in SINGLE or plain[:1] in _RARE else 0
    given = plain[family:]
    known = family and 1 <= len(given) <= 2 and _is_given(plain, family, len(given))
    place = "家湾村庄店厂社校站所局院会队坝塘组" + ("山河桥" if len(plain) == 2 else "")
    return bool(known) and plain[-1] not in place and (plain[:2] not in _WORDS or len(plain) > 2)


def _is_word(text: str, start: int) -> bool:
    """Whether an everyday word stands here; two characters that are the whole text are a name: 留守儿童冉冉、符号."""
    word = text[start : start + 2]
    listed = text[start - 1 : start] == "、" and not HAN.match(text[start + 2 : start + 3] or " ")
    return (word in _WORDS and not listed) or word[1:] in ("姓", "氏", "某")


def _is_given(text: str, start: int, length: int) -> bool:
    part = text[start : start + length]
    return len(part) == length and all(HAN.match(char) and char not in _IN_NO_NAME for char in part)


def _goes_on(text: str, place: int) -> bool:
    """Whether a name may end here: the text ends, something else than a character follows, or a known word."""
    after = text[place : place + 1]
    return (
        not after or not HAN.match(after) or after in _ENDS_BEFORE or after in _IN_NO_NAME or _begins_word(text, place)
    )


def _begins_word(text: str, place: int) -> bool:
    return any(text.startswith(word, place) for word in _AFTER)


def _rather_two(text: str, start: int) -> bool:
    """付张欣: a verb that is also a family name stands before a name of two characters."""
    verb, second = text[start], text[start + 1]
    alone = start == 0 or not HAN.match(text[start - 1])
    return verb in "付和与于向应由从时支代给退收对" and second in SINGLE and (alone or verb in "和与于向由从")


def _dotted_end(text: str, start: int, end: int) -> int:
    """The last part of a name with · ends where another word begins."""
    last = text.rfind("·", start, end) + 1
    for place in range(last + 1, end):
        if _begins_word(text, place) or text[place] in _ENDS_BEFORE or text[place] in _IN_NO_NAME:
            return place
    return end


def _dotted_start(text: str, dot: int) -> int:
    start = dot
    while start > 0 and dot - start < 5 and (HAN.match(text[start - 1]) or text[start - 1] == "·"):
        if text[start - 1] in "付给收退对由向与和为领助发的":
            break
        start -= 1
        if text[start] == "·":
            dot = start
    return start
