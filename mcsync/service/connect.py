"""Connecting: the shop's database by its parts, tried as they are filled in; a file, looked at before it is used; or practice."""

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import replace
from itertools import islice
from pathlib import Path
from urllib.parse import unquote, urlsplit

from mcsync.errors import SettingsError, ShopError
from mcsync.message import say
from mcsync.service.changing import change
from mcsync.service.connect_views import FileLook
from mcsync.service.views import InForce
from mcsync.service.wiring import Wiring
from mcsync.shop import Probe, ShopAddress, Verdict, chosen_columns, guess_columns, open_file, probe, read_header, reader_sql

#: Bytes; a million contacts take about 80 MB. The page's server refuses more before that (`server.maxUploadSize`).
UPLOAD_MAX_BYTES = 100_000_000
#: Rows shown before a file is used.
LOOKED_AT = 20
#: Seconds after which a file that nobody used is thrown away.
_FORGOTTEN_AFTER = 24 * 3600.0
_SUFFIXES = frozenset({".csv", ".tsv", ".txt", ".xlsx", ".xlsm"})
#: Inside the data folder.
_UPLOADS = "uploads"


class ConnectVerbs:
    """The verbs; a part of `Service`."""

    _wiring: Wiring

    def shop_address(self) -> ShopAddress:
        """The shop's database as it is stored, without its password; empty where there is none."""
        settings = self._wiring.in_force().settings
        parts = urlsplit(settings.shop_url)
        if parts.scheme not in {"mysql", "mariadb"}:
            return ShopAddress()
        return ShopAddress(
            host=parts.hostname or "",
            port=str(parts.port or ""),
            user=unquote(parts.username or ""),
            database=unquote(parts.path.lstrip("/")),
            prefix=settings.shop_prefix,
        )

    def probe_shop(self, address: ShopAddress) -> Probe:
        """Try a connection as far as it is filled in; an empty password stands for the stored one of the same user and server."""
        return probe(self._with_password(address))

    def reader_sql(self, address: ShopAddress, seen_from: str) -> str:
        """The lines that make a user who can only read."""
        return reader_sql(address, seen_from)

    def connect_shop(self, address: ShopAddress, by: str) -> InForce:
        """Use this database from now on. Raises `SettingsError` with the first step that fails."""
        whole = self._with_password(address)
        found = probe(whole)
        if not found.ready:
            failed = next((one.message for one in found.steps if one.verdict is Verdict.FAILED), None)
            raise SettingsError(failed or say("Fill in host, user and database first."))
        in_force = change(self._wiring, {"shop_url": whole.url, "shop_prefix": found.prefix, "shop_file": "", "shop_columns": ""}, by)
        self._tidy()
        return in_force

    def practise(self, by: str) -> InForce:
        """Go back to the sample shop."""
        in_force = change(self._wiring, {"shop_url": "", "shop_file": "", "shop_columns": ""}, by)
        self._tidy()
        return in_force

    def upload(self, name: str, data: bytes) -> FileLook:
        """Keep a file in the data folder, for its owner only, and look at it. It is used by `use_file` only. Raises `ShopError`."""
        suffix = Path(name).suffix.lower()
        if suffix not in _SUFFIXES:
            raise ShopError(
                say("Files of the type {suffix} cannot be read. Save it as CSV or as an Excel workbook (.xlsx).", suffix=suffix[:20] or "?")
            )
        if len(data) > UPLOAD_MAX_BYTES:
            raise ShopError(
                say(
                    "The file is larger than {most} MB. Leave out columns that are not needed, or split it.",
                    most=UPLOAD_MAX_BYTES // 1_000_000,
                )
            )
        self._tidy()
        # Its name is of our making: what a browser calls a file may lead anywhere.
        path = self._uploads() / f"{hashlib.sha256(data).hexdigest()[:16]}{suffix}"
        _write_privately(path, data)
        return self.look_at(path.name)

    def look_at(self, stored: str) -> FileLook:
        """The header and the first rows of an uploaded file, and what its columns seem to mean. Raises `ShopError`."""
        path = self._uploaded(stored)
        header, rows = read_header(path)
        return FileLook(
            stored=path.name, header=tuple(header), rows=tuple(map(tuple, islice(rows, LOOKED_AT))), columns=guess_columns(header)
        )

    def use_file(self, stored: str, columns: Mapping[str, str], by: str) -> InForce:
        """Take people from an uploaded file from now on; `columns`: what → header. Raises `SettingsError` or `ShopError`."""
        path = self._uploaded(stored)
        chosen = {what: header for what, header in columns.items() if header}
        open_file(path, chosen_columns(chosen)).close()
        kept = json.dumps({"file": str(path), **chosen}, ensure_ascii=False)
        in_force = change(self._wiring, {"shop_file": str(path), "shop_columns": kept, "shop_url": ""}, by)
        self._tidy()
        return in_force

    def _with_password(self, address: ShopAddress) -> ShopAddress:
        stored = urlsplit(self._wiring.in_force().settings.shop_url)
        same = (stored.hostname, unquote(stored.username or "")) == (address.host.strip().lower(), address.user)
        return replace(address, password=unquote(stored.password or "")) if same and not address.password else address

    def _uploads(self) -> Path:
        folder = self._wiring.folder / _UPLOADS
        folder.mkdir(mode=0o700, exist_ok=True)
        return folder

    def _uploaded(self, stored: str) -> Path:
        path = self._uploads() / Path(stored).name
        if not path.is_file():
            raise ShopError(say("The uploaded file is no longer there. Choose it again."))
        return path

    def _tidy(self) -> None:
        """Addresses of people do not lie about: a file that is not used goes after a day."""
        used, now = self._wiring.in_force().settings.shop_file, self._wiring.store.now()
        for path in self._uploads().iterdir():
            if str(path) != used and now - path.stat().st_mtime > _FORGOTTEN_AFTER:
                path.unlink(missing_ok=True)


def _write_privately(path: Path, data: bytes) -> None:
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(data)
        unfinished.replace(path)
    except OSError as error:
        unfinished.unlink(missing_ok=True)
        raise ShopError(say("The file could not be kept: {why}. Free some disk space, then try again.", why=error.strerror)) from error
