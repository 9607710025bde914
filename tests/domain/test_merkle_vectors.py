"""The published vectors of RFC 6962 proofs: the valid ones hold, each spoilt in every published way does not."""

from __future__ import annotations

import json
from base64 import b64decode
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from app.domain.merkle import verify_consistency, verify_inclusion

VECTORS = json.loads((Path(__file__).parent / "vectors" / "merkle.json").read_text("utf-8"))
OTHER = bytes(range(32))


@dataclass(frozen=True)
class Consistency:
    """One claim: the log of `two` events goes on from that of `one`."""

    one: int
    two: int
    root1: bytes
    root2: bytes
    proof: tuple[bytes, ...]

    def holds(self) -> bool:
        return verify_consistency(self.one, self.two, self.root1, self.root2, list(self.proof))


@dataclass(frozen=True)
class Inclusion:
    """One claim: the leaf stands at `index` in the log of `size` events."""

    index: int
    size: int
    root: bytes
    leaf: bytes
    proof: tuple[bytes, ...]

    def holds(self) -> bool:
        return verify_inclusion(self.leaf, self.index, self.size, self.root, list(self.proof))


def proof_of(found: dict[str, list[str]]) -> tuple[bytes, ...]:
    return tuple(b64decode(one) for one in found["proof"])


CONSISTENCY = [
    Consistency(one["size1"], one["size2"], b64decode(one["root1"]), b64decode(one["root2"]), proof_of(one))
    for one in VECTORS["consistency"]
]
INCLUSION = [
    Inclusion(one["index"], one["size"], b64decode(one["root"]), b64decode(one["leaf"]), proof_of(one))
    for one in VECTORS["inclusion"]
]


def flipped(data: bytes) -> bytes:
    return bytes([data[0] ^ (1 << 4), *data[1:]])


def spoilt_proofs(proof: tuple[bytes, ...], *roots: bytes) -> Iterator[tuple[bytes, ...]]:
    """Garbage and roots before and behind, one hash less, none, each with one bit changed."""
    for more in (OTHER, b"", *roots):
        yield (more, *proof)
        yield (*proof, more)
    if proof:
        yield (proof[0], *proof)
        yield proof[:-1]
        yield ()
    for at in range(len(proof)):
        yield (*proof[:at], flipped(proof[at]), *proof[at + 1 :])


def spoilt(good: Consistency) -> Iterator[Consistency]:
    sizes: list[Callable[[int], int]] = [lambda n: n - 1, lambda n: n + 1, lambda n: n ^ 2]
    for size in sizes:
        yield replace(good, one=size(good.one))
    for size in (lambda n: n * 2, lambda n: n // 2):
        yield replace(good, two=size(good.two))
    yield replace(good, root1=OTHER)
    yield replace(good, root2=OTHER)
    if good.root1 != good.root2:
        yield replace(good, root1=good.root2, root2=good.root1)
    for proof in spoilt_proofs(good.proof, good.root1, good.root2):
        yield replace(good, proof=proof)


def spoilt_inclusion(good: Inclusion) -> Iterator[Inclusion]:
    for index in (good.index - 1, good.index + 1, good.index ^ 2):
        yield replace(good, index=index)
    for size in (good.size * 2, good.size // 2):
        yield replace(good, size=size)
    yield replace(good, root=OTHER)
    yield replace(good, root=b"")
    yield replace(good, leaf=OTHER)
    for proof in spoilt_proofs(good.proof, good.root):
        yield replace(good, proof=proof)


@pytest.mark.parametrize("good", CONSISTENCY, ids=lambda one: f"{one.one}-{one.two}")
def test_a_published_consistency_proof_holds_and_no_spoilt_one_does(good: Consistency) -> None:
    accepted = [one for one in spoilt(good) if one.holds()]

    assert good.holds()
    assert accepted == []


@pytest.mark.parametrize("good", INCLUSION, ids=lambda one: f"{one.index}-{one.size}")
def test_a_published_inclusion_proof_holds_and_no_spoilt_one_does(good: Inclusion) -> None:
    accepted = [one for one in spoilt_inclusion(good) if one.holds()]

    assert good.holds()
    assert accepted == []


def test_nothing_follows_from_an_empty_log() -> None:
    good = CONSISTENCY[0]

    assert not verify_consistency(0, good.two, good.root1, good.root2, [])
