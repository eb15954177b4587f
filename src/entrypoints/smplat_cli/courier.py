"""Couriers' documents from the command line: read on this machine, nothing is sent or kept."""

import json
import sys
from pathlib import Path
from typing import Annotated, Final

from cyclopts import App, Parameter

from smplat_cli.telling import Refused
from smplat_core.fulfillment import (
    LARGEST_COURIER_BODY,
    VOCABULARIES,
    BadTrackingNumber,
    CourierCode,
    CourierPayloadUnreadable,
    TrackingAnswers,
    guess_couriers,
    status_of_word,
)
from smplat_core.kernel import to_json
from smplat_couriers import READERS

app = App(name="courier", help="Read what couriers write: documents, numbers and words.")

STANDARD_INPUT: Final = "-"


@app.command
def parse(code: str, file: Annotated[Path, Parameter(allow_leading_hyphen=True)]) -> None:
    """Print the tracking events in a courier's document as JSON, oldest first.

    Errors the courier tells, and when it expects to deliver, are printed beside the events. A document that is cut off or in no
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


@app.command
def guess(number: str) -> None:
    """Print whose tracking number this may be, the surest courier first.

    A form with a check digit that is right says most; one without only that the courier writes
    its numbers so. When no form we know fits, the exit code is 1.

    Parameters
    ----------
    number
        As it is printed; spaces do no harm.
    """
    try:
        found = guess_couriers(number)
    except BadTrackingNumber as refusal:
        accepted = refusal.errors[0].accepted
        raise Refused(f"{refusal.code}: {refusal.detail} (accepted: {accepted})") from None
    if not found:
        raise Refused(f"no form of a courier we know fits {number!r}, or its check digit is wrong")
    for one in found:
        check = "check digit right" if one.check_digit else "no check digit"
        sure = "" if one.decisive else ", others may write so too"
        sys.stdout.write(f"{one.courier}  {one.form}: {check}{sure}\n")


@app.command
def word(status: str, *, vocabulary: str | None = None) -> None:
    """Print what a status word of an aggregator or courier means in our words.

    A word nobody listed is unknown, which moves no shipment.

    Parameters
    ----------
    status
        The word, such as AvailableForPickup or PRE_TRANSIT.
    vocabulary
        Whose word it is; without it, what all that have it agree on.
    """
    if vocabulary is not None and vocabulary not in VOCABULARIES:
        raise Refused(f"no vocabulary {vocabulary!r}; there are {', '.join(VOCABULARIES)}")
    sys.stdout.write(f"{status_of_word(status, vocabulary=vocabulary)}\n")


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
        "promised_by": {number: by.isoformat() for number, by in found.promises.items()},
        "errors": errors,
    }
