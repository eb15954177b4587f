"""One shop, two companies, a few orders: everything anybody can do to them, in any order."""

from collections.abc import Iterable
from typing import ClassVar, Final

from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from hypothesis.strategies import integers, lists, sampled_from

from smplat_core.kernel import Refusal, Unavailable
from smplat_core.testing.machines import Watch, WatchingMachine
from tests.contract.machines import laws
from tests.contract.machines.backroom import Backroom
from tests.contract.machines.ends import check_end
from tests.contract.machines.ground import Ground
from tests.contract.machines.office import MOST_ORDERS
from tests.contract.machines.picture import Picture, take
from tests.contract.machines.tally import Tally
from tests.contract.replay.buyers import NothingToChoose

picks: Final = integers(0, 999)

SOLD: Final = ("place", "checkout", "pay")
REGRETTED: Final = ("place", "checkout", "cancel_order", "pay")
SENT: Final = ("draft", "advance", "advance", "advance")
AFTERWARDS: Final = ("settle", "deliver", "work", "pass_time")


class TradeMachine(WatchingMachine):
    """Every command is one step: it is done as a whole, or refused and nothing has changed."""

    ground: ClassVar[Ground]
    tally: ClassVar[Tally]

    @initialize(sold=lists(picks, max_size=3))
    def open(self, sold: list[int]) -> None:
        self.tally.lives += 1
        self.whole = self.ground.do(self.ground.open())
        self.people = Backroom(self.whole)
        self.trace = self.ground.do(self.ground.trace(self.whole))
        self.looked_at: object = None
        self.seen = Picture()
        for pick in sold:
            self.sell(pick)

    def step(self, command: str, pick: int) -> None:
        self.ground.do(self._step(command, pick))
        if self.trace != self.looked_at:
            self.looked_at = self.trace
            self.tally.looks += 1
            self.seen = self.ground.do(take(self.whole))

    async def _step(self, command: str, pick: int) -> None:
        before, refusal = self.trace, None
        try:
            await getattr(self.people, command)(pick)
        except Refusal as refused:
            refusal = refused
        self.trace = await self.ground.trace(self.whole)
        if isinstance(refusal, NothingToChoose):
            self.tally.early += 1
            return
        self.tally.done[command] += 1
        if refusal is None:
            return
        self.tally.refused[refusal.code] += 1
        # an intent that the outside did not answer is kept, and taken up again later
        if not isinstance(refusal, Unavailable):
            assert self.trace == before, f"{command} was refused ({refusal}), and left something"

    def watched(self) -> Iterable[Watch]:
        return laws.watched(self.seen) if hasattr(self, "seen") else ()

    @invariant()
    def every_rule_holds(self) -> None:
        if hasattr(self, "seen"):
            laws.check(self.seen, self.whole.shape.payments)

    # --- the steps -----------------------------------------------------------------------

    @rule(command=sampled_from(("place", "place", "move_order", "cancel_order")), pick=picks)
    def order(self, command: str, pick: int) -> None:
        self.step(command, pick)

    @rule(
        command=sampled_from(("checkout", "pay", "pay", "pay_wrongly", "stumble", "repeat")),
        pick=picks,
    )
    def payment(self, command: str, pick: int) -> None:
        self.step(command, pick)

    @rule(command=sampled_from(("refund", "give_back", "bank", "dispute", "repeat")), pick=picks)
    def money_back(self, command: str, pick: int) -> None:
        self.step(command, pick)

    @rule(
        command=sampled_from(
            ("bill_order", "bill", "reword", "issue", "void", "reissue", "credit")
        ),
        pick=picks,
    )
    def invoice(self, command: str, pick: int) -> None:
        self.step(command, pick)

    @rule(command=sampled_from(("wire", "allocate", "settle_account", "release")), pick=picks)
    def books(self, command: str, pick: int) -> None:
        self.step(command, pick)

    @rule(
        command=sampled_from(("draft", "draft", "fulfill", "prepare", "cancel_fulfillment")),
        pick=picks,
    )
    def fulfillment(self, command: str, pick: int) -> None:
        self.step(command, pick)

    @rule(
        command=sampled_from(("advance", "advance", "move_shipment", "edit", "track", "track")),
        pick=picks,
    )
    def shipment(self, command: str, pick: int) -> None:
        self.step(command, pick)

    @rule(
        command=sampled_from(
            ("plan", "replan", "retry", "fall_back", "assign", "finish_task", *("outage",) * 3)
        ),
        pick=picks,
    )
    def automation(self, command: str, pick: int) -> None:
        self.step(command, pick)

    @rule(command=sampled_from(("track_unknown", "lose_answers")), pick=picks)
    def outside(self, command: str, pick: int) -> None:
        self.step(command, pick)

    @rule(
        command=sampled_from(
            (
                *("deliver", "deliver", "deliver_twice", "redeliver"),
                *("die_delivering", "stumble_delivering"),
            )
        ),
        pick=picks,
    )
    def event(self, command: str, pick: int) -> None:
        self.step(command, pick)

    @rule(
        command=sampled_from(
            ("work", "work", "work_twice", "die_working", "forget_working", "schedule")
        ),
        pick=picks,
    )
    def job(self, command: str, pick: int) -> None:
        self.step(command, pick)

    @rule(command=sampled_from(("pass_time", "pass_time", "settle")), pick=picks)
    def time(self, command: str, pick: int) -> None:
        self.step(command, pick)

    @precondition(lambda self: len(self.people.orders) < MOST_ORDERS)
    @rule(pick=picks)
    def sell(self, pick: int) -> None:
        """What comes after is reached often, because this is."""
        for command in SOLD:
            self.step(command, pick if command == "place" else -1)
            self.every_rule_holds()
        self.step(AFTERWARDS[pick % len(AFTERWARDS)], pick)

    @precondition(lambda self: len(self.people.orders) < MOST_ORDERS)
    @rule(pick=picks)
    def regret(self, pick: int) -> None:
        """The buyer cancels and the money comes all the same."""
        for command in REGRETTED:
            self.step(command, pick if command == "place" else -1)
            self.every_rule_holds()
        self.step(AFTERWARDS[pick % len(AFTERWARDS)], pick)

    @rule(pick=picks)
    def send(self, pick: int) -> None:
        for command in SENT:
            self.step(command, 1 + pick * 3 if command == "draft" else 0)
            self.every_rule_holds()
        self.step(AFTERWARDS[pick % len(AFTERWARDS)], pick)

    # --- the end -------------------------------------------------------------------------

    def teardown(self) -> None:
        if hasattr(self, "seen"):
            self.ground.do(self._end())

    async def _end(self) -> None:
        await self.people.work_off()
        self.seen = await take(self.whole)
        self.nothing_moves_but_along_its_lifecycle()
        self.every_rule_holds()
        await check_end(self.whole, self.seen)
        self._count_what_there_was()

    def _count_what_there_was(self) -> None:
        seen, ends = self.seen, self.tally.ends
        ends["events"] += len(self.people.said)
        for kind in ("orders", "payments", "refunds", "invoices", "records", "shipments", "steps"):
            ends[kind] += len(getattr(seen, kind))
        ends.update(f"{order.payment_status} orders" for order in seen.orders)
        ends.update(f"{shipment.state} shipments" for shipment in seen.shipments)
        ends.update(f"{step.state} steps" for step in seen.steps)
        ends.update(f"{invoice.state} invoices" for invoice in seen.invoices)


def on(ground: Ground, tally: Tally) -> type[RuleBasedStateMachine]:
    """The machine, for this database."""
    return type("Trade", (TradeMachine,), {"ground": ground, "tally": tally})
