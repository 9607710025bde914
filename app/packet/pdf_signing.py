"""Packets: signatures inside PDF reports (PAdES-B-B), made and checked. Heavy: import it lazily."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any, Final

from cryptography.hazmat.primitives.serialization import Encoding

from app.packet.cades import pades
from app.packet.certificates import PersonKey
from app.packet.faults import PacketFault
from app.packet.loop import run
from app.packet.pyhanko_quiet import (
    ArrayObject,
    ByteStringObject,
    ImportedPdfPage,
    IncrementalPdfFileWriter,
    MDPPerm,
    ModificationLevel,
    PdfFileReader,
    PdfSignatureMetadata,
    PdfSigner,
    PyhankoSigner,
    SigFieldSpec,
    SignatureCoverageLevel,
    SigSeedSubFilter,
    StaticStampStyle,
    append_signature_field,
    async_validate_pdf_signature,
    layout,
)
from app.packet.signing import (
    SignatureFacts,
    asn1,
    foreign_faults,
    judge,
    key_usage,
    read_signature,
    validation_context,
)
from app.packet.trust import TrustBundle

FIELDS: Final[dict[str, str]] = {
    "clerk": "Sig_Clerk",
    "secretary": "Sig_Secretary",
    "county": "Sig_County",
}
MAX_PDF: Final = 64 << 20
# Attributes, names and a 4096-bit signature take about 1,300 bytes; the rest is air.
_CMS_OVERHEAD: Final = 3072


@dataclass(frozen=True, slots=True)
class Box:
    """Where a person's stamp goes: page (0 first, −1 last) and corners in points from the lower left."""

    page: int
    x1: int
    y1: int
    x2: int
    y2: int


DEFAULT_BOXES: Final[dict[str, Box]] = {
    "clerk": Box(-1, 40, 24, 200, 74),
    "secretary": Box(-1, 212, 24, 372, 74),
    "county": Box(-1, 384, 24, 544, 74),
}


class _RepeatableWriter(IncrementalPdfFileWriter):  # type: ignore[misc]
    """Gives the file id from its content instead of from chance, so that equal input makes equal bytes."""

    @classmethod
    def _handle_id(cls, prev: Any) -> Any:
        stream = prev.stream
        stream.seek(0)
        fresh = ByteStringObject(sha256(stream.read()).digest()[:16])
        try:
            first = ByteStringObject(bytes(prev.document_id[0]))
        except (KeyError, TypeError, ValueError):
            first = fresh
        return ArrayObject([first, fresh])

    def _update_meta(self) -> None:
        """Leave the report's own metadata alone: pyHanko would write the clock and its name into it."""


class _StampPage(ImportedPdfPage):  # type: ignore[misc]
    """The stamp's page as background, under a fixed name instead of a random one."""

    def __init__(self, pdf: bytes) -> None:
        super().__init__("stamp")
        self._pdf = pdf

    def render(self) -> bytes:
        """Import the page as a form and draw it."""
        form = self._ensure_writer.import_page_as_xobject(PdfFileReader(io.BytesIO(self._pdf)), page_ix=0)
        self.resources.xobject["/Stamp"] = form
        x1, y1, x2, y2 = form.get_object()["/BBox"]
        self.box = layout.BoxConstraints(width=abs(x1 - x2), height=abs(y1 - y2))
        return b"/Stamp Do"


def _stamp_style(stamp: bytes | None) -> Any:
    if stamp is None:
        return StaticStampStyle(border_width=1)
    whole = layout.SimpleBoxLayoutRule(
        x_align=layout.AxisAlignment.ALIGN_MID,
        y_align=layout.AxisAlignment.ALIGN_MID,
        margins=layout.Margins.uniform(0),
    )
    return StaticStampStyle(background=_StampPage(stamp), background_layout=whole, border_width=0)


def add_fields(pdf: bytes, boxes: dict[str, Box] | None = None) -> bytes:
    """Create the three empty signature fields; a visible field added after the first signature would break it."""
    with foreign_faults("E-PDF", ""):
        writer = _RepeatableWriter(io.BytesIO(pdf))
        for role, field in FIELDS.items():
            box = (boxes or {}).get(role, DEFAULT_BOXES[role])
            corners = (box.x1, box.y1, box.x2, box.y2)
            append_signature_field(writer, SigFieldSpec(field, on_page=box.page, box=corners))
        output = io.BytesIO()
        writer.write(output)
    return output.getvalue()


def sign_pdf(pdf: bytes, person: PersonKey, *, now: datetime, stamp: bytes | None = None) -> bytes:
    """Sign a PDF in the field of the person's role; the clerk certifies it, the others approve."""
    with foreign_faults("E-PDF", ""):
        return run(_sign(_signer(person, stamp), person, pdf, now.replace(microsecond=0)))


