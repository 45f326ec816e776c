"""`fields=` and `exclude_fields=`: which parts of a document the caller wants, as full paths such as `members.email_address`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

#: Name → what is chosen below it; empty: all of it.
Tree = dict[str, "Tree"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """What a call wants to see."""

    #: None: everything.
    wanted: Tree | None = None
    unwanted: Tree = field(default_factory=dict)

    @classmethod
    def of(cls, query: Mapping[str, str]) -> "Selection":
        """The selection in a query string."""
        wanted = _tree(query["fields"]) if query.get("fields") else None
        return cls(wanted=wanted, unwanted=_tree(query.get("exclude_fields", "")))

    def apply(self, document: Any) -> Any:
        """The document without what is not wanted."""
        if self.wanted is not None:
            document = _kept(document, self.wanted)
        return _without(document, self.unwanted) if self.unwanted else document

    def names_below(self, name: str, known: frozenset[str]) -> frozenset[str] | None:
        """Which of the `known` names are wanted in each item of the list `name`; None where the choice reaches deeper than one level."""
        wanted = {name: {}} if self.wanted is None else self.wanted
        chosen, dropped = wanted.get(name), self.unwanted.get(name)
        if chosen is None or dropped == {}:
            return frozenset()
        if any(chosen.values()) or any((dropped or {}).values()):
            return None
        return (frozenset(chosen) & known if chosen else known) - frozenset(dropped or ())


def _tree(text: str) -> Tree:
    tree: Tree = {}
    for path in filter(None, (part.strip() for part in text.split(","))):
        branch = tree
        for name in path.split("."):
            branch = branch.setdefault(name, {})
    return tree


def _kept(document: Any, tree: Tree) -> Any:
    if not tree:
        return document
    if isinstance(document, list):
        return [_kept(item, tree) for item in document]
    if isinstance(document, dict):
        return {name: _kept(document[name], below) for name, below in tree.items() if name in document}
    return document


def _without(document: Any, tree: Tree) -> Any:
    if isinstance(document, list):
        return [_without(item, tree) for item in document]
    if isinstance(document, dict):
        return {name: _without(value, tree.get(name, {})) for name, value in document.items() if tree.get(name) != {} or name not in tree}
    return document
