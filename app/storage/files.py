"""Attachments beside the book: each content is kept once, encrypted, under the hash of what it is."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import TYPE_CHECKING

from app.disk import make_folder, write_whole
from app.storage.core import Core
from app.storage.keyfile import beside
from app.storage.troubles import Trouble, told

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_INFO = b"mz/files/v1"
_NONCE = 12


class AttachmentLost(Trouble):
    """A file named in a row is gone or damaged."""

    code = "E-ATTACHMENT"

    def __init__(self, digest: str) -> None:
        super().__init__(
            f"附件(编号 {digest[:12]})不见了或已损坏。台账内容没有受影响;请从备份恢复,或在这一条里重新放入这个文件。"
        )


class Files(Core):
    """Keeping files."""

    def keep_file(self, content: bytes) -> str:
        """Store a file; returns its SHA-256, which an attachment field holds. The same content is stored once."""
        digest = hashlib.sha256(content).hexdigest()
        path = self.file_path(digest)
        with told(self.path):  # the name of the file is a number that tells a clerk nothing
            if not path.exists():
                make_folder(path.parent)
                nonce = os.urandom(_NONCE)
                write_whole(path, nonce + self._cipher().encrypt(nonce, content, digest.encode()))
        return digest

    def file(self, digest: str) -> bytes:
        """The content of a kept file.

        Raises:
            AttachmentLost: It is not there, or is not what it was.
        """
        from cryptography.exceptions import InvalidTag

        path = self.file_path(digest)
        try:
            with told(path):
                box = path.read_bytes()
            return self._cipher().decrypt(box[:_NONCE], box[_NONCE:], digest.encode())
        except (FileNotFoundError, InvalidTag, ValueError) as error:
            raise AttachmentLost(digest) from error

    def file_path(self, digest: str) -> Path:
        """Where a kept file lies."""
        if len(digest) != 64 or not set(digest) <= set("0123456789abcdef"):
            raise ValueError("not a digest")
        return self.files_folder / digest[:2] / digest

    @property
    def files_folder(self) -> Path:
        """The folder of all kept files."""
        return beside(self.path, ".files")

    def _cipher(self) -> AESGCM:
        from cryptography.hazmat.primitives import hashes
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM
        from cryptography.hazmat.primitives.kdf.hkdf import HKDF

        return AESGCM(HKDF(hashes.SHA256(), 32, salt=None, info=_INFO).derive(self._data_key))
