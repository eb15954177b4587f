"""Trying out a field over HTTP, as an editor does while it is being written."""

from typing import Annotated, Final

import msgspec
from attrs import frozen
from litestar import Controller, post
from litestar.di import NamedDependency
from litestar.params import JSONBody, SkipValidation

from smplat_api.access import requires
from smplat_api.catalog.house import of_the_house
from smplat_api.catalog.offers import CustomFieldBody
from smplat_core.catalog import BadContent, CustomField, Tried, TryField, read_content
from smplat_core.kernel import InputError, to_json

IN_DOCUMENT: Final = "/fields/0"
PRODUCT: Final = {"title": "-", "category": "-", "kind": "digital", "sku": "-"}
"""A document for a field to be read in: there is one reader of content, and it reads products."""


@frozen
class TryFieldBody:
    field: CustomFieldBody
    texts: Annotated[
        tuple[str, ...], msgspec.Meta(max_length=100, examples=[["@northwind", "north wind"]])
    ]

    def to_field(self) -> CustomField:
        """``BadContent`` names what is no value, such as a limit that is no number."""
        try:
            (field,) = read_content({**PRODUCT, "fields": [to_json(self.field)]}).fields
        except BadContent as bad:
            errors = tuple(_in_request(error) for error in bad.errors)
            raise BadContent(bad.detail, errors=errors) from None
        return field


def _in_request(error: InputError) -> InputError:
    at = error.pointer.removeprefix(IN_DOCUMENT)
    return InputError(f"/field{at}", error.code, error.detail, error.accepted)


@frozen
class TextErrorView:
    code: str
    detail: str
    accepted: str


@frozen
class TriedView:
    """What becomes of one text."""

    text: str
    value: str | None
    """What would be kept."""
    error: TextErrorView | None
    """What a buyer would be told."""

    @classmethod
    def of(cls, tried: Tried) -> "TriedView":
        error = tried.error
        told = TextErrorView(error.code, error.detail, error.accepted) if error else None
        return cls(tried.text, tried.value, told)


@frozen
class TriedFieldView:
    results: tuple[TriedView, ...]
    """One for each text, in their order."""


class FieldController(Controller):
    path = "/catalog/fields"
    tags = ("catalog",)
    guards = (of_the_house,)

    @post(
        "/try",
        guards=[requires("catalog:read")],
        status_code=200,
        operation_id="tryCustomField",
        summary="Try texts on a custom field",
    )
    async def try_field(
        self,
        try_field: NamedDependency[SkipValidation[TryField]],
        data: JSONBody[TryFieldBody],
    ) -> TriedFieldView:
        """What the field's pattern, limits and choices make of each text, before any product has
        the field. Nothing is kept. 400 `catalog.bad_content` says what is wrong with the field."""
        tried = await try_field(data.to_field(), data.texts)
        return TriedFieldView(tuple(map(TriedView.of, tried)))