def _signer(person: PersonKey, stamp: bytes | None) -> Any:
    meta = PdfSignatureMetadata(
        field_name=FIELDS[person.role],
        md_algorithm="sha256",
        name=person.name,
        certify=person.role == "clerk",
        docmdp_permissions=MDPPerm.FILL_FORMS,
        subfilter=SigSeedSubFilter.PADES,
    )
    return PdfSigner(meta, signer=PyhankoSigner(signing_cert=asn1(person.cert)), stamp_style=_stamp_style(stamp))


def _room_for(person: PersonKey) -> int:
    """Hex digits to keep free for the signature: pyHanko would make a whole trial signature to find out."""
    certificates = sum(len(cert.public_bytes(Encoding.DER)) for cert in (person.cert, *person.chain))
    return 2 * (certificates + _CMS_OVERHEAD)


async def _sign(signer: Any, person: PersonKey, pdf: bytes, now: datetime) -> bytes:
    # The steps of PdfSigner.async_sign_pdf, taken one by one because that one always reads the clock and builds
    # the signature from thousands of objects: as slow as everything else about a report together.
    writer = _RepeatableWriter(io.BytesIO(pdf))
    session = signer.init_signing_session(writer, existing_fields_only=True)
    session.system_time = now
    checked = await session.perform_presign_validation(writer)
    document = session.prepare_tbs_document(
        validation_info=checked, bytes_reserved=_room_for(person), appearance_text_params=None
    )
    digest, output = document.digest_tbs_document()
    digest.fill_with_cms(output, pades(digest.document_digest, person))
    output.seek(0)
    return bytes(output.read())


def signed_roles(pdf: bytes) -> list[str]:
    """Which roles have signed this PDF, in order; an unknown field name is given as it is."""
    roles = {field: role for role, field in FIELDS.items()}
    with foreign_faults("E-PDF", ""):
        names = [s.field_name for s in PdfFileReader(io.BytesIO(pdf)).embedded_signatures]
    return [roles.get(name, name) for name in names]


def verify_pdf(
    pdf: bytes, roles: Sequence[str], trust: TrustBundle, moment: datetime, file: str = ""
) -> list[SignatureFacts]:
    """Check that a PDF carries exactly the signatures of these roles, in order, and nothing after them.

    Raises:
        PacketFault: E-PDF (also for edits that other readers call valid), E-ALG, E-SIG or E-LIMIT.
    """
    if len(pdf) > MAX_PDF:
        raise PacketFault("E-LIMIT", "带签名的报表过大", file)
    with foreign_faults("E-PDF", file):
        found = list(PdfFileReader(io.BytesIO(pdf)).embedded_signatures)
        if [s.field_name for s in found] != [FIELDS[role] for role in roles]:
            raise PacketFault("E-PDF", "签名的人数或次序不对", file)
        return [
            _verify_one(signature, trust, moment, file, first=i == 0, last=i == len(found) - 1)
            for i, signature in enumerate(found)
        ]


def _verify_one(
    signature: Any, trust: TrustBundle, moment: datetime, file: str, *, first: bool, last: bool
) -> SignatureFacts:
    read = read_signature(_contents(signature), file, trust, pdf=True)
    status = run(
        async_validate_pdf_signature(
            signature,
            signer_validation_context=validation_context(trust, moment),
            key_usage_settings=key_usage(),
        )
    )
    wanted = SignatureCoverageLevel.ENTIRE_FILE if last else SignatureCoverageLevel.ENTIRE_REVISION
    if status.coverage.value < wanted.value:
        raise PacketFault("E-PDF", "签名没有盖住整个文件", file)
    level = status.modification_level
    if level is None or level > ModificationLevel.FORM_FILLING or not status.docmdp_ok:
        raise PacketFault("E-PDF", "签名之后报表又被改动", file)
    if first and signature.docmdp_level is not MDPPerm.FILL_FORMS:
        raise PacketFault("E-PDF", "经办人的签名不是认证签名", file)
    facts = judge(status, read, trust, moment)
    if not facts.valid or (facts.trusted and not status.bottom_line):
        raise PacketFault("E-PDF", "签名与内容不符", file)
    return facts


def _contents(signature: Any) -> bytes:
    """The CMS object without the zero padding pyHanko and others leave behind it."""
    padded = bytes(signature.pkcs7_content)
    length = padded[1] if padded[1] < 0x80 else int.from_bytes(padded[2 : 2 + (padded[1] & 0x7F)], "big")
    head = 2 if padded[1] < 0x80 else 2 + (padded[1] & 0x7F)
    if any(padded[head + length :]):
        raise PacketFault("E-PDF", "签名后面夹带了内容")
    return padded[: head + length]
