from datetime import timedelta
from uuid import UUID

import pytest
from attrs import define

from smplat_app.testing import MemoryShape, memory_shape
from smplat_core.access import (
    BELIEVED,
    COMPANY_SCOPES,
    SCOPES,
    ApiKey,
    ApiKeyId,
    ApiKeyNotFound,
    ApiKeyQueries,
    Authenticate,
    BadKeyExpiry,
    BadKeyName,
    NotAuthenticated,
    RecentKeys,
    UnknownScope,
    digest,
)
from smplat_core.kernel import Page, PageRequest, Refusal

COMPANY = UUID(int=42)


@define
class Desk:
    shape: MemoryShape

    def told(self) -> list[str]:
        return [record.name for record in self.shape.database.tables.log.records]


@pytest.fixture
def desk() -> Desk:
    return Desk(memory_shape())


async def test_a_key_is_issued_with_a_token_that_is_kept_nowhere(desk: Desk) -> None:
    issue = desk.shape.use_cases.issue_api_key()

    key, token = await issue(name=" back office ", scopes=["orders:read"])

    assert token.startswith("smp_")
    assert (key.name, key.scopes) == ("back office", frozenset({"orders:read"}))
    assert token.startswith(key.prefix)
    assert key.digest == digest(token)
    assert token not in repr(desk.shape.database.tables)
    assert desk.told() == ["access.key_issued"]


async def test_its_owner_is_recognized_by_the_token(desk: Desk) -> None:
    key, token = await desk.shape.use_cases.issue_api_key()(name="x", scopes=["orders:read"])

    assert await desk.shape.use_cases.authenticate()(token) == key


@pytest.mark.parametrize("name", ["", "   ", "n" * 101])
async def test_a_key_without_a_proper_name_is_refused(desk: Desk, name: str) -> None:
    with pytest.raises(BadKeyName) as refused:
        await desk.shape.use_cases.issue_api_key()(name=name, scopes=["orders:read"])

    assert refused.value.errors[0].pointer == "/name"
    assert desk.told() == []


@pytest.mark.parametrize("scopes", [[], ["orders:fly"], ["orders:read", "everything"]])
async def test_scopes_nobody_knows_are_refused_with_those_there_are(
    desk: Desk, scopes: list[str]
) -> None:
    with pytest.raises(UnknownScope) as refused:
        await desk.shape.use_cases.issue_api_key()(name="x", scopes=scopes)

    (error,) = refused.value.errors
    assert (error.pointer, error.accepted) == ("/scopes", ", ".join(sorted(SCOPES)))


@pytest.mark.parametrize("scope", sorted(SCOPES - COMPANY_SCOPES))
async def test_a_companys_key_never_reaches_beyond_the_company(desk: Desk, scope: str) -> None:
    issue = desk.shape.use_cases.issue_api_key()

    with pytest.raises(UnknownScope):
        await issue(name="shop", scopes=["orders:read", scope], company_id=COMPANY)


async def test_a_companys_key_may_have_all_that_is_the_companys(desk: Desk) -> None:
    issue = desk.shape.use_cases.issue_api_key()

    key, _ = await issue(name="shop", scopes=COMPANY_SCOPES, company_id=COMPANY)

    assert (key.company_id, key.scopes) == (COMPANY, COMPANY_SCOPES)


async def test_a_key_is_good_until_the_moment_it_expires(desk: Desk) -> None:
    clock, authenticate = desk.shape.clock, desk.shape.use_cases.authenticate()
    _, token = await desk.shape.use_cases.issue_api_key()(
        name="x", scopes=["orders:read"], expires_at=clock.now() + timedelta(hours=1)
    )

    clock.advance(timedelta(minutes=59))
    await authenticate(token)
    clock.advance(timedelta(minutes=1))

    with pytest.raises(NotAuthenticated):
        await authenticate(token)


async def test_a_key_that_would_end_before_it_begins_is_refused(desk: Desk) -> None:
    past = desk.shape.clock.now() - timedelta(seconds=1)

    with pytest.raises(BadKeyExpiry) as refused:
        await desk.shape.use_cases.issue_api_key()(
            name="x", scopes=["orders:read"], expires_at=past
        )

    assert refused.value.errors[0].pointer == "/expires_at"
    assert desk.told() == []


