"""Couriers' documents from the command line: read on this machine, nothing is sent or kept."""

import json
import sys
from pathlib import Path
from typing import Annotated, Final

from cyclopts import App, Parameter

from smplat_cli.telling import Refused
from smplat_core.fulfillment import (
    LARGEST_COURIER_BODY,
    CourierCode,
    CourierPayloadUnreadable,
    TrackingAnswers,
)
from smplat_core.kernel import to_json
from smplat_couriers import READERS

app = App(name="courier", help="Read what couriers write.")

STANDARD_INPUT: Final = "-"


@app.command
def parse(code: str, file: Annotated[Path, Parameter(allow_leading_hyphen=True)]) -> None:
    """Print the tracking events in a courier's document as JSON, oldest first.

    Errors the courier tells are printed beside the events. A document that is cut off or in no
    known form is refused with exit code 1.

    Parameters
    ----------
    code
        The courier, such as canada_post or dhl.
    file
        A tracking answer or the body of a webhook; - reads standard input.
    """
    read = READERS.get(CourierCode(code.strip().lower()))
    if read is None:
        raise Refused(f"no documents of courier {code!r} can be read; of {_known()} they can")
    try:
        found = read(_payload(file))
    except CourierPayloadUnreadable as refusal:
        raise Refused(f"{refusal.code}: {file}: {refusal.detail}") from None
    sys.stdout.write(json.dumps(_told(code, found), indent=2, ensure_ascii=False) + "\n")


def _known() -> str:
    *others, last = sorted(READERS)
    return f"{', '.join(others)} and {last}"


def _payload(file: Path) -> bytes:
    try:
        if str(file) == STANDARD_INPUT:
            return sys.stdin.buffer.read(LARGEST_COURIER_BODY + 1)
        with file.open("rb") as stream:
            return stream.read(LARGEST_COURIER_BODY + 1)
    except OSError as error:
        raise Refused(f"cannot read {file}: {error.strerror}") from None


def _told(code: str, found: TrackingAnswers) -> dict[str, object]:
    errors = [
        {"tracking_number": answer.tracking_number or None, **to_json(answer.error)}
        for answer in found.errors
    ]
    return {
        "courier": code.strip().lower(),
        "events": [to_json(event) for event in found.events],
        "errors": errors,
    }
