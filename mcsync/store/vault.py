"""Keeps secrets readable for us alone: encrypted in the store, with a key that is not in it."""

import base64
import hashlib
import hmac
import os
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile

from cryptography.fernet import Fernet, InvalidToken

from mcsync.errors import SettingsError, StoreError
from mcsync.message import say


class Vault:
    """Encrypts and decrypts short texts."""

    def __init__(self, key: bytes) -> None:
        """Raises `SettingsError` for bytes that are no key."""
        self._key = key
        try:
            self._fernet = Fernet(key)
        except ValueError:
            raise SettingsError(
                say("The file secret.key is damaged. Put it back from a backup, or delete it and enter the stored secrets again.")
            ) from None

    @classmethod
    def open(cls, folder: Path, secret: str = "") -> "Vault":
        """With the passphrase `secret`, or else with a key file in `folder` that is made at first use, readable by its owner only.

        Raises `SettingsError` or `StoreError`.
        """
        if secret:
            # Slow on purpose, so that a passphrase is not found by trying; the same on every machine, hence no salt of its own.
            return cls(base64.urlsafe_b64encode(hashlib.scrypt(secret.encode(), salt=b"mcsync", n=2**14, r=8, p=1, dklen=32)))
        return cls(_key_file(folder / "secret.key"))

    def lock(self, text: str) -> str:
        """The text, encrypted."""
        return self._fernet.encrypt(text.encode()).decode()

    def unlock(self, token: str) -> str:
        """The text again. Raises `SettingsError` when it was locked with another key."""
        try:
            return self._fernet.decrypt(token.encode()).decode()
        except InvalidToken:
            raise SettingsError(
                say("A stored secret cannot be read: the secret key has changed. Enter the Mailchimp key and the shop's address again.")
            ) from None

    def digest(self, text: str) -> str:
        """A name for the text that nobody without the key can find out by trying, e.g. for an address that must not be kept."""
        return hmac.new(self._key, text.encode(), hashlib.sha256).hexdigest()


def _key_file(path: Path) -> bytes:
    try:
        if not path.exists():
            _make(path)
        return path.read_bytes().strip()
    except OSError as error:
        raise StoreError(
            say("The key of the stored secrets, {path}, cannot be used: {why}. Check who owns its folder.", path=path, why=error.strerror)
        ) from error


def _make(path: Path) -> None:
    """Linked into place whole, so that two first starts at once agree on one key."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=path.parent, prefix=f"{path.name}.") as draft:
        draft.write(Fernet.generate_key())
        draft.flush()
        os.fsync(draft.fileno())
        with suppress(FileExistsError):
            os.link(draft.name, path)
