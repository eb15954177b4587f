"""``smplat tour``: the way of one order, walked against the running product and checked."""

import time
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from smplat_cli.remote import ApiKey, ApiUrl, DataDir, first_key
from smplat_cli.telling import console
from smplat_cli.tour.guide import Guide
from smplat_cli.tour.journey import Journey, doors
from smplat_cli.tour.step1_prices import prices
from smplat_cli.tour.step2_quote import quote
from smplat_cli.tour.step3_order import order
from smplat_cli.tour.step4_shipments import shipments
from smplat_cli.tour.step5_automation import automation
from smplat_cli.tour.step6_timelines import timelines
from smplat_cli.up.house import DEFAULT_FOLDER
from smplat_cli.up.settling import read_addresses

__all__ = ["tour"]

STEPS = (
    ("Prices: a file becomes a book, and Stripe follows", prices),
    ("A customer, and a quote that says why", quote),
    ("An order, a checkout, a payment, an invoice", order),
    ("Two parcels for one order", shipments),
    ("What follows delivery, and what happens when it fails", automation),
    ("What is remembered", timelines),
)


def tour(
    *,
    api: ApiUrl = None,
    key: ApiKey = None,
    sandbox: Annotated[str | None, Parameter(env_var="SMPLAT_SANDBOX_URL")] = None,
    data_dir: DataDir = DEFAULT_FOLDER,
    pause: Annotated[bool, Parameter(negative="")] = False,
) -> None:
    """Walk one order from price to delivered through the public API, and check every promise.

    Everything is asked of the API that any client may ask; the sandbox is asked to play the
    buyer, the couriers and the legacy system. The tour makes its own company each time, so it
    can be taken again and again. Exit code 1 when something is not as promised.

    Parameters
    ----------
    sandbox
        Where the sandbox is, instead of where `smplat up` says.
    pause
        Wait for Enter between the steps.
    """
    started = time.monotonic()
    here = read_addresses(data_dir)
    guide = Guide(console, pauses=pause)
    token = key or first_key(Path(data_dir))
    with doors(api or here.api, token, sandbox or here.sandbox) as (ours, theirs):
        journey = Journey(ours, theirs, guide)
        with journey.put_back():
            for number, (title, step) in enumerate(STEPS, start=1):
                guide.step(number, len(STEPS), title)
                journey.begin(number)
                step(journey)
    guide.end(time.monotonic() - started, ours.base_url)
