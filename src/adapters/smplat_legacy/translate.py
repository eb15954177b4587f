"""From the legacy system's answers to ours. Pure: nothing is called here."""

from typing import Final

from smplat_core.legacy import (
    BridgeUnavailable,
    CallOutcome,
    CompanyAttributes,
    LegacyCompany,
    LegacyCompanyStatus,
    LegacyId,
    OperationFailed,
    OperationReceipt,
    OperationRefused,
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
    printable,
    read_company,
    read_receipt,
)

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
