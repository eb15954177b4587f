"""The log says what the rows say, whatever was done."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

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
