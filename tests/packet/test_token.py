"""A key on a UKey: made there, signs requests, manifests and reports; what goes wrong is told and leaves nothing."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pkcs11
import pytest
from cryptography import x509
from pkcs11 import exceptions as wrong

from app.packet import token as tokens_room
from app.packet.certificates import PersonKey, check_ready_to_sign, check_request, issue_certificate, make_request, pem
from app.packet.faults import PacketFault
from app.packet.packet import issue, verify
from app.packet.pdf_signing import add_fields, sign_pdf
from app.packet.signing import sign_manifest, verify_manifest
from app.packet.token import TokenKey, TokenPlace, make_key, open_key, tokens
from app.packet.trust import Township
from tests.packet.packet_county import NOW, County, entry, make_content, pdf, unzip
from tests.packet.tokens import LABEL, PIN, module, token

DATA = b"tag manifest\n"


@pytest.fixture(scope="module")
def certified(county: County) -> tuple[TokenPlace, x509.Certificate]:
    """A key that was made on the token, certified by the county."""
    place, key = make_key(token(), PIN)
    request = check_request(make_request(key, "示例乡", "clerk", "王伟"))
    return place, issue_certificate(request, county.root_key, county.root, now=NOW)


@pytest.fixture
def on_token(county: County, certified: tuple[TokenPlace, x509.Certificate]) -> tuple[TokenPlace, PersonKey]:
    """The clerk with the key on the token, just opened."""
    place, cert = certified
    return place, PersonKey("clerk", "王伟", open_key(place, PIN), cert, (county.root,))


def trusting(county: County, person: PersonKey) -> Any:
    """The county's bundle with the person on the token as the township's clerk."""
    township = Township("330182001", "示例乡", (entry(person), entry(county.secretary)))
    return replace(county.trust, townships=(township,))


def run(*command: object, cwd: Path) -> subprocess.CompletedProcess[str]:
    parts = [str(part) for part in command]
    return subprocess.run(parts, cwd=cwd, capture_output=True, text=True, check=False, errors="replace")


def code_and_words(act: Any) -> tuple[str, str]:
    with pytest.raises(PacketFault) as told:
        act()
    return told.value.code, str(told.value)


def test_a11_openssl_accepts_request_signature_and_report_of_a_token(
    county: County, folder: Path, on_token: tuple[TokenPlace, PersonKey]
) -> None:
    _, person = on_token
    (folder / "r.csr").write_bytes(make_request(person.key, "示例乡", "clerk", "王伟"))
    (folder / "c.pem").write_bytes(pem(person.cert))
    (folder / "bundle.pem").write_bytes(pem(county.root) + pem(county.trust.crl))
    (folder / "data").write_bytes(DATA)
    (folder / "s.p7s").write_bytes(sign_manifest(DATA, person, NOW))

    request = run("openssl", "req", "-verify", "-noout", "-in", "r.csr", cwd=folder)
    chain = run("openssl", "verify", "-crl_check", "-CAfile", "bundle.pem", "c.pem", cwd=folder)
    command = "openssl cms -verify -cades -binary -inform DER -in s.p7s -content data -CAfile bundle.pem -crl_check"
    signature = run(*command.split(), "-purpose", "any", "-out", "out", cwd=folder)

    assert (request.returncode, chain.returncode, signature.returncode) == (0, 0, 0)
    assert "CAdES Verification successful" in signature.stderr


def test_a11_pkcs11_tool_sees_a_private_key_that_can_never_be_extracted(
    folder: Path, on_token: tuple[TokenPlace, PersonKey]
) -> None:
    place, _ = on_token

    listed = run(
        *("pkcs11-tool", "--module", module(), "--token-label", LABEL, "--login", "--pin", PIN, "-O"),
        *("--type", "privkey", "--id", place.key_id),
        cwd=folder,
    )

    assert listed.returncode == 0
    assert "never extractable" in listed.stdout
    assert "sensitive" in listed.stdout


def test_a11_a_whole_packet_signed_on_a_token_is_accepted_and_pdfsig_finds_it_valid(
    county: County, folder: Path, on_token: tuple[TokenPlace, PersonKey]
) -> None:
    _, person = on_token
    trust = trusting(county, person)

    made = issue(make_content(trust), person, county.secretary, folder, now=NOW).path
    verdict = verify(made, trust, moment=NOW)

    report, nss = folder / "R01.pdf", folder / "nss"
    report.write_bytes(unzip(made)["data/reports/R01.pdf"])
    (folder / "root.pem").write_bytes(pem(county.root))
    nss.mkdir()
    run("certutil", "-N", "-d", f"sql:{nss}", "--empty-password", cwd=folder)
    run("certutil", "-A", "-d", f"sql:{nss}", "-n", "c", "-t", "CT,CT,CT", "-i", "root.pem", cwd=folder)
    shown = run("pdfsig", "-nssdir", f"sql:{nss}", report, cwd=folder)
    assert verdict.accepted, verdict.errors
    assert shown.stdout.count("Signature is Valid.") == 2
    assert shown.stdout.count("Certificate is Trusted.") == 2


def test_the_tokens_signature_is_byte_for_byte_ours_and_verifies(
    county: County, on_token: tuple[TokenPlace, PersonKey]
) -> None:
    place, person = on_token
    again = replace(person, key=open_key(place, PIN))

    made, twice = sign_manifest(DATA, person, NOW), sign_manifest(DATA, again, NOW)

    assert made == twice
    assert verify_manifest(DATA, made, county.trust, NOW, "x").trusted
    check_ready_to_sign(person, "示例乡", NOW)
    with pytest.raises(PacketFault, match="不是一对"):
        check_ready_to_sign(replace(person, cert=county.secretary.cert), "示例乡", NOW)


def test_another_pin_is_not_taken_for_the_right_one_while_somebody_is_logged_in(
    on_token: tuple[TokenPlace, PersonKey],
) -> None:
    place, person = on_token
    person.key.sign_data(DATA)  # type: ignore[union-attr]

    assert code_and_words(lambda: open_key(place, "00000000"))[0] == "E-PIN"


def test_the_login_ends_with_the_last_key_that_uses_it(on_token: tuple[TokenPlace, PersonKey]) -> None:
    place, person = on_token
    other = open_key(place, PIN)
    assert isinstance(person.key, TokenKey)

    person.key.close()
    between = list(tokens_room._sessions)
    other.close()

    assert between == [(place.module, place.label)]
    assert tokens_room._sessions == {}


def test_row_38_a_wrong_pin_a_missing_module_no_token_and_another_persons_token_are_told(
    on_token: tuple[TokenPlace, PersonKey], folder: Path
) -> None:
    place, _ = on_token
    (folder / "not.so").write_bytes(b"no module")

    told = {
        "pin": code_and_words(lambda: open_key(place, "00000000")),
        "missing": code_and_words(lambda: open_key(replace(place, module="/nowhere/ukey.so"), PIN)),
        "no module": code_and_words(lambda: tokens(str(folder / "not.so"))),
        "no token": code_and_words(lambda: open_key(replace(place, label="李强的UKey"), PIN)),
        "other key": code_and_words(lambda: open_key(replace(place, key_id="00" * 8), PIN)),
    }

    assert {name: code for name, (code, _) in told.items()} == {
        "pin": "E-PIN",
        "missing": "E-TOKEN",
        "no module": "E-TOKEN",
        "no token": "E-TOKEN",
        "other key": "E-TOKEN",
    }
    for name, words in {
        "pin": "UKey 自己的口令",
        "missing": "找不到 UKey 的驱动文件“ukey.so”",
        "no module": "不是 UKey 的驱动文件",
        "no token": "没有找到这支 UKey",
        "other key": "没有办证书时生成的密钥",
    }.items():
        assert words in told[name][1]
    assert tokens(module()) == [LABEL]
    assert open_key(place, PIN).public_key() is not None  # a wrong try does not spoil the next one


class Pulled:
    """A private key whose token is pulled out after so many signatures."""

    def __init__(self, own: Any, left: int) -> None:
        self.own, self.left = own, left

    def sign(self, data: bytes, **more: Any) -> bytes:
        self.left -= 1
        if self.left < 0:
            raise wrong.DeviceRemoved
        return bytes(self.own.sign(data, **more))


@pytest.mark.parametrize("signatures", [0, 1])
def test_row_38_a_token_pulled_out_while_signing_leaves_no_half_signed_file(
    county: County, folder: Path, on_token: tuple[TokenPlace, PersonKey], signatures: int
) -> None:
    place, person = on_token
    key = open_key(place, PIN)
    key._private = Pulled(key._private, signatures)
    pulled, trust = replace(person, key=key), trusting(county, person)

    code, words = code_and_words(lambda: issue(make_content(trust), pulled, county.secretary, folder, now=NOW))

    assert (code, "拔出或断开" in words) == ("E-TOKEN", True)
    assert list(folder.iterdir()) == []


def test_row_38_a_draft_keeps_its_bytes_when_the_token_is_pulled_out(
    county: County, folder: Path, on_token: tuple[TokenPlace, PersonKey]
) -> None:
    from app.packet.packet import build_draft, sign

    place, person = on_token
    trust = trusting(county, person)
    draft = build_draft(make_content(trust), [entry(person), entry(county.secretary)], folder)
    before, key = draft.read_bytes(), open_key(place, PIN)
    key._private = Pulled(key._private, 0)

    with pytest.raises(PacketFault, match="拔出或断开"):
        sign(draft, "clerk", replace(person, key=key), now=NOW)
    kept = draft.read_bytes()
    state = sign(draft, "clerk", replace(person, key=open_key(place, PIN)), now=NOW)

    assert kept == before
    assert state.state == "clerk-signed"
    assert sorted(path.name for path in folder.iterdir()) == [draft.name]


def fake_library(flags: int, error: Exception | None = None) -> Any:
    """A maker's module whose token has these flags; SoftHSM2 never locks."""

    def opened(**_: Any) -> Any:
        raise error or AssertionError("the PIN was tried")

    token = SimpleNamespace(label=LABEL, flags=pkcs11.TokenFlag(flags), open=opened)
    slot = SimpleNamespace(get_token=lambda: token)
    return SimpleNamespace(get_slots=lambda **_: [slot], get_token=lambda **_: token, reinitialize=lambda: None)


