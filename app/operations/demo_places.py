"""The practice township: its units and the people in their posts. Every name and number here is made up."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from random import Random

from app.domain.accounts import NEW, OLD
from app.domain.fields import Row

COUNTY, COUNTY_CODE = "示例县", "360999"
TOWNSHIP, TOWNSHIP_CODE, SHORT = "示例乡", "360999001", "示"
CLERK, SECRETARY, READER = "王芳", "李立强", "赵敏"
VILLAGES = (
    *("青山村", "白石村", "大塘村", "上坪村", "下坪村", "桥头村", "石湾村"),
    *("南洲村", "樟树下村", "龙门村", "新田村", "黄泥坳村", "竹林村", "东溪村"),
)
ENFORCEMENT, SERVICE = "基层执法监管单位", "公共服务站所"
STATIONS = (
    ("财政所", ENFORCEMENT, "所长"),
    ("自然资源所", ENFORCEMENT, "所长"),
    ("林业工作站", ENFORCEMENT, "站长"),
    ("派出所", ENFORCEMENT, "所长"),
    ("市场监督管理分局", ENFORCEMENT, "局长"),
    ("交警中队", ENFORCEMENT, "中队长"),
    ("司法所", SERVICE, "所长"),
    ("供电所", SERVICE, "所长"),
    ("卫生院", SERVICE, "院长"),
    ("中心小学", SERVICE, "校长"),
    ("动物检疫站", SERVICE, "站长"),
    ("粮管所", SERVICE, "所长"),
)
OFFICES = (
    ("党政综合办公室", "主任"),
    ("纪律检查委员会", "副书记"),
    ("民政和社会事务办公室", "主任"),
    ("农业农村办公室", "主任"),
    ("便民服务中心", "主任"),
    ("农村三资代理中心", "主任"),
)
LEADERS = ("党委书记", "党委副书记、乡长", "党委副书记", "党委委员、组织委员", "副乡长", "副乡长", "副乡长")
LEADER_ROLES = ("书记", "乡长", "副书记", "组织委员", "副乡长一", "副乡长二", "副乡长三")
VILLAGE_ROLES = ("支书", "副主任", "报账员", "监委会主任")
BOARDS = ("村委会办公楼前公开栏", "党群服务中心门前公开栏", "村文化广场公开栏", "村口公交站旁公开栏")
_SURNAMES = (
    "陈刘黄周吴徐孙胡朱高林何郭罗梁宋谢唐许邓韩冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁沈任姚卢傅钟姜崔谭廖范汪陆金石戴贾韦夏"
    "邱方侯邹熊孟秦白江阎薛尹段雷龙黎史陶贺毛郝顾龚邵万覃武钱严莫孔向汤"
)
_FIRST = "建国志明秀春海永德家晓文小光玉水金长福国"
_SECOND = "平生华英根发兰珍林军荣梅良清香辉芳斌萍泉"
RARE_NAMES = ("刘龑生", "周㛃", "吴䶮", "陈𠅤明")


KEEPS_OLD_CHART = 4  # the place of the village whose books stay with the older chart of accounts


@dataclass(frozen=True)
class Village:
    """A village with its groups and the people who answer for it (ids in the content)."""

    id: int
    name: str
    groups: tuple[tuple[int, str], ...]
    secretary: int
    deputy: int
    accountant: int
    supervisor: int
    board: str


@dataclass(frozen=True)
class Station:
    """A station or office and its head."""

    id: int
    kind: str
    head: int


@dataclass
class Places:
    """Units and people as rows, and how to find the ones the registers speak of."""

    units: list[Row] = field(default_factory=list)
    people: list[Row] = field(default_factory=list)
    county: int = 0
    township: int = 0
    villages: list[Village] = field(default_factory=list)
    stations: dict[str, Station] = field(default_factory=dict)
    leaders: list[int] = field(default_factory=list)

    def unit(self, name: str, kind: str, parent: int | None, **more: str | int) -> int:
        """Add a unit and give its id; each has its own made-up telephone number."""
        number = len(self.units) + 1
        row: Row = {"id": number, "name": name, "kind": kind, "parent": parent, "scope": "乡镇村组", "busy": 0}
        row.update(more)
        self.units.append(row)
        return number

    def person(self, name: str, unit: int, post: str, level: str, since: date, **more: str) -> int:
        """Add a person in a post and give the id."""
        number = len(self.people) + 1
        row: Row = {"id": number, "name": name, "unit": unit, "post": post, "level": level}
        row.update({"party": "群众", "from_on": since.isoformat(), **more})
        self.people.append(row)
        return number

    def name(self, person: int) -> str:
        """What a person is called."""
        return str(self.people[person - 1]["name"])

    def unit_name(self, unit: int) -> str:
        """What a unit is called."""
        return str(self.units[unit - 1]["name"])

    def roles(self) -> dict[str, tuple[str, int]]:
        """People by what they are, for stories: names differ from seed to seed."""
        found = dict(zip(LEADER_ROLES, self.leaders, strict=True))
        found |= {f"{station.kind}负责人": station.head for station in self.stations.values()}
        for village in self.villages:
            people = (village.secretary, village.deputy, village.accountant, village.supervisor)
            found |= {f"{village.name}{role}": person for role, person in zip(VILLAGE_ROLES, people, strict=True)}
        return {role: ("person", person) for role, person in found.items()}


def phone(number: int) -> str:
    """A telephone number nobody has: 555 is used nowhere in the area."""
    return f"0795-555{number:04d}"


def make_places(rng: Random, start: date) -> Places:
    """The county, the township, its offices, stations, villages and groups, and their people."""
    places, names = Places(), _names(rng)
    places.county = places.unit(COUNTY, "县", None, code=COUNTY_CODE)
    places.township = places.unit(
        TOWNSHIP,
        "乡镇",
        places.county,
        code=TOWNSHIP_CODE,
        short=SHORT,
        phone=phone(1),
        address="示例县示例乡集镇中路1号",
        board="乡政府大门左侧政务公开栏",
        mailbox="shilixiang@example.invalid",
    )
    _leaders(places, names, start)
    _offices(places, names, start)
    for order, (kind, scope, title) in enumerate(STATIONS):
        unit = places.unit(
            f"{TOWNSHIP}{kind}",
            "站所",
            places.township,
            scope=scope,
            phone=phone(100 + order),
            board=f"{kind}办事大厅公开栏",
            code=f"{TOWNSHIP_CODE}Z{order + 1:02d}",
        )
        head = places.person(next(names), unit, title, "站所工作人员", _since(rng, start), party="中共党员")
        places.stations[kind] = Station(unit, kind, head)
    for order, name in enumerate(VILLAGES):
        _village(places, names, rng, start, order, name)
    _groups(places, names, rng, start)
    return places


def _leaders(places: Places, names: _Names, start: date) -> None:
    since = start.replace(year=start.year - 1, month=8, day=1)
    for order, post in enumerate(LEADERS):
        places.leaders.append(
            places.person(
                next(names), places.township, post, "乡科级", since, party="中共党员", phone=f"138000000{order + 10}"
            )
        )


def _offices(places: Places, names: _Names, start: date) -> None:
    for order, (name, post) in enumerate(OFFICES):
        unit = places.unit(
            f"{TOWNSHIP}{name}",
            "内设机构",
            places.township,
            phone=phone(20 + order),
            code=f"{TOWNSHIP_CODE}N{order + 1}",
        )
        head = places.person(
            READER if order == 0 else next(names),
            unit,
            post,
            "一般干部",
            start,
            party="中共党员",
            phone=phone(20 + order),
        )
        places.stations[name] = Station(unit, name, head)
    office = places.stations["纪律检查委员会"].id
    places.person(SECRETARY, office, "党委委员、纪委书记", "乡科级", start, party="中共党员", phone=phone(30))
    places.person(CLERK, office, "纪检专干", "一般干部", start, party="中共党员", phone=phone(31))


def _village(places: Places, names: _Names, rng: Random, start: date, order: int, name: str) -> None:
    board = BOARDS[order % len(BOARDS)]
    unit = places.unit(
        name,
        "村",
        places.township,
        code=f"{TOWNSHIP_CODE}{200 + order}",
        phone=phone(200 + order),
        board=board,
        address=f"示例乡{name}村委会",
        accounts=OLD if order == KEEPS_OLD_CHART else NEW,
    )
    posts = (("党支部书记、村委会主任", 1), ("村委会副主任", 1), ("村报账员", 0), ("村务监督委员会主任", 1))
    ids = [
        places.person(
            next(names),
            unit,
            post,
            "村(社区)干部",
            _since(rng, start),
            party="中共党员" if party else "群众",
            **({"phone": f"138000001{order:02d}"} if post.startswith("党") else {}),
        )
        for post, party in posts
    ]
    places.villages.append(Village(unit, name, (), ids[0], ids[1], ids[2], ids[3], board))


def _groups(places: Places, names: _Names, rng: Random, start: date) -> None:
    """Groups come last, so that every parent is already there when they are written."""
    for order, village in enumerate(places.villages):
        groups = []
        for number in range(1, (8 if order == 0 else rng.randint(3, 10)) + 1):
            name = f"第{number}村民小组"
            unit = places.unit(name, "村民小组", village.id, board=f"第{number}村民小组公示牌")
            groups.append((unit, name))
            if order == 0 or number == 1:
                places.person(next(names), unit, "村民小组组长", "村民小组干部", _since(rng, start))
        values = {**village.__dict__, "groups": tuple(groups)}
        places.villages[order] = Village(**values)


class _Names:
    """Names in an order the seed decides, each given once."""

    def __init__(self, rng: Random) -> None:
        pool = [s + a + b for s in _SURNAMES for a, b in zip(_FIRST, _shuffled(rng, _SECOND), strict=True)]
        rng.shuffle(pool)
        taken = {CLERK, SECRETARY, READER}
        self._left = [name for name in pool if name not in taken][:200]
        for place, rare in zip((9, 17, 30, 44), RARE_NAMES, strict=True):
            self._left[place] = rare

    def __next__(self) -> str:
        return self._left.pop(0)

    def __iter__(self) -> _Names:
        return self


def _names(rng: Random) -> _Names:
    return _Names(rng)


def _shuffled(rng: Random, text: str) -> list[str]:
    letters = list(text)
    rng.shuffle(letters)
    return letters


def _since(rng: Random, start: date) -> date:
    return date(start.year - rng.randint(1, 4), rng.randint(1, 11), 1)
