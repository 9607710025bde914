"""Signatures inside reports: the attack matrix. Other readers call several of these edits valid; we do not."""

import io
from collections.abc import Callable

import pytest
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigFieldSpec, append_signature_field

from app.packet.certificates import PersonKey
from app.packet.faults import PacketFault
from app.packet.pdf_signing import FIELDS, Box, add_fields, sign_pdf, signed_roles, verify_pdf
from tests.packet.packet_county import NOW, County, pdf, person, stamp_pdf
from tests.packet.reference import pdf_by_the_library

BOTH = ("clerk", "secretary")


@pytest.fixture(scope="module")
def signed_once(county: County) -> bytes:
    return sign_pdf(add_fields(pdf()), county.clerk, now=NOW, stamp=stamp_pdf())


@pytest.fixture(scope="module")
def signed_twice(county: County, signed_once: bytes) -> bytes:
    return sign_pdf(signed_once, county.secretary, now=NOW, stamp=stamp_pdf())


@pytest.fixture(scope="module")
def officer(county: County) -> PersonKey:
    return person(county.root, county.root_key, "county", "陈县", "示例县")


def fault(data: bytes, county: County, roles: tuple[str, ...] = BOTH) -> str:
    with pytest.raises(PacketFault) as caught:
        verify_pdf(data, roles, county.trust, NOW, "data/reports/R01.pdf")
    return caught.value.code


def test_clerk_secretary_and_county_sign_in_turn_and_all_stay_valid(
    county: County, signed_once: bytes, signed_twice: bytes, officer: PersonKey
) -> None:
    accepted = sign_pdf(signed_twice, officer, now=NOW)

    assert signed_roles(accepted) == ["clerk", "secretary", "county"]
    for data, roles in ((signed_once, BOTH[:1]), (signed_twice, BOTH), (accepted, (*BOTH, "county"))):
        facts = verify_pdf(data, roles, county.trust, NOW)
        assert [(f.valid, f.trusted) for f in facts] == [(True, True)] * len(roles)


def test_signing_adds_to_the_file_and_never_rewrites_it(signed_once: bytes, signed_twice: bytes) -> None:
    assert signed_once.startswith(add_fields(pdf()))
    assert signed_twice.startswith(signed_once)


def test_our_own_encoding_in_a_report_equals_the_librarys_to_the_byte(
    county: County, signed_once: bytes, signed_twice: bytes
) -> None:
    first = pdf_by_the_library(add_fields(pdf()), county.clerk, NOW, stamp_pdf())
    second = pdf_by_the_library(signed_once, county.secretary, NOW, stamp_pdf())

    assert signed_once == first
    assert signed_twice == second


def test_equal_input_makes_equal_bytes(county: County, signed_once: bytes) -> None:
    again = sign_pdf(add_fields(pdf()), county.clerk, now=NOW, stamp=stamp_pdf())

    assert again == signed_once


def test_fields_are_put_where_the_caller_says(county: County) -> None:
    boxes = {"clerk": Box(0, 10, 20, 110, 70), "secretary": Box(0, 120, 20, 220, 70)}

    made = add_fields(pdf(pages=3), boxes)

    writer = IncrementalPdfFileWriter(io.BytesIO(made))
    fields = writer.root["/AcroForm"]["/Fields"]
    names = [field.get_object()["/T"] for field in fields]
    assert names == list(FIELDS.values())
    assert [int(x) for x in fields[0].get_object()["/Rect"]] == [10, 20, 110, 70]


def paint_over(data: bytes) -> bytes:
    writer = IncrementalPdfFileWriter(io.BytesIO(data))
    red = generic.StreamObject(stream_data=b"q 1 0 0 rg 0 0 600 800 re f Q")
    writer.add_stream_to_page(0, writer.add_object(red))
    return written(writer)


def add_catalog_key(data: bytes) -> bytes:
    writer = IncrementalPdfFileWriter(io.BytesIO(data))
    writer.root["/Lang"] = generic.pdf_string("en")
    writer.update_root()
    return written(writer)


