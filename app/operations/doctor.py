"""检查: is the book whole, and is the machine fit for it? Every check answers, none stops the others."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from app import diagnostics, paths, presets
from app.domain.faults import Told
from app.domain.fields import Row
from app.domain.ledger import LedgerDef
from app.domain.rows import id_of, ids_of, text_of
from app.ledgers import LEDGERS
from app.operations import backups, books, faces
from app.operations.lists import work_calendar
from app.operations.todo import calendar_note
from app.storage import place
from app.storage.book import Book
from app.storage.files import AttachmentLost
from app.storage.reading import Query

PROBE = (
    "明账示例乡青山村村民小组问题整改承诺财务公开壹贰叁肆伍陆柒捌玖拾佰仟万亿元整〔〕《》“”、。;:()℃ABCabc0123456789%+-"
)
LEAST_FREE = 500_000_000
OLDEST_BACKUP_DAYS = 7
_NAMED = 5


@dataclass(frozen=True)
class DoctorCheck:
    """One answer: a stable name for scripts, whether all is well, and a sentence."""

    name: str
    ok: bool
    message: str


def doctor(book: Book | None, trouble: Told | None = None) -> list[DoctorCheck]:
    """Look at the book and the machine.

    Args:
        book: The open book; None looks at the machine only.
        trouble: Why no book could be opened, where one was asked for.
    """
    found = [DoctorCheck("book", False, trouble.message)] if trouble else []
    if book is not None:
        checks = (*_OF_THE_BOOK, *_OF_THE_COUNTY) if book.info.is_county else _OF_THE_BOOK
        found = [_answer(name, check, book) for name, check in checks]
    return found + [_answer(name, check, book) for name, check in _OF_THE_MACHINE]


Answer = tuple[bool, str]
Check = Callable[[Book], Answer]


def _answer(name: str, check: Callable[..., Answer], book: Book | None) -> DoctorCheck:
    try:
        return DoctorCheck(name, *check(book))
    except Told as error:
        return DoctorCheck(name, False, str(error))


def _book(book: Book) -> Answer:
    wrong = [sentence for sentence in book.check() if "操作日志" not in sentence]
    rows = sum(book.count(ledger.key, Query(voided=None)) for ledger in LEDGERS)
    if wrong:
        return False, ";".join(wrong) + "。内容没有改动;请用最近一份已验证的备份恢复。"
    return True, f"账套“{book.path.name}”完整,共 {rows} 条记录,各条之间的引用都对得上"


def _opening(book: Book) -> Answer:
    return (False, "".join(book.warnings)) if book.warnings else (True, "打开时没有发现问题")


def _log(book: Book) -> Answer:
    wrong = book.check_log()
    if wrong is not None:
        return False, f"操作日志从第 {wrong} 条起对不上。内容没有改动;请与备份核对,并告知县里。"
    return True, f"操作日志共 {book.log().size} 条,逐条核对无误"


def _sent(book: Book) -> Answer:
    from app.operations.doctor_sent import check_sent

    return check_sent(book)


def _received(book: Book) -> Answer:
    from app.operations.doctor_received import check_received

    return check_received(book)


def _certificates(book: Book) -> Answer:
    from app.operations import certificate_states, certificates, enrolment
    from app.packet.trust import trust_files, trust_from

    if book.info.is_county and certificates.is_founded(book):
        trust_from(trust_files(certificates.county_trust(book)))  # the list must bear the root's signature
    wrong = [] if book.info.is_county else enrolment.wrong_with(book)
    late = [one for one in certificate_states.waiting(book) if one.tone == "red"]
    wrong += [f"{one.who}的{one.title}{one.state}" for one in late]
    if wrong:
        return False, f"{';'.join(wrong[:_NAMED])}。内容没有改动;请到“签名证书”里办理。"
    return True, "签名证书、吊销列表和信任资料互相对得上"


def _derived(book: Book) -> Answer:
    wrong = [text for ledger in LEDGERS for text in _out_of_step(book, ledger)]
    wrong += [f"待办({book.ledgers[key].title if key in book.ledgers else '条数'})" for key in book.waiting_wrong()]
    if wrong:
        more = f"等 {len(wrong)} 处" if len(wrong) > _NAMED else ""
        return False, f"查找用的标题或关联对不上:{'、'.join(wrong[:_NAMED])}{more}。台账内容没有受影响;请重建索引。"
    return True, "标题和关联与台账一致"


def _out_of_step(book: Book, ledger: LedgerDef) -> Iterator[str]:
    """Rows whose kept title or kept links are not what the row says."""
    around, rows = book.around(), _all(book, ledger)
    kept = dict(book.titled(ledger.key, [id_of(row, "id") or 0 for row in rows]))
    for row in rows:
        if kept.get(id_of(row, "id") or 0) != ledger.titled(row, around):
            yield f"{ledger.title}第 {row['id']} 号的标题"
    for link in ledger.links:
        if not link.many:
            continue
        for target in {target for row in rows for target in ids_of(row, link.key)}:
            stated = {row["id"] for row in rows if target in ids_of(row, link.key)}
            if stated != set(book.ids(ledger.key, Query(where={link.key: target}, voided=None))):
                yield f"{ledger.title}的“{link.label}”关联"


def _attachments(book: Book) -> Answer:
    wanted: dict[str, str] = {}
    for ledger in LEDGERS:
        for field in ledger.attachments:
            for row in _all(book, ledger):
                wanted |= {line[:64]: line[65:] for line in text_of(row, field.key).splitlines()}
    lost = [name or digest[:12] for digest, name in wanted.items() if not _is_whole(book, digest)]
    if lost:
        names = "、".join(lost[:_NAMED]) + ("等" if len(lost) > _NAMED else "")
        return False, f"{len(lost)} 个附件不见了或已损坏:{names}。台账内容没有受影响;请从备份恢复或重新放入。"
    return True, f"{len(wanted)} 个附件都在,内容与登记的一致" if wanted else "没有附件"


def _is_whole(book: Book, digest: str) -> bool:
    try:
        return sha256(book.file(digest)).hexdigest() == digest
    except AttachmentLost:
        return False


def _all(book: Book, ledger: LedgerDef) -> list[Row]:
    return book.rows(ledger.key, voided=None)


def _backup(book: Book) -> Answer:
    age = backups.age(book)
    if age is None:
        # a practice book holds nothing that would be missed
        return book.info.practice, "还没有备份;关闭账套时会自动备份,也可以现在运行“备份”"
    if age.days > OLDEST_BACKUP_DAYS:
        return False, f"最近一份备份是 {age.days} 天前的。请现在备份一次,并拷到另一个盘。"
    return True, "最近一份已验证的备份是" + (f" {age.days} 天前的" if age.days else "今天的")


def _vault(book: Book) -> Answer:
    """The second file: read whole where its password is at hand, else compared with what the book remembers."""
    from app.operations import vault

    if not vault.founded(book):
        return True, "还没有登记过举报人、提问人的身份资料"
    wrong = [sentence] if (sentence := vault.look(book)) else []
    if not wrong and not vault.needs_password(book) and vault.is_keeper(book):
        opened = vault.unlock(book)
        try:
            wrong = vault.check(opened)
        finally:
            vault.close(opened)
    if wrong:
        advice = "请受理员在台账里打开一次“举报人信息”核对;打不开的,用同一天的备份恢复。"
        return False, f"{';'.join(wrong)}。台账内容没有受影响;{advice}"
    return True, "身份资料文件与账套记着的一致"


def _recovery(book: Book) -> Answer:
    from app.operations import recovery

    if said := recovery.advice(book):
        return False, said
    made = recovery.state(book).made_at[:10]
    return True, f"恢复码是 {made} 生成的,应封存在单位保险柜" if made else "练习账套不用恢复码"


def _fonts(book: Book | None) -> Answer:
    from app.export import fonts

    missing = [name for key, name in fonts.FACES.items() if not fonts.font_file(key).is_file()]
    if missing:
        return False, f"缺少字体文件:{'、'.join(missing)}。账套没有受影响;请重新安装程序,否则不能打印。"
    if lost := fonts.coverage(PROBE):
        return False, f"随附字体打不出这些字:{lost}。账套没有受影响;请重新安装程序。"
    used = ";".join(one.sentence for one in faces.shown())
    return True, f"{len(fonts.FACES)} 个随附字体都在,常用字都能打印。{used}"


def _calendar(book: Book | None) -> Answer:
    calendar = work_calendar(book) if book else presets.work_calendar()
    today = book.today() if book else books.clock()().date()
    known = f"工作日历有 {calendar.first_year} 至 {calendar.last_year} 年"
    if calendar.known(today):
        note = calendar_note(today, calendar)
        return not presets.calendar_trouble(), f"{known}。{note}" if note else known
    return False, f"{known},没有 {today.year} 年。程序照常使用,期限按周末推算;请更新程序或向县里要新的日历。"


def _environment(book: Book | None) -> Answer:
    folder = book.path.parent if book else _existing(paths.home())
    wrong = [sentence for sentence in (_temp(), _space(folder), _network(folder)) if sentence]
    facts = diagnostics.versions() | diagnostics.system()
    about = f"明账 {facts['mingzhang']},Python {facts['python']},{facts['platform']},{facts['libc']}"
    return not wrong, ";".join([*wrong, about])


def _temp() -> str:
    try:
        probe = paths.private_temp() / "doctor.tmp"
        probe.write_bytes(b"1")
        probe.unlink()
    except OSError:
        return f"程序自己的文件夹“{paths.home()}”写不进去。请检查磁盘空间和文件夹权限"
    return ""


def _space(folder: Path) -> str:
    free = shutil.disk_usage(folder).free
    return f"磁盘只剩 {free // 1_000_000} MB。请清理磁盘,否则可能存不下备份" if free < LEAST_FREE else ""


def _network(folder: Path) -> str:
    where = place.shared(folder)
    return f"账套放在{where},断网、同步时可能损坏。请把账套移到本机磁盘" if where else ""


def _existing(folder: Path) -> Path:
    while not folder.exists():
        folder = folder.parent
    return folder


_OF_THE_BOOK: tuple[tuple[str, Check], ...] = (
    ("book", _book),
    ("opening", _opening),
    ("log", _log),
    ("certificates", _certificates),
    ("sent", _sent),
    ("derived", _derived),
    ("attachments", _attachments),
    ("vault", _vault),
    ("recovery", _recovery),
    ("backup", _backup),
)
_OF_THE_COUNTY: tuple[tuple[str, Check], ...] = (("received", _received),)
_OF_THE_MACHINE: tuple[tuple[str, Callable[[Book | None], Answer]], ...] = (
    ("fonts", _fonts),
    ("calendar", _calendar),
    ("environment", _environment),
)
