"""One POST of JSON to another program. Its answer is looked at for its status only."""

from dataclasses import asdict

import requests

from mcsync.channels import hook_url
from mcsync.errors import AlertError
from mcsync.message import Message, say
from mcsync.notify.letter import Letter

#: Seconds to wait for a connection, and for the answer.
TIMEOUT = (5.0, 15.0)


def post(url: str, letter: Letter) -> None:
    """Sends the letter's fields as one JSON object. Raises `AlertError`."""
    body = {"program": "mcsync", **asdict(letter)}
    with requests.Session() as session:
        # A proxy of the environment would hear of what goes to this very machine.
        session.trust_env = hook_url(url).startswith("https://")
        try:
            # The answer's body stays unread, however long it is; a redirect would lead where nobody said.
            with session.post(url, json=body, timeout=TIMEOUT, allow_redirects=False, stream=True) as answer:
                status = answer.status_code
        # requests reads a redirect's address although it does not follow it, and a senseless one is a ValueError.
        except (requests.RequestException, ValueError) as error:
            raise AlertError(_sentence(error)) from None  # its words would hold the address, which is a secret
    if not answer.ok or answer.is_redirect:
        raise AlertError(
            say(
                "The webhook answered with status {status}. Check its address on the Settings page; it is tried again by itself.",
                status=status,
            )
        )


_SILENT = say("The webhook does not answer. Check its address on the Settings page; it is tried again by itself.")
_LATE = say("The webhook took too long to answer. It is tried again by itself.")
_UNTRUSTED = say("The webhook's certificate cannot be trusted, so nothing was sent. Have it put right; it is tried again by itself.")


def _sentence(error: Exception) -> Message:
    lines = ((requests.exceptions.SSLError, _UNTRUSTED), (requests.Timeout, _LATE), (Exception, _SILENT))
    return next(sentence for kind, sentence in lines if isinstance(error, kind))
