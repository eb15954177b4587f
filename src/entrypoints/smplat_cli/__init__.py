"""The command line: everything an operator or a newcomer types."""

import sys

from cyclopts import App

__all__ = ["app", "main"]


def _version() -> str:
    from importlib.metadata import version  # noqa: PLC0415 - as slow as all the rest of a small command

    return version("smplat")


app = App(
    name="smplat",
    version=_version,
    help="Commerce and fulfillment: price exactly, take the money once, deliver and prove it.",
)
# Import paths: a command pays only for what it uses.
app.command("smplat_cli.up:up", name="up")
app.command("smplat_cli.tour:tour", name="tour")
app.command("smplat_cli.running:serve", name="serve")
app.command("smplat_cli.running:worker", name="worker")
app.command("smplat_cli.running:migrate", name="migrate")
app.command("smplat_cli.running:config", name="config")
app.command("smplat_cli.calc:calc", name="calc")
app.command("smplat_cli.keys:app", name="keys")
app.command("smplat_cli.prices:app", name="prices")
app.command("smplat_cli.fx:app", name="fx")
app.command("smplat_cli.catalog:app", name="catalog")
app.command("smplat_cli.events:app", name="events")
app.command("smplat_cli.courier:app", name="courier")
app.command("smplat_cli.stuck:stuck", name="stuck")
app.command("smplat_cli.exports:app", name="exports")
app.command("smplat_cli.simulate:app", name="simulate")


def main() -> None:
    """Refusals and Ctrl-C end in one line and an exit code, never in a traceback."""
    from smplat_cli.refusing import Refused  # noqa: PLC0415 - nothing a --help should pay for

    try:
        app()
    except Refused as refused:
        sys.stderr.write(f"{refused}\n")
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)
