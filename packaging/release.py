"""The publisher's commands: make a key pair once, sign an installer into a release file, check a release file.

    .venv/bin/python packaging/release.py key FOLDER
    .venv/bin/python packaging/release.py make INSTALLER KEY.pem OUT [--platform linux-x86_64] [--room BYTES]
    .venv/bin/python packaging/release.py check FILE

The private key is kept outside the repository, encrypted, on two sticks in two places; only the public one is
committed, under resources/publisher. What is new comes from CHANGELOG.md. The password is asked for at the terminal,
or read from the first line of --password-file.
"""

from __future__ import annotations

import argparse
import getpass
import re
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from cryptography.hazmat.primitives import serialization as form  # noqa: E402
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey  # noqa: E402

from app import __version__  # noqa: E402
from app.packet import release as releases  # noqa: E402
from app.packet.faults import PacketFault  # noqa: E402

PUBLIC = ROOT / "resources" / "publisher"
KIND_OF = {ending: kind for kind, endings in releases.KINDS.items() for ending in endings}
SHORTEST = 12


class Wrong(Exception):
    """Something the publisher can mend; the sentence says what."""


def news(changelog: str) -> list[releases.News]:
    """The parts of a change log, the newest first: "## 0.3.0(未发布)" and what stands below it."""
    parts = re.split(r"^## (\d+(?:\.\d+)+)[^\n]*\n", changelog, flags=re.MULTILINE)[1:]
    return [releases.News(version, text.strip()) for version, text in zip(parts[::2], parts[1::2], strict=True)]


def make_key(folder: Path, password: bytes, public: Path = PUBLIC) -> tuple[Path, Path]:
    """A new key pair: the private key encrypted in `folder`, the public one in `public`; neither replaces a file."""
    if folder.resolve().is_relative_to(ROOT):
        raise Wrong("私钥不能放在源代码文件夹里。没有生成;请选别处,例如U盘。")
    if len(password) < SHORTEST:
        raise Wrong(f"口令至少 {SHORTEST} 个字符。没有生成。")
    key = Ed25519PrivateKey.generate()
    name = f"publisher-{date.today():%Y%m%d}.pem"
    secret, shown = folder / f"private-{name}", public / name
    if secret.exists() or shown.exists():
        raise Wrong(f"“{name}”已经有了。没有生成,没有覆盖。")
    folder.mkdir(parents=True, exist_ok=True)
    secret.touch(mode=0o600)
    secret.write_bytes(
        key.private_bytes(form.Encoding.PEM, form.PrivateFormat.PKCS8, form.BestAvailableEncryption(password))
    )
    shown.write_bytes(key.public_key().public_bytes(form.Encoding.PEM, form.PublicFormat.SubjectPublicKeyInfo))
    return secret, shown


def make(
    installer: Path, key_file: Path, password: bytes, out: Path, *, platform: str, room: int, version: str
) -> Path:
    """Sign an installer with what CHANGELOG.md says of its version; what ships must be able to check it."""
    kind = next((kind for ending, kind in KIND_OF.items() if installer.name.endswith(ending)), None)
    if kind is None:
        raise Wrong(f"“{installer.name}”不是安装包。认得的是:{'、'.join(KIND_OF)}。")
    told = news((ROOT / "CHANGELOG.md").read_text("utf-8"))
    if version not in {one.version for one in told}:
        raise Wrong(f"CHANGELOG.md 里没有 {version} 版。没有签名;请先写上新在哪里。")
    try:
        key = releases.private_key(key_file.read_bytes(), password)
    except ValueError as error:
        raise Wrong("私钥打不开:口令不对,或者不是发布者的私钥。没有签名。") from error
    out.mkdir(parents=True, exist_ok=True)
    described = releases.describe(installer, version, platform, kind, room, date.today().isoformat(), told)
    return releases.write_release(out, installer, described, key)


def check(path: Path, public: Path = PUBLIC) -> releases.Release:
    """Read a release file from end to end as the program does, with the public keys that ship."""
    from tempfile import TemporaryDirectory

    keys = releases.publisher_keys(file.read_bytes() for file in sorted(public.glob("*.pem")))
    release = releases.read_release(path, keys)
    with TemporaryDirectory() as folder:
        releases.take_out(path, release, Path(folder))
    return release


def _password(options: argparse.Namespace, *, twice: bool = False) -> bytes:
    if options.password_file:
        return bytes(options.password_file.read_bytes().splitlines()[0])
    typed = getpass.getpass("发布者私钥的口令:")
    if twice and getpass.getpass("再输一次:") != typed:
        raise Wrong("两次输入不一样。没有生成。")
    return typed.encode()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="release.py", description="发布者用:做密钥,给安装包签名,核对更新文件")
    parser.add_argument("--password-file", type=Path, help="口令文件,只看第一行")
    parser.add_argument("--public", type=Path, default=PUBLIC, help="公钥的文件夹")
    does = parser.add_subparsers(dest="does", required=True)
    does.add_parser("key", help="做一对密钥").add_argument("folder", type=Path, help="放私钥的文件夹,在源代码之外")
    one = does.add_parser("make", help="给一个安装包签名,写成更新文件")
    one.add_argument("installer", type=Path, help=".deb、setup.exe 或免安装文件夹的压缩包")
    one.add_argument("key", type=Path, help="私钥文件")
    one.add_argument("out", type=Path, help="写到哪个文件夹")
    one.add_argument("--platform", choices=releases.PLATFORMS, default=releases.PLATFORMS[0])
    one.add_argument("--room", type=int, default=0, help="装好后占多少字节;不写按安装包的 4 倍算")
    one.add_argument("--release-version", default=__version__, help="版本,默认是源代码里的")
    does.add_parser("check", help="从头到尾核对一个更新文件").add_argument("file", type=Path)
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Carry out one command; gives its exit code."""
    options = _parser().parse_args(arguments)
    try:
        match options.does:
            case "key":
                for path in make_key(options.folder, _password(options, twice=True), options.public):
                    print(path)
            case "make":
                room = options.room or 4 * options.installer.stat().st_size
                facts = {"platform": options.platform, "room": room, "version": options.release_version}
                print(make(options.installer, options.key, _password(options), options.out, **facts))
            case _:
                release = check(options.file, options.public)
                print(f"{release.version} {release.platform} {release.kind} {release.file} {release.sha256}")
    except (Wrong, PacketFault, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
