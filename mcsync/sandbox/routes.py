"""The calls that the sandbox emulates, as a table; anything else is answered with a loud 501."""

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import unquote

from mcsync.sandbox import lists, members
from mcsync.sandbox.answers import Answer, RefusedError, problem, unknown
from mcsync.sandbox.batch import batch
from mcsync.sandbox.calls import Call

#: Query parameters that every call may have.
_COMMON = frozenset({"fields", "exclude_fields"})
_PAGED = frozenset({"count", "offset"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """One row of the table."""

    method: str
    #: The path below /3.0; `*` stands for any one part, and is handed to the handler.
    path: str
    handler: Callable[[Call], Answer]
    #: Query parameters it knows, besides those that every call knows.
    query: frozenset[str] = frozenset()

    @property
    def name(self) -> str:
        """As shown in the statistics."""
        return f"{self.method} {self.path}"

    @property
    def is_batch(self) -> bool:
        """Whether this is the main road."""
        return self.handler is batch

    @property
    def is_listing(self) -> bool:
        """Whether this reads the people of an audience."""
        return self.handler is members.members

    def captured(self, parts: list[str]) -> tuple[str, ...] | None:
        """What stands for each `*`, or None where the path is another one."""
        mine = _parts(self.path)
        if len(mine) != len(parts) or any(one not in {"*", other} for one, other in zip(mine, parts, strict=True)):
            return None
        return tuple(unquote(part) for one, part in zip(mine, parts, strict=True) if one == "*")


def _parts(path: str) -> list[str]:
    return path.strip("/").split("/")


def _route(method: str, path: str, handler: Callable[[Call], Answer], *query: str | frozenset[str]) -> Route:
    known = frozenset[str]().union(*({name} if isinstance(name, str) else name for name in query))
    return Route(method=method, path=path, handler=handler, query=known)


_LISTING = ("status", "since_last_changed", "before_last_changed", _PAGED)

ROUTES = (
    _route("GET", "/", lists.root),
    _route("GET", "/ping", lists.ping),
    _route("GET", "/lists", lists.lists, _PAGED),
    _route("GET", "/lists/*", lists.one_list, "include_total_contacts"),
    _route("PATCH", "/lists/*", lists.change_list),
    _route("POST", "/lists/*", batch, "skip_merge_validation", "skip_duplicate_check"),
    _route("GET", "/lists/*/merge-fields", lists.merge_fields, _PAGED),
    _route("POST", "/lists/*/merge-fields", lists.add_merge_field),
    _route("GET", "/lists/*/webhooks", lists.webhooks),
    _route("POST", "/lists/*/webhooks", lists.add_webhook),
    _route("GET", "/lists/*/webhooks/*", lists.one_webhook),
    _route("DELETE", "/lists/*/webhooks/*", lists.delete_webhook),
    _route("GET", "/lists/*/members", members.members, *_LISTING),
    _route("POST", "/lists/*/members", members.add_member, "skip_merge_validation"),
    _route("GET", "/lists/*/members/*", members.member),
    _route("PUT", "/lists/*/members/*", members.put_member, "skip_merge_validation"),
    _route("PATCH", "/lists/*/members/*", members.patch_member, "skip_merge_validation"),
    _route("DELETE", "/lists/*/members/*", members.archive),
    _route("POST", "/lists/*/members/*/actions/delete-permanent", members.delete_permanently),
    _route("GET", "/lists/*/members/*/tags", members.tags, _PAGED),
    _route("POST", "/lists/*/members/*/tags", members.change_tags),
)


def route_to(method: str, path: str) -> tuple[Route, tuple[str, ...]] | None:
    """The row for a path below /3.0 and what it captured; None for what is not emulated."""
    parts = _parts(path)
    for route in ROUTES:
        if route.method == method and (captured := route.captured(parts)) is not None:
            return route, captured
    return None


def carry_out(route: Route | None, call: Call, method: str, path: str) -> Answer:
    """The call's answer. A query parameter that nobody emulates is refused like an unknown path: ignoring it would give a wrong answer."""
    if not route:
        return unknown(method, path)
    if surplus := set(call.query) - route.query - _COMMON:
        return problem(501, "Not Emulated", f"The sandbox does not emulate {', '.join(sorted(surplus))} of {method} {path}.")
    try:
        return route.handler(call)
    except RefusedError as refused:
        return refused.answer
