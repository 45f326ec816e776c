"""The door to the shop, read-only: PrestaShop's database, or a file."""

from mcsync.shop.columns import Columns
from mcsync.shop.files import open_file, propose_columns
from mcsync.shop.prestashop import open_prestashop
from mcsync.shop.protocol import Shop, ShopSummary, Stretch
from mcsync.shop.tables import find_prefixes

__all__ = ["Columns", "Shop", "ShopSummary", "Stretch", "find_prefixes", "open_file", "open_prestashop", "propose_columns"]
