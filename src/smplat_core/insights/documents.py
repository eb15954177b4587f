"""What is written into the files of an export: the same input is the same bytes, always."""

import json
from collections.abc import Sequence
from hashlib import sha256

from smplat_core.insights.model import Export, NumberedLocation, Part
from smplat_core.jobs import Span
from smplat_core.kernel import StoredObject, to_json


def part_of(
    export: Export, span: Span, found: Sequence[NumberedLocation]
) -> tuple[Part, StoredObject]:
    """A part and its file: one JSON document a line (NDJSON), in the order of numbers."""
    lines = [
        json.dumps({"number": n.number, **to_json(n.location)}, ensure_ascii=False) for n in found
    ]
    body = "".join(f"{line}\n" for line in lines).encode()
    digest = sha256(body).hexdigest()
    part = Part(
        number=span.batch,
        first=span.first,
        last=span.last,
        locations=len(found),
        size=len(body),
        key=f"exports/{export.id}/part-{span.batch:06}-{digest[:16]}.ndjson",
        sha256=digest,
    )
    return part, StoredObject(part.key, "application/x-ndjson", body)


def manifest_of(export: Export, parts: Sequence[Part]) -> tuple[str, StoredObject]:
    """The checksum of the manifest, and its file: what the export holds and how to check it."""
    document = {
        "export": str(export.id),
        "kind": export.kind.value,
        "asked_at": export.asked_at.isoformat(),
        "locations": sum(part.locations for part in parts),
        "size": sum(part.size for part in parts),
        "parts": [to_json(part) for part in parts],
    }
    body = (json.dumps(document, indent=1) + "\n").encode()
    return (
        sha256(body).hexdigest(),
        StoredObject(f"exports/{export.id}/manifest.json", "application/json", body),
    )
