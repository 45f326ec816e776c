"""Keeps secrets readable for us alone: encrypted in the store, with a key that is not in it."""

import base64
import hashlib
import os
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken

from mcsync.errors import SettingsError
from mcsync.message import say


class Vault:
    """Encrypts and decrypts short texts."""

    def __init__(self, key: bytes) -> None:
        self._fernet = Fernet(key)

    @classmethod
    def open(cls, folder: Path, secret: str = "") -> "Vault":
        """With the passphrase `secret`, or else with a key file in `folder` that is made at first use, readable by its owner only."""
        if secret:
            return cls(base64.urlsafe_b64encode(hashlib.sha256(secret.encode()).digest()))
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


def _key_file(path: Path) -> bytes:
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        # Linked into place whole, so that two first starts at once agree on one key.
        draft = path.with_name(f"{path.name}.{os.getpid()}")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(Fernet.generate_key())
        try:
            os.link(draft, path)
        finally:
            draft.unlink()
    except FileExistsError:
        pass
    return path.read_bytes().strip()
