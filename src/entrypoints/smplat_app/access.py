"""Use cases of the access context."""

from dependency_injector.providers import Singleton

from smplat_app.ports import Ports
from smplat_core.access import (
    Authenticate,
    ForgetOldAnswers,
    IssueApiKey,
    RecentKeys,
    RevokeApiKey,
)
from smplat_core.jobs import JobHandler, JobRun


class AccessUseCases(Ports):
    issue_api_key = Singleton(
        IssueApiKey, begin=Ports.begin, clock=Ports.clock, ids=Ports.ids, tokens=Ports.tokens
    )
    recent_keys = Singleton(RecentKeys, keys=Ports.api_key_queries, clock=Ports.clock)
    revoke_api_key = Singleton(
        RevokeApiKey, begin=Ports.begin, clock=Ports.clock, recent=recent_keys
    )
    authenticate = Singleton(Authenticate, keys=recent_keys, clock=Ports.clock)
    forget_old_answers = Singleton(ForgetOldAnswers, begin=Ports.begin, clock=Ports.clock)


def jobs(app: AccessUseCases) -> dict[str, JobHandler]:
    async def forget_old_answers(_: JobRun) -> None:
        await app.forget_old_answers()()

    return {"access.forget_old_answers": forget_old_answers}
