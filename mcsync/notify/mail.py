"""One mail by SMTP: to the server that is set, in the way that is set, or not at all."""

import smtplib
import ssl
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.utils import formatdate, make_msgid

from mcsync.channels import MailSecurity, is_loopback
from mcsync.errors import AlertError, SettingsError
from mcsync.message import Message, say
from mcsync.notify.letter import Letter

#: Seconds for each answer of the server.
TIMEOUT = 15.0
#: Characters of a subject.
SUBJECT_MAX = 150


@dataclass(frozen=True, slots=True, kw_only=True)
class MailServer:
    """How mail leaves, from whom and to whom."""

    host: str
    port: int
    security: MailSecurity
    #: Empty: without signing in.
    user: str
    password: str = field(repr=False)
    sender: str
    #: At least one.
    recipients: tuple[str, ...]


def send(server: MailServer, letter: Letter, context: ssl.SSLContext | None = None) -> None:
    """Sends the letter to all recipients; `context` says whom to trust. Raises `AlertError` or `SettingsError`."""
    _refuse_open_password(server)
    context = context or ssl.create_default_context()
    try:
        with _connected(server, context) as smtp:
            if server.security is MailSecurity.STARTTLS:
                smtp.starttls(context=context)
            if server.user:
                smtp.login(server.user, server.password)
            smtp.send_message(_mail(server, letter))
    except (smtplib.SMTPException, OSError, UnicodeError) as error:
        raise AlertError(_sentence(error)) from None  # a server's words hold addresses


def _connected(server: MailServer, context: ssl.SSLContext) -> smtplib.SMTP:
    if server.security is MailSecurity.TLS:
        return smtplib.SMTP_SSL(server.host, server.port, timeout=TIMEOUT, context=context)
    return smtplib.SMTP(server.host, server.port, timeout=TIMEOUT)


def _refuse_open_password(server: MailServer) -> None:
    if server.security is MailSecurity.NONE and server.user and not is_loopback(server.host):
        raise SettingsError(
            say("The mail password would travel in clear. Choose starttls or tls as security, or leave user and password empty.")
        )


def _mail(server: MailServer, letter: Letter) -> EmailMessage:
    mail = EmailMessage()
    mail["Subject"] = " ".join(letter.subject.split())[:SUBJECT_MAX]
    mail["From"] = server.sender
    mail["To"] = ", ".join(server.recipients)
    mail["Date"] = formatdate()
    mail["Message-ID"] = make_msgid(domain=server.sender.rpartition("@")[2])
    # So that nobody's holiday answers (RFC 3834).
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(letter.text)
    return mail


#: What went wrong → what to say; the first that fits.
_SENTENCES: tuple[tuple[type[Exception], Message], ...] = (
    (smtplib.SMTPAuthenticationError, say("The mail server does not accept user and password. Correct them on the Settings page.")),
    (smtplib.SMTPNotSupportedError, say("The mail server cannot do what is set: choose another security, or leave the user empty.")),
    (smtplib.SMTPRecipientsRefused, say("The mail server refuses all recipients. Correct their addresses on the Settings page.")),
    (smtplib.SMTPSenderRefused, say("The mail server refuses the sender. Correct its address on the Settings page.")),
    (ssl.SSLError, say("The mail server's certificate cannot be trusted, or its port expects another security. Nothing was sent.")),
    (TimeoutError, say("The mail server took too long to answer. Check host, port and security on the Settings page.")),
    (smtplib.SMTPException, say("The mail server did not take the mail. It is tried again by itself.")),
    (Exception, say("The mail server cannot be reached. Check its name and port on the Settings page; it is tried again by itself.")),
)


def _sentence(error: Exception) -> Message:
    return next(sentence for kind, sentence in _SENTENCES if isinstance(error, kind))
