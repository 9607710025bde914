"""The floors of a packet's life: hashlib, cryptography and pyHanko called plainly on the same bytes."""

from __future__ import annotations

import asyncio
import io
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

MB = 1 << 20
# What has to be in a process before it can judge signatures of either kind, and the hashing of one file.
APART = """
import sys
from hashlib import sha256
from cryptography import x509
from pyhanko.sign.validation.generic_cms import async_validate_detached_cms
from pyhanko.sign.validation.pdf_embedded import async_validate_pdf_signature
digest = sha256()
with open(sys.argv[1], "rb", buffering=0) as file:
    while block := file.read(1 << 20):
        digest.update(block)
"""


def _blocks(path: Path) -> Iterator[bytes]:
    with path.open("rb", buffering=0) as file:
        while block := file.read(MB):
            yield block


def _written(target: Path, blocks: Iterator[bytes]) -> None:
    with target.open("wb") as out:
        for block in blocks:
            out.write(block)
        out.flush()
        os.fsync(out.fileno())


def _hash(path: Path) -> str:
    digest = sha256()
    for block in _blocks(path):
        digest.update(block)
    return digest.hexdigest()


def _hashed(paths: list[Path]) -> Iterator[bytes]:
    for path in paths:
        digest = sha256()
        for block in _blocks(path):
            digest.update(block)
            yield block


def build(paths: list[Path], target: Path, people: Sequence[Any]) -> None:
    """Write every byte once, hashed; sign a report twice and the whole twice."""
    from tests.packet.packet_county import pdf

    _written(target, _hashed(paths))
    _signed_report(pdf(1), people)
    for person in people:
        _sign(person.key)


def _signed_report(report: bytes, people: Sequence[Any]) -> bytes:
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign.fields import MDPPerm, SigFieldSpec, SigSeedSubFilter, append_signature_field
    from pyhanko.sign.signers.pdf_signer import PdfSignatureMetadata, PdfSigner

    writer = IncrementalPdfFileWriter(io.BytesIO(report))
    for place in range(3):
        box = (40 + 172 * place, 24, 200 + 172 * place, 74)
        append_signature_field(writer, SigFieldSpec(f"S{place}", on_page=-1, box=box))
    output = io.BytesIO()
    writer.write(output)
    for place, person in enumerate(people):
        meta = PdfSignatureMetadata(
            field_name=f"S{place}",
            md_algorithm="sha256",
            certify=place == 0,
            docmdp_permissions=MDPPerm.FILL_FORMS,
            subfilter=SigSeedSubFilter.PADES,
        )
        writer = IncrementalPdfFileWriter(io.BytesIO(output.getvalue()))
        output = PdfSigner(meta, signer=_signer(person)).sign_pdf(writer, existing_fields_only=True)
    return output.getvalue()


def _signer(person: Any) -> Any:
    """A signer of pyHanko's that has the key at hand: its own reads it anew for each file, ten times as slow."""
    from pyhanko.sign.signers.pdf_cms import Signer
    from pyhanko_certvalidator.registry import SimpleCertificateStore

    from app.packet.signing import asn1

    class KeySigner(Signer):  # type: ignore[misc]
        async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
            return bytes(person.key.key_size // 8) if dry_run else _sign(person.key, data)

    store = SimpleCertificateStore()
    store.register_multiple([asn1(cert) for cert in person.chain])
    return KeySigner(signing_cert=asn1(person.cert), cert_registry=store)


def _sign(key: Any, data: bytes = b"tagmanifest") -> bytes:
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

    if isinstance(key, rsa.RSAPrivateKey):
        return key.sign(data, padding.PKCS1v15(), hashes.SHA256())
    return bytes(key.sign(data, ec.ECDSA(hashes.SHA256())))


@dataclass(frozen=True)
class Signed:
    """What of a packet is signed: its report, and its tag manifest with the signatures over it."""

    report: bytes
    tags: bytes
    signatures: tuple[bytes, ...]

    @classmethod
    def of(cls, packet: Path) -> Signed:
        """Taken out by the standard library."""
        import zipfile

        with zipfile.ZipFile(packet) as archive:
            names = [name for name in archive.namelist() if name.startswith("signatures/")]
            report, tags = archive.read("data/reports/R00.pdf"), archive.read("tagmanifest-sha256.txt")
            return cls(report, tags, tuple(map(archive.read, names)))


def verify(path: Path, signed: Signed, trust: Any, now: datetime) -> None:
    """Hash every byte and judge every signature by its chain."""
    from asn1crypto import cms, x509
    from cryptography.hazmat.primitives.serialization import Encoding
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.validation.generic_cms import async_validate_detached_cms
    from pyhanko.sign.validation.pdf_embedded import async_validate_pdf_signature
    from pyhanko_certvalidator import ValidationContext

    _hash(path)
    root = x509.Certificate.load(trust.root.public_bytes(Encoding.DER))

    def context() -> Any:
        crl = trust.crl.public_bytes(Encoding.DER)
        return ValidationContext(
            trust_roots=[root], crls=[crl], allow_fetching=False, revocation_mode="require", moment=now
        )

    for data in signed.signatures:
        told = cms.ContentInfo.load(data)["content"]
        assert asyncio.run(async_validate_detached_cms(signed.tags, told, signer_validation_context=context())).intact
    for signature in PdfFileReader(io.BytesIO(signed.report)).embedded_signatures:
        assert asyncio.run(async_validate_pdf_signature(signature, context())).intact


def _gcm(path: Path) -> Iterator[bytes]:
    """The bytes of a file through AES-256-GCM; it costs the same in both directions."""
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

    cipher = Cipher(algorithms.AES(bytes(32)), modes.GCM(bytes(12))).encryptor()
    for block in _blocks(path):
        yield cipher.update(block)
    cipher.finalize()


def seal(plain: Path, target: Path, cert: Any) -> None:
    """From file to file by AES-GCM, the key for two recipients."""
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import padding

    for _ in range(2):
        cert.public_key().encrypt(bytes(32), padding.OAEP(padding.MGF1(hashes.SHA256()), hashes.SHA256(), None))
    _written(target, _gcm(plain))


def receive(sealed: Path, plain: Path, folder: Path) -> None:
    """Copied with its hash, judged, opened, and hashed again by a process that loaded the libraries."""
    _written(folder / "copy", _hashed([sealed]))
    for _ in _gcm(folder / "copy"):
        pass
    _written(folder / "open", _gcm(folder / "copy"))
    subprocess.run([sys.executable, "-c", APART, str(plain)], check=True)
