from hashlib import sha256
from itertools import pairwise

import pytest

from app.domain.merkle import (
    EMPTY_ROOT,
    Tree,
    leaf_hash,
    merkle_root,
    node_hash,
    verify_consistency,
    verify_inclusion,
)

SIZES = range(1, 34)
LEAVES = [leaf_hash(b"event %d" % i) for i in range(40)]

# The eight inputs and the roots of the certificate-transparency reference tests.
CT_INPUTS = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
CT_ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


def naive_root(leaves: list[bytes]) -> bytes:
    """RFC 6962 §2.1, word for word."""
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return sha256(b"\x01" + naive_root(leaves[:split]) + naive_root(leaves[split:])).digest()


def test_published_roots_are_met() -> None:
    tree = Tree(leaf_hash(bytes.fromhex(text)) for text in CT_INPUTS)

    roots = [tree.root(size).hex() for size in range(1, 9)]

    assert roots == CT_ROOTS
    assert Tree().root() == EMPTY_ROOT == sha256(b"").digest()


def test_roots_equal_a_naive_tree_at_every_size_while_it_grows() -> None:
    tree, grown = Tree(), []
    for leaf in LEAVES:
        tree.append(leaf)
        grown.append(tree.root())

    assert grown == [naive_root(LEAVES[:size]) for size in range(1, len(LEAVES) + 1)]
    assert [tree.root(size) for size in range(1, len(LEAVES) + 1)] == grown
    assert merkle_root(LEAVES) == grown[-1]


@pytest.mark.parametrize("size", SIZES)
def test_every_leaf_is_proved_and_no_other_leaf_place_or_root_is(size: int) -> None:
    tree = Tree(LEAVES)
    root = tree.root(size)

    proofs = [tree.inclusion_proof(index, size) for index in range(size)]

    for index, proof in enumerate(proofs):
        leaf = LEAVES[index]
        assert verify_inclusion(leaf, index, size, root, proof)
        assert not verify_inclusion(LEAVES[-1], index, size, root, proof)
        assert not verify_inclusion(leaf, (index + 1) % size if size > 1 else 1, size, root, proof)
        assert not verify_inclusion(leaf, index, size, LEAVES[0] if size > 1 else LEAVES[1], proof)
        assert not verify_inclusion(leaf, index, size, root, [*proof, LEAVES[0]])
        assert not proof or not verify_inclusion(leaf, index, size, root, proof[:-1])


@pytest.mark.parametrize("size", SIZES)
def test_every_older_size_is_proved_and_nothing_else_is(size: int) -> None:
    tree = Tree(LEAVES)
    rewritten = Tree([leaf_hash(b"other"), *LEAVES[1:]])
    root = tree.root(size)

    for old in range(1, size + 1):
        proof, head = tree.consistency_proof(old, size), tree.root(old)

        assert verify_consistency(old, size, head, root, proof)
        assert not verify_consistency(old, size, rewritten.root(old), root, proof)
        assert not verify_consistency(old, size, head, rewritten.root(size), proof)
        assert not verify_consistency(old, size, head, root, [*proof, head])
        assert not proof or not verify_consistency(old, size, head, root, proof[1:])


def test_size_zero_and_short_hashes_are_never_a_previous_head() -> None:
    tree = Tree(LEAVES[:7])
    root, proof = tree.root(), tree.consistency_proof(4)

    refused = [
        verify_consistency(0, 7, EMPTY_ROOT, root, []),
        verify_consistency(0, 7, b"", root, proof),
        verify_consistency(-1, 7, root, root, []),
        verify_consistency(7, 4, root, tree.root(4), []),
        verify_consistency(4, 7, tree.root(4)[:31], root, proof),
        verify_consistency(4, 7, tree.root(4), root, [b"", *proof]),
        verify_consistency(7, 7, b"", b"", []),
        verify_consistency(7, 7, root, root, [root]),
        verify_inclusion(b"", 0, 1, b"", []),
        verify_inclusion(LEAVES[0], 0, 0, EMPTY_ROOT, []),
    ]

    assert refused == [False] * len(refused)


def test_proofs_that_cannot_exist_are_refused_when_asked_for() -> None:
    tree = Tree(LEAVES[:5])

    for ask in (
        lambda: tree.consistency_proof(0),
        lambda: tree.consistency_proof(6),
        lambda: tree.inclusion_proof(5),
        lambda: tree.root(6),
        lambda: tree.append(b"short"),
    ):
        with pytest.raises(ValueError, match=r"leaf|size|large"):
            ask()

    assert len(tree) == 5


def test_a_leaf_can_not_pass_for_a_node() -> None:
    left, right = LEAVES[:2]

    assert leaf_hash(left + right) != node_hash(left, right)
    assert all(a != b for a, b in pairwise(Tree(LEAVES).root(n) for n in SIZES))
