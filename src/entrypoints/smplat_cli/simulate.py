"""Delivery stories from the command line: a courier of the sandbox lives one, and we look on."""

import sys
from datetime import datetime
from typing import Annotated, Final, Literal

import httpx
from cyclopts import App, Parameter

from smplat_cli.remote import ApiKey, ApiUrl, DataDir, remote
from smplat_cli.simulation import SandboxDesk, Simulation, rendered
from smplat_cli.telling import Refused
from smplat_cli.up.house import DEFAULT_FOLDER
from smplat_cli.up.settling import read_addresses

app = App(name="simulate", help="Let couriers of the sandbox live a story, for a shipment of ours.")

Story = Literal[
    "normal",
    "delayed",
    "returned",
    "lost",
    "out_of_order",
    "duplicated",
    "unknown_codes",
    "attempted",
    "pickup",
]

ABOUT: Final[dict[Story, str]] = {
    "normal": "from the label to the door, scan by scan",
    "delayed": "as normal, but late on the way",
    "returned": "refused, and back with its sender: never delivered",
    "lost": "given up on the way: never delivered",
    "out_of_order": "some scans are told after later ones",
    "duplicated": "every scan is told twice",
    "unknown_codes": "some scans have codes nobody knows: shown, and nothing moves",
    "attempted": "nobody is home, the next attempt delivers",
    "pickup": "waits to be fetched, which delivers nothing, and is fetched",
}

START: Final = "2026-01-05T08:00:00+00:00"
"""A fixed moment, so that a seed alone makes the same timeline on any day."""

SandboxUrl = Annotated[
    str | None,
    Parameter(env_var="SMPLAT_SANDBOX_URL", help="Else where `smplat up` runs on this machine."),
]


@app.command
def stories() -> None:
    """Print the stories there are, one a line."""
    for name, about in ABOUT.items():
        sys.stdout.write(f"{name:<14} {about}\n")


@app.command
def courier(  # noqa: PLR0913 - one option per choice
    shipment: str,
    *,
    story: Story = "normal",
    by: Literal["webhook", "polling"] = "webhook",
    seed: int = 1,
    start: str = START,
    api: ApiUrl = None,
    key: ApiKey = None,
    sandbox: SandboxUrl = None,
    data_dir: DataDir = DEFAULT_FOLDER,
) -> None:
    """Let the courier of a shipment live a story, and print the timeline that comes of it.

    Needs a running `smplat up` and a shipment with a courier and a tracking number, ready or on
    its way. The same story, seed and start make the same timeline, byte for byte; what is said
    beside it goes to standard error. `smplat simulate stories` tells the stories.

    Parameters
    ----------
    shipment
        Its id, or its tracking number.
    story
        What happens to the parcel.
    by
        Whether the courier tells by signed webhooks, or only when it is asked.
    seed
        Chance: how long each step takes.
    start
        When the virtual clock of the story begins, ISO 8601 with a time zone.
    """
    begins = _moment(start)
    address = sandbox or read_addresses(data_dir).sandbox
    with (
        remote(api, key, data_dir) as far,
        httpx.Client(base_url=f"{address.rstrip('/')}/_sandbox", timeout=30) as client,
    ):
        run = Simulation(far, SandboxDesk(client), _note)
        events = run(shipment, story=story, by=by, seed=seed, start=begins)
    sys.stdout.write(rendered(events))


def _moment(text: str) -> datetime:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise Refused(f"--start {text!r} is no moment; such as {START}") from None
    if found.tzinfo is None:
        raise Refused(f"--start {text!r} needs a time zone; such as {START}")
    return found


def _note(text: str) -> None:
    sys.stderr.write(f"{text}\n")
