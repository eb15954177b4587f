"""What is kept as JSON, written and read by a codec in C: the form is the kernel's."""

from typing import Any

import msgspec

from smplat_core.kernel import to_json

_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder().decode


def dumps(value: object) -> str:
    """The kernel's form of a value; plain JSON values are written as they are."""
    return _encode(to_json(value)).decode()


def parsed(text: str) -> Any:  # noqa: ANN401 - JSON has no narrower type
    return _decode(text)
