"""The door to the shop, read-only: PrestaShop's database, or a file."""

from mcsync.shop.columns import Columns, chosen_columns, guess_columns
from mcsync.shop.files import open_file, propose_columns, read_header
from mcsync.shop.prestashop import open_prestashop
from mcsync.shop.probing import Probe, ShopAddress, Step, StepTried, Verdict, probe, reader_sql
from mcsync.shop.protocol import Shop, ShopSummary, Stretch
from mcsync.shop.rows import read_rows
from mcsync.shop.tables import find_prefixes
from mcsync.shop.values import canonical_of

__all__ = [
    "Columns",
    "Probe",
    "Shop",
    "ShopAddress",
    "ShopSummary",
    "Step",
    "StepTried",
    "Stretch",
    "Verdict",
    "canonical_of",
    "chosen_columns",
    "find_prefixes",
    "guess_columns",
    "open_file",
    "open_prestashop",
    "probe",
    "propose_columns",
    "read_header",
    "read_rows",
    "reader_sql",
]
