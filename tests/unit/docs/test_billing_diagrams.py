"""The reference page of billing shows the lifecycle, codes and events of the code, and no other."""

import re
from pathlib import Path

from smplat_core import billing
from smplat_core.billing import INVOICE_LIFECYCLE, TELL_OVERDUE
from smplat_core.kernel import Event, Refusal

PAGE = (Path(__file__).parents[3] / "docs/reference/billing.md").read_text()


def test_the_drawing_is_the_table() -> None:
    assert f"```{{mermaid}}\n{INVOICE_LIFECYCLE.mermaid()}\n```" in PAGE


def test_the_page_has_exactly_the_codes_and_events_of_the_code() -> None:
    public = [getattr(billing, name) for name in billing.__all__]
    classes = [each for each in public if isinstance(each, type)]
    codes = {each.code for each in classes if issubclass(each, Refusal)}
    events = {each.name for each in classes if issubclass(each, Event) and hasattr(each, "name")}
    heard = {"order.paid", *billing.HEARD}

    named = set(re.findall(r"`((?:billing|invoice|payment|credit_note|order)\.\w+)`", PAGE))

    others = {"billing.settle_paid_order", "billing.follow_processor_payment", TELL_OVERDUE}
    assert named == codes | events | heard | others
