"""The log says what the rows say, whatever was done."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from smplat_core.kernel import Wanted
from tests.contract.replay.office import COMMANDS, Office
from tests.contract.replay.whole import Whole

SCRIPTS = st.lists(
    st.tuples(st.sampled_from(COMMANDS), st.integers(0, 999)), min_size=40, max_size=120
)


@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(script=SCRIPTS)
async def test_whatever_is_done_the_log_says_what_the_rows_say(
    whole: Whole, script: list[tuple[str, int]]
) -> None:
    buyers = Office(whole)

    for command, pick in script:
        await buyers.do(command, pick)

    verified, findings = await whole.verify()

    assert findings == []
    assert verified.untold == 0


async def test_changes_that_move_no_state_are_told_as_well(whole: Whole) -> None:
    office = Office(whole)

    for command, pick in (
        *(("sell", 1), ("draft", 1), ("edit", 0)),
        *(("bill", 89), ("issue", 0), ("wire", 100), ("allocate", 2), ("allocate", 6)),
    ):
        await office.do(command, pick)

    page = await whole.use_cases.history().page(Wanted(), after=None, limit=1_000)
    told = {record.name for record in page.records}
    assert {"fulfillment.counted", "shipment.edited", "invoice.balance_changed"} <= told
    assert (await whole.verify())[1] == []
