"""The page that writes an adapter from nothing: its files pass, and broken they do not."""

from pathlib import Path

import pytest

from tests.unit.testing.pages import PAGE, run_pytest, write_down

ASK = ("--port", "courier", "--adapter", "parcelfly_world.ParcelflyWorld")


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """A folder with the files of the page."""
    write_down(PAGE, tmp_path)
    return tmp_path


def change(file: Path, before: str, after: str) -> None:
    text = file.read_text()
    assert before in text
    file.write_text(text.replace(before, after))


def test_the_page_has_the_files_it_says(tmp_path: Path) -> None:
    names = [file.name for file in write_down(PAGE, tmp_path)]

    assert names == [
        "parcelfly.py",
        "parcelfly_world.py",
        "test_parcelfly.py",
        "my_database.py",
        "test_subscription.py",
        "test_recovering.py",
    ]


def test_every_test_of_the_page_passes(shop: Path) -> None:
    ran = run_pytest(shop, "-q")

    assert ran.returncode == 0, ran.stdout
    assert "skipped" not in ran.stdout


def test_its_courier_keeps_every_promise(shop: Path) -> None:
    ran = run_pytest(shop, *ASK)

    assert ran.returncode == 0, ran.stdout
    assert "15 kept, 0 broken, 0 not offered" in ran.stdout
    assert "15 kept, 0 broken, 0 not offered" in PAGE.read_text()


def test_its_database_keeps_every_promise_about_customers(shop: Path) -> None:
    ran = run_pytest(shop, "--port", "customers", "--adapter", "my_database.MyDatabase")

    assert ran.returncode == 0, ran.stdout
    assert "0 broken, 0 not offered" in ran.stdout


@pytest.mark.parametrize(
    ("before", "after", "promise"),
    [
        (
            '"FLYING": TrackingStatus.IN_TRANSIT',
            '"FLYING": TrackingStatus.DELIVERED',
            "what it says comes in our words",
        ),
        (
            "if reply.status != 200:",
            "if reply.status == 418:",
            "a number it does not know is an answer",
        ),
        ("if limited is None:", "if True:", "after a rate limit the rest is not asked"),
        ("> TOLERANCE:", "> 10 * TOLERANCE:", "a webhook from another time is refused"),
        ("if not any(", "if False and not any(", "a body that was changed on the way is refused"),
        (
            "for secret in self.secrets\n",
            "for secret in self.secrets[:1]\n",
            "the secret before holds while it is replaced",
        ),
    ],
    ids=["words", "refusals", "manners", "window", "proof", "rotation"],
)
def test_a_broken_promise_is_named(shop: Path, before: str, after: str, promise: str) -> None:
    change(shop / "parcelfly.py", before, after)

    ran = run_pytest(shop, *ASK)

    assert ran.returncode == 1
    assert f"broken       {promise}" in ran.stdout


def test_a_final_state_that_can_be_left_fails_with_the_way_out(shop: Path) -> None:
    change(
        shop / "test_subscription.py",
        "State.ENDED: {}",
        "State.ENDED: {Action.RESUME: State.ACTIVE}",
    )

    ran = run_pytest(shop, "-q", "test_subscription.py")

    told = "ended is final and can be left: active > end > ended > resume > active"
    assert ran.returncode == 1
    assert told in ran.stdout
    assert told in PAGE.read_text()
