"""Packets in tests: the same signatures as the library makes them, slowly, from its own objects."""

import asyncio
import io
from datetime import datetime
from typing import Any

from app.packet.cades import sign_with
from app.packet.certificates import PersonKey
from app.packet.pdf_signing import _RepeatableWriter, _room_for, _signer
from app.packet.signing import asn1

# The hollow network library has to be there before pyHanko is asked for anything.
from app.packet.pyhanko_quiet import PyhankoSigner  # isort: skip
from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes  # isort: skip
from pyhanko_certvalidator.registry import SimpleCertificateStore  # isort: skip


class KeySigner(PyhankoSigner):
    """A signer of the library with the key of a person."""

    def __init__(self, person: PersonKey) -> None:
        store = SimpleCertificateStore()
        store.register_multiple([asn1(cert) for cert in person.chain])
        super().__init__(signing_cert=asn1(person.cert), cert_registry=store)
        self._person = person

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
        assert (digest_algorithm, dry_run) == ("sha256", False)
        return sign_with(self._person, data)


def manifest_by_the_library(content: bytes, person: PersonKey, now: datetime) -> bytes:
    """A detached CAdES signature."""
    settings = PdfCMSSignedAttributes(signing_time=now)
    making = KeySigner(person).async_sign_general_data(content, "sha256", use_cades=True, signed_attr_settings=settings)
    return bytes(asyncio.run(making).dump())


def pdf_by_the_library(pdf: bytes, person: PersonKey, now: datetime, stamp: bytes | None) -> bytes:
    """A PDF with the person's signature in its field."""
    pdf_signer = _signer(person, stamp)
    pdf_signer.signer = KeySigner(person)
    return asyncio.run(_sign(pdf_signer, person, pdf, now))


async def _sign(pdf_signer: Any, person: PersonKey, pdf: bytes, now: datetime) -> bytes:
    writer = _RepeatableWriter(io.BytesIO(pdf))
    session = pdf_signer.init_signing_session(writer, existing_fields_only=True)
    session.system_time = now
    document = session.prepare_tbs_document(
        validation_info=None, bytes_reserved=_room_for(person), appearance_text_params=None
    )
    digest, output = document.digest_tbs_document()
    finished = await document.perform_signature(digest.document_digest, PdfCMSSignedAttributes())
    await finished.post_signature_processing(output)
    return bytes(output.getvalue())