def test_row_38_the_last_try_is_asked_for_before_it_is_used_up(monkeypatch: pytest.MonkeyPatch) -> None:
    final, locked = pkcs11.TokenFlag.USER_PIN_FINAL_TRY, pkcs11.TokenFlag.USER_PIN_LOCKED
    place, told = TokenPlace("x", LABEL, "00"), {}

    for name, library, last in (
        ("unasked", fake_library(final), False),
        ("asked", fake_library(final, wrong.PinIncorrect()), True),
        ("locked before", fake_library(locked), True),
        ("locked now", fake_library(final, wrong.PinLocked()), True),
        ("failed", fake_library(0, wrong.DeviceError()), False),
    ):
        monkeypatch.setattr(tokens_room, "_library", lambda _module, found=library: found)
        told[name] = code_and_words(lambda last=last: open_key(place, "1", last_try=last))

    assert {name: code for name, (code, _) in told.items()} == {
        "unasked": "E-PIN-LAST",
        "asked": "E-PIN",
        "locked before": "E-PIN",
        "locked now": "E-PIN",
        "failed": "E-TOKEN",
    }
    assert "最后一次" in told["unasked"][1]
    assert "可能锁死" in told["asked"][1]
    assert "锁死" in told["locked before"][1]


def test_without_the_component_a_computer_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "pkcs11", None)

    code, words = code_and_words(lambda: tokens_room._library("x"))

    assert (code, "没有带 UKey 组件" in words) == ("E-TOKEN", True)


def test_a_report_signed_on_a_token_has_room_for_its_signature(
    county: County, on_token: tuple[TokenPlace, PersonKey]
) -> None:
    _, person = on_token

    made = sign_pdf(add_fields(pdf()), person, now=NOW)

    assert made.startswith(b"%PDF")
    assert isinstance(person.key, TokenKey)
