"""What every ``Clock``, ``Ids`` and ``Tokens`` promises."""

from datetime import timedelta
from uuid import RFC_4122

from smplat_core.access import Tokens
from smplat_core.kernel import Clock, Ids
from smplat_core.testing.promises import Contract

MANY = 1_000


class ClockContract(Contract):
    """What every clock promises, whether it goes or stands."""

    needs = "clock"
    shape = Clock

    def test_its_moments_are_aware_and_in_utc(self, clock: Clock) -> None:
        assert clock.now().utcoffset() == timedelta(0)

    def test_it_does_not_go_back_while_it_is_looked_at(self, clock: Clock) -> None:
        moments = [clock.now() for _ in range(MANY)]

        assert moments == sorted(moments)


class IdsContract(Contract):
    """What everybody who makes ids promises."""

    needs = "ids"
    shape = Ids

    def test_an_id_is_a_uuid_of_version_7(self, ids: Ids) -> None:
        made = ids.new()

        assert (made.version, made.variant) == (7, RFC_4122)

    def test_no_id_is_given_twice(self, ids: Ids) -> None:
        made = [ids.new() for _ in range(MANY)]

        assert len(set(made)) == MANY

    def test_what_is_made_later_does_not_sort_earlier(self, ids: Ids) -> None:
        """To the millisecond, which is all that a UUID of version 7 promises."""
        milliseconds = [ids.new().int >> 80 for _ in range(MANY)]

        assert milliseconds == sorted(milliseconds)


class TokensContract(Contract):
    """What everybody who makes secrets promises; how well they are made cannot be seen."""

    needs = "tokens"
    shape = Tokens

    def test_no_token_is_given_twice(self, tokens: Tokens) -> None:
        assert len({tokens.new() for _ in range(MANY)}) == MANY

    def test_a_token_is_safe_in_a_header(self, tokens: Tokens) -> None:
        token = tokens.new()

        assert token.isascii()
        assert token.isprintable()
        assert " " not in token