def replace_stamp(data: bytes) -> bytes:
    writer = IncrementalPdfFileWriter(io.BytesIO(data))
    field = writer.root["/AcroForm"]["/Fields"][0].get_object()
    stream = field["/AP"].raw_get("/N")
    fake = generic.StreamObject(stream_data=b"q 0 1 0 rg 0 0 99 99 re f Q")
    fake.update({k: v for k, v in stream.get_object().items() if k in ("/BBox", "/Type", "/Subtype")})
    field["/AP"]["/N"] = writer.add_object(fake)
    writer.update_container(field)
    return written(writer)


def add_visible_field(data: bytes) -> bytes:
    writer = IncrementalPdfFileWriter(io.BytesIO(data))
    append_signature_field(writer, SigFieldSpec("Sig_Late", on_page=0, box=(300, 300, 400, 350)))
    return written(writer)


def written(writer: IncrementalPdfFileWriter) -> bytes:
    output = io.BytesIO()
    writer.write(output)
    return output.getvalue()


def cut_back(data: bytes) -> bytes:
    end = data.rindex(b"%%EOF", 0, data.rindex(b"/ByteRange"))
    return data[: end + 6]


@pytest.mark.parametrize(
    "attack",
    [
        paint_over,
        add_catalog_key,
        replace_stamp,
        add_visible_field,
        cut_back,
        lambda data: data + b"\n",
        lambda data: data + b"\n%junk after the end",
        lambda data: data.replace(b"/MediaBox", b"/mediaBox", 1),
        lambda data: data[:-1],
        lambda data: b"",
        lambda data: b"%PDF-1.4\n",
        lambda data: b"\x00" * 100,
    ],
)
def test_every_edit_after_two_signatures_is_found(
    signed_twice: bytes, county: County, attack: Callable[[bytes], bytes]
) -> None:
    assert fault(attack(signed_twice), county) == "E-PDF"


@pytest.mark.parametrize("attack", [paint_over, add_catalog_key, replace_stamp, add_visible_field])
def test_an_edit_between_two_signatures_is_found_although_the_second_covers_the_whole_file(
    signed_once: bytes, county: County, attack: Callable[[bytes], bytes]
) -> None:
    edited = sign_pdf(attack(signed_once), county.secretary, now=NOW)

    assert fault(edited, county) == "E-PDF"


def test_wrong_number_or_order_of_signers_is_found(signed_once: bytes, signed_twice: bytes, county: County) -> None:
    reversed_ = sign_pdf(add_fields(pdf()), county.secretary, now=NOW)

    assert fault(signed_once, county) == "E-PDF"
    assert fault(signed_twice, county, ("clerk",)) == "E-PDF"
    assert fault(reversed_, county, ("secretary",)) == "E-PDF"
    assert fault(pdf(), county) == "E-PDF"


def test_a_revoked_signer_of_a_report_is_not_trusted(signed_twice: bytes, county: County) -> None:
    facts = verify_pdf(signed_twice, BOTH, county.revoke(county.clerk), NOW)

    assert [(f.valid, f.trusted) for f in facts] == [(True, False), (True, True)]


def test_a_field_can_be_signed_only_once(signed_once: bytes, county: County) -> None:
    with pytest.raises(PacketFault) as caught:
        sign_pdf(signed_once, county.clerk, now=NOW)

    assert caught.value.code == "E-PDF"


def test_no_single_byte_of_a_signed_report_can_change_unnoticed(signed_twice: bytes, county: County) -> None:
    survivors = []

    for at in range(7, len(signed_twice), 397):
        mutant = signed_twice[:at] + bytes([signed_twice[at] ^ 1]) + signed_twice[at + 1 :]
        try:
            facts = verify_pdf(mutant, BOTH, county.trust, NOW)
        except PacketFault:
            continue
        if all(f.trusted for f in facts):
            survivors.append(at)

    assert survivors == []
