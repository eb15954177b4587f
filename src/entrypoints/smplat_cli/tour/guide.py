"""How the tour speaks: steps, requests with their answers, and what to notice."""

import time
from collections.abc import Callable, Collection
from typing import Final, TypeVar

from attrs import frozen
from rich.console import Console, Group
from rich.markup import escape
from rich.panel import Panel
from rich.syntax import Syntax
from rich.table import Table
from rich.text import Text

from smplat_cli.telling import Refused
from smplat_cli.tour.door import Answer
from smplat_cli.tour.showing import laid_out, shortened

T = TypeVar("T")

LOOK_EVERY: Final = 0.2
PATIENCE: Final = 60.0
"""Seconds after which what was promised will not come."""


class NotAsPromised(Refused):
    """The product did something else than the tour tells."""

    def __init__(self, text: str) -> None:
        super().__init__(f"not as promised: {text}")


@frozen
class Guide:
    console: Console
    pauses: bool = False

    def step(self, number: int, count: int, title: str) -> None:
        if number > 1 and self.pauses:
            self._wait_for_enter()
        self.console.print()
        self.console.rule(f"[bold]{number}/{count}  {escape(title)}", align="left", style="blue")

    def show(self, answer: Answer, notice: str, *, pick: Collection[str] = ()) -> None:
        """The request, its answer (of its objects only what is picked), and one sentence."""
        parts: list[Text | Syntax] = []
        if answer.request is not None:
            parts.append(_json(laid_out(shortened(answer.request))))
        took = f"{answer.status} in {answer.milliseconds} ms"
        parts.append(Text(took, style="green" if answer.good else "yellow"))
        parts.append(_json(laid_out(shortened(answer.data, pick))))
        title = f"[bold]{answer.method}[/bold] {escape(answer.path)}"
        self.console.print(Panel(Group(*parts), title=title, title_align="left", style="default"))
        self.notice(notice)

    def notice(self, text: str) -> None:
        self.console.print(Text.assemble(("  > ", "bold blue"), (text, "italic")))

    def kept(self, text: str) -> None:
        """Something small that happened as well."""
        self.console.print(Text.assemble(("  + ", "green"), text))

    def table(self, table: Table) -> None:
        self.console.print(table)

    def promise(self, held: object, text: str) -> None:
        """``NotAsPromised`` unless it held."""
        if not held:
            raise NotAsPromised(text)

    def wait(self, what: str, look: Callable[[], T | None]) -> T:
        """What the look finds at last; ``NotAsPromised`` when it finds nothing in time."""
        started = time.monotonic()
        with self.console.status(f"waiting: {escape(what)}"):
            while not (found := look()):
                if time.monotonic() - started > PATIENCE:
                    raise NotAsPromised(f"{what}: not within {PATIENCE:.0f} s")
                time.sleep(LOOK_EVERY)
        self.kept(f"{what}, after {time.monotonic() - started:.1f} s")
        return found

    def end(self, seconds: float, api_url: str) -> None:
        self.console.print()
        self.console.rule("[bold green]everything was as promised", align="left", style="green")
        self.console.print(f"{seconds:.0f} s. Look around: {api_url}/docs", soft_wrap=True)

    def _wait_for_enter(self) -> None:
        try:
            self.console.input("\n  [dim]Enter goes on[/dim] ")
        except EOFError:
            return


def _json(text: str) -> Syntax:
    return Syntax(text, "json", background_color="default", word_wrap=True)
