"""Pages whose code blocks are files: the first line of each says of which."""

import re
import subprocess
import sys
from pathlib import Path
from typing import Final

BLOCK: Final = re.compile(
    r"^```python\n# (?P<name>\w+\.py)\n(?P<code>.*?)^```", re.MULTILINE | re.DOTALL
)
PAGE: Final = Path(__file__).parents[3] / "docs" / "how-to" / "write-an-adapter.md"


def write_down(page: Path, folder: Path) -> list[Path]:
    """The files of the page, each with all of its parts; in the order they begin."""
    files: dict[str, str] = {}
    for block in BLOCK.finditer(page.read_text()):
        files[block["name"]] = files.get(block["name"], "") + block["code"] + "\n\n"
    for name, code in files.items():
        (folder / name).write_text(code)
    return [folder / name for name in files]


def run_pytest(folder: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    """pytest as an embedder runs it in this folder."""
    return subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
