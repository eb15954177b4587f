"""The API's description: complete for every route, and with examples that are true."""

from typing import Any

import msgspec
import pytest
from litestar.openapi.spec import OpenAPI

from smplat_api import ApiParts, create_app
from smplat_api.framing import PUBLIC
from smplat_api.inputs import expected_by
from smplat_app.testing import MemoryShape, memory_shape
from smplat_core.kernel import InputError
from smplat_memory import MemoryRateLimiter

Json = dict[str, Any]
REFUSED = "#/components/responses/Refused"


def described(shape: MemoryShape) -> Json:
    app = create_app(shape.use_cases, ApiParts(MemoryRateLimiter(shape.clock)))
    document: OpenAPI = app.openapi_schema
    decoded: Json = msgspec.json.decode(msgspec.json.encode(document.to_schema()))
    return decoded


@pytest.fixture(scope="module")
def document() -> Json:
    return described(memory_shape())


def operations(document: Json) -> dict[str, Json]:
    return {
        operation["operationId"]: operation
        for item in document["paths"].values()
        for operation in item.values()
    }


def test_every_route_describes_how_it_refuses(document: Json) -> None:
    for name, operation in operations(document).items():
        found = operation["responses"]
        assert found["400"] == {"$ref": f"{REFUSED}400"}, name
        assert {"429", "503"} <= found.keys(), name
        public = operation.get("security") == [{}]
        assert public is not ({"401", "403"} <= found.keys()), name


def test_a_refusal_is_a_problem_with_an_example(document: Json) -> None:
    for refusal in document["components"]["responses"].values():
        (media,) = refusal["content"].values()
        assert list(refusal["content"]) == ["application/problem+json"]
        assert media["schema"] == {"$ref": "#/components/schemas/ProblemBody"}
        assert media["example"]["code"]


def test_every_reference_leads_somewhere(document: Json) -> None:
    def references(part: object) -> list[str]:
        if isinstance(part, dict):
            found = [part["$ref"]] if isinstance(part.get("$ref"), str) else []
            return found + [each for inner in part.values() for each in references(inner)]
        if isinstance(part, list):
            return [each for inner in part for each in references(inner)]
        return []

    for reference in references(document):
        place = document
        for name in reference.removeprefix("#/").split("/"):
            place = place[name]


def test_a_route_is_public_exactly_when_it_says_so() -> None:
    shape = memory_shape()
    app = create_app(shape.use_cases, ApiParts(MemoryRateLimiter(shape.clock)))
    described_as = operations(described(shape))

    handlers = {
        handler.operation_id: handler
        for route in app.routes
        for handler in getattr(route, "route_handlers", ())
        if handler.include_in_schema
    }
    for name, operation in described_as.items():
        assert (operation.get("security") == [{}]) is (PUBLIC in handlers[name].opt), name


def test_every_body_has_an_example_its_route_would_read(document: Json) -> None:
    shape = memory_shape()
    app = create_app(shape.use_cases, ApiParts(MemoryRateLimiter(shape.clock)))
    bodies = operations(document)
    for route in app.routes:
        for handler in getattr(route, "route_handlers", ()):
            reader = expected_by(handler.fn).body
            if reader is None:
                continue
            content = bodies[handler.operation_id]["requestBody"]["content"]
            example, errors = content["application/json"]["example"], list[InputError]()
            reader.read(example, "", errors)
            data = handler.parsed_fn_signature.parameters["data"].annotation
            assert errors == [], handler.operation_id
            assert msgspec.convert(example, data, strict=True), handler.operation_id


def test_every_answer_in_json_has_an_example(document: Json) -> None:
    for name, operation in operations(document).items():
        for status, answer in operation["responses"].items():
            for kind, media in answer.get("content", {}).items():
                assert kind != "application/json" or media["example"] is not None, (name, status)


def test_files_of_an_export_are_described_as_what_they_are(document: Json) -> None:
    found = operations(document)

    manifest = found["getExportManifest"]["responses"]["200"]["content"]
    part = found["getExportPart"]["responses"]["200"]["content"]

    reference = manifest["application/json"]["schema"]["$ref"]
    shown = document["components"]["schemas"][reference.rpartition("/")[2]]
    assert {"export", "parts", "size"} <= shown["properties"].keys()
    assert part.keys() == {"application/x-ndjson"}


def test_a_signature_that_proves_nothing_is_described_where_it_is_turned_away(
    document: Json,
) -> None:
    found = operations(document)

    assert found["receiveCourierWebhook"]["responses"]["401"] == {"$ref": f"{REFUSED}401"}
    assert "401" not in found["receiveStripeEvent"]["responses"]
