"""What every ``Courier`` promises."""

from datetime import UTC, datetime, timedelta
from typing import Final, Protocol

import pytest

from smplat_core.fulfillment import (
    Courier,
    CourierPayloadUnreadable,
    CourierWithoutWebhooks,
    TrackingErrorKind,
    TrackingStatus,
    WebhookSignatureMissing,
    WebhookSignatureWrong,
    WebhookTooOld,
    courier_code,
)
from smplat_core.testing.promises import Contract

NOON: Final = datetime(2026, 11, 20, 12, tzinfo=UTC)
RETRY_AFTER_SECONDS: Final = 9

Webhook = tuple[bytes, dict[str, str]]
"""Body and headers, whose names are lower-case."""


class CourierUnderTest(Protocol):
    """A courier, and the world behind it: somebody who plays its servers."""

    courier: Courier
    numbers: tuple[str, str]
    """Two numbers it could give out."""

    def says(self, number: str, status: TrackingStatus) -> None:
        """Asked about this number, it will tell one event of ``NOON``: in transit or delivered."""
        ...

    def refuses(self, number: str, kind: TrackingErrorKind) -> None:
        """Asked about this number, it will fail in this way."""
        ...

    def webhook(self, number: str, *, sent_at: datetime, secret: str | None = None) -> Webhook:
        """A delivery ``d-1`` with one event, delivered at ``NOON``; in its own secret if none is named.

        Without webhooks: ``not_offered``.
        """
        ...


class SignedCourierUnderTest(CourierUnderTest, Protocol):
    """One whose webhooks carry a signature over the body, and who asks number by number."""

    old_secret: str
    """The secret before, which still holds."""

    def asked(self) -> list[str]:
        """Numbers it was asked about, in order."""
        ...

    def sign(self, body: bytes, sent_at: datetime, secret: str) -> dict[str, str]:
        """The headers of a delivery ``d-1`` with this body."""
        ...


class CourierContract(Contract):
    """What every courier promises, however it is asked and whatever it pushes."""

    needs = "party"
    shape = CourierUnderTest

    def test_its_code_can_be_kept_and_written_in_addresses(self, party: CourierUnderTest) -> None:
        assert courier_code(party.courier.code) == party.courier.code

    def test_a_webhook_from_nobody_is_refused(self, party: CourierUnderTest) -> None:
        with pytest.raises((WebhookSignatureMissing, CourierWithoutWebhooks)):
            party.courier.read_webhook(b"", {}, received_at=NOON)

    @pytest.mark.parametrize("status", [TrackingStatus.IN_TRANSIT, TrackingStatus.DELIVERED])
    async def test_what_it_says_comes_in_our_words(
        self, party: CourierUnderTest, status: TrackingStatus
    ) -> None:
        number = party.numbers[0]
        party.says(number, status)

        found = await party.courier.track((number,))

        (event,) = found.events
        assert (event.courier, event.tracking_number) == (party.courier.code, number)
        assert (event.status, event.at) == (status, NOON)

    @pytest.mark.parametrize("kind", list(TrackingErrorKind))
    async def test_an_error_for_one_number_yields_the_others(
        self, party: CourierUnderTest, kind: TrackingErrorKind
    ) -> None:
        bad, good = party.numbers
        party.refuses(bad, kind)
        party.says(good, TrackingStatus.DELIVERED)

        found = await party.courier.track((good, bad))

        assert [answer.tracking_number for answer in found.answers] == [good, bad]
        assert [event.tracking_number for event in found.events] == [good]
        (refused,) = found.errors
        assert refused.error is not None
        assert refused.error.kind is kind

    async def test_a_number_it_does_not_know_is_an_answer(self, party: CourierUnderTest) -> None:
        found = await party.courier.track(party.numbers)

        kinds = [answer.error.kind for answer in found.answers if answer.error]
        assert kinds == [TrackingErrorKind.NOT_FOUND] * 2

    async def test_asking_about_nothing_is_answered_with_nothing(
        self, party: CourierUnderTest
    ) -> None:
        found = await party.courier.track(())

        assert found.answers == ()

    def test_a_signed_webhook_is_read(self, party: CourierUnderTest) -> None:
        body, headers = party.webhook(party.numbers[0], sent_at=NOON)

        push = party.courier.read_webhook(body, headers, received_at=NOON)

        assert push.delivery_id == "d-1"
        assert [event.status for event in push.events] == [TrackingStatus.DELIVERED]

    def test_a_webhook_signed_with_another_secret_is_refused(self, party: CourierUnderTest) -> None:
        body, headers = party.webhook(party.numbers[0], sent_at=NOON, secret="guess")  # noqa: S106 - wrong on purpose

        with pytest.raises(WebhookSignatureWrong):
            party.courier.read_webhook(body, headers, received_at=NOON)

    @pytest.mark.parametrize("minutes", [-6, 6])
    def test_a_webhook_from_another_time_is_refused(
        self, party: CourierUnderTest, minutes: int
    ) -> None:
        body, headers = party.webhook(party.numbers[0], sent_at=NOON)

        with pytest.raises(WebhookTooOld):
            party.courier.read_webhook(body, headers, received_at=NOON + timedelta(minutes=minutes))

    def test_a_webhook_that_says_not_who_sent_it_is_refused(self, party: CourierUnderTest) -> None:
        body, headers = party.webhook(party.numbers[0], sent_at=NOON)

        for missing in headers:
            partial = {name: value for name, value in headers.items() if name != missing}
            with pytest.raises(WebhookSignatureMissing):
                party.courier.read_webhook(body, partial, received_at=NOON)


class SignedCourierContract(Contract):
    """What only signatures over the body can promise, and asking number by number."""

    needs = "party"
    shape = SignedCourierUnderTest

    async def test_asking_about_nothing_asks_nobody(self, party: SignedCourierUnderTest) -> None:
        await party.courier.track(())

        assert party.asked() == []

    def test_a_body_that_was_changed_on_the_way_is_refused(
        self, party: SignedCourierUnderTest
    ) -> None:
        body, headers = party.webhook(party.numbers[0], sent_at=NOON)

        with pytest.raises(WebhookSignatureWrong):
            party.courier.read_webhook(body[:-1], headers, received_at=NOON)

    def test_a_signed_body_that_cannot_be_read_is_refused(
        self, party: SignedCourierUnderTest
    ) -> None:
        headers = party.sign(b"<cut", NOON, party.old_secret)

        with pytest.raises(CourierPayloadUnreadable):
            party.courier.read_webhook(b"<cut", headers, received_at=NOON)

    def test_the_secret_before_holds_while_it_is_replaced(
        self, party: SignedCourierUnderTest
    ) -> None:
        body, headers = party.webhook(party.numbers[0], sent_at=NOON, secret=party.old_secret)

        push = party.courier.read_webhook(body, headers, received_at=NOON)

        assert push.delivery_id == "d-1"

    async def test_after_a_rate_limit_the_rest_is_not_asked(
        self, party: SignedCourierUnderTest
    ) -> None:
        first, second = party.numbers
        party.refuses(first, TrackingErrorKind.RATE_LIMITED)

        found = await party.courier.track((first, second))

        assert party.asked() == [first]
        kinds = [answer.error.kind for answer in found.answers if answer.error]
        assert kinds == [TrackingErrorKind.RATE_LIMITED] * 2
        assert found.answers[0].error is not None
        assert found.answers[0].error.retry_after_seconds == RETRY_AFTER_SECONDS
