"""The connection to Stripe."""

from smplat_stripe import API_VERSION, StripeApi, StripeSettings

SETTINGS = StripeSettings(
    secret_key="sk_test_hidden",  # noqa: S106 - not a real key
    webhook_secret="whsec_hidden",  # noqa: S106 - not a real secret
    api_base="http://localhost:9/",
)


async def test_the_version_and_the_address_are_ours() -> None:
    api = StripeApi(SETTINGS)

    options = api.client._requestor._options  # noqa: SLF001 - the library shows them nowhere else
    await api.close()

    assert options.stripe_version == API_VERSION
    assert options.base_addresses.get("api") == "http://localhost:9"
    assert options.max_network_retries == 2


async def test_one_client_serves_until_it_is_closed() -> None:
    api = StripeApi(SETTINGS)

    first, second = api.client, api.client
    await api.close()

    assert first is second


async def test_closing_what_was_never_opened_is_fine() -> None:
    await StripeApi(SETTINGS).close()


def test_secrets_are_not_printed() -> None:
    assert "hidden" not in repr(StripeApi(SETTINGS))
