"""The month's packet, township side: build, sign, deliver, verify, list."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from app.cli.answers import DONE, REFUSED, Answer
from app.cli.opening import ask, opened, signing_passwords
from app.operations import books, identities, packet_handback, packet_list, packets
from app.operations.books import Book
from app.operations.packets import ROLE_TITLES, PacketOnDisk

SEALED = ".p7m"
CONTINUITY = {
    "first": "第一次上报",
    "next": "与上一次相接",
    "duplicate": "与收到过的相同",
    "fork": "与收到过的互相矛盾",
    "gap": "中间缺了几次",
    "rewritten": "历史被改写过",
    "unknown": "没有上一次可比",
}


def build(options: argparse.Namespace) -> Answer:
    """The packet of a month: signed where both passwords are at hand, a draft otherwise."""
    with opened(options) as book:
        made = packets.build(book, options.month, options.out, signing_passwords(options, book))
    notes = [] if made.code else ["两个人的密码没有都给出,只生成了待签名的草稿。请用 packet sign 依次签名。"]
    return _packet(made, "已生成", notes)


def sign(options: argparse.Namespace) -> Answer:
    """The next signature of a draft."""
    with opened(options) as book:
        known = signing_passwords(options, book)
        login = packet_list.login_of(book, options.role)
        name = identities.secret_name(book, options.role)
        what = "签名密码" if name == login else "UKey 口令"
        if name not in known and (typed := ask(f"{ROLE_TITLES[options.role]}“{login}”的{what}:")):
            known[name] = typed
        made = packets.sign(book, options.file, options.role, known)
    return _packet(made, "已签名", [])


def seal(options: argparse.Namespace) -> Answer:
    """A finished packet sealed to the county and to ourselves, beside it."""
    with opened(options) as book:
        path = packets.seal(book, options.file)
    return Answer({"path": str(path)}, [f"已封装给县里:{path}"])


def deliver(options: argparse.Namespace) -> Answer:
    """A finished packet on a drive, read back and compared."""
    with opened(options) as book:
        done = packets.deliver(book, options.file, options.drive)
    data: dict[str, Any] = {
        "path": str(done.path),
        "sha256": done.sha256,
        "size": done.size,
        "already_there": done.already_there,
        "warnings": list(done.warnings),
    }
    words = "U盘里已有同一个文件,核对无误" if done.already_there else "已写入并读回核对无误"
    if done.parts > 1:
        data["parts"], words = done.parts, f"共 {done.parts} 份,{words}"
    return Answer(data, [f"{words}:{done.path}"], done.warnings)


def verify(options: argparse.Namespace) -> Answer:
    """The verdict over a packet in parts; needs no book but for a sealed one, which only its receiver opens."""
    trust = trust_for(options.file, options.trust, options.book)
    if options.file.suffix == SEALED:
        with opened(options) as book:
            verdict = packets.verify_own(book, options.file, trust)
    else:
        verdict = packets.verify(options.file, trust)
    data = verdict.as_json()
    lines = verdict_lines(data)
    if verdict.accepted:
        return Answer(data, lines, (), DONE)
    message = "上报包没有通过核对,请不要使用它。文件没有改动;请向对方要一份新的。"
    first = verdict.errors[0].code if verdict.errors else "E-SIG"
    data["error"] = {"code": first, "message": message, "faults": []}
    return Answer(data, lines, [message], REFUSED)


def take_back(options: argparse.Namespace) -> Answer:
    """Packets the county handed back, kept where every sent packet is."""
    with opened(options) as book:
        found = packet_handback.take_back(book, options.files)
    return Answer({"taken": found}, [f"已装入县里交还的:{one}" for one in found])


def list_packets(options: argparse.Namespace) -> Answer:
    """The packets this book built, oldest first; a county's book lists what it received."""
    with opened(options) as book:
        if book.info.is_county:
            from app.cli import county

            return county.received(book)
        found = [asdict(packet) for packet in packet_list.built_packets(book)]
    lines = [f"{p['period']}\t第{p['revision']}次\t{p['title']}\t{p['code'] or '-'}\t{p['path']}" for p in found]
    return Answer(found, lines)


def trust_for(packet: Path, chosen: Path | None = None, book: Path | None = None) -> Path:
    """Where the trust bundle is: named, beside the packet's folder, in it, or beside the book."""
    if chosen is not None:
        return chosen
    folder = packet.absolute().parent
    places = [folder.parent / "trust", folder / "trust"]
    if (known := book or books.last_book()) is not None:
        places.append(known.parent / "trust")
    return next((place for place in places if place.is_dir()), places[0])


def verdict_lines(verdict: Mapping[str, Any]) -> list[str]:
    """A verdict in words: each part on its own line."""
    lines = ["完整性:" + ("完整,没有改动" if verdict["intact"] else "不完整或已被改动")]
    for signer in verdict["signers"]:
        valid = "签名有效" if signer["valid"] else "签名无效"
        trusted = "可信" if signer["trusted"] else "不可信"
        lines.append(f"{ROLE_TITLES.get(signer['role'], signer['role'])}:{signer['name']},{valid},{trusted}")
    if not verdict["signers"]:
        lines.append("签名:没有可核对的签名")
    if verdict.get("second"):
        lines.append("国密附加签名(试验):两个都有效")
    practice = "(练习包,不能作为正式上报)" if verdict["practice"] else ""
    lines.append(f"信任:{'两个签名人都是登记的人' if verdict['trusted'] else '不可信'}{practice}")
    lines.append(f"连续性:{CONTINUITY.get(verdict['continuity'], verdict['continuity'])}")
    if "part" in verdict:
        lines.append(f"份数:这是第 {verdict['part']} 份,共 {verdict['parts']} 份;县里收齐各份才合并")
    lines.append(f"校验码:{verdict['code'] or '算不出'}")
    for error in verdict["errors"]:
        lines.append(f"问题 {error['code']}:{error['message']}" + (f"({error['file']})" if error["file"] else ""))
    return lines


def last_month(book: Book) -> str:
    """The month whose packet is due."""
    return packets.months(book)[0].key


def _packet(made: PacketOnDisk, words: str, notes: list[str]) -> Answer:
    data: dict[str, Any] = {
        "packet_id": made.packet_id,
        "path": str(made.path),
        "state": made.state,
        "title": made.title,
        "code": made.code,
    }
    if made.parts > 1:
        data["parts"], words = made.parts, f"{words},分成 {made.parts} 份"
    code = f",校验码 {made.code}" if made.code else ""
    return Answer(data, [f"{words}({made.title}){code}:{made.path}"], notes)
