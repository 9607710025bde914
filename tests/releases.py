"""Release files in tests: a publisher's key of this run, an installer of a few bytes, and where both lie."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives import serialization as form
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from app.operations.updates import Here
from app.packet.release import News, describe, write_release

NEWS = (News("0.9.0", "### 新增\n- 更新文件。\n"), News("0.2.0", "### 新增\n- 月报。\n"))


def public_pem(key: Ed25519PrivateKey) -> bytes:
    """The public half as it ships."""
    return key.public_key().public_bytes(form.Encoding.PEM, form.PublicFormat.SubjectPublicKeyInfo)


@dataclass
class Publisher:
    """Signs release files; `keys` is the folder with its public key, `stick` where the files are written."""

    key: Ed25519PrivateKey
    keys: Path
    stick: Path

    def release(self, content: bytes = b"installer " * 300_000, **other: Any) -> Path:
        """A release file of an installer with this content."""
        facts = {"version": "0.9.0", "platform": "linux-x86_64", "kind": "deb", "room": 1000, "made_on": "2026-12-01"}
        name = other.pop("name", "mingzhang_0.9.0_amd64.deb")
        installer = self.stick.parent / name
        installer.write_bytes(content)
        return write_release(self.stick, installer, describe(installer, **{**facts, "news": NEWS, **other}), self.key)


def publisher(folder: Path) -> Publisher:
    """A new publisher whose things lie in a folder."""
    made = Publisher(Ed25519PrivateKey.generate(), folder / "公钥", folder / "U 盘")
    made.keys.mkdir()
    made.stick.mkdir()
    (made.keys / "publisher.pem").write_bytes(public_pem(made.key))
    return made


def installed(folder: Path, kind: str = "deb", version: str = "0.3.0") -> Here:
    """A program of ours as it would be installed in a folder."""
    program = folder / "明账 程序" / "mingzhang"
    program.parent.mkdir(exist_ok=True)
    program.write_text("#!/bin/sh\n")
    return Here(version, "linux-x86_64", kind, program)
