"""Where server programs are looked for, in order, and how the search is told."""

import importlib.util
import re
import subprocess
from collections.abc import Sequence
from pathlib import Path

from attrs import frozen

from smplat_embedded.refusals import ServerNotFound


@frozen
class Place:
    """Somewhere programs may be: what to call it, and what it holds on this machine."""

    name: str
    paths: tuple[Path, ...] = ()

    @classmethod
    def wheel(cls, package: str, *patterns: str) -> "Place":
        """The programs inside an installed package, which is located but never imported."""
        spec = importlib.util.find_spec(package)
        if spec is None or spec.origin is None:
            return cls(f"the package {package} (not installed)")
        home = Path(spec.origin).parent
        found = tuple(path for pattern in patterns for path in sorted(home.glob(pattern)))
        return cls(f"the package {package}", found)


def version_of(program: Path, *, brand: str) -> tuple[int, ...]:
    """The number after ``brand`` in what ``program --version`` says.

    Empty when it does not run here, or is another program altogether. ``brand`` is a
    regular expression.
    """
    try:
        said = subprocess.run(  # noqa: S603 - a program that was located, never a shell
            [program, "--version"], capture_output=True, text=True, check=False, timeout=10
        )
    except (OSError, subprocess.TimeoutExpired):
        return ()
    number = re.search(rf"{brand}(\d+(?:\.\d+)*)", said.stdout)
    return tuple(map(int, number[1].split("."))) if number and not said.returncode else ()


def not_found(what: str, places: Sequence[Place], *, variable: str, names: str) -> ServerNotFound:
    """A refusal that says where was looked and both ways to fix it."""
    looked = "; ".join(place.name for place in places)
    return ServerNotFound(
        f"no {what} was found. Looked in: {looked}. "
        f"Fix: pip install 'smplat[embedded]', or set {variable} to {names}."
    )
