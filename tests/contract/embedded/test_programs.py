"""Where server programs are looked for, and what is said when none is found."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from smplat_embedded import ServerNotFound, locate_postgres, locate_valkey
from smplat_embedded.account import Account
from smplat_embedded.places import Place, not_found, version_of
from smplat_embedded.postgres_programs import PostgresPrograms
from tests.contract.services import short_folder


@pytest.fixture
def folder() -> Iterator[Path]:
    with short_folder() as made:
        yield made


def an_installation(home: Path, *, says: str) -> Path:
    """A folder laid out like a wheel's, whose programs only tell their version."""
    for part in ("bin", "lib", "share"):
        (home / part).mkdir(parents=True)
    for name in ("postgres", "initdb"):
        program = home / "bin" / name
        program.write_text(f"#!/bin/sh\necho '{says}'\n")
        program.chmod(0o755)
    return home / "bin"


def test_the_programs_found_here_run() -> None:
    assert version_of(locate_postgres() / "postgres", brand=r"\(PostgreSQL\) ") >= (15,)
    assert version_of(locate_valkey(), brand="server v=") >= (6, 2)


def test_the_variable_wins(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    chosen = an_installation(folder / "own", says="postgres (PostgreSQL) 19beta1")
    monkeypatch.setenv("SMPLAT_PG_BIN", str(chosen))

    assert locate_postgres() == chosen


@pytest.mark.parametrize("says", ["postgres (PostgreSQL) 14.9", "hello"])
def test_a_variable_that_names_nothing_usable_is_refused(
    says: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chosen = an_installation(folder / "own", says=says)
    monkeypatch.setenv("SMPLAT_PG_BIN", str(chosen))

    with pytest.raises(ServerNotFound, match=f"SMPLAT_PG_BIN names {chosen}"):
        locate_postgres()


def test_finding_nothing_names_every_place_and_both_fixes() -> None:
    places = [Place("PATH"), Place.wheel("a_package_nobody_has")]

    refusal = not_found("PostgreSQL", places, variable="SMPLAT_PG_BIN", names="a folder")

    assert str(refusal) == (
        "no PostgreSQL was found. Looked in: PATH; the package a_package_nobody_has (not "
        "installed). Fix: pip install 'smplat[embedded]', or set SMPLAT_PG_BIN to a folder."
    )


def test_programs_behind_a_closed_door_are_copied_beside_the_data(folder: Path) -> None:
    closed, beside = folder / "closed", folder / "data"
    an_installation(closed / "wheel/pginstall", says="postgres (PostgreSQL) 18.4")
    (closed / "wheel.libs").mkdir()
    closed.chmod(0o700)
    account = Account.for_folder(beside, beside / "data")
    beside.mkdir(mode=0o700)
    account.admit(folder)
    account.admit(beside)
    behind = PostgresPrograms(closed / "wheel/pginstall/bin", (18, 4))

    usable = behind.usable_by(account, beside=beside)

    assert account.reaches(usable.postgres)
    assert (usable.folder / "../../../wheel.libs").is_dir()
    assert closed.stat().st_mode & 0o777 == 0o700
    assert (usable == behind) is bool(os.geteuid())
