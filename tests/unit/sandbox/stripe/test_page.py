"""The hosted page, driven by plain form posts as a browser without scripts would."""

from tests.unit.sandbox.stripe.live import Sandbox


def test_the_page_shows_merchant_lines_and_a_well_written_total(sandbox: Sandbox) -> None:
    session = sandbox.session(amount=123450)

    page = sandbox.http.get(str(session.url))

    assert page.status_code == 200
    assert "Sandbox: nothing here is real" in page.text
    assert "Sandbox Merchant" in page.text
    assert "$1,234.50" in page.text
    assert 'href="https://shop.test/cart"' in page.text
    assert "default-src 'none'" in page.headers["content-security-policy"]


def test_yen_have_no_decimals_and_names_are_escaped(sandbox: Sandbox) -> None:
    data = {
        "currency": "jpy",
        "unit_amount": 12000,
        "product_data": {"name": "<script>alert(1)</script>"},
    }

    session = sandbox.session(line_items=[{"price_data": data, "quantity": 1}])

    page = sandbox.http.get(str(session.url)).text
    assert "¥12,000" in page
    assert "<script>" not in page


def test_paying_leads_back_to_the_shop_and_only_once(sandbox: Sandbox) -> None:
    session = sandbox.session()

    paid = sandbox.http.post(str(session.url), data={"card": "4242 4242 4242 4242"})
    again = sandbox.http.post(str(session.url), data={"card": "4242 4242 4242 4242"})

    assert paid.status_code == 303
    assert paid.headers["location"] == f"https://shop.test/thanks?s={session.id}"
    assert "already taken care of" in again.text
    assert len(sandbox.effects("charge")) == 1


def test_a_wrong_number_is_told_beside_the_field_and_values_are_kept(sandbox: Sandbox) -> None:
    session = sandbox.session()

    page = sandbox.http.post(
        str(session.url), data={"card": "4242424242424241", "email": "ann@example.com"}
    )

    assert page.status_code == 402
    assert "Your card number is invalid." in page.text
    assert 'value="4242424242424241"' in page.text
    assert 'value="ann@example.com"' in page.text
    assert 'aria-invalid="true"' in page.text


def test_other_wrong_fields_are_told_too(sandbox: Sandbox) -> None:
    url = str(sandbox.session(currency="eur").url)
    card = {"card": "4242424242424242"}

    assert "card number is incomplete" in sandbox.http.post(url, data={}).text
    assert "in the past" in sandbox.http.post(url, data={**card, "exp": "01/20"}).text
    assert "date is invalid" in sandbox.http.post(url, data={**card, "exp": "13/40"}).text
    assert "email is incomplete" in sandbox.http.post(url, data={**card, "email": "ann"}).text
    wrong = {"method": "sepa_debit", "iban": "DE00"}
    assert "not one of the test numbers" in sandbox.http.post(url, data=wrong).text
    assert sandbox.effects("charge") == []


def test_a_decline_is_told_and_another_card_can_be_tried(sandbox: Sandbox) -> None:
    session = sandbox.session()

    declined = sandbox.http.post(str(session.url), data={"card": "4000000000009995"})
    paid = sandbox.http.post(str(session.url), data={"card": "5555555555554444"})

    assert declined.status_code == 402
    assert "insufficient funds" in declined.text
    assert paid.status_code == 303


def test_authentication_is_a_second_page(sandbox: Sandbox) -> None:
    session = sandbox.session()

    sent = sandbox.http.post(str(session.url), data={"card": "4000002500003155"})
    bank = sandbox.http.get(sent.headers["location"])
    failed = sandbox.http.post(sent.headers["location"], data={"outcome": "fail"})
    sandbox.http.post(str(session.url), data={"card": "4000002500003155"})
    done = sandbox.http.post(sent.headers["location"], data={"outcome": "authorize"})

    assert sent.status_code == 303
    assert "Authorize" in bank.text
    assert failed.status_code == 402
    assert "failed authentication" in failed.text
    assert done.headers["location"] == f"https://shop.test/thanks?s={session.id}"


def test_closed_and_unknown_sessions_have_their_own_pages(sandbox: Sandbox) -> None:
    session = sandbox.session()
    sandbox.stripe().v1.checkout.sessions.expire(session.id)

    expired = sandbox.http.get(str(session.url))
    unknown = sandbox.http.get("/stripe/pay/cs_test_no")

    assert expired.status_code == 410
    assert "has expired" in expired.text
    assert unknown.status_code == 404


def test_a_free_order_is_completed_without_a_card(sandbox: Sandbox) -> None:
    session = sandbox.session(amount=0)

    page = sandbox.http.get(str(session.url))
    done = sandbox.http.post(str(session.url), data={"email": "ann@example.com"})

    assert "Complete the order" in page.text
    assert 'name="card"' not in page.text
    assert done.status_code == 303
    kept = sandbox.stripe().v1.checkout.sessions.retrieve(session.id)
    assert kept.payment_status == "no_payment_required"
    assert sandbox.effects("charge") == []


def test_the_overview_names_parties_and_what_happened(sandbox: Sandbox) -> None:
    sandbox.session()

    page = sandbox.http.get("/")

    assert "ORD-000123" in page.text
    assert f"{sandbox.url}/stripe" in page.text
