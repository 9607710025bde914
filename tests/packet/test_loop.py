"""The loop the signing library runs in: no socket, and yet everything a coroutine may wait for in this process."""

from __future__ import annotations

import asyncio
import socket
from pathlib import Path

import pytest

from app.packet.loop import run
from app.packet.signing import sign_manifest, verify_manifest
from tests.packet.packet_county import NOW, County


@pytest.fixture
def no_sockets(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine on which no two ends can be joined, as behind a firewall of Windows."""

    def refused(*_: object) -> None:
        raise OSError("no sockets here")

    monkeypatch.setattr(socket, "socket", refused)
    monkeypatch.setattr(socket, "socketpair", refused)


def test_signing_and_checking_want_no_socket(county: County, no_sockets: None) -> None:
    signature = sign_manifest(b"tag manifest", county.clerk, NOW)

    assert verify_manifest(b"tag manifest", signature, county.trust, NOW, "signatures/1-clerk.p7s").valid


def test_other_threads_and_time_are_waited_for(no_sockets: None, tmp_path: Path) -> None:
    async def work() -> str:
        (tmp_path / "a").write_text("read in another thread")
        await asyncio.sleep(0.001)
        return await asyncio.to_thread((tmp_path / "a").read_text)

    assert run(work()) == "read in another thread"


def test_what_goes_wrong_inside_comes_out() -> None:
    async def work() -> None:
        raise ValueError("inside")

    with pytest.raises(ValueError, match="inside"):
        run(work())
