"""Counties, a folder with a Chinese name and a finished packet, shared by the packet tests."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.packet.packet import issue
from app.packet.trust import save_trust
from tests.packet.packet_county import NOW, County, make_content, make_county


@pytest.fixture(scope="session")
def county() -> County:
    """A real county."""
    return make_county(practice=False)


@pytest.fixture(scope="session")
def practice_county() -> County:
    """A practice county."""
    return make_county(practice=True)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with Chinese and a space in its path."""
    path = tmp_path / "月报 文件夹"
    path.mkdir()
    return path


@pytest.fixture(scope="session")
def signed(county: County, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A finished packet of the real county; tests copy it before they change it."""
    out = tmp_path_factory.mktemp("签发 成品")
    return issue(make_content(county.trust), county.clerk, county.secretary, out, now=NOW).path


@pytest.fixture
def trust_dir(county: County, folder: Path) -> Path:
    """The real county's bundle as a folder."""
    save_trust(folder / "trust", county.trust)
    return folder / "trust"


@pytest.fixture
def unwritable() -> Iterator[Callable[[Path], None]]:
    """Make folders read-only for a test and writable again afterwards."""
    done: list[Path] = []

    def lock(path: Path) -> None:
        os.chmod(path, 0o500)
        done.append(path)

    yield lock
    for path in done:
        os.chmod(path, 0o700)
