"""What things are: the RFC 6962 hash tree over the event log, with its proofs; plain Python over 32-byte hashes.

`leaf = SHA-256(0x00 ‖ body)`, `node = SHA-256(0x01 ‖ left ‖ right)`, the empty tree is SHA-256("").
A size of 0 and hashes that are not 32 bytes long are never accepted from outside (they once fooled a verifier).
"""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from hashlib import sha256
else:
    try:  # hashlib loads all of OpenSSL; for the few lines of the log a start hashes, Python's own code will do
        from _sha256 import sha256  # Python 3.11
    except ImportError:
        from hashlib import sha256

HASH_SIZE: Final = 32
# SHA-256 of nothing
EMPTY_ROOT: Final = bytes.fromhex("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")


def leaf_hash(body: bytes) -> bytes:
    """Hash one leaf body."""
    return sha256(b"\x00" + body).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Hash two children into their parent."""
    return sha256(b"\x01" + left + right).digest()


def merkle_root(leaves: Sequence[bytes]) -> bytes:
    """Compute the root over leaf hashes without keeping a tree."""
    return Tree(leaves).root()


def _split(size: int) -> int:
    """Largest power of two smaller than size (size ≥ 2)."""
    return 1 << (size - 1).bit_length() - 1


class Tree:
    """Leaf hashes with all complete subtrees above them; grows at the end only."""

    def __init__(self, leaves: Iterable[bytes] = ()) -> None:
        # levels[k][i] covers leaves i·2^k … (i+1)·2^k − 1
        self._levels: list[list[bytes]] = [[]]
        self.extend(leaves)

    def __len__(self) -> int:
        return len(self._levels[0])

    def append(self, leaf: bytes) -> int:
        """Add one leaf hash and return its index."""
        if len(leaf) != HASH_SIZE:
            raise ValueError("a leaf hash has 32 bytes")
        index = len(self)
        self._levels[0].append(leaf)
        level = 0
        while len(self._levels[level]) % 2 == 0:
            below = self._levels[level]
            if level + 1 == len(self._levels):
                self._levels.append([])
            self._levels[level + 1].append(node_hash(below[-2], below[-1]))
            level += 1
        return index

    def extend(self, leaves: Iterable[bytes]) -> None:
        """Add leaf hashes in order."""
        for leaf in leaves:
            self.append(leaf)

    def root(self, size: int | None = None) -> bytes:
        """Give the root of the first `size` leaves (default: all)."""
        size = self._checked(len(self) if size is None else size)
        return self._subtree(0, size) if size else EMPTY_ROOT

    def inclusion_proof(self, index: int, size: int | None = None) -> list[bytes]:
        """Give the audit path of leaf `index` in the tree of the first `size` leaves."""
        size = self._checked(len(self) if size is None else size)
        if not 0 <= index < size:
            raise ValueError("no such leaf")
        low, high, path = 0, size, list[bytes]()
        while high - low > 1:
            middle = low + _split(high - low)
            if index < middle:
                path.append(self._subtree(middle, high))
                high = middle
            else:
                path.append(self._subtree(low, middle))
                low = middle
        return path[::-1]

    def consistency_proof(self, old: int, size: int | None = None) -> list[bytes]:
        """Give the proof that the tree of `size` leaves extends the one of `old` leaves (old ≥ 1)."""
        size = self._checked(len(self) if size is None else size)
        if not 0 < old <= size:
            raise ValueError("the old size must be between 1 and the new size")
        low, high, whole, path = 0, size, True, list[bytes]()
        while old != high:
            middle = low + _split(high - low)
            if old <= middle:
                path.append(self._subtree(middle, high))
                high = middle
            else:
                path.append(self._subtree(low, middle))
                low, whole = middle, False
        if not whole:
            path.append(self._subtree(low, high))
        return path[::-1]

    def _checked(self, size: int) -> int:
        if not 0 <= size <= len(self):
            raise ValueError("the tree is not that large")
        return size

    def _subtree(self, low: int, high: int) -> bytes:
        width = high - low
        if width & (width - 1) == 0:
            level = width.bit_length() - 1
            return self._levels[level][low >> level]
        middle = low + _split(width)
        return node_hash(self._subtree(low, middle), self._subtree(middle, high))


def _all_hashes(hashes: Iterable[bytes]) -> bool:
    return all(isinstance(h, bytes) and len(h) == HASH_SIZE for h in hashes)


def verify_inclusion(leaf: bytes, index: int, size: int, root: bytes, proof: Sequence[bytes]) -> bool:
    """Say whether `leaf` is leaf number `index` of the tree with this size and root (RFC 9162 §2.1.3.2)."""
    if not 0 <= index < size or not _all_hashes((leaf, root, *proof)):
        return False
    fn, sn, running = index, size - 1, leaf
    for sibling in proof:
        if sn == 0:
            return False
        if fn & 1 or fn == sn:
            running = node_hash(sibling, running)
            while fn and not fn & 1:
                fn, sn = fn >> 1, sn >> 1
        else:
            running = node_hash(running, sibling)
        fn, sn = fn >> 1, sn >> 1
    return sn == 0 and running == root


def verify_consistency(old: int, size: int, old_root: bytes, root: bytes, proof: Sequence[bytes]) -> bool:
    """Say whether the tree (size, root) extends the tree (old, old_root) (RFC 9162 §2.1.4.2)."""
    if not 0 < old <= size or not _all_hashes((old_root, root, *proof)):
        return False
    if old == size:
        return old_root == root and not proof
    if not proof:
        return False
    path = [old_root, *proof] if old & (old - 1) == 0 else list(proof)
    fn, sn = old - 1, size - 1
    while fn & 1:
        fn, sn = fn >> 1, sn >> 1
    old_running = running = path[0]
    for sibling in path[1:]:
        if sn == 0:
            return False
        if fn & 1 or fn == sn:
            old_running, running = node_hash(sibling, old_running), node_hash(sibling, running)
            while fn and not fn & 1:
                fn, sn = fn >> 1, sn >> 1
        else:
            running = node_hash(running, sibling)
        fn, sn = fn >> 1, sn >> 1
    return sn == 0 and old_running == old_root and running == root
