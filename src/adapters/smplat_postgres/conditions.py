"""The ``where`` of a list whose filters may be left out."""

from typing import Any

from attrs import Factory, define


@define
class Where:
    """Conditions that are left out when there is no value to compare with."""

    conditions: list[str] = Factory(list)
    values: list[Any] = Factory(list)

    def add(self, condition: str, *values: object) -> None:
        if values and None not in values:
            self.conditions.append(condition)
            self.values += values

    @property
    def text(self) -> str:
        return " and ".join(self.conditions) or "true"
