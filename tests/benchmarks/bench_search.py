"""Ten years of a township in one book: every kind of search beside the bare query of the index, in milliseconds.

The book has about 1,500 problems, 40,000 finance lines and 5,000 rows in the other registers, with the names, words
and numbers clerks really type. Rows are written by SQL; titles, links and the index are made from them as after an
upgrade. Ours is what the search page does for one text; the floor is the index asked raw over the same connection. Of
the kinds of search and of the pickers the slowest stands in the table, in time of the processor.
"""

from __future__ import annotations

import json
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from measure import Line, cpu_seconds, run, tell


def words_of(text: str) -> list[str]:
    """Words that stand behind one another."""
    return text.split()


MOST_MS, TURNS, SHOWN = 100.0, 9, 200
PROBLEMS, LINES = 1_500, 40_000
OTHERS = 5_000
VILLAGES = words_of("青山 红旗 东风 石桥 柳河 大坪 新庄 白沙 双溪 黄泥 上坝 下坝 马家 刘家")
FAMILY, GIVEN = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗", "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰红梅"
WORDS = words_of(
    "低保评议未公示即上报 集体山林发包收入未入账 鱼塘发包未经村民代表会议讨论 补贴名单张贴不足七天 公开栏更新不及时 "
    "挪用专项款购买办公用品 群众办事来回跑 危房改造补助发放迟缓 退耕还林补贴少发 村务监督委员会未按月审核 "
    "白条入账 收款不开票据 优亲厚友 工程未招标 报销票据不全 接待费超标 土地流转合同未公开 教育资助金截留"
)
ITEMS = words_of("办公用纸 会议误餐 山林发包收入 水渠维修 路灯电费 保洁员工资 五保慰问 土地流转租金 防火宣传 报刊订阅")
QUERIES = {
    "两字姓名": "王芳",
    "三字姓名": "陈桂英",
    "单位": "青山村",
    "单位首字母": "qs",
    "单位首字母全": "hqc",
    "姓名首字母": "wf",
    "文号": "示纪问〔2026〕12号",
    "文号中的数字": "〔2021〕77",
    "年份": "2026",
    "文号数字": "126",
    "电话末位": "0138",
    "电话中段": "80013",
    "手机全号": "13800130007",
    "凭证号": "004321",
    "几个词": "青山村 低保 公示",
    "姓名加词": "王芳 补贴",
    "首字母加词": "qs 发包",
    "罕见词": "截留",
    "只有一条的词": "龑龘",
    "没有的词": "火星探测",
    "很常见的词": "公开",
    "最常见的字": "村",
    "常见字的少见组合": "公栏开",
    "单个数字": "1",
    "附件名": "收款收据",
    "函件": "督办函",
    "公示": "公开栏更新",
    "长句": "集体山林发包收入未入账",
}


