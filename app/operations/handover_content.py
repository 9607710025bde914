"""What stands in a 移交清单: every section looked up in the book, nothing typed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from app.domain.lights import light_text
from app.domain.rows import text_of
from app.domain.text import short
from app.ledgers.monthly_report import MONTHLY_REPORTS
from app.ledgers.shelf import places_of
from app.operations import answers, backups, certificate_states, lists, packet_state, recovery, todo, users
from app.operations.answers import SentLine
from app.operations.identities import SIGNING_ROLES
from app.operations.packet_making import DELIVERED, DROPPED, FINAL
from app.operations.snoozes import snoozes
from app.operations.todo import TodoLine
from app.reports.handover_list import Section
from app.reports.sheet import Cell, Column
from app.storage.book import Book
from app.storage.keyfile import SlotInfo
from app.storage.reading import Query
from app.storage.waiting import Band
from app.storage.waiting_plan import REMINDS, REVIEWS

_ALL = (Band(), Band(extended=1), Band(kind=REVIEWS))
_CONFINED = "(内容见台账)"
_SENT_SHOWN = 24
_TITLE = 60  # the whole text is in the book
_LATEST_BACKUPS = 3
_NOT_BEGUN = "new"
_UNISSUED = ("monthly_report", "span_report", "amendment")
_MEDIA, _WALL = "medium_log", "hotline"
THINGS = (
    "纪委(工委)印章、部门印章",
    "档案柜、保险柜钥匙和密码",
    "封存的恢复码单(信封完好)",
    "办公U盘(编号)",
    "签名UKey(没有就写“无”)",
    "举报箱、意见箱钥匙(两人共管)",
    "公开栏钥匙",
    "监督电话、值班手机",
    "已签字的承诺书、公示照片、回执等纸质档案(年度、册数)",
    "本机开机密码(当面更换)",
)


def sections(book: Book, leaves: SlotInfo, heir: str) -> tuple[Section, ...]:
    """Every section of the list, in its printed order. `heir` is the name of whoever comes, "" for nobody yet."""
    county = book.info.is_county
    return (
        matters(book),
        registers(book),
        unfinished(book),
        *(() if county else (sent(book), remarks(book))),
        media(book),
        people(book, leaves, heir),
        where_backups_lie(book),
        things(book, leaves),
    )


def matters(book: Book) -> Section:
    """Everything that waits, with its limit, whoever has to see to it."""
    rule, put_off = lists.light_rule(book), {(one.register, one.row, one.label): one for one in snoozes(book)}
    waiting = [
        todo.line_of(line, rule, put_off.get((line.register, line.id, line.label))) for line in book.waiting_lines(_ALL)
    ]
    never = [*todo.never_begun(book, rule), *todo.certificate_lines(book), *todo.answer_lines(book)]
    lines = sorted([*never, *waiting], key=lambda line: line.due_on or "~")
    late = sum(line.light.tone == "red" for line in lines)
    said = f"共 {len(lines)} 件,其中逾期、退回等红灯 {late} 件;按到期日排。" if lines else "没有未办结的事项。"
    if may := book.waiting_counts((Band(kind=REMINDS),)).total():
        said += f"另有提醒(公示期满可撤榜等){may} 件,见待办。"
    columns = (
        Column("台账", "text", 5.5),
        Column("编号、事项", "text", 24),
        Column("单位", "text", 9.5),
        Column("要办什么", "text", 6.5),
        Column("到期日", "text", 6),
        Column("现在", "text", 8),
    )
    names = {place.key: (place.title, bool(place.readers)) for place in places_of(book.ledgers)}
    rows = tuple(_matter(line, *names.get(line.register, ("", False))) for line in lines)
    return Section("matters", "未办结事项", said, columns, rows, len(lines), "home")


def _matter(line: TodoLine, register: str, confined: bool) -> tuple[Cell, ...]:
    """Rows that only two people may read are named by their number alone."""
    title = line.title.removeprefix(line.number).strip()
    what = " ".join(filter(None, (line.number, _CONFINED if confined else title)))
    said = light_text(line.light).replace(" ", "") if line.light.tone == "red" else line.light.word
    now = f"{line.light.shape} {said}" if not line.snoozed else f"缓办到 {line.snoozed}:{line.reason}"
    return register or line.number, short(what, _TITLE), line.unit, line.what, line.due_on, now


def registers(book: Book) -> Section:
    """Every register of the menu: how many rows, how many open, how many voided."""
    rows: list[tuple[Cell, ...]] = []
    hidden, lines = [], 0
    for place in places_of(book.ledgers):
        if not book.may_read(place.key):
            hidden.append(place.title)
        elif not place.menu:
            lines += book.count(place.key)
        elif number := book.count(place.key, Query(voided=None)):
            voided = book.count(place.key, Query(voided=True))
            states = book.ledgers[place.key].open_states
            still = book.count(place.key, Query(states=states)) if states else None
            rows.append((place.menu, place.title, number - voided, still, voided or None))
    columns = (
        Column("类别", "text", 8),
        Column("台账", "text", 12),
        Column("记录(条)", "count", 6),
        Column("未办结(条)", "count", 6),
        Column("已作废(条)", "count", 6),
    )
    number = sum(int(str(row[2])) for row in rows)
    said = f"共 {len(rows)} 本台账、{number} 条记录(不含作废),另有明细 {lines} 条。修改历史、操作日志一并移交。"
    if hidden:
        said += f"{'、'.join(hidden)}只有经办人和审核人能看,由他们当面核对。"
    total = ("合计", "", number, None, None)
    return Section("registers", "台账", said, columns, tuple(rows), len(rows), "", total)


def unfinished(book: Book) -> Section:
    """What was begun and not finished: half-written forms, reports not issued, packets not sealed or not carried."""
    rows = [*_drafts(book), *_unissued(book), *_unsent(book)]
    columns = (Column("是什么", "text", 8), Column("哪一个", "text", 22), Column("到了哪一步", "text", 14))
    said = f"共 {len(rows)} 个,接收人接着办。" if rows else "没有写了一半、没有签发或没有封装的。"
    return Section("unfinished", "没有办完的稿子和报表", said, columns, tuple(rows), len(rows))


def _drafts(book: Book) -> Iterator[tuple[Cell, ...]]:
    for key in book.kept_keys("draft:"):
        _, register, *rest = key.split(":")
        if register not in book.ledgers or not book.may_read(register) or not book.kept(key):
            continue
        ledger, which = book.ledgers[register], rest[-1] if rest else _NOT_BEGUN
        known = book.title(register, int(which)) if which.isdigit() else "新的一条"
        yield "半填的表", f"{ledger.title}:{_CONFINED if ledger.readers else known}", "填了一半,打开那一条就接着填"


def _unissued(book: Book) -> Iterator[tuple[Cell, ...]]:
    for register in _UNISSUED:
        ledger = book.ledgers[register]
        for row in book.select(register, Query(states=ledger.open_states)):
            yield ledger.title, book.title(register, int(str(row["id"]))), text_of(row, "state")


def _unsent(book: Book) -> Iterator[tuple[Cell, ...]]:
    if book.info.is_county:
        from app.operations import receiving

        for one in receiving.all_of(book):
            if one.state in ("checked", "waiting", "held"):
                yield "收到的上报包", f"{one.township_name} {one.period_title}", one.title
        return
    for kept in book.packets():
        if kept["state"] not in (DELIVERED, DROPPED):
            month = f"{MONTHLY_REPORTS.title} {kept['period']}"
            said = "已签发,还没有写入U盘" if kept["state"] == FINAL else packet_state.title(str(kept["state"]))
            yield "上报包", month, said


def sent(book: Book) -> Section:
    """The packets that were sent and what the county answered: all that are not settled, and the latest."""
    lines = answers.sent_lines(book)
    good = [line for line in lines if line.tone == "good"]
    shown = [line for at, line in enumerate(lines) if at < _SENT_SHOWN or line.tone != "good"]
    said = f"共报过 {len(lines)} 次,县里已接收 {len(good)} 次。" if lines else "还没有报过上报包。"
    if left := len(lines) - len(shown):
        said += f"更早的 {left} 次都已接收,不逐个列出;每一包在账套里都有留底。"
    columns = (
        Column("哪个月", "text", 11),
        Column("签发日期", "text", 7),
        Column("校验码", "text", 8),
        Column("县里的答复", "text", 12),
        Column("怎么收到的", "text", 7),
    )
    return Section("sent", "已报上报包和回执", said, columns, tuple(map(_sent, shown)), len(lines), "answers")


def _sent(line: SentLine) -> tuple[Cell, ...]:
    return line.title, line.sent_on, line.code, line.answer, line.way


def remarks(book: Book) -> Section:
    """What the county wants mended and nobody has seen to."""
    rows = []
    for one in answers.open_remarks(book):
        where, field = answers.place_of(book, one)
        confined = bool(one.register in book.ledgers and book.ledgers[one.register].readers)
        rows.append((where if not confined else _CONFINED, field, one.text, one.at[:10]))
    columns = (
        Column("哪一条", "text", 16),
        Column("哪一项", "text", 6),
        Column("县里的意见", "text", 18),
        Column("日期", "text", 7),
    )
    said = f"共 {len(rows)} 条还没有办。" if rows else "没有。"
    return Section("remarks", "县里退回意见", said, columns, tuple(rows), len(rows), "answers")


def media(book: Book) -> Section:
    """Every stick that was ever noted: how often, what for, when last."""
    used: dict[str, Counter[str]] = {}
    last: dict[str, tuple[str, str]] = {}
    for row in book.rows(_MEDIA):
        name = text_of(row, "medium")
        used.setdefault(name, Counter()).update([text_of(row, "use")])
        last[name] = max(last.get(name, ("", "")), (text_of(row, "used_on"), text_of(row, "used_by")))
    rows = tuple(
        (name, sum(uses.values()), "、".join(f"{use} {n} 次" for use, n in uses.most_common()), *last[name], "")
        for name, uses in used.items()
    )
    columns = (
        Column("盘号", "text", 9),
        Column("登记(次)", "count", 4.5),
        Column("用途", "text", 14),
        Column("最近一次", "text", 7),
        Column("经手人", "text", 5),
        Column("当面点验", "text", 6),
    )
    said = f"登记过 {len(rows)} 个。在“当面点验”栏写“在”或去向。" if rows else "没有登记过U盘。"
    return Section("media", "U盘", said, columns, rows, len(rows), _MEDIA)


def people(book: Book, leaves: SlotInfo, heir: str) -> Section:
    """Users, who may see reporters, certificates, and what becomes of each."""
    signed = {one.key: one for one in certificate_states.states(book) if one.key in SIGNING_ROLES}
    rows = []
    for user in users.users(book):
        mine = signed.get(user.role)
        kept = book.kept(f"signer:{user.role}") if mine is not None else None
        own = mine if mine is not None and isinstance(kept, dict) and kept.get("login") == user.login else None
        rows.append(
            (
                f"{user.name}({user.login})",
                users.ROLE_TITLES[user.role],
                "能" if users.is_keeper(book, user.login) else "",
                f"{own.state},到 {own.until}" if own else "",
                _serial(own.serial) if own else "",
                _becomes(user, leaves, heir),
            )
        )
    code = recovery.state(book)
    said = f"恢复码单:{code.made_at[:10]} 生成,应在保险柜里。" if code.made_at else "没有生成过恢复码。"
    former = users.former(book)
    said += f"以前停用的用户:{'、'.join(one.name for one in former)}。" if former else ""
    columns = (
        Column("用户", "text", 10),
        Column("角色", "text", 5),
        Column("能看举报人", "text", 5),
        Column("签名证书", "text", 9),
        Column("证书序号(后8位)", "text", 7),
        Column("交接以后", "text", 11),
    )
    return Section("people", "用户、密码、证书", said, columns, tuple(rows), len(rows), "settings")


def _serial(serial: str) -> str:
    """The end of a serial number in two groups: a longer run of digits could pass for a telephone or a card."""
    return f"{serial[-8:-4]} {serial[-4:]}"


def _becomes(user: SlotInfo, leaves: SlotInfo, heir: str) -> str:
    if user.login != leaves.login:
        return "不变" if user.name != heir else f"接任{users.ROLE_TITLES[leaves.role]}"
    return f"停用,由{heir}接任" if heir else "停用,由接收人接任"


def where_backups_lie(book: Book) -> Section:
    """Where the book is, and its newest backups."""
    found = backups.list_backups(book.path)
    rows = tuple(
        (one.path.name, one.made_at.strftime("%Y-%m-%d %H:%M"), f"{one.size / 1_000_000:.1f} MB")
        for one in found[:_LATEST_BACKUPS]
    )
    columns = (Column("最近的备份", "text", 24), Column("什么时候", "text", 10), Column("大小", "text", 6))
    said = f"账套:{book.path.name},在 {book.path.parent}。自动备份 {len(found)} 份"
    said += f",在 {found[0].path.parent}。" if found else "。"
    return Section("backups", "账套和备份", said, columns, rows, len(found))


def things(book: Book, leaves: SlotInfo) -> Section:
    """What lies outside the computer: to be filled by hand, with what the book knows."""
    named = [text_of(row, "name") for row in book.rows(_WALL) if leaves.name in text_of(row, "on_duty")]
    rows: list[tuple[Cell, ...]] = [(one, "", "", "") for one in (*THINGS, "", "")]
    said = "当面点交,在空格里手写;没有的写“无”。"
    if named:
        said += f"监督栏上写着{leaves.name}的有 {len(named)} 张({'、'.join(named[:5])}),换人后要改并重印。"
    columns = (
        Column("实物", "text", 20),
        Column("数量、编号", "text", 10),
        Column("放在哪里", "text", 10),
        Column("点交打√", "text", 5),
    )
    return Section("things", "纸质档案、印章、钥匙等实物", said, columns, tuple(rows), len(THINGS))
