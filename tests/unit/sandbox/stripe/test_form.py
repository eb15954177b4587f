"""Form encoding: whatever the official client writes is read back the same."""

from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stripe._encode import _api_encode

from smplat_sandbox.stripe.errors import StripeError
from smplat_sandbox.stripe.form import Params, decode

names = st.text("abc_", min_size=1, max_size=4)
leaves = st.text("ab []=&+%é1", max_size=6)
trees = st.recursive(
    leaves,
    lambda below: (
        st.dictionaries(names, below, min_size=1, max_size=4)
        | st.lists(st.dictionaries(names, leaves, min_size=1, max_size=3), min_size=1, max_size=11)
        | st.lists(leaves, min_size=1, max_size=11)
    ),
    max_leaves=8,
)


def numbered(value: Any) -> Any:
    """Lists as the decoder keeps them: by position."""
    if isinstance(value, list):
        return {str(index): numbered(item) for index, item in enumerate(value)}
    if isinstance(value, dict):
        return {name: numbered(item) for name, item in value.items()}
    return value


@given(st.dictionaries(names, trees, max_size=4))
def test_what_the_official_client_encodes_is_decoded_unchanged(params: dict[str, Any]) -> None:
    body = urlencode(list(_api_encode(params)))

    assert decode(body) == numbered(params)


def test_empty_brackets_count_on() -> None:
    assert decode("expand[]=a&expand[]=b") == {"expand": {"0": "a", "1": "b"}}


def test_lists_are_read_in_number_order() -> None:
    body = urlencode([(f"ids[{n}]", str(n)) for n in (10, 2, 0, 1)])

    assert Params.of(body).texts("ids") == ["0", "1", "2", "10"]


@pytest.mark.parametrize("body", ["a=1&a[b]=2", "a[0][1][2][3][4][5][6][7][8]=1", "[]=1&=2"])
def test_names_that_contradict_or_dig_too_deep_are_refused(body: str) -> None:
    with pytest.raises(StripeError):
        decode(body)
