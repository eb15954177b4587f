"""Published tables that lie beside the checkout on some machines; never copied into it."""

import json
from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(__file__).parents[2] / "shared" / "data"


def reference_data(name: str) -> Any:
    """The JSON document of this name; a test that needs it is skipped where it is not."""
    path = FOLDER / name
    if not path.exists():
        pytest.skip(f"{name} is not on this machine")
    return json.loads(path.read_text())
