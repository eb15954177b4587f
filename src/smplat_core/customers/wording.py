"""Reading the texts people type: tidied, bounded, and everything wrong told at once."""

import unicodedata
from collections.abc import Callable
from typing import Final

from attrs import Factory, define

from smplat_core.kernel import InputError, Invalid

LONGEST_LINE: Final = 200
LONGEST_NOTES: Final = 4_000

BAD_CHARACTERS: Final = ("Cc", "Cs", "Co", "Cn")
"""Unicode categories no name or address needs; databases and label printers choke on them."""


@define
class Reading:
    """Reads the fields of one request and remembers what is wrong with each."""

    errors: list[InputError] = Factory(list)

    def line(self, pointer: str, text: str, *, longest: int = LONGEST_LINE) -> str:
        """One line of text that must be there."""
        tidy = self.optional_line(pointer, text, longest=longest)
        if not tidy and not self.is_wrong(pointer):
            self.wrong(
                pointer, "customers.missing", "nothing was given", "a text that is not blank"
            )
        return tidy

    def optional_line(self, pointer: str, text: str, *, longest: int = LONGEST_LINE) -> str:
        """One line of text, blanks collapsed; or nothing."""
        return self._bounded(pointer, " ".join(text.split()), longest)

    def paragraph(self, pointer: str, text: str) -> str:
        """Text that may have many lines; or nothing."""
        lines = (" ".join(line.split()) for line in text.splitlines())
        return self._bounded(pointer, "\n".join(lines).strip(), LONGEST_NOTES)

    def by(self, pointer: str, read: Callable[[], str]) -> str:
        """What ``read`` gives; its refusal becomes the error of this field."""
        try:
            return read()
        except Invalid as refusal:
            accepted = refusal.errors[0].accepted if refusal.errors else ""
            self.wrong(pointer, refusal.code, refusal.detail, accepted)
            return ""

    def wrong(self, pointer: str, code: str, detail: str, accepted: str) -> None:
        self.errors.append(InputError(pointer, code, detail, accepted))

    def is_wrong(self, pointer: str) -> bool:
        return any(error.pointer == pointer for error in self.errors)

    def refuse_if_wrong(self, kind: type[Invalid]) -> None:
        """Raise ``kind`` with everything that is wrong, if anything is."""
        if self.errors:
            told = "; ".join(f"{error.pointer}: {error.detail}" for error in self.errors)
            raise kind(told, errors=tuple(self.errors))

    def _bounded(self, pointer: str, text: str, longest: int) -> str:
        tidy = unicodedata.normalize("NFC", text)
        strange = {char for char in tidy if char != "\n" and _is_bad(char)}
        if strange:
            shown = ", ".join(sorted(f"U+{ord(char):04X}" for char in strange))
            self.wrong(
                pointer, "customers.bad_character", f"it holds {shown}", "printable characters"
            )
            return ""
        if len(tidy) > longest:
            self.wrong(
                pointer, "customers.too_long", f"it is {len(tidy)} characters", f"up to {longest}"
            )
            return ""
        return tidy


def _is_bad(char: str) -> bool:
    return unicodedata.category(char) in BAD_CHARACTERS


def likeness_key(*parts: str) -> str:
    """A form in which spellings of the same thing are equal: no case, accents or punctuation."""
    text = unicodedata.normalize("NFKD", " ".join(parts)).casefold()
    return "".join(char for char in text if char.isalnum())
