"""From the legacy system's answers to ours. Pure: nothing is called here."""

from collections.abc import Collection, Mapping
from typing import Final

from smplat_core.legacy import (
    BridgeUnavailable,
    CallOutcome,
    CompanyAttributes,
    LegacyAsset,
    LegacyCompany,
    LegacyCompanyStatus,
    LegacyDevice,
    LegacyEntity,
    LegacyId,
    LegacyRecord,
    OperationFailed,
    OperationReceipt,
    OperationRefused,
    RecordPage,
    ThingStatus,
    UnknownLegacyCompany,
)
from smplat_legacy.wire import (
    ALREADY_DONE,
    CONFLICT,
    DONE,
    ERROR,
    NOT_FOUND,
    OK,
    UNPROCESSABLE,
    Answer,
    NotUnderstood,
    WireCompany,
    printable,
    read_asset,
    read_company,
    read_device,
    read_list,
    read_next,
    read_receipt,
)

PLURALS: Final = {
    LegacyEntity.COMPANY: "companies",
    LegacyEntity.DEVICE: "devices",
    LegacyEntity.ASSET: "assets",
}
"""What the legacy system calls many of a kind, in paths and answers."""

LONGEST_WORDS: Final = 300
"""How much of what the other side says is repeated in our refusals."""


def to_company(answer: Answer, asked: LegacyId) -> LegacyCompany:
    """The company; or ``UnknownLegacyCompany``, ``OperationFailed`` or ``BridgeUnavailable``."""
    if answer.status == NOT_FOUND and answer.body.get("error") == "not_found":
        raise UnknownLegacyCompany(f"the legacy system has no company {asked!r}")
    _refuse_unless_ok(answer)
    try:
        company = read_company(answer.body)
    except NotUnderstood as problem:
        raise _not_understood(answer, str(problem)) from problem
    if company.id != asked:
        raise _not_understood(answer, f"we asked for company {asked!r} and got {company.id!r}")
    return _company(company)


def to_records(
    answer: Answer, entity: LegacyEntity, asked: Collection[LegacyId]
) -> tuple[LegacyRecord, ...]:
    """Those it knows of what we asked for; or ``OperationFailed`` or ``BridgeUnavailable``."""
    records = _records(answer, entity)
    for record in records:
        if record.legacy_id not in asked:
            raise _not_understood(answer, f"we did not ask for {entity} {record.legacy_id!r}")
    return records


def to_page(answer: Answer, entity: LegacyEntity) -> RecordPage:
    """One page of all there are; or ``OperationFailed`` or ``BridgeUnavailable``."""
    records = _records(answer, entity)
    try:
        return RecordPage(records, read_next(answer.body))
    except NotUnderstood as problem:
        raise _not_understood(answer, str(problem)) from problem


def _records(answer: Answer, entity: LegacyEntity) -> tuple[LegacyRecord, ...]:
    _refuse_unless_ok(answer)
    try:
        return tuple(_record(entity, row) for row in read_list(answer.body, PLURALS[entity]))
    except NotUnderstood as problem:
        raise _not_understood(answer, str(problem)) from problem


def _record(entity: LegacyEntity, row: Mapping[str, object]) -> LegacyRecord:
    match entity:
        case LegacyEntity.COMPANY:
            return _company(read_company(row))
        case LegacyEntity.DEVICE:
            device = read_device(row)
            return LegacyDevice(
                legacy_id=LegacyId(device.id),
                serial=device.serial,
                model=device.model,
                status=_thing_status(device.status),
                status_text=device.status,
                company=_id(device.company),
                asset=_id(device.asset),
                updated_at=device.updated_at,
            )
        case LegacyEntity.ASSET:
            asset = read_asset(row)
            return LegacyAsset(
                legacy_id=LegacyId(asset.id),
                name=asset.name,
                site=asset.site,
                status=_thing_status(asset.status),
                status_text=asset.status,
                company=_id(asset.company),
                updated_at=asset.updated_at,
            )


def _id(text: str | None) -> LegacyId | None:
    return None if text is None else LegacyId(text)


def _thing_status(text: str) -> ThingStatus:
    try:
        return ThingStatus(text.lower())
    except ValueError:
        return ThingStatus.UNKNOWN


def _company(company: WireCompany) -> LegacyCompany:
    return LegacyCompany(
        legacy_id=LegacyId(company.id),
        name=company.name,
        attributes=CompanyAttributes(
            status=to_status(company.status),
            status_text=company.status,
            updated_at=company.updated_at,
        ),
    )


def to_status(text: str) -> LegacyCompanyStatus:
    """A word we do not know is ``UNKNOWN``, never a guess."""
    try:
        return LegacyCompanyStatus(text.lower())
    except ValueError:
        return LegacyCompanyStatus.UNKNOWN


def to_receipt(answer: Answer) -> OperationReceipt:
    """The receipt; or ``OperationRefused``, ``OperationFailed`` or ``BridgeUnavailable``."""
    already = answer.status == CONFLICT and answer.body.get("error") == ALREADY_DONE
    if answer.status == UNPROCESSABLE:
        raise OperationRefused(f"the legacy system refused: {_words(answer)}")
    if not already:
        _refuse_unless_ok(answer)
        if answer.body.get("status") != DONE:
            raise _not_understood(answer, f"its status is {answer.body.get('status')!r}")
    try:
        receipt = read_receipt(answer.body)
    except NotUnderstood as problem:
        raise _not_understood(answer, str(problem)) from problem
    return OperationReceipt(
        operation_id=receipt.operation_id,
        outcome=CallOutcome.ALREADY_DONE if already else CallOutcome.DONE,
        echo=receipt.echo,
        devices=tuple(LegacyId(device) for device in receipt.devices),
    )


def _refuse_unless_ok(answer: Answer) -> None:
    if answer.status != OK:
        raise _not_understood(answer, _words(answer))
    if answer.body.get("status") == ERROR:
        raise OperationFailed(f"the legacy system broke: {_words(answer)}")


def _not_understood(answer: Answer, why: str) -> BridgeUnavailable:
    return BridgeUnavailable(
        f"the legacy system answered {answer.status}, and we do not understand: {why}"
    )


def _words(answer: Answer) -> str:
    said = (answer.body.get(name) for name in ("error", "message"))
    told = ": ".join(str(word) for word in said if word)
    return printable(told[:LONGEST_WORDS]) or "no reason given"
