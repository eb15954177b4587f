"""Follow-ups are what their events say, in memory and on Postgres."""

from smplat_app.replay import FOLDS
from smplat_core.kernel import Finding, FindingKind, VerifyHistory, Wanted, evolve
from smplat_core.testing.builders.guardrails import DAY, NOON, a_follow_up
from smplat_memory import MemoryHistory
from smplat_postgres import PostgresHistory
from tests.contract.databases import Database


def verifying(database: Database) -> VerifyHistory:
    history = database.pick(memory=MemoryHistory, postgres=PostgresHistory)
    return VerifyHistory(history, FOLDS)


async def test_follow_ups_are_rebuilt_from_their_events(database: Database) -> None:
    async with database.begin() as work:
        await work.follow_ups.save(a_follow_up(1))
        undone = await work.follow_ups.save(a_follow_up(2))
        await work.follow_ups.save(undone.undo(by="user:ann", reason="no", at=NOON + DAY))
        accepted = await work.follow_ups.save(a_follow_up(3))
        await work.follow_ups.save(accepted.accept(by="user:bob", reason="yes", at=NOON + DAY))

    findings = list[Finding]()
    verified = await verifying(database)(Wanted(aggregate="follow_up"), tell=findings.append)

    assert findings == []
    assert (verified.events, verified.compared) == (5, {"follow_up": 3})


async def test_a_follow_up_settled_behind_the_logs_back_is_found(database: Database) -> None:
    async with database.begin() as work:
        saved = await work.follow_ups.save(a_follow_up(1))
        secretly = saved.accept(by="user:bob", reason="yes", at=NOON + DAY)
        await work.follow_ups.save(evolve(secretly, news=()))

    findings = list[Finding]()
    await verifying(database)(Wanted(aggregate="follow_up"), tell=findings.append)

    assert {finding.kind for finding in findings} == {FindingKind.DIFFERENCE}
    assert {finding.field for finding in findings} == {
        "state",
        "settled_at",
        "settled_by",
        "reason",
    }
