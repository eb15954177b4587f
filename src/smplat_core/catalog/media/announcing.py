"""Reading what an uploader says of a picture: all that is wrong with it is told at once. Pure."""

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

from smplat_core.catalog.media.model import NewMedia
from smplat_core.catalog.media.vocabulary import (
    EXTENSIONS,
    LONGEST_ALT_TEXT,
    LONGEST_FILE_NAME,
    LONGEST_LABEL,
    SVG,
    BadMedia,
    MediaLimits,
    MediaType,
    SvgRefused,
)
from smplat_core.kernel import InputError, evolve

CLIENT_ID: Final = re.compile(r"[A-Za-z0-9._:-]{1,100}")
SHA256: Final = re.compile(r"[0-9a-f]{64}")

UNPRINTABLE: Final = ("Cc", "Cs", "Co", "Cn", "Zl", "Zp")
"""Unicode categories no name or text of one line needs."""

DIRECTION_MARKS: Final = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Characters that make ``gnp.exe`` look like ``exe.png``."""


def announced(wanted: NewMedia, limits: MediaLimits) -> NewMedia:
    """The announcement with its texts tidied; or ``BadMedia`` with an error for each field."""
    tidy = evolve(
        wanted,
        content_type=wanted.content_type.strip().lower(),
        sha256=wanted.sha256.strip().lower(),
        file_name=unicodedata.normalize("NFC", wanted.file_name.strip()),
        label=_tidied(wanted.label),
        alt_text=_tidied(wanted.alt_text),
    )
    refuse_if_wrong([*_wrong_facts(tidy, limits), *wrong_texts(tidy.label, tidy.alt_text)])
    return tidy


def described(label: str, alt_text: str) -> tuple[str, str]:
    """Both texts tidied; or ``BadMedia``."""
    tidy = _tidied(label), _tidied(alt_text)
    refuse_if_wrong(list(wrong_texts(*tidy)))
    return tidy


def refuse_if_wrong(errors: list[InputError]) -> None:
    if errors:
        raise BadMedia("; ".join(error.detail for error in errors), errors=tuple(errors))


def wrong_texts(label: str, alt_text: str) -> Iterator[InputError]:
    pairs = (("/label", label, LONGEST_LABEL), ("/alt_text", alt_text, LONGEST_ALT_TEXT))
    for pointer, text, longest in pairs:
        if strange := strangers(text):
            detail = f"it holds {strange}"
            yield InputError(pointer, "media.bad_text", detail, "printable characters")
        elif len(text) > longest:
            detail = f"it has {len(text)} characters"
            yield InputError(pointer, "media.bad_text", detail, f"up to {longest} characters")


def _wrong_facts(wanted: NewMedia, limits: MediaLimits) -> Iterator[InputError]:
    if not CLIENT_ID.fullmatch(wanted.client_id):
        yield InputError(
            "/client_id",
            "media.bad_client_id",
            f"{wanted.client_id[:100]!r} is no client id",
            "1 to 100 letters, digits, dots, colons, hyphens and underscores",
        )
    yield from _wrong_type_or_name(wanted, limits)
    if not 0 < wanted.size <= limits.max_bytes:
        yield InputError(
            "/size",
            "media.too_large" if wanted.size > 0 else "media.empty",
            f"{wanted.size} bytes are not taken",
            f"1 to {limits.max_bytes} bytes",
        )
    if not SHA256.fullmatch(wanted.sha256):
        yield InputError(
            "/sha256",
            "media.bad_checksum",
            f"{wanted.sha256[:80]!r} is no SHA-256",
            "64 hexadecimal digits",
        )


def _wrong_type_or_name(wanted: NewMedia, limits: MediaLimits) -> Iterator[InputError]:
    name, taken = wanted.file_name, sorted(limits.types)
    stem, dot, extension = name.rpartition(".")
    if not (stem and dot and extension) or name.startswith(".") or len(name) > LONGEST_FILE_NAME:
        yield InputError(
            "/file_name",
            "media.bad_file_name",
            f"{name[:80]!r} is no name of a picture",
            f"photo.jpg: a name with its extension, up to {LONGEST_FILE_NAME} characters",
        )
    elif strange := strangers(name) or ", ".join(sorted(set(name) & set('/\\:*?"<>|'))):
        yield InputError(
            "/file_name",
            "media.bad_file_name",
            f"the name {name[:80]!r} holds {strange}",
            "the name of a file alone: no folders, no control characters",
        )
    svg = SVG in wanted.content_type or extension.lower() in ("svg", "svgz")
    if svg or wanted.content_type not in taken:
        yield InputError(
            "/content_type",
            SvgRefused.code if svg else "media.type_not_taken",
            "SVG is not taken: it can carry scripts"
            if svg
            else f"{wanted.content_type[:80]!r} is not taken",
            ", ".join(taken),
        )
    elif extension.lower() not in (endings := EXTENSIONS[MediaType(wanted.content_type)]):
        yield InputError(
            "/file_name",
            "media.wrong_extension",
            f"{wanted.content_type} is announced, the name ends with .{extension[:20]}",
            ", ".join(f".{ending}" for ending in endings),
        )


def _tidied(text: str) -> str:
    return unicodedata.normalize("NFC", " ".join(text.split()))


def strangers(text: str) -> str:
    """Characters no text of one line needs, by number; empty when there are none."""
    found = {
        char
        for char in text
        if char in DIRECTION_MARKS or unicodedata.category(char) in UNPRINTABLE
    }
    return ", ".join(sorted(f"U+{ord(char):04X}" for char in found))
