"""What state certificates are in: in words, with a shape and a tone, and what to do. Light, because every start asks.

Only the days that stand beside a certificate are read here, never the certificate itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from app.domain.lights import SHAPES, Tone
from app.operations import county_keys
from app.operations.identities import SIGNING_ROLES
from app.storage.book import Book
from app.storage.certified import Certified, certified

TRUST_CRL = "trust:crl"
HEIR = "heir:"
"""Who took over a post whose certificate went with the one before; with the role behind it."""
WARN_DAYS, STOP_DAYS = 30, 7
PRACTICE = "练习证书"
_RENEW = "请导出换发申请,交县里签发"
_CALLED = {county_keys.ROOT: "根证书", county_keys.RECEIPT: "回执签名", county_keys.SEAL: "上报包开封"}


@dataclass(frozen=True)
class CertificateState:
    """One certificate or list: whose, what, its state in words, until when (ISO day or ""), and what to do.

    `key` is the role, the kind of a county's own, or the serial number of one it issued.
    """

    key: str
    who: str
    title: str
    state: str
    tone: Tone
    until: str = ""
    advice: str = ""
    serial: str = ""
    unit: str = ""
    groups: str = ""

    @property
    def shape(self) -> str:
        """The mark that says the tone without colour."""
        return SHAPES[self.tone]

    def as_json(self) -> dict[str, Any]:
        """All of it for a script."""
        return asdict(self)


def states(book: Book) -> list[CertificateState]:
    """Every certificate of a book: a county's own and those it issued, or those of a township's people."""
    return [*_own_of_county(book), *issued_states(book)] if book.info.is_county else _township(book)


def waiting(book: Book) -> list[CertificateState]:
    """Those somebody must see to, the gravest first; a book nobody was ever enrolled in is for the page to tell."""
    found = [
        one
        for one in states(book)
        if one.tone in ("red", "yellow")
        and (one.serial or one.key not in SIGNING_ROLES or book.kept(f"{HEIR}{one.key}"))
    ]
    return sorted(found, key=lambda one: (one.tone != "red", one.until))


def missing_words(book: Book) -> str:
    """What a township must see to before it can send real packets, and why; "" where nothing stands against it."""
    if not book.info.is_county and (without := [t for r, t in SIGNING_ROLES.items() if not book.kept(f"signer:{r}")]):
        asked = not [t for r, t in SIGNING_ROLES.items() if t in without and not book.kept(f"request:{r}")]
        way = "申请已导出,等县里签发;交回的文件拖进窗口就装入。" if asked else "证书由县里签发,要几天,请先办理。"
        return f"{'、'.join(without)}还没有签名证书,上报包签不了名。{way}"
    return _practice_words(book)


def _practice_words(book: Book) -> str:
    """That packets of a real book count for practice only, and why; "" where they are real or practice is meant."""
    missing = [title for role, title in SIGNING_ROLES.items() if _only_practice(book, role)]
    if book.info.practice or book.info.is_county or not missing:
        return ""
    return (
        f"{'、'.join(missing)}还没有县里签发的正式证书:现在生成的上报包都标“练习”,县里不当作正式上报包接收。"
        "请先办理证书,再生成上报包。"
    )


def _only_practice(book: Book, role: str) -> bool:
    kept = book.kept(f"signer:{role}")
    return isinstance(kept, dict) and kept.get("practice") is not False


def issued_states(book: Book) -> list[CertificateState]:
    """The certificates a county issued to persons of townships, in the order of issue."""
    listed, today = certified(book), book.today()
    newest = {(one.township, one.role): one for one in listed if not one.revoked_at}
    return [_issued(one, today, newest.get((one.township, one.role))) for one in listed]


def _township(book: Book) -> list[CertificateState]:
    out = [_signer(book, role) for role in SIGNING_ROLES]
    crl, today = book.kept(TRUST_CRL), book.today()
    if isinstance(crl, dict):
        until = str(crl["until"])
        state, tone = _in_time(until, today)
        advice = "请向县里要新的回执或信任资料,装入后就更新" if tone != "green" else ""
        out.append(
            CertificateState("crl", book.info.county, f"吊销列表 {crl['number']} 号", state, tone, until, advice)
        )
    return out


def _signer(book: Book, role: str) -> CertificateState:
    kept, asked = book.kept(f"signer:{role}"), book.kept(f"request:{role}")
    title = f"{SIGNING_ROLES[role]}证书"
    groups = str(asked["groups"]) if isinstance(asked, dict) else ""
    if not isinstance(kept, dict):
        who = str(asked["name"]) if isinstance(asked, dict) else _name_of(book, role)
        advice = "等县里交回证书,装入就能签名" if groups else "请本人登录,导出证书申请"
        return CertificateState(role, who, title, "还没有证书", "red", "", advice, groups=groups)
    state, tone, advice = _judged(book, kept, bool(groups))
    until, serial = str(kept.get("valid_to", "")), str(kept.get("serial", ""))
    return CertificateState(role, str(kept["name"]), title, state, tone, until, advice, serial, groups=groups)


def _judged(book: Book, kept: Mapping[str, Any], asked: bool) -> tuple[str, Tone, str]:
    wait = "申请已导出,等县里交回证书后装入"
    if not book.info.practice and kept.get("practice") is not False:
        advice = "请导出申请,向县里要正式证书;在这之前上报包都标“练习”,县里不接收"
        return PRACTICE, "yellow", wait if asked else advice
    state, tone = _in_time(str(kept.get("valid_to", "")), book.today())
    return state, tone, "" if tone == "green" and not asked else wait if asked else _RENEW


def _name_of(book: Book, role: str) -> str:
    return next((user.name for user in book.keys.users() if user.role == role), "")


def _own_of_county(book: Book) -> list[CertificateState]:
    if not county_keys.is_founded(book):
        advice = "请建立根证书:之后才能给各乡镇签发证书、接收上报包"
        return [CertificateState(county_keys.ROOT, book.info.county, "根证书", "还没有建立", "red", "", advice)]
    out, today = [], book.today()
    for which, title in _CALLED.items():
        until = str(book.kept(which).get("until", ""))
        state, tone = _in_time(until, today)
        advice = "" if tone == "green" else "请按“续签”" if which == county_keys.RECEIPT else "请联系技术人员换根证书"
        out.append(CertificateState(which, book.info.county, title, state, tone, until, advice))
    crl = book.kept(county_keys.CRL)
    state, tone = _in_time(str(crl["until"]), today)
    advice = "" if tone == "green" else "请按“续签”,再随回执交给各乡镇"
    title = f"吊销列表 {crl['number']} 号"
    return [*out, CertificateState(county_keys.CRL, book.info.county, title, state, tone, str(crl["until"]), advice)]


def _issued(one: Certified, today: date, newest: Certified | None) -> CertificateState:
    until, title = one.valid_to[:10], f"{SIGNING_ROLES.get(one.role, one.role)}证书"
    state, tone = _in_time(until, today)
    advice = ""
    if one.revoked_at:
        state, tone, advice = f"已吊销 {one.revoked_at[5:10]}", "grey", f"{one.invalid_from[:10]} 起不算"
    elif until < today.isoformat():
        state, tone = "已过期", "grey"
    elif newest is not None and newest.serial != one.serial:
        state, tone = "已有新证书", "blue"
        advice = "换发前的那张,不用再管" if newest.name == one.name else "人员已换,请吊销这一张"
    elif not one.checked:
        state, tone, advice = "指纹没有核对", "yellow", "请打电话核对指纹;不一致就吊销"
    elif tone != "green":
        advice = "请通知本人导出换发申请"
    return CertificateState(one.serial, one.name, title, state, tone, until, advice, one.serial, one.township_name)


def _in_time(until: str, today: date) -> tuple[str, Tone]:
    """How long a certificate still counts, in words.

    Source: packet format 3.5: warned 30 days ahead, nothing is signed in the last 7 days.
    """
    if not until:
        return "有效", "green"
    left = (date.fromisoformat(until) - today).days
    if left < 0:
        return f"已过期 {-left} 天", "red"
    if left < STOP_DAYS:
        return f"剩 {left} 天,不能签名", "red"
    return (f"还有 {left} 天到期", "yellow") if left <= WARN_DAYS else ("有效", "green")
