"""The door to the shop, read-only: PrestaShop's database, or a file."""

from mcsync.shop.columns import Columns
from mcsync.shop.files import open_file, propose_columns
from mcsync.shop.prestashop import open_prestashop
from mcsync.shop.protocol import Shop, ShopSummary, Stretch
from mcsync.shop.rows import read_rows
from mcsync.shop.tables import find_prefixes
from mcsync.shop.values import canonical_of

__all__ = [
    "Columns",
    "Shop",
    "ShopSummary",
    "Stretch",
    "canonical_of",
    "find_prefixes",
    "open_file",
    "open_prestashop",
    "propose_columns",
    "read_rows",
]
