"""From a look at what is on sale to the price of a line."""

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from attrs import evolve

from smplat_core.catalog import (
    Circumstances,
    Option,
    OptionGroup,
    ProductContent,
    ProductVersion,
    Selection,
    ServiceUse,
)
from smplat_core.guardrails import BadSale
from smplat_core.kernel import Currency, ExchangeRate, Money
from smplat_core.pricing import (
    Bespoke,
    Candidate,
    ItemKind,
    NoPriceInCurrency,
    PriceTable,
    ProductRequest,
    QuotedLine,
    configured_sale,
    label_of,
)
from smplat_core.pricing.configured.forms import MOST_FORMS, Forms
from smplat_core.pricing.configured.market import Choice, KnownRates, Market, pairs_of
from smplat_core.pricing.configured.selling import sale_of
from smplat_core.pricing.configured.shelf import Look, Shelf, flags_of, product_id
from smplat_core.pricing.experiments import Offer, Visitor
from smplat_core.pricing.fx import NoRate, RateStale
from smplat_core.testing.builders.catalog import BOOST, a_flag, a_product, a_rich_content, on_sale
from smplat_core.testing.builders.configured import a_content, a_rate, adding, chosen
from smplat_core.testing.builders.experiments import EURO_MORE, a_running, a_variant
from smplat_core.testing.builders.pricing import (
    ACME,
    EU,
    NOON,
    a_candidate,
    a_regional,
    an_agreed,
    euros,
)
from smplat_patterns import Re2Patterns

USD, GBP, EUR = Currency.USD, Currency.GBP, Currency.EUR
CHOSEN = Selection(fields={"amount": "100", "profile": "fern"})


def a_version(content: ProductContent | None = None, number: int = 1) -> ProductVersion:
    product = a_product("followers", content or a_rich_content(), number=number)
    return on_sale(product)[1]


def a_shelf(version: ProductVersion, **changes: object) -> Shelf:
    fields: dict[str, object] = {
        "on_sale": {"followers": version},
        "offers": (),
        "flags": (),
        "forced_flags": frozenset(),
        "forms": Forms(Re2Patterns()),
    }
    return Shelf(**(fields | changes))  # type: ignore[arg-type]


def asking(**changes: object) -> ProductRequest:
    fields: dict[str, object] = {"product": "followers", "selection": CHOSEN, "currency": EUR}
    return ProductRequest(**(fields | changes))  # type: ignore[arg-type]


def a_choice(content: ProductContent | None = None, /, **changes: object) -> Choice:
    plain = content or a_content()
    return Choice(
        request=asking(**changes),
        content=plain,
        configuration=chosen(plain, "size/large"),
        quantity=1,
        circumstances=Circumstances(),
    )


def market(*rows: Candidate, offers: Sequence[Offer] = ()) -> Market:
    return Market(PriceTable(rows), offers, NOON)


def rates(*known: ExchangeRate) -> KnownRates:
    return KnownRates(
        rates={(rate.base, rate.quote): rate for rate in known},
        limit=timedelta(hours=48),
        moment=NOON,
    )


def in_money(text: str, currency: Currency, number: int = 1) -> Candidate:
    return a_candidate(number, unit_price=Money.parse(text, currency))


# --- looking -----------------------------------------------------------------------------------


def test_a_line_of_what_is_not_on_sale_names_what_it_asked_for() -> None:
    look = a_shelf(a_version()).look(asking(product="x" * 200))

    assert look == Look(request=look.request, errors=look.errors)
    (error,) = look.errors
    assert (error.pointer, error.code) == ("/product", "pricing.unknown_product")
    assert len(error.detail) < 120


def test_a_look_at_a_valid_selection_is_a_choice() -> None:
    version = a_version()

    look = a_shelf(version).look(asking(version=1, quantity=3, channel="web"))

    assert look.errors == ()
    assert look.version == version
    assert look.choice is not None
    assert (look.choice.quantity, look.choice.content) == (3, version.content)
    assert look.choice.circumstances.channel == "web"
    assert look.choice.configuration.version == version.ref


def test_another_version_than_the_one_on_sale_is_no_choice() -> None:
    look = a_shelf(a_version()).look(asking(version=2))

    assert [error.pointer for error in look.errors] == ["/version"]
    assert look.examination is not None
    assert look.choice is None


