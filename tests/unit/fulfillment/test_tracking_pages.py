"""Templates of the pages on which people follow a parcel."""

import pytest

from smplat_core.fulfillment import SEEDED_COURIERS, BadCourier, CourierProfile


def profile(template: str) -> CourierProfile:
    return CourierProfile.of("bob", name="Bob", tracking_url=template, adapter=None)


@pytest.mark.parametrize(
    ("template", "page"),
    [
        ("https://bob.example/{tracking_number}", "https://bob.example/X1"),
        ("https://bob.example/?n={number}#top", "https://bob.example/?n=X1#top"),
        ("https://t.bob-parcels.co.uk/p/{tracking_number}", "https://t.bob-parcels.co.uk/p/X1"),
    ],
)
def test_the_number_takes_its_place(template: str, page: str) -> None:
    assert profile(template).url_of("X1") == page


@pytest.mark.parametrize(
    "template",
    [
        "",
        "bob.example/{tracking_number}",
        "http://bob.example/{tracking_number}",
        "ftp://bob.example/{tracking_number}",
        "javascript:alert('{tracking_number}')",
        "https://bob.example/",
        "https://bob.example/{tracking_number}/{tracking_number}",
        "https://bob.example/{tracking_number}/{number}",
        "https://bob.example/{tracking_number}/{zip}",
        "https://bob.example/{tracking_number",
        "https://{tracking_number}.bob.example/",
        "https://{tracking_number}/",
        "https:///{tracking_number}",
        "https://localhost/{tracking_number}",
        "https://printer.local/{tracking_number}",
        "https://db.internal/{tracking_number}",
        "https://intranet/{tracking_number}",
        "https://127.0.0.1/{tracking_number}",
        "https://10.0.0.7/{tracking_number}",
        "https://169.254.169.254/{tracking_number}",
        "https://[::1]/{tracking_number}",
        "https://2130706433/{tracking_number}",
        "https://0x7f.1/{tracking_number}",
        "https://user:pw@bob.example/{tracking_number}",
        "https://bob.example:8443/{tracking_number}",
        "https://bob.example:port/{tracking_number}",
        "https://bob.example/ {tracking_number}",
        "https://bob.example/\n{tracking_number}",
        "https://böb.example/{tracking_number}",
        "https://bob.example/" + "x" * 500 + "{tracking_number}",
    ],
)
def test_what_is_no_public_page_is_refused(template: str) -> None:
    with pytest.raises(BadCourier) as refused:
        profile(template)

    assert refused.value.errors[0].pointer == "/tracking_url"


def test_the_couriers_everybody_begins_with_have_good_pages() -> None:
    for seeded in SEEDED_COURIERS:
        assert seeded.tracking_url is not None
        assert profile(seeded.tracking_url).url_of("X1")


@pytest.mark.parametrize("code", ["calls", "guess"])
def test_no_courier_has_a_code_that_its_own_address_could_not_show(code: str) -> None:
    with pytest.raises(BadCourier, match="is no courier code"):
        CourierProfile.of(code, name="Bob", tracking_url=None, adapter=None)
