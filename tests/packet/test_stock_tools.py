import re
import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from pathlib import Path

import bagit
import pytest

from app.packet.certificates import pem
from app.packet.packet import issue
from tests.packet.packet_county import NOW, County, make_content, stamp_pdf


def run(*command: object, cwd: Path | None = None) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [str(part) for part in command], cwd=cwd, capture_output=True, text=True, check=False, errors="replace"
    )


@pytest.fixture(scope="module")
def stamped(county: County, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("成品 盖章")
    content = make_content(county.trust)
    return issue(content, county.clerk, county.secretary, out, now=NOW, stamp=lambda _: stamp_pdf()).path


@pytest.fixture(scope="module")
def unpacked(stamped: Path, county: County, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The packet unpacked by unzip, with the county's files beside it."""
    base = tmp_path_factory.mktemp("解 包")
    run("unzip", "-q", stamped, "-d", base / "bag")
    (base / "root.pem").write_bytes(pem(county.root))
    (base / "bundle.pem").write_bytes(pem(county.root) + pem(county.trust.crl))
    yield base / "bag"
    shutil.rmtree(base)


SIGNATURES = ("signatures/1-clerk.p7s", "signatures/2-secretary.p7s")


def test_a1_the_container_is_stored_dated_1980_and_whole_for_unzip_and_python(stamped: Path) -> None:
    tested, listed = run("unzip", "-tq", stamped), run("zipinfo", "-v", stamped)

    assert tested.returncode == 0
    assert listed.returncode == 0
    methods = set(re.findall(r"compression method:\s+(.*)", listed.stdout))
    dates = set(re.findall(r"last modified on \(DOS date/time\):\s+(.*)", listed.stdout))
    assert (methods, dates) == ({"none (stored)"}, {"1980 Jan 1 00:00:00"})
    with zipfile.ZipFile(stamped) as archive:
        assert archive.testzip() is None


@pytest.mark.parametrize("signature", SIGNATURES)
def test_a2_openssl_verifies_each_signature_as_cades_with_revocation(unpacked: Path, signature: str) -> None:
    command = ("openssl", "cms", "-verify", "-cades", "-binary", "-inform", "DER", "-in", signature)
    rest = ("-CAfile", "../bundle.pem", "-crl_check", "-purpose", "any", "-out", "../out.txt")

    good = run(*command, "-content", "tagmanifest-sha256.txt", *rest, cwd=unpacked)
    bad = run(*command, "-content", "packet.json", *rest, cwd=unpacked)
    plain = run(*command[:3], *command[4:], "-content", "tagmanifest-sha256.txt", *rest[:2], cwd=unpacked)

    assert (good.returncode, "CAdES Verification successful" in good.stderr) == (0, True)
    assert bad.returncode != 0
    assert plain.returncode == 0


@pytest.mark.parametrize("signature", SIGNATURES)
def test_a3_gnutls_verifies_each_signature_and_refuses_other_content(unpacked: Path, signature: str) -> None:
    command = ("certtool", "--p7-verify", "--inder", "--load-ca-certificate", "../root.pem", "--infile", signature)

    good = run(*command, "--load-data", "tagmanifest-sha256.txt", cwd=unpacked)
    bad = run(*command, "--load-data", "packet.json", cwd=unpacked)

    assert (good.returncode, bad.returncode) == (0, 1)


@pytest.mark.parametrize("signature", SIGNATURES)
def test_a3_nss_verifies_each_signature_and_finds_other_content(unpacked: Path, signature: str) -> None:
    nss = unpacked.parent / f"nss-{signature.rpartition('/')[2]}"
    nss.mkdir()
    run("certutil", "-N", "-d", f"sql:{nss}", "--empty-password")
    run("certutil", "-A", "-d", f"sql:{nss}", "-n", "county", "-t", "CT,CT,CT", "-i", unpacked.parent / "root.pem")
    command = ("cmsutil", "-D", "-d", f"sql:{nss}", "-i", signature, "-n", "-h", "1")

    good = run(*command, "-c", "tagmanifest-sha256.txt", cwd=unpacked)
    bad = run(*command, "-c", "packet.json", cwd=unpacked)

    assert "status=GoodSignature" in good.stdout + good.stderr
    assert "status=DigestMismatch" in bad.stdout + bad.stderr


@pytest.mark.parametrize("manifest", ["tagmanifest-sha256.txt", "manifest-sha256.txt"])
def test_a4_sha256sum_agrees_with_both_manifests(unpacked: Path, manifest: str) -> None:
    checked = run("sha256sum", "-c", "--strict", "--quiet", manifest, cwd=unpacked)

    assert (checked.returncode, checked.stdout, checked.stderr) == (0, "", "")


def test_a5_the_folder_is_a_valid_bag(unpacked: Path) -> None:
    bag = bagit.Bag(str(unpacked))

    assert bag.is_valid()
    assert bag.version_info == (1, 0)


def test_a6_equal_input_makes_equal_bytes_also_through_the_standard_library(
    stamped: Path, county: County, folder: Path
) -> None:
    content = make_content(county.trust)

    again = issue(content, county.clerk, county.secretary, folder, now=NOW, stamp=lambda _: stamp_pdf()).path

    assert again.name == stamped.name
    assert again.read_bytes() == stamped.read_bytes()
    rebuilt = folder / "rebuilt.zip"
    with zipfile.ZipFile(stamped) as old, zipfile.ZipFile(rebuilt, "w") as new:
        for name in old.namelist():
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.create_system, info.external_attr = 3, 0o100644 << 16
            new.writestr(info, old.read(name))
    assert rebuilt.read_bytes() == stamped.read_bytes()


def test_a8_pdfsig_and_qpdf_find_two_valid_trusted_signatures(unpacked: Path) -> None:
    nss, report = unpacked.parent / "nss", unpacked / "data/reports/R01.pdf"
    nss.mkdir(exist_ok=True)
    run("certutil", "-N", "-d", f"sql:{nss}", "--empty-password")
    run("certutil", "-A", "-d", f"sql:{nss}", "-n", "county", "-t", "CT,CT,CT", "-i", unpacked.parent / "root.pem")

    shown, checked = run("pdfsig", "-nssdir", f"sql:{nss}", report), run("qpdf", "--check", report)

    assert shown.stdout.count("Signature is Valid.") == 2
    assert shown.stdout.count("Certificate is Trusted.") == 2
    assert "Total document signed" in shown.stdout.split("Signature #2")[1]
    assert checked.returncode == 0


def test_a8_openssl_verifies_the_byte_ranges_of_the_report(unpacked: Path) -> None:
    data = (unpacked / "data/reports/R01.pdf").read_bytes()
    outcomes = []

    for match in re.finditer(rb"/ByteRange \[(\d+) (\d+) (\d+) (\d+)", data):
        start, length, after, rest = map(int, match.groups())
        contents = bytes.fromhex(data[start + length + 1 : after - 1].decode())
        (unpacked.parent / "br.bin").write_bytes(data[start : start + length] + data[after : after + rest])
        (unpacked.parent / "br.p7s").write_bytes(contents)
        command = "openssl cms -verify -cades -binary -inform DER -in br.p7s -content br.bin -CAfile bundle.pem"
        flags = "-crl_check -purpose any -out out.bin"
        outcomes.append(run(*command.split(), *flags.split(), cwd=unpacked.parent).returncode)

    assert outcomes == [0, 0]


def test_a9_openssl_also_refuses_a_revoked_signer(unpacked: Path, county: County) -> None:
    trust = county.revoke(county.clerk)
    (unpacked.parent / "revoked.pem").write_bytes(pem(trust.root) + pem(trust.crl))
    command = f"openssl cms -verify -cades -binary -inform DER -in {SIGNATURES[0]} -content tagmanifest-sha256.txt"

    checked = run(*command.split(), *["-CAfile", "../revoked.pem", "-crl_check", "-out", "../o"], cwd=unpacked)

    assert checked.returncode != 0
    assert "certificate revoked" in checked.stderr


def test_a10_openssl_accepts_request_and_certificate(county: County, folder: Path) -> None:
    from app.packet.certificates import make_request

    (folder / "r.csr").write_bytes(make_request(county.clerk.key, "示例乡", "clerk", "王伟"))
    (folder / "c.pem").write_bytes(pem(county.clerk.cert))
    (folder / "bundle.pem").write_bytes(pem(county.root) + pem(county.trust.crl))

    request = run("openssl", "req", "-verify", "-noout", "-in", folder / "r.csr")
    cert = run("openssl", "verify", "-crl_check", "-CAfile", folder / "bundle.pem", folder / "c.pem")

    assert (request.returncode, cert.returncode) == (0, 0)
