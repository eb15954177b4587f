"""What every keeper of terms, judgements and follow-ups promises."""

from datetime import timedelta
from decimal import Decimal
from uuid import UUID, uuid4

import pytest

from smplat_core.catalog import ServiceRef
from smplat_core.guardrails import (
    HOUSE_TERMS_ID,
    Banding,
    CostBand,
    CostModel,
    Enforcement,
    Fee,
    FollowUpChanged,
    FollowUpFilter,
    FollowUpId,
    FollowUpNotFound,
    FollowUpState,
    HouseTerms,
    HouseTermsChanged,
    Judged,
    JudgedFor,
    JudgementFilter,
    KeptJudgement,
    Posture,
    ServiceTermsChanged,
    ServiceTermsNotFound,
)
from smplat_core.kernel import BadPage, PageRequest, evolve
from smplat_core.testing.builders.guardrails import (
    DAY,
    FOLLOWERS,
    NOON,
    USD,
    a_cost,
    a_floor,
    a_follow_up,
    a_policy,
    a_question,
    a_rate,
    a_service,
    kept,
    money,
    some_terms,
)
from smplat_core.testing.databases import GuardrailsDatabase
from smplat_core.testing.promises import Contract

LIKES = ServiceRef(provider="acme", service="likes")
VIEWS = ServiceRef(provider="bravo", service="views")
WHOLE = some_terms(
    cost=CostModel(
        currency=USD,
        flat=Decimal("0.1"),
        bands=(
            CostBand(up_to=Decimal(1000), per_unit=Decimal("0.00042")),
            CostBand(per_unit=Decimal("0.0003"), flat=Decimal(1)),
        ),
        banding=Banding.VOLUME,
        minimum=Decimal("0.50"),
    ),
    fees=(Fee(label="card", percent=Decimal("1.5"), fixed=money("0.25")),),
    policy=a_policy(a_floor("20", money("1.00", USD)), a_floor("40")),
)