def test_flags_are_on_where_the_house_or_the_settings_say_so() -> None:
    hidden = Option(key="secret", label="Secret", feature_flag="beta")
    group = OptionGroup(key="extra", label="Extra", fewest=0, options=(hidden,))
    version = a_version(a_content(option_groups=(group,)))
    request = asking(selection=Selection(options={"extra": ("secret",)}))

    off = a_shelf(version).look(request)
    on = a_shelf(version, flags=(a_flag("beta"),)).look(request)
    forced = a_shelf(version, forced_flags=frozenset({"beta"})).look(request)

    assert (off.choice, on.choice is None, forced.choice is None) == (None, False, False)
    narrow = a_flag("beta").edit(is_on=True, channels=["web"], products=["followers"], at=NOON)
    shelf = a_shelf(version, flags=(narrow,))
    assert shelf.look(request).choice is None
    assert shelf.look(evolve(request, channel="web")).choice is not None
    elsewhere = narrow.edit(is_on=True, channels=[], products=["likes"], at=NOON)
    assert a_shelf(version, flags=(elsewhere,)).look(request).choice is None
    assert flags_of(evolve(version.content, feature_flag="alpha")) == {"alpha", "beta"}


def test_a_name_of_the_form_of_an_id_is_one() -> None:
    version = a_version()

    assert product_id(str(version.product_id)) == version.product_id
    assert product_id("followers") is None
    assert product_id("g" * 36) is None


def test_forms_are_made_once_and_the_least_used_are_forgotten() -> None:
    forms = Forms(Re2Patterns())
    versions = [a_version(a_content(), number) for number in range(MOST_FORMS + 1)]
    first = forms.of(versions[0])
    for version in versions[1:-1]:
        forms.of(version)

    assert forms.of(versions[0]) is first
    second = forms.of(versions[1])
    forms.of(versions[-1])
    assert forms.of(versions[0]) is first
    assert forms.of(versions[1]) is second
    assert len(forms._kept) == MOST_FORMS  # noqa: SLF001 - that it is bounded shows nowhere else


# --- pricing -----------------------------------------------------------------------------------


def test_a_base_in_another_currency_is_taken_as_soon_as_its_rate_is_fresh() -> None:
    draft = market(in_money("10.00", USD), in_money("8.00", GBP, 2)).draft(a_choice())
    fresh = a_rate("0.9", "USD", "EUR")
    stale = a_rate("1.2", "GBP", "EUR", at=NOON - timedelta(hours=49))

    line = draft.finish(rates(fresh, stale))

    assert pairs_of([draft]) == [(GBP, EUR), (USD, EUR)]
    assert line.resolution.unit_price == euros("14.00")
    with pytest.raises(RateStale):
        draft.finish(rates(stale))
    with pytest.raises(NoPriceInCurrency):
        draft.finish(rates())


def test_the_buyer_s_company_and_region_decide_the_base() -> None:
    found = market(
        a_candidate(1, "10.00"), a_regional(2, "9.00"), an_agreed(3, "8.00", min_quantity=2)
    )

    def base(quantity: int = 1, **changes: object) -> Money:
        choice = evolve(a_choice(**changes), quantity=quantity)
        return found.draft(choice).bases.found[0].unit_price

    assert base() == euros("10.00")
    assert base(region=EU) == euros("9.00")
    assert base(region=EU, company_id=ACME) == euros("9.00")
    assert base(2, region=EU, company_id=ACME) == euros("8.00")


def test_a_rate_at_its_limit_is_fresh() -> None:
    draft = market(in_money("10.00", USD)).draft(a_choice())
    rate = a_rate("0.5", "USD", "EUR", at=NOON - timedelta(hours=48))

    assert draft.finish(rates(rate)).resolution.unit_price == euros("10.00")


def test_an_amount_that_cannot_be_converted_is_refused() -> None:
    content = a_content(
        option_groups=(
            OptionGroup(
                key="size",
                label="Size",
                options=(Option(key="large", label="L", change=adding("1.00 GBP")),),
            ),
        )
    )
    draft = market(a_candidate(1, "10.00")).draft(a_choice(content))

    assert draft.pairs == {(GBP, EUR)}
    with pytest.raises(NoRate):
        draft.finish(rates())


def test_a_bespoke_price_asks_for_no_rate_takes_part_in_nothing_and_is_named_like_a_choice() -> (
    None
):
    content = a_content(
        option_groups=(
            OptionGroup(
                key="size",
                label="Size",
                options=(Option(key="large", label="Big", change=adding("1.00 GBP")),),
            ),
        )
    )
    offer = Offer(experiment=a_running(product="followers"))
    choice = a_choice(
        content,
        bespoke=Bespoke(unit_price=euros("2.00"), notes="The board"),
        visitor=Visitor(session="s"),
    )

    line = market(offers=[offer]).draft(choice).finish(rates())

    assert line == QuotedLine(
        resolution=line.resolution, configuration=choice.configuration, assignment=None
    )
    assert line.resolution.unit_price == euros("2.00")
    assert (line.resolution.label, line.resolution.kind) == ("Followers: Big", ItemKind.DIGITAL)
    own = Bespoke(unit_price=euros("2.00"), notes="n", label="Ours", kind=ItemKind.HARDWARE)
    named = market().draft(a_choice(content, bespoke=own)).finish(rates()).resolution
    assert (named.label, named.kind) == ("Ours", ItemKind.HARDWARE)


