"""Looking at the same again costs next to nothing: the last survey is kept under a digest of everything that it depended on."""

import hashlib

import orjson

from mcsync.engine.survey import Count, Terms
from mcsync.settings import Settings
from mcsync.shop import Shop
from mcsync.store import Store

#: The settings that a survey depends on, besides the shop itself.
_SETTINGS = (
    "shops",
    "exclusions",
    "excluded_groups",
    "include_inactive",
    "default_language",
    "consent",
    "unsubscribe_never",
)


def chosen(settings: Settings) -> list[str | list[str]]:
    """What the operator chose, as far as a survey of the same shop depends on it."""
    values = [getattr(settings, name) for name in _SETTINGS]
    return [sorted(map(str, value)) if isinstance(value, frozenset | tuple) else str(value) for value in values]


class Memory:
    """The survey that was made last for these terms and this shop, if nothing has changed since."""

    def __init__(self, store: Store, shop: Shop, settings: Settings, terms: Terms) -> None:
        """Asks the shop for its digest. Raises `ShopError`."""
        self._store, self._audience = store, terms.audience
        version = store.mirror.numbered(terms.audience).version
        followed = store.schedules.find(terms.audience) is not None
        parts = [shop.digest(), version, terms.policy.double_optin, terms.filling.key, terms.full, chosen(settings), followed]
        self._key = hashlib.sha256(orjson.dumps(parts)).hexdigest()

    def recall(self) -> Count | None:
        """Its figures and examples."""
        kept = self._store.surveys.find(self._audience, self._key)
        return Count.from_json(kept) if kept else None

    def keep(self, count: Count) -> None:
        """Remember a survey that was read to its end."""
        self._store.surveys.keep(self._audience, self._key, count.to_json(), count.valid_until)
