"""The practice month without a window: `python -m app.headless DIR`, from the registers to a verified packet."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from app.cli.answers import DONE, OUR_FAULT, REFUSED, USAGE, use_utf8
from app.domain.faults import Told

if TYPE_CHECKING:
    from app.operations.books import Book
    from app.operations.packets import PacketOnDisk


def main(argv: Sequence[str] | None = None) -> int:
    """Run the practice month in a folder.

    Returns:
        0 only where the packet on the stick is intact and its signers are trusted; 1 refused, 2 usage, 3 our fault.
    """
    use_utf8()
    arguments = list(sys.argv[1:] if argv is None else argv)
    if len(arguments) != 1 or arguments[0].startswith("-"):
        print("用法:python -m app.headless 文件夹", file=sys.stderr)
        return USAGE
    try:
        return practice_month(Path(arguments[0]).absolute())
    except Told as error:
        print(error.message, file=sys.stderr)
        return REFUSED
    except Exception as error:
        from app import diagnostics

        print(diagnostics.report(error, "headless").sentence, file=sys.stderr)
        return OUR_FAULT


def practice_month(folder: Path) -> int:
    """Each step of the month, said as it is done."""
    from app.cli.packets import last_month, verdict_lines
    from app.operations import books, packets

    township = _practice_book(folder)
    book = books.open_practice(township)
    try:
        _say(f"打开练习账套:{book.info.township}({township})")
        _say_registers(book)
        month = last_month(book)
        packet = _finished_packet(book, month, folder)
        stick = folder / "stick"
        stick.mkdir(exist_ok=True)
        delivered = packets.deliver(book, packet.path, stick, sealed=True)
        _say("封装给县里,写入U盘并读回核对:" + ("U盘里已有同一个文件" if delivered.already_there else "已写入"))
        verdict = packets.verify_own(book, delivered.path, folder / "trust")
    finally:
        book.close()
    _say("核对上报包:")
    for line in verdict_lines(verdict.as_json()):
        _say(f"    {line}")
    _say(f"上报包:{delivered.path}")
    return DONE if verdict.accepted else REFUSED


def _practice_book(folder: Path) -> Path:
    from app.operations import books

    township = books.practice_township(folder)
    if township.exists():
        return township
    from app.operations.demo import make_demo

    _say("正在生成练习县和练习乡(示例县、示例乡)…")
    made = make_demo(folder)
    return Path(made.township)


def _say_registers(book: Book) -> None:
    from app.ledgers import LEDGERS
    from app.operations import lists, todo

    rows = "、".join(f"{ledger.title} {lists.count(book, ledger)} 条" for ledger in LEDGERS)
    _say(f"台账:{rows}")
    waiting = todo.todo(book)
    report = waiting.next_report
    _say(f"待办:逾期 {len(waiting.overdue)} 件,临期 {len(waiting.due_soon)} 件;{report.title}还有 {report.days} 天")


def _finished_packet(book: Book, month: str, folder: Path) -> PacketOnDisk:
    """The signed packet of a month: the one there is, or a new one."""
    from app.operations import packets, users

    known = packets.packet_of(book, month)
    if known is not None and known.state in (packets.FINAL, packets.DELIVERED):
        _say(f"{month} 的上报包已经签发,沿用它")
        return known
    soft = [line for line in packets.check_month(book, month) if line.fault.soft]
    _say(f"核对 {month}:没有必须改正的问题,{len(soft)} 处提示" if soft else f"核对 {month}:没有问题")
    made = packets.build(book, month, folder / "out", users.practice_passwords(book))
    _say(f"生成 {month} 的上报包,经办人和审核人都已签名:校验码 {made.code}")
    return made


def _say(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    sys.exit(main())
