"""What ``smplat up`` refuses before it starts anything."""

import socket
from pathlib import Path

import pytest

from smplat_cli.telling import Refused
from smplat_cli.up.house import House, Ports


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.mark.parametrize("port", [0, -1, 65_536, 99_999])
def test_a_port_that_does_not_exist_is_refused(port: int) -> None:
    with pytest.raises(Refused, match="is no port"):
        Ports(port, free_port()).check()


def test_a_taken_port_is_refused() -> None:
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()

        with pytest.raises(Refused, match="is taken"):
            Ports(holder.getsockname()[1], free_port()).check()


def test_one_port_for_two_is_refused() -> None:
    with pytest.raises(Refused, match="cannot share"):
        Ports(9060, 9060).check()


def test_a_folder_that_cannot_be_made_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("in the way")

    with (
        pytest.raises(Refused, match="choose a folder you may write to"),
        House(file / "data", Ports(free_port(), free_port())).open(),
    ):
        raise AssertionError


def test_its_settings_name_the_folder_it_was_given(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("SMPLAT_DATA_DIR", "/another")

    told = House(tmp_path, Ports(free_port(), free_port())).environment()

    assert told["SMPLAT_DATA_DIR"] == str(tmp_path)
