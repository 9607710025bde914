"""Packets: the one door to pyHanko; nothing outside may import it, and it is only imported when signing or checking.

pyHanko wants aiohttp for time stamps and certificates from the network, which this program never uses. A hollow
stand-in saves half of the import time and keeps every network client out of the process.
"""

import logging
import sys
from types import ModuleType
from typing import Final

from app.packet.quick_hex import quick_hex


def _hollow_aiohttp() -> ModuleType:
    module = ModuleType("aiohttp")
    for name in ("BasicAuth", "ClientSession", "ClientTimeout"):
        setattr(module, name, type(name, (), {}))
    for name in ("ClientError", "ContentTypeError"):
        setattr(module, name, type(name, (Exception,), {}))
    return module


_BORROWED: Final = "aiohttp" not in sys.modules
if _BORROWED:
    sys.modules["aiohttp"] = _hollow_aiohttp()
try:
    from asn1crypto import cms as asn1_cms
    from asn1crypto import tsp as asn1_tsp
    from asn1crypto import x509 as asn1_x509
    from pyhanko.pdf_utils import generic, layout
    from pyhanko.pdf_utils.content import ImportedPdfPage
    from pyhanko.pdf_utils.generic import ArrayObject, ByteStringObject
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.diff_analysis import ModificationLevel
    from pyhanko.sign.fields import (
        MDPPerm,
        SigFieldSpec,
        SigSeedSubFilter,
        append_signature_field,
    )
    from pyhanko.sign.signers.pdf_cms import Signer as PyhankoSigner
    from pyhanko.sign.signers.pdf_signer import PdfSignatureMetadata, PdfSigner
    from pyhanko.sign.validation.generic_cms import async_validate_detached_cms
    from pyhanko.sign.validation.pdf_embedded import async_validate_pdf_signature
    from pyhanko.sign.validation.settings import KeyUsageConstraints
    from pyhanko.sign.validation.status import SignatureCoverageLevel
    from pyhanko.stamp import StaticStampStyle
    from pyhanko_certvalidator import ValidationContext
finally:
    if _BORROWED:
        del sys.modules["aiohttp"]

# On failure pyHanko logs certificate subjects and tracebacks; names of persons do not belong in a log.
for _name in ("pyhanko", "pyhanko_certvalidator"):
    logging.getLogger(_name).addHandler(logging.NullHandler())
    logging.getLogger(_name).propagate = False
    logging.getLogger(_name).setLevel(logging.CRITICAL + 1)

generic.read_hex_string_from_stream = quick_hex(generic.read_hex_string_from_stream, generic.pdf_string)

__all__ = [
    "ArrayObject",
    "ByteStringObject",
    "ImportedPdfPage",
    "IncrementalPdfFileWriter",
    "KeyUsageConstraints",
    "MDPPerm",
    "ModificationLevel",
    "PdfFileReader",
    "PdfSignatureMetadata",
    "PdfSigner",
    "PyhankoSigner",
    "SigFieldSpec",
    "SigSeedSubFilter",
    "SignatureCoverageLevel",
    "StaticStampStyle",
    "ValidationContext",
    "append_signature_field",
    "asn1_cms",
    "asn1_tsp",
    "asn1_x509",
    "async_validate_detached_cms",
    "async_validate_pdf_signature",
    "layout",
]
