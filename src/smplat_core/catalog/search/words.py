"""What a buyer typed, as words that can be found."""

import re
import unicodedata
from typing import Final

from attrs import frozen

from smplat_core.kernel import Invalid

LONGEST_SEARCH: Final = 200
MOST_WORDS: Final = 8
"""Further words of a search are ignored: people who paste a paragraph still find something."""
LONGEST_WORD: Final = 40

_WORD: Final = re.compile(r"[^\W_]+")


class BadSearch(Invalid):
    """Nobody can search for this."""

    code = "catalog.bad_search"


def folded(text: str) -> str:
    """The text without case, accents and compatibility forms, so that ``É`` finds ``e``."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    plain = unicodedata.normalize("NFKD", plain.casefold())  # a compatibility form may hide a case
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


def words_of(text: str) -> tuple[str, ...]:
    """The words of the text, folded and cut to 40 letters, in order and with repetitions."""
    return tuple(word[:LONGEST_WORD] for word in _WORD.findall(folded(text)))


@frozen
class SearchWords:
    """The different words of a search, in the order typed.

    The last one may still be growing, so whatever begins with it is found as well.
    """

    words: tuple[str, ...]

    @classmethod
    def of(cls, typed: str) -> "SearchWords":
        """``BadSearch`` when it is too long, or has control characters; no words are fine."""
        if len(typed) > LONGEST_SEARCH:
            raise BadSearch.at(
                "/q",
                f"a search of {len(typed)} characters",
                accepted=f"up to {LONGEST_SEARCH} characters",
            )
        if any(unicodedata.category(letter) in {"Cc", "Cs"} for letter in typed):
            raise BadSearch.at(
                "/q", "the search has control characters", accepted="letters and digits"
            )
        return cls(tuple(dict.fromkeys(words_of(typed)))[:MOST_WORDS])

    @property
    def text(self) -> str:
        """What is counted when people search alike."""
        return " ".join(self.words)


NO_WORDS: Final = SearchWords(())