def make_book(folder: Path, rng: random.Random, open_one_in: int = 1, others: int = OTHERS) -> Any:
    """A book of ten years, of whose rows one in so many is not done with."""
    from app.operations import books

    info = books.BookInfo("示例乡", "360999001", "示例县", "示", practice=True)
    users = [books.NewUser("clerk", "王芳", "clerk", "practice-clerk-1")]
    book = books.create_book(folder / "t.mz", info, users, today=date(2026, 11, 22))
    names = [rng.choice(FAMILY) + rng.choice(GIVEN) + rng.choice(["", rng.choice(GIVEN)]) for _ in range(400)]
    with book.transaction():
        put(book, "unit", units())
        people = [
            {"name": name, "unit": 2 + n % 14, "post": "委员", "level": "其他", "phone": f"138001{30000 + n}"}
            for n, name in enumerate(["王芳", "陈桂英", *names])
        ]
        put(book, "person", people)
        put(book, "finance_sheet", [sheet(n) for n in range(LINES // 70 + 1)])
        put(book, "finance_line", [line(rng, n, names) for n in range(LINES)])
        put(book, "problem", [{**any_row(rng, book, "problem", n, names), "state": None} for n in range(PROBLEMS)])
        own = {"unit", "person", "finance_sheet", "finance_line", "problem"}
        rest = [key for key in book.ledgers if key not in own]
        for key in rest:
            put(book, key, [any_row(rng, book, key, n, names) for n in range(others // len(rest))])
        for key in book.ledgers if open_one_in > 1 else ():
            done = next((state.name for state in book.ledgers[key].states if not state.open), None)
            book.run(f'UPDATE "{key}" SET state = ? WHERE id % ? AND ? IS NOT NULL', (done, open_one_in, done))
        book.run("UPDATE problem SET remark = '龑龘' WHERE id = 7")
    book.rebuild_derived()
    return book


def units() -> list[dict[str, object]]:
    """The township and its villages."""
    villages = [{"name": f"{name}村", "kind": "村", "parent": 1} for name in VILLAGES]
    return [{"name": "示例乡", "kind": "乡镇", "short": "示"}, *villages]


def sheet(n: int) -> dict[str, object]:
    """A quarter of a village."""
    return {"unit": 2 + n % 14, "period": f"{2017 + n // 56}Q{1 + n // 14 % 4}"}


def line(rng: random.Random, n: int, names: list[str]) -> dict[str, object]:
    """A line of its sheet."""
    return {
        "sheet": 1 + n // 70,
        "purpose": f"{rng.choice(ITEMS)}{rng.choice(['', '及运费', '尾款', '(公开招标)'])}",
        "amount": rng.randrange(100, 900_000),
        "payee": rng.choice(names),
        "handler": rng.choice(names),
        "witness": rng.choice(names),
        "voucher": f"{n:06d}",
        "on_day": (date(2017, 1, 1) + timedelta(days=n // 11)).isoformat(),
    }


def any_row(rng: random.Random, book: Any, key: str, n: int, names: list[str]) -> dict[str, object]:
    """A row of any register: its texts are what such offices write."""
    from app.domain.fields import Attachment, Choice, Day, Link, LongText, PeriodField, Phone, Text

    ledger, out = book.ledgers[key], dict[str, object]()
    if ledger.number:
        out["number"] = f"示{ledger.title}〔{2017 + n % 10}〕{n}号" if key != "problem" else number(n)
    for field in ledger.fields:
        match field:
            case Attachment():
                out[field.key] = f"{n:064d} 收款收据{n}.jpg" if n % 3 == 0 else None
            case Link() if field.register in ("unit", "person"):
                one = rng.randrange(2, 15) if field.register == "unit" else rng.randrange(1, 400)
                out[field.key] = json.dumps([one]) if field.many else one
            case Link() if field.key == ledger.parent:
                out[field.key] = 1 + n // 5
            case Choice() if not field.many:
                out[field.key] = rng.choice(field.leaves).code
            case Day():
                out[field.key] = (date(2017, 1, 1) + timedelta(days=rng.randrange(3600))).isoformat()
            case PeriodField():
                out[field.key] = f"{2017 + n % 10}Q{1 + n % 4}" if "quarter" in field.kinds else f"{2017 + n % 10}-10"
            case Phone():
                out[field.key] = f"138001{rng.randrange(10_000, 99_999)}"
            case LongText():
                out[field.key] = f"{rng.choice(VILLAGES)}村{rng.choice(WORDS)},涉及{rng.choice(names)}"
            case Text():
                out[field.key] = f"{rng.choice(WORDS)}({rng.choice(names)})"
    return out


def number(n: int) -> str:
    """The number of a problem."""
    return f"示纪问〔{2017 + n // 150}〕{1 + n % 150}号"


def put(book: Any, key: str, rows: list[dict[str, object]]) -> None:
    """Write rows of a register as they would stand in its table."""
    table, first = book.ledgers[key], book.ledgers[key].first_state
    columns = ["created_at", "row_version", "voided", "state", *rows[0], *rows[-1]]
    columns = list(dict.fromkeys(columns))
    marks = ", ".join("?" * len(columns))
    lines = [
        {"created_at": "2026-11-22T09:00:00+08:00", "row_version": 1, "voided": 0, **row, "state": first}
        for row in rows
    ]
    names = ", ".join(f'"{name}"' for name in columns)
    book.run_many(
        f'INSERT INTO "{table.key}" ({names}) VALUES ({marks})', [[one.get(c) for c in columns] for one in lines]
    )


def times(work: Callable[[], object]) -> tuple[float, float]:
    """Median and worst of some turns, in milliseconds; the first one, that fills caches, counts too."""
    found = [cpu_seconds(work) * 1000 for _ in range(TURNS)]
    return statistics.median(found), max(found)


def main() -> None:
    """Print a line for every kind of search, of the pickers, and what was worst."""
    from app.operations import lists

    with tempfile.TemporaryDirectory(prefix="十年 ") as name:
        start = time.perf_counter()
        book = make_book(Path(name), random.Random(1), others=int(sys.argv[1]) if len(sys.argv) > 1 else OTHERS)
        total = sum(book.count(key) for key in book.ledgers)
        print(f"准备: {total:,} 行, {time.perf_counter() - start:.0f} s", flush=True)
        kinds, pickers = [], []
        for kind, text in QUERIES.items():
            match = book.matching(text).match

            def floor(match: str = match) -> None:
                book.all("SELECT rowid FROM search_text WHERE search_text MATCH ? LIMIT 200", (match,))

            low, _ = times(floor)
            middle, worst = times(lambda text=text: lists.find_everywhere(book, text, SHOWN))  # type: ignore[misc]
            hits = len(lists.find_everywhere(book, text, SHOWN))
            kinds.append((worst, low, f"全账查询最慢的一种({kind}“{text}”)"))
            print(
                f"{kind}“{text}”: 中位 {middle:.1f} ms, 最慢 {worst:.1f} ms, 底线 {low:.1f} ms, {hits} 条", flush=True
            )
        for register, text in (("person", "wf"), ("unit", "qs"), ("problem", "低保"), ("finance_line", "路灯")):
            middle, worst = times(lambda r=register, t=text: lists.choices(book, r, t))  # type: ignore[misc]
            pickers.append((worst, 0.0, f"选择框最慢的一种({book.ledgers[register].title}“{text}”)"))
            print(f"选择框 {register}“{text}”: 中位 {middle:.1f} ms, 最慢 {worst:.1f} ms", flush=True)
        for worst, low, what in (max(kinds), max(pickers)):
            tell(Line(f"十年的账套,{what}", worst, low, MOST_MS, over=True))
        book.close()


if __name__ == "__main__":
    run(main)
