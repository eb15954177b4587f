"""What is said of a picture before it is sent."""

from typing import Any

import pytest
from attrs import evolve

from smplat_core.catalog import BadMedia, MediaType, NewMedia
from smplat_core.catalog.media.announcing import announced
from smplat_core.testing.builders.media import some_media
from tests.unit.catalog.media.gallery import LIMITS


def refusals(wanted: NewMedia) -> dict[str, str]:
    with pytest.raises(BadMedia) as refused:
        announced(wanted, LIMITS)
    assert all(error.accepted for error in refused.value.errors)
    return {error.pointer: error.code for error in refused.value.errors}


def test_what_makes_sense_is_taken_and_tidied() -> None:
    wanted = some_media(label="  Front \n view ", alt_text="Gray")

    tidy = announced(
        evolve(wanted, sha256=wanted.sha256.upper(), content_type=" Image/PNG "), LIMITS
    )

    assert (tidy.label, tidy.sha256, tidy.content_type) == (
        "Front view",
        wanted.sha256,
        "image/png",
    )


@pytest.mark.parametrize(
    "name",
    [
        *("../../etc/passwd.png", "..\\up.png", "/etc/shadow.png", "C:\\x.png", "a/b.png"),
        *("x.png\x00.html", "a\nb.png", "..png", ".png", "png", "x.", "", "a" * 200 + ".png"),
        *("exe\u202egnp.png", "a:b.png", 'x".png', "<b>.png"),
    ],
)
def test_a_name_that_is_not_of_a_file_alone_is_refused(name: str) -> None:
    assert refusals(evolve(some_media(), file_name=name))["/file_name"].startswith("media.")


@pytest.mark.parametrize(
    "name", ["front.png", "Überblick 2.PNG", "a.b.c.png", "写真.png", "..a.png"]
)
def test_names_people_give_are_taken(name: str) -> None:
    if name.startswith("."):
        assert refusals(evolve(some_media(), file_name=name)) == {
            "/file_name": "media.bad_file_name"
        }
        return
    assert announced(evolve(some_media(), file_name=name), LIMITS).file_name == name


@pytest.mark.parametrize(
    ("content_type", "name"),
    [
        ("image/svg+xml", "logo.svg"),
        ("image/svg+xml", "logo.png"),
        ("image/png", "logo.svg"),
        ("image/svg+xml; charset=utf-8", "logo.svgz"),
    ],
)
def test_svg_is_refused_by_its_own_code(content_type: str, name: str) -> None:
    wanted = evolve(some_media(), content_type=content_type, file_name=name)

    assert refusals(wanted)["/content_type"] == "media.svg_refused"


@pytest.mark.parametrize("content_type", ["text/html", "image/tiff", "", "image/*", "image/jpg"])
def test_a_type_that_is_not_taken_is_refused_with_those_that_are(content_type: str) -> None:
    wanted = evolve(some_media(), content_type=content_type)

    with pytest.raises(BadMedia) as refused:
        announced(wanted, LIMITS)

    (error,) = refused.value.errors
    assert error.code == "media.type_not_taken"
    assert error.accepted == ", ".join(sorted(MediaType))


def test_a_deployment_may_take_fewer_types() -> None:
    only_jpeg = evolve(LIMITS, types=frozenset({MediaType.JPEG}))

    with pytest.raises(BadMedia) as refused:
        announced(some_media(), only_jpeg)

    assert refused.value.errors[0].accepted == "image/jpeg"


def test_the_name_ends_as_the_type_says() -> None:
    wanted = evolve(some_media(), file_name="front.jpg")

    assert refusals(wanted) == {"/file_name": "media.wrong_extension"}


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"size": 0}, {"/size": "media.empty"}),
        ({"size": -1}, {"/size": "media.empty"}),
        ({"size": 100_001}, {"/size": "media.too_large"}),
        ({"size": 10**30}, {"/size": "media.too_large"}),
        ({"sha256": "x"}, {"/sha256": "media.bad_checksum"}),
        ({"sha256": "0" * 63}, {"/sha256": "media.bad_checksum"}),
        ({"client_id": ""}, {"/client_id": "media.bad_client_id"}),
        ({"client_id": "a b"}, {"/client_id": "media.bad_client_id"}),
        ({"client_id": "x" * 101}, {"/client_id": "media.bad_client_id"}),
        ({"label": "x" * 201}, {"/label": "media.bad_text"}),
        ({"alt_text": "a\x07b"}, {"/alt_text": "media.bad_text"}),
        (
            {"size": 0, "sha256": "", "label": "\x00"},
            {
                "/size": "media.empty",
                "/sha256": "media.bad_checksum",
                "/label": "media.bad_text",
            },
        ),
    ],
)
def test_all_that_is_wrong_is_told_at_once(
    changes: dict[str, Any], expected: dict[str, str]
) -> None:
    assert refusals(evolve(some_media(), **changes)) == expected
