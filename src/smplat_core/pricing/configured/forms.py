"""Product versions made ready to be configured, each once."""

from collections import OrderedDict
from typing import Final

from attrs import define, field

from smplat_core.catalog import Form, Patterns, ProductVersion, ProductVersionRef, prepare

MOST_FORMS: Final = 2_000
"""Past this many the one that was not used for the longest time goes."""


@define
class Forms:
    """Remembers the form of each version, which never changes. Share one per process."""

    patterns: Patterns
    _kept: OrderedDict[ProductVersionRef, Form] = field(factory=OrderedDict, init=False)

    def of(self, version: ProductVersion) -> Form:
        ref = version.ref
        form = self._kept.get(ref)
        if form is None:
            form = prepare(version.content, self.patterns, version=ref, slug=version.slug)
            self._kept[ref] = form
            if len(self._kept) > MOST_FORMS:
                self._kept.popitem(last=False)
        else:
            self._kept.move_to_end(ref)
        return form