class ServiceTermsContract(Contract):
    """What every ``ServiceTermsBook`` and ``ServiceCosts`` promises."""

    needs = "database"
    shape = GuardrailsDatabase

    async def test_terms_are_read_back_whole(self, database: GuardrailsDatabase) -> None:
        async with database.begin() as work:
            saved = await work.service_terms.save(a_service(terms=WHOLE))

        async with database.begin() as work:
            assert await work.service_terms.find(FOLLOWERS) == saved
        assert await database.guardrail_queries.service(FOLLOWERS) == saved
        assert saved == evolve(a_service(terms=WHOLE), version=1, news=())

    async def test_a_service_nobody_told_of_is_not_there(
        self, database: GuardrailsDatabase
    ) -> None:
        async with database.begin() as work:
            assert await work.service_terms.find(FOLLOWERS) is None
        with pytest.raises(ServiceTermsNotFound):
            await database.guardrail_queries.service(FOLLOWERS)

    async def test_saving_tells_what_was_changed_and_why(
        self, database: GuardrailsDatabase
    ) -> None:
        async with database.begin() as work:
            saved = await work.service_terms.save(a_service())
            changed = saved.change(some_terms("Fans"), reason="renamed", at=NOON + DAY)
            await work.service_terms.save(changed)

        first, second = await database.events()
        assert [first.name, second.name] == ["service_terms.told"] * 2
        assert (first.payload["before"], first.payload["reason"]) == (None, "first price list")
        assert second.aggregate_id == saved.id
        assert second.payload["reason"] == "renamed"

    async def test_the_slower_of_two_writers_of_terms_is_refused(
        self, database: GuardrailsDatabase
    ) -> None:
        async with database.begin() as work:
            saved = await work.service_terms.save(a_service())
            await work.service_terms.save(saved.change(some_terms("A"), reason="a", at=NOON))

        async with database.begin() as work:
            with pytest.raises(ServiceTermsChanged) as refused:
                slow = saved.change(some_terms("B"), reason="b", at=NOON)
                await work.service_terms.save(slow)
        assert refused.value.current_version == 2

    async def test_the_second_who_tells_of_a_service_is_refused(
        self, database: GuardrailsDatabase
    ) -> None:
        async with database.begin() as work:
            await work.service_terms.save(a_service(number=1))

        async with database.begin() as work:
            with pytest.raises(ServiceTermsChanged) as refused:
                await work.service_terms.save(a_service(number=2))
        assert refused.value.current_version == 1

    async def test_a_house_of_which_nobody_said_anything_has_the_default_terms(
        self, database: GuardrailsDatabase
    ) -> None:
        async with database.begin() as work:
            assert await work.service_terms.house() == HouseTerms()
        assert await database.guardrail_queries.house() == HouseTerms()
        assert (await database.service_costs.of([])).house == HouseTerms()

    async def test_the_terms_of_the_house_are_read_back_whole(
        self, database: GuardrailsDatabase
    ) -> None:
        assert WHOLE.policy is not None
        said = HouseTerms().change(WHOLE.policy, WHOLE.fees, reason="margins", at=NOON)
        async with database.begin() as work:
            saved = await work.service_terms.save_house(said)
            again = saved.change(WHOLE.policy, (), reason="no fees", at=NOON + DAY)
            saved = await work.service_terms.save_house(again)

        async with database.begin() as work:
            assert await work.service_terms.house() == saved
        assert await database.guardrail_queries.house() == saved
        assert (saved.version, saved.fees, saved.changed_at) == (2, (), NOON + DAY)
        told = await database.events()
        assert [(record.name, record.aggregate_id) for record in told] == [
            ("house_terms.told", HOUSE_TERMS_ID)
        ] * 2

    async def test_the_slower_of_two_writers_of_the_house_is_refused(
        self, database: GuardrailsDatabase
    ) -> None:
        said = HouseTerms().change(a_policy(), (), reason="a", at=NOON)
        async with database.begin() as work:
            await work.service_terms.save_house(said)

        async with database.begin() as work:
            with pytest.raises(HouseTermsChanged) as refused:
                await work.service_terms.save_house(said)
        assert refused.value.current_version == 1

    async def test_terms_are_listed_by_name_page_by_page(
        self, database: GuardrailsDatabase
    ) -> None:
        queries = database.guardrail_queries
        async with database.begin() as work:
            for number, service in enumerate((VIEWS, LIKES, FOLLOWERS)):
                await work.service_terms.save(a_service(service, number=number))

        first = await queries.services(PageRequest(limit=2), provider=None)
        rest = await queries.services(
            PageRequest.of(limit=2, cursor=first.next_cursor), provider=None
        )
        mine = await queries.services(PageRequest(), provider="acme")

        found = [terms.service for terms in (*first.items, *rest.items)]
        assert found == [FOLLOWERS, LIKES, VIEWS]
        assert [terms.service for terms in mine.items] == [FOLLOWERS, LIKES]
        assert rest.next_cursor is None

    async def test_many_terms_are_read_at_once_with_those_of_the_house(
        self, database: GuardrailsDatabase
    ) -> None:
        house = HouseTerms().change(a_policy(a_floor("9")), (), reason="a", at=NOON)
        async with database.begin() as work:
            await work.service_terms.save(a_service(FOLLOWERS, number=1, terms=WHOLE))
            await work.service_terms.save(a_service(LIKES, number=2))
            await work.service_terms.save_house(house)

        known = await database.service_costs.of([FOLLOWERS, VIEWS])

        assert known.services == {FOLLOWERS: WHOLE}
        assert known.house == evolve(house, version=1, news=())

    async def test_a_service_that_is_no_longer_offered_is_unknown(
        self, database: GuardrailsDatabase
    ) -> None:
        async with database.begin() as work:
            await work.service_terms.save(a_service(FOLLOWERS, number=1))
            gone = some_terms(offered=False)
            await work.service_terms.save(a_service(LIKES, number=2, terms=gone))

        assert (await database.service_costs.of([LIKES])).services == {}
        unknown = await database.known_services.unknown([FOLLOWERS, LIKES, VIEWS])
        assert unknown == {LIKES, VIEWS}
        assert await database.known_services.unknown([]) == frozenset()
        assert not (await database.guardrail_queries.service(LIKES)).terms.offered


class JudgementsContract(Contract):
    """What every ``Judgements`` promises."""

    needs = "database"
    shape = GuardrailsDatabase

    async def test_a_judgement_is_read_back_whole(self, database: GuardrailsDatabase) -> None:
        question = a_question("3.00", cost=a_cost("0.02", USD), rates=(a_rate("0.8"),))
        for_order = evolve(
            kept(question), judged=Judged(purpose=JudgedFor.CHECKOUT, id=UUID(int=7))
        )
        async with database.begin() as work:
            await work.judgements.keep([for_order])

        page = await database.guardrail_queries.judgements(JudgementFilter(), PageRequest())

        assert page.items == (for_order,)

    async def test_a_judgement_is_kept_once(self, database: GuardrailsDatabase) -> None:
        async with database.begin() as work:
            await work.judgements.keep([kept(a_question())])
            await work.judgements.keep([kept(a_question("9.00"))])

        page = await database.guardrail_queries.judgements(JudgementFilter(), PageRequest())
        assert page.items == (kept(a_question()),)

    async def test_judgements_are_listed_newest_first_and_filtered(
        self, database: GuardrailsDatabase
    ) -> None:
        queries = database.guardrail_queries
        made = _made()
        async with database.begin() as work:
            await work.judgements.keep(made)

        first = await queries.judgements(JudgementFilter(), PageRequest(limit=3))
        rest = await queries.judgements(
            JudgementFilter(), PageRequest.of(limit=3, cursor=first.next_cursor)
        )
        failed = await queries.judgements(
            JudgementFilter(service=FOLLOWERS, posture=Posture.FAIL), PageRequest()
        )

        assert (*first.items, *rest.items) == tuple(reversed(made))
        assert failed.items == (made[2], made[1])

    async def test_a_cursor_of_another_list_is_refused(self, database: GuardrailsDatabase) -> None:
        with pytest.raises(BadPage):
            await database.guardrail_queries.judgements(
                JudgementFilter(), PageRequest(after=("x", "y"))
            )

    async def test_the_sales_of_a_service_are_counted_by_posture(
        self, database: GuardrailsDatabase
    ) -> None:
        made = _made()
        async with database.begin() as work:
            await work.judgements.keep(made)

        everything = await database.guardrail_queries.counts(FOLLOWERS, since=NOON)
        lately = await database.guardrail_queries.counts(
            FOLLOWERS, since=NOON + timedelta(minutes=2)
        )
        nothing = await database.guardrail_queries.counts(VIEWS, since=NOON)

        assert everything.counts == {Posture.PASS: 1, Posture.WARN: 1, Posture.FAIL: 2}
        assert (everything.refused, everything.last_at) == (1, NOON + timedelta(minutes=3))
        assert lately.counts == {Posture.PASS: 0, Posture.WARN: 1, Posture.FAIL: 1}
        assert lately.refused == 0
        assert nothing.counts == {Posture.PASS: 0, Posture.WARN: 0, Posture.FAIL: 0}
        assert (nothing.refused, nothing.last_at) == (0, None)


