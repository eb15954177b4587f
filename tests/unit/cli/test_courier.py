"""``smplat courier`` as somebody types it."""

import json
from pathlib import Path

import pytest

from smplat_cli.courier import guess, parse, word
from smplat_cli.telling import Refused

DELIVERED = {
    "shipments": [
        {
            "id": "3318810025",
            "events": [{"timestamp": "2026-11-20T17:00:00+01:00", "statusCode": "delivered"}],
        }
    ]
}


@pytest.fixture
def document(tmp_path: Path) -> Path:
    file = tmp_path / "answer.json"
    file.write_text(json.dumps(DELIVERED))
    return file


def test_events_are_printed_in_our_words(
    document: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    parse("DHL", document)

    printed = json.loads(capsys.readouterr().out)
    assert printed["courier"] == "dhl"
    assert printed["errors"] == []
    (event,) = printed["events"]
    assert event["status"] == "delivered"
    assert event["at"] == "2026-11-20T17:00:00+01:00"


def test_what_the_courier_refuses_is_printed_beside(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "error.json"
    file.write_text('{"title": "No result found", "status": 404}')

    parse("dhl", file)

    printed = json.loads(capsys.readouterr().out)
    assert printed["events"] == []
    assert printed["errors"][0]["kind"] == "not_found"


def test_a_document_that_is_cut_off_is_refused(document: Path) -> None:
    document.write_bytes(document.read_bytes()[:-5])

    with pytest.raises(Refused, match=r"fulfillment\.courier_payload_unreadable"):
        parse("dhl", document)


def test_an_unknown_courier_is_refused_naming_the_known_ones(document: Path) -> None:
    with pytest.raises(Refused, match="canada_post, chit_chats, dhl and usps"):
        parse("pigeon", document)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="cannot read"):
        parse("dhl", tmp_path / "nothing.json")


# --- numbers and words ----------------------------------------------------------------------


def test_a_number_is_guessed_the_surest_courier_first(capsys: pytest.CaptureFixture[str]) -> None:
    guess("RB 123 456 785 US")

    printed = capsys.readouterr().out.splitlines()
    assert printed == [
        "usps  USPS (S10): check digit right",
        "s10  Postal item (S10): check digit right, others may write so too",
    ]


@pytest.mark.parametrize(
    ("number", "said"),
    [("RB123456786US", "check digit is wrong"), ("?!", r"fulfillment\.bad_tracking_number")],
)
def test_a_number_nobody_writes_is_refused(number: str, said: str) -> None:
    with pytest.raises(Refused, match=said):
        guess(number)


def test_a_word_is_told_in_ours(capsys: pytest.CaptureFixture[str]) -> None:
    word("AvailableForPickup")
    word("SP", vocabulary="shipengine")
    word("teleported")

    printed = capsys.readouterr().out.split()
    assert printed == ["available_for_pickup", "available_for_pickup", "unknown"]


def test_a_vocabulary_nobody_knows_is_refused() -> None:
    with pytest.raises(Refused, match="easypost"):
        word("delivered", vocabulary="runes")
