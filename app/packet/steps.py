"""Packets: the steps in which a county checks a packet, and which step a fault belongs to (packet format 2.4)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from app.packet.manifest import PACKET_JSON

TITLES: Final = (
    "文件名和大小",
    "拷到本机并算出摘要",
    "拆开县里的封装",
    "包的结构是原样",
    "签名和签名人",
    "文件和清单一致",
    "包的说明",
    "和以前收到的相接",
    "报表签名和数据格式",
    "合并",
    "回执",
)
FILE, COPY, UNSEAL, CONTAINER, SIGNATURES, DIGESTS, DESCRIPTION, CHAIN, CONTENTS, MERGE, RECEIPT = range(len(TITLES))
DONE, FAILED, NOT_REACHED = "done", "failed", "open"
_OF_CODE: Final[Mapping[str, int]] = {
    "E-FILE": FILE,
    "E-READ": COPY,
    "E-WRITE": COPY,
    "E-SEAL": UNSEAL,
    "E-RECIPIENT": UNSEAL,
    "E-NAME": CONTAINER,
    "E-CANON": CONTAINER,
    "E-COLLIDE": CONTAINER,
    "E-TRUNC": CONTAINER,
    "E-CHECKER": CONTAINER,
    "E-SIG": SIGNATURES,
    "E-ALG": SIGNATURES,
    "E-ROLE": SIGNATURES,
    "E-OWNER": SIGNATURES,
    "E-CERT": SIGNATURES,
    "E-PRACTICE": SIGNATURES,
    "E-TRUST": SIGNATURES,
    "E-SET": DIGESTS,
    "E-DIGEST": DIGESTS,
    "E-MONTH": DESCRIPTION,
    "E-DUPLICATE": CHAIN,
    "E-FORK": CHAIN,
    "E-GAP": CHAIN,
    "E-PARTS": CHAIN,
    "E-ENROL": CHAIN,
    "E-REWRITTEN": CHAIN,
    "E-PDF": CONTENTS,
    "E-NEWER": MERGE,
    "E-COUNTS": MERGE,
    "E-BEFORE": MERGE,
}


@dataclass(frozen=True, slots=True)
class Step:
    """One step: its number, what it is called, how it went, and what was said."""

    number: int
    title: str
    state: str
    code: str = ""
    message: str = ""


def step_of(code: str, file: str = "") -> int:
    """The step a fault belongs to."""
    if code in ("E-JCS", "E-JSON"):
        return DESCRIPTION if file in ("", PACKET_JSON) else CONTENTS
    if code == "E-LIMIT":
        return CONTENTS if file.startswith("data/") else CONTAINER
    if code == "E-OWNER" and file == PACKET_JSON:
        return DESCRIPTION
    if code == "E-CERT" and file.startswith("data/"):
        return CONTENTS
    return _OF_CODE.get(code, CONTENTS)


def steps(errors: Iterable[Mapping[str, Any]], reached: int) -> list[Step]:
    """All steps in order; the first that failed is where the check stopped, what follows was not done.

    `reached` is the first step that was not done although nothing failed.
    """
    first: dict[int, Mapping[str, Any]] = {}
    for error in errors:
        at = error.get("step")  # where it was found, when that is known
        first.setdefault(step_of(error["code"], error.get("file", "")) if at is None else at, error)
    stopped = min(first, default=reached)
    out = []
    for number, title in enumerate(TITLES):
        if number == stopped and number in first:
            out.append(Step(number, title, FAILED, first[number]["code"], first[number]["message"]))
        else:
            out.append(Step(number, title, DONE if number < stopped else NOT_REACHED))
    return out