def test_only_an_experiment_on_the_product_counts_and_only_for_a_visitor() -> None:
    variants = (a_variant("control", 1), a_variant("cheaper", 1_000_000))
    mine = Offer(experiment=a_running(product="followers", variants=variants))
    other = Offer(experiment=a_running("other", number=2, product="likes", variants=variants))
    row, visitor = a_candidate(1, "10.00"), Visitor(session="s-1")

    def priced(*offers: Offer, seen: Visitor | None = visitor) -> QuotedLine:
        choice = a_choice(visitor=seen)
        return market(row, offers=offers).draft(choice).finish(rates())

    assert priced(other, mine).resolution.unit_price == euros("13.50")
    assert priced(other).assignment is None
    assert priced(mine, seen=None).assignment is None
    assert priced(mine).attributes == {
        "pricing_experiment": {
            "slug": "tenth-off",
            "variant_key": "cheaper",
            "variant_name": "Cheaper",
            "assignment_strategy": "sticky",
            "unit": "session:s-1",
        }
    }


# --- selling -----------------------------------------------------------------------------------


def test_a_sale_counts_the_units_of_all_configured_units() -> None:
    content = a_rich_content(service=ServiceUse(service=BOOST, units="amount / 3"))
    look = a_shelf(a_version(content)).look(asking(quantity=7))
    assert look.choice is not None

    sale = configured_sale(
        look.choice.configuration, price=euros("21.00"), quantity=7, label="F", pointer="/lines/4"
    )

    assert (sale.service, sale.pointer, sale.price) == (BOOST, "/lines/4", euros("21.00"))
    missing = Fraction(sale.units) - Fraction(700, 3)
    assert 0 < missing < Fraction(1, 10**30)
    assert len(sale.units.as_tuple().digits) == 34


def test_the_least_bit_of_a_service_is_never_counted_as_nothing() -> None:
    content = a_rich_content(service=ServiceUse(service=BOOST, units="amount * 10 ^ -50"))
    look = a_shelf(a_version(content)).look(asking())
    assert look.choice is not None

    sale = configured_sale(
        look.choice.configuration, price=euros("1.00"), quantity=1, label="F", pointer=""
    )

    assert sale.units == Decimal("1E-34")


def test_more_units_than_can_be_counted_are_refused() -> None:
    content = a_rich_content(service=ServiceUse(service=BOOST, units="amount * 10 ^ 30"))
    look = a_shelf(a_version(content)).look(asking())
    assert look.choice is not None

    with pytest.raises(BadSale):
        configured_sale(
            look.choice.configuration, price=euros("1.00"), quantity=1, label="F", pointer=""
        )


def test_what_nobody_performs_counts_as_one_unit_each() -> None:
    configuration = chosen(a_content(), "size/large")

    sale = configured_sale(
        configuration, price=euros("1.00"), quantity=5, label="F", pointer="/lines/0"
    )

    assert (sale.service, sale.units) == (None, Decimal(5))


def test_where_a_line_is_wanted_is_where_it_is_looked_at() -> None:
    request = asking(channel="web", region=EU, platform="instagram")

    assert request.circumstances == Circumstances(channel="web", region=EU, platform="instagram")


def test_a_delta_of_an_experiment_is_added_as_it_is() -> None:
    variants = (a_variant("control", 1), a_variant("dearer", 1_000_000, EURO_MORE))
    offer = Offer(experiment=a_running(product="followers", variants=variants))
    choice = a_choice(visitor=Visitor(session="s-1"))

    line = market(a_candidate(1, "10.00"), offers=[offer]).draft(choice).finish(rates())

    assert line.resolution.unit_price == euros("16.00")
    assert line.resolution.configured is not None
    step = line.resolution.configured.steps[-2]
    assert (step.key, step.label, step.given) == ("tenth-off", "variant Dearer", "+1.00 EUR")


def test_a_line_is_sold_at_its_total_where_it_stands() -> None:
    line = market(a_candidate(1, "10.00")).draft(evolve(a_choice(), quantity=3)).finish(rates())

    sale = sale_of(line, pointer="/lines/7")

    assert (sale.pointer, sale.price, sale.label) == (
        "/lines/7",
        euros("45.00"),
        "Followers: Large",
    )


def test_a_label_names_preset_options_numbers_plan_and_add_ons() -> None:
    configuration = chosen(
        a_content(), "size/large", add_ons=("care", "fast"), plan="monthly", amount="100"
    )

    assert label_of(configuration) == "Followers: Large, amount 100, Monthly, + Care, + Fast"
    assert label_of(chosen(a_content())) == "Followers"