def _made() -> list[KeptJudgement]:
    """One that passes, two that fail of which one is refused, one warning, one of nobody."""
    block, warn = a_policy(a_floor("90")), a_policy(a_floor("90"), enforcement=Enforcement.WARN)
    questions = [
        a_question(cost=a_cost()),
        a_question(cost=a_cost(), policy=block),
        a_question(cost=a_cost(), policy=warn),
        a_question(cost=None),
        a_question(service=None, policy=a_policy(cost_required=True)),
    ]
    return [
        kept(evolve(question, asked_at=NOON + timedelta(minutes=number)), number + 1)
        for number, question in enumerate(questions)
    ]


class FollowUpsContract(Contract):
    """What every ``FollowUps`` promises."""

    needs = "database"
    shape = GuardrailsDatabase

    async def test_a_follow_up_is_read_back_whole(self, database: GuardrailsDatabase) -> None:
        async with database.begin() as work:
            saved = await work.follow_ups.save(a_follow_up())

        async with database.begin() as work:
            assert await work.follow_ups.get(saved.id) == saved
        assert await database.guardrail_queries.follow_up(saved.id) == saved
        assert saved == evolve(a_follow_up(), version=1, news=())

    async def test_a_follow_up_is_settled_and_tells_of_it(
        self, database: GuardrailsDatabase
    ) -> None:
        async with database.begin() as work:
            saved = await work.follow_ups.save(a_follow_up())
            undone = saved.undo(by="user:ann", reason="too early", at=NOON + DAY)
            undone = await work.follow_ups.save(undone)

        assert await database.guardrail_queries.follow_up(saved.id) == undone
        told = [record.name for record in await database.events()]
        assert told == ["follow_up.raised", "follow_up.undone"]

    async def test_an_unknown_follow_up_is_not_found(self, database: GuardrailsDatabase) -> None:
        nobody = FollowUpId(uuid4())
        with pytest.raises(FollowUpNotFound):
            await database.guardrail_queries.follow_up(nobody)
        async with database.begin() as work:
            with pytest.raises(FollowUpNotFound):
                await work.follow_ups.get(nobody)

    async def test_a_follow_up_is_settled_once(self, database: GuardrailsDatabase) -> None:
        async with database.begin() as work:
            saved = await work.follow_ups.save(a_follow_up())
            await work.follow_ups.save(saved.accept(by="user:ann", reason="yes", at=NOON))

        async with database.begin() as work:
            with pytest.raises(FollowUpChanged) as refused:
                await work.follow_ups.save(saved.undo(by="user:bob", reason="no", at=NOON))
        assert refused.value.current_version == 2

    async def test_follow_ups_are_listed_newest_first_and_filtered(
        self, database: GuardrailsDatabase
    ) -> None:
        queries = database.guardrail_queries
        made = [
            a_follow_up(1),
            a_follow_up(2, subject=0xF),
            a_follow_up(3, kind="services.paused"),
        ]
        async with database.begin() as work:
            saved = [await work.follow_ups.save(each) for each in made]
            undone = saved[0].undo(by="user:ann", reason="no", at=NOON)
            saved[0] = await work.follow_ups.save(undone)

        first = await queries.follow_ups(FollowUpFilter(), PageRequest(limit=2))
        rest = await queries.follow_ups(
            FollowUpFilter(), PageRequest.of(limit=2, cursor=first.next_cursor)
        )

        assert (*first.items, *rest.items) == (saved[2], saved[1], saved[0])
        for wanted, found in (
            (FollowUpFilter(state=FollowUpState.OPEN), (saved[2], saved[1])),
            (FollowUpFilter(kind="services.paused"), (saved[2],)),
            (FollowUpFilter(subject_id=UUID(int=0xF)), (saved[1],)),
        ):
            assert (await queries.follow_ups(wanted, PageRequest())).items == found
