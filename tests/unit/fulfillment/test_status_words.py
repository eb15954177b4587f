"""Every published status word means what its vocabulary says, and a new one means nothing."""

import json
from pathlib import Path
from typing import Final

import pytest

from smplat_core.fulfillment import ON_THE_WAY, VOCABULARIES, TrackingStatus, status_of_word

T = TrackingStatus
FILE = (
    Path(__file__).parents[3].parent / "shared" / "data" / "couriers" / "status_vocabularies.json"
)
NAMES: Final = {"karrio_normalized": "karrio", "seed_shipment_machine": "smplat"}
LISTS: Final = ("easypost", "aftership", "shippo", "shipengine", "chitchats", *NAMES)
SAYS_NOTHING: Final = {"unknown", "UNKNOWN", "UN", "error", "Expired"}

here = pytest.mark.skipif(not FILE.is_file(), reason=f"the vocabularies are not at {FILE}")


def listed() -> dict[str, list[str]]:
    found: dict[str, list[str]] = json.loads(FILE.read_bytes())
    return found


@here
def test_every_listed_word_is_read() -> None:
    for name in LISTS:
        for word in listed()[name]:
            status = status_of_word(word, vocabulary=NAMES.get(name, name))
            assert (status is T.UNKNOWN) == (word in SAYS_NOTHING), word


@here
def test_words_move_shipments_as_the_collectors_read_them() -> None:
    read = json.loads(FILE.read_bytes())["collector_reading_of_mapping"]

    assert all(status_of_word(word) in ON_THE_WAY for word in read["in_transit"])
    assert {status_of_word(word) for word in read["delivered"]} == {T.DELIVERED}
    still = {status_of_word(word) for word in read["must_not_move_to_in_transit"]}
    assert still == {T.PENDING}
    kept = {status_of_word(word) for word in read["must_not_count_as_delivered"]}
    assert T.DELIVERED not in kept


@pytest.mark.parametrize("word", ["", "teleported", "DELIVERED?", "delivered soon", "é"])
def test_a_word_nobody_listed_is_unknown(word: str) -> None:
    assert status_of_word(word) is T.UNKNOWN
    assert {status_of_word(word, vocabulary=name) for name in VOCABULARIES} == {T.UNKNOWN}


def test_a_vocabulary_nobody_knows_has_no_words() -> None:
    assert status_of_word("delivered", vocabulary="runes") is T.UNKNOWN


def test_only_a_delivery_means_delivered() -> None:
    words = {
        word for words in VOCABULARIES.values() for word, s in words.items() if s is T.DELIVERED
    }

    assert words == {"delivered", "de"}