async def test_a_revoked_key_is_no_good_and_revoking_twice_is_once(desk: Desk) -> None:
    revoke = desk.shape.use_cases.revoke_api_key()
    key, token = await desk.shape.use_cases.issue_api_key()(name="x", scopes=["orders:read"])

    first = await revoke(key.id)
    second = await revoke(key.id)

    assert first == second
    assert desk.told() == ["access.key_issued", "access.key_revoked"]
    with pytest.raises(NotAuthenticated):
        await desk.shape.use_cases.authenticate()(token)


async def test_every_failure_to_prove_who_you_are_sounds_the_same(desk: Desk) -> None:
    authenticate, issue = desk.shape.use_cases.authenticate(), desk.shape.use_cases.issue_api_key()
    gone, revoked_token = await issue(name="gone", scopes=["orders:read"])
    await desk.shape.use_cases.revoke_api_key()(gone.id)
    _, token = await issue(name="x", scopes=["orders:read"])

    heard = set()
    for wrong in ("", "smp_", "smp_unknown", token[4:], token + "x", token.upper(), revoked_token):
        with pytest.raises(NotAuthenticated) as refused:
            await authenticate(wrong)
        heard.add((refused.value.code, refused.value.detail))

    assert len(heard) == 1


async def test_a_key_that_never_was_cannot_be_revoked(desk: Desk) -> None:
    with pytest.raises(ApiKeyNotFound) as refused:
        await desk.shape.use_cases.revoke_api_key()(ApiKeyId(UUID(int=404)))

    assert isinstance(refused.value, Refusal)


async def test_answers_are_forgotten_after_a_week_and_not_before(desk: Desk) -> None:
    clock, forget = desk.shape.clock, desk.shape.use_cases.forget_old_answers()
    async with desk.shape.database.begin() as work:
        now = clock.now()
        await work.idempotency.claim("me", "k", "f", now=now, held_until=now)

    clock.advance(timedelta(days=7))
    in_time = await forget()
    clock.advance(timedelta(seconds=1))
    too_late = await forget()

    assert (in_time, too_late) == (0, 1)


@define
class CountingKeys(ApiKeyQueries):
    """The keys of a desk, and how often one was looked up."""

    keys: ApiKeyQueries
    looks: int = 0

    async def by_digest(self, digest: bytes) -> ApiKey | None:
        self.looks += 1
        return await self.keys.by_digest(digest)

    async def list(self, page: PageRequest) -> Page[ApiKey]:
        return await self.keys.list(page)


@pytest.fixture
def counted(desk: Desk) -> CountingKeys:
    return CountingKeys(desk.shape.use_cases.api_key_queries())


@pytest.fixture
def elsewhere(desk: Desk, counted: CountingKeys) -> Authenticate:
    """Another process of the same deployment."""
    clock = desk.shape.use_cases.clock()
    return Authenticate(RecentKeys(counted, clock), clock)


async def test_a_busy_caller_is_looked_up_once_in_two_seconds(
    desk: Desk, counted: CountingKeys, elsewhere: Authenticate
) -> None:
    _, token = await desk.shape.use_cases.issue_api_key()(name="shop", scopes=["orders:read"])

    for _ in range(3):
        await elsewhere(token)
    within = counted.looks
    desk.shape.clock.advance(BELIEVED)
    await elsewhere(token)

    assert (within, counted.looks) == (1, 2)


async def test_a_key_revoked_in_another_process_is_refused_after_two_seconds_at_most(
    desk: Desk, elsewhere: Authenticate
) -> None:
    key, token = await desk.shape.use_cases.issue_api_key()(name="shop", scopes=["orders:read"])
    await elsewhere(token)

    await desk.shape.use_cases.revoke_api_key()(key.id)
    desk.shape.clock.advance(BELIEVED)

    with pytest.raises(NotAuthenticated):
        await elsewhere(token)


async def test_a_key_that_ends_meanwhile_is_not_believed_any_longer(
    desk: Desk, elsewhere: Authenticate
) -> None:
    soon = desk.shape.clock.now() + BELIEVED / 2
    _, token = await desk.shape.use_cases.issue_api_key()(
        name="shop", scopes=["orders:read"], expires_at=soon
    )
    await elsewhere(token)

    desk.shape.clock.advance(BELIEVED / 2)

    with pytest.raises(NotAuthenticated):
        await elsewhere(token)


async def test_a_token_that_is_no_key_is_never_remembered(
    counted: CountingKeys, elsewhere: Authenticate
) -> None:
    for _ in range(2):
        with pytest.raises(NotAuthenticated):
            await elsewhere("smp_unknown")

    assert counted.looks == 2
