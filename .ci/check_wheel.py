"""Checks of a built wheel, run by ``nox -s wheel``: what is in it, and what its core needs."""

import re
import sys
from importlib import import_module
from importlib.metadata import requires
from pathlib import PurePosixPath
from zipfile import ZipFile

ALLOWED = {"attr", "attrs", "cattr", "cattrs", "typing_extensions"}


def contents(path: str) -> str | None:
    """Only smplat packages and the wheel's own metadata stand at the top level."""
    with ZipFile(path) as wheel:
        names = {PurePosixPath(name).parts[0] for name in wheel.namelist()}
        typed = "smplat_core/py.typed" in wheel.namelist()
    strangers = sorted(name for name in names if not name.startswith("smplat"))
    if strangers:
        return f"the wheel ships names that are not ours: {', '.join(strangers)}"
    if not typed:
        return "the wheel does not ship smplat_core/py.typed"
    return None


def core() -> str | None:
    """Importing every module of the core but its test kit loads attrs, cattrs and no more."""
    before = set(sys.modules)
    import_module("smplat_core.selfcheck").load_everything()
    loaded = {name.partition(".")[0] for name in set(sys.modules) - before}
    strangers = sorted(loaded - ALLOWED - sys.stdlib_module_names - {"smplat_core"})
    if strangers:
        return f"the core loads more than attrs and cattrs: {', '.join(strangers)}"
    always = [need for need in requires("smplat") or () if "extra ==" not in need]
    brought = {re.split(r"[^A-Za-z0-9_.-]", need)[0] for need in always}
    if brought != {"attrs", "cattrs"}:
        return f"without extras, smplat should bring attrs and cattrs; it brings {always}"
    return None


if __name__ == "__main__":
    sys.exit(core() if sys.argv[1] == "core" else contents(sys.argv[2]))
