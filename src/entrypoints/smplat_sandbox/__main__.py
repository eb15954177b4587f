"""`python -m smplat_sandbox`: the outside world by itself."""

import argparse
import asyncio
import json
import logging
import sys
from datetime import UTC, datetime
from pathlib import Path

from smplat_sandbox.serve import serve
from smplat_sandbox.settings import CourierSettings, SandboxSettings, StripeSettings


def read_arguments(words: list[str] | None = None) -> SandboxSettings:
    parser = argparse.ArgumentParser(prog="python -m smplat_sandbox", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8070)
    parser.add_argument("--public-url", help="the address others reach it at")
    parser.add_argument("--data-dir", type=Path, help="keep the state here; without it, forget")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--webhook-url", help="where Stripe sends its events")
    parser.add_argument("--webhook-secret", default="whsec_sandbox")
    parser.add_argument("--stripe-key", help="the only API key to accept; default any test key")
    parser.add_argument("--courier-webhook-url", help="where the couriers send their events")
    given = parser.parse_args(words)
    return SandboxSettings(
        host=given.host,
        port=given.port,
        public_url=given.public_url,
        data_dir=given.data_dir,
        seed=given.seed,
        stripe=StripeSettings(
            secret_key=given.stripe_key,
            webhook_url=given.webhook_url,
            webhook_secret=given.webhook_secret,
        ),
        couriers=CourierSettings(webhook_url=given.courier_webhook_url),
    )


def say(event: str, **facts: object) -> None:
    """One line of JSON per happening."""
    line = {"at": datetime.now(UTC).isoformat(timespec="milliseconds"), "event": event, **facts}
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()


def main() -> int:
    settings = read_arguments()
    logging.basicConfig(level=logging.WARNING)
    say("sandbox.starting", url=settings.base_url, data_dir=str(settings.data_dir or ""))
    try:
        asyncio.run(serve(settings))
    except (OSError, ValueError, RuntimeError) as error:
        say("sandbox.refused", reason=str(error))
        return 1
    say("sandbox.stopped")
    return 0


if __name__ == "__main__":
    sys.exit(main())
