"""What villages spend and take in, in words a villager understands; amounts are number × days × rate, to the fen."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random


@dataclass(frozen=True)
class Purpose:
    """One kind of entry. `rate` is in fen with its step; the text may name {n}, {d}, {rate} and {month}."""

    item: str
    text: str
    rate: tuple[int, int, int]
    n: tuple[int, int] = (1, 1)
    d: tuple[int, int] = (1, 1)
    payee: str = ""

    def entry(self, rng: Random, month: int, most: int = 0) -> tuple[str, int]:
        """The words and the fen of one entry, not above `most` where that is given."""
        n, d = rng.randint(*self.n), rng.randint(*self.d)
        rate = rng.randrange(self.rate[0], self.rate[1] + 1, self.rate[2])
        if most and n * d * rate > most:
            n, d, rate = self.n[0], self.d[0], self.rate[0]
        shown = f"{rate // 100}" if rate % 100 == 0 else f"{rate / 100:.2f}"
        return self.text.format(n=n, d=d, rate=shown, month=month), n * d * rate


INCOME = (
    Purpose("2.01", "村集体门面 {n} 间租金", (60000, 180000, 5000), n=(1, 4)),
    Purpose("2.01", "村集体茶园鲜叶销售收入", (180000, 900000, 1250), payee="茶叶加工厂"),
    Purpose("2.02", "村集体鱼塘 {n} 口承包款", (90000, 260000, 10000), n=(1, 3)),
    Purpose("2.02", "机动地发包 {n} 亩承包款,每亩 {rate} 元", (18000, 42000, 1000), n=(6, 30)),
    Purpose("2.03", "入股粮食烘干中心分红", (150000, 680000, 10000), payee="粮食烘干专业合作社"),
    Purpose("2.03", "信用社存款利息收入", (3120, 46870, 7), payee="农村信用社"),
    Purpose("2.06", "水利冬修以奖代补资金", (300000, 1200000, 50000), payee="县水利局"),
    Purpose("2.06", "人居环境整治奖补资金", (200000, 900000, 50000), payee="县农业农村局"),
    Purpose("2.09", "乡友捐赠修路照明款", (50000, 500000, 50000)),
    Purpose("2.11", "废旧铁窗木料处置收入 {n} 批", (12000, 68000, 250), n=(1, 2)),
)

EXPENSE = (
    Purpose("3.01", "集体茶园除草雇工 {n} 人 {d} 天,每天 {rate} 元", (12000, 16000, 1000), n=(2, 5), d=(1, 3)),
    Purpose("3.01", "集体茶园购有机肥 {n} 包,每包 {rate} 元", (5200, 8800, 100), n=(6, 30), payee="农资店"),
    Purpose("3.01", "油茶基地修剪雇工 {n} 人 {d} 天,每天 {rate} 元", (13000, 17000, 1000), n=(2, 6), d=(1, 3)),
    Purpose("3.01", "鱼塘清淤挖机台班 {n} 个,每个 {rate} 元", (90000, 120000, 5000), n=(1, 3)),
    Purpose("3.02", "村民小组组长误工补贴 {n} 人,每人 {rate} 元", (20000, 30000, 1000), n=(3, 10)),
    Purpose("3.02", "村监委会成员{month}月误工 {n} 人 {d} 天,每天 {rate} 元", (8000, 10000, 1000), n=(2, 3), d=(1, 4)),
    Purpose("3.02", "村报账员{month}月误工补贴", (50000, 80000, 5000)),
    Purpose("3.03", "订阅党报党刊 {n} 份,每份 {rate} 元", (18000, 36000, 600), n=(1, 4), payee="邮政支局"),
    Purpose("3.04", "村委会{month}月电费", (6214, 48960, 17), payee="供电所"),
    Purpose("3.04", "村委会{month}月宽带和电话费", (9900, 29900, 1000), payee="电信营业厅"),
    Purpose("3.04", "购打印纸 {n} 包,每包 {rate} 元", (2100, 2600, 50), n=(2, 10), payee="文具店"),
    Purpose("3.04", "打印机硒鼓 {n} 个,每个 {rate} 元", (12000, 26000, 500), n=(1, 3), payee="文具店"),
    Purpose("3.04", "到县城办理低保材料往返车费 {n} 人次,每人次 {rate} 元", (1200, 3600, 100), n=(1, 4)),
    Purpose("3.04", "召开村民代表会误工 {n} 人,每人 {rate} 元", (3000, 5000, 500), n=(18, 36)),
    Purpose("3.04", "防汛值班夜餐 {n} 人 {d} 夜,每人每夜 {rate} 元", (1500, 3000, 500), n=(2, 5), d=(1, 5)),
    Purpose("3.04", "山林防火巡查 {n} 人 {d} 天,每天 {rate} 元", (8000, 12000, 1000), n=(1, 4), d=(1, 6)),
    Purpose("3.04", "公开栏更换玻璃和喷绘 {n} 块,每块 {rate} 元", (8500, 26000, 500), n=(1, 4), payee="广告店"),
    Purpose("3.05", "路灯电费{month}月 {n} 盏", (640, 1860, 3), n=(20, 60), payee="供电所"),
    Purpose("3.05", "保洁员{month}月工资 {n} 人,每人 {rate} 元", (60000, 90000, 5000), n=(1, 4)),
    Purpose("3.05", "垃圾清运拖拉机 {n} 车,每车 {rate} 元", (8000, 15000, 500), n=(2, 9)),
    Purpose("3.05", "清理河道水葫芦雇工 {n} 人 {d} 天,每天 {rate} 元", (12000, 15000, 1000), n=(2, 7), d=(1, 3)),
    Purpose("3.05", "慰问住院老党员 {n} 人,每人 {rate} 元", (20000, 30000, 5000), n=(1, 4)),
    Purpose("3.05", "重阳节慰问 80 岁以上老人 {n} 人,每人 {rate} 元", (5000, 10000, 1000), n=(6, 30)),
    Purpose("3.05", "饮水管道维修材料和人工 {n} 处", (8600, 38000, 150), n=(1, 5)),
    Purpose("3.05", "机耕道填补砂石 {n} 车,每车 {rate} 元", (28000, 42000, 1000), n=(2, 9)),
    Purpose("3.05", "水渠清淤雇工 {n} 人 {d} 天,每天 {rate} 元", (12000, 15000, 1000), n=(2, 8), d=(1, 3)),
    Purpose("3.05", "村卫生室消毒用品一批", (6800, 36000, 50), payee="药店"),
    Purpose("3.06", "购办公椅 {n} 把,每把 {rate} 元", (9000, 18000, 500), n=(2, 8), payee="家具店"),
    Purpose("3.06", "安装太阳能路灯 {n} 盏,每盏 {rate} 元", (85000, 128000, 1000), n=(2, 8), payee="照明器材店"),
    Purpose("3.06", "修建垃圾收集池 {n} 个,每个 {rate} 元", (80000, 160000, 5000), n=(1, 4)),
    Purpose("3.08", "困难户临时救济 {n} 户,每户 {rate} 元", (20000, 50000, 5000), n=(1, 4)),
    Purpose("3.08", "脱贫户产业奖补 {n} 户,每户 {rate} 元", (30000, 80000, 5000), n=(2, 8)),
    Purpose("3.10", "村级债务归还(修路欠款)第 {n} 期", (50000, 200000, 10000), n=(1, 4)),
    Purpose("3.10", "合作医疗代缴特困户参保费 {n} 人,每人 {rate} 元", (38000, 40000, 1000), n=(1, 6)),
)

SMALL = tuple(
    purpose
    for purpose in EXPENSE
    if purpose.n[0] * purpose.d[0] * purpose.rate[0] < 150_000 and purpose.item not in ("3.10", "3.06")
)

GROUP_INCOME = (
    Purpose("2.02", "山塘承包款", (40000, 160000, 5000)),
    Purpose("2.02", "林地租金 {n} 亩,每亩 {rate} 元", (8000, 15000, 500), n=(8, 40)),
    Purpose("2.11", "公路边广告牌占地租金", (20000, 80000, 5000), payee="广告公司"),
)
GROUP_EXPENSE = (
    Purpose("3.04", "组民会议误工 {n} 人,每人 {rate} 元", (2000, 4000, 500), n=(8, 20)),
    Purpose("3.05", "清理水沟雇工 {n} 人 {d} 天,每天 {rate} 元", (10000, 14000, 1000), n=(1, 4), d=(1, 2)),
    Purpose("3.05", "组内路灯电费{month}月", (3260, 18900, 7), payee="供电所"),
    Purpose("3.05", "修补组内道路水泥 {n} 包,每包 {rate} 元", (2200, 2800, 100), n=(4, 16), payee="建材店"),
    Purpose("3.08", "慰问困难户 {n} 户,每户 {rate} 元", (10000, 20000, 5000), n=(1, 2)),
)
