"""Mail to a real SMTP server: what is written, who gets it, and what a refusal means."""

from __future__ import annotations

import email
import email.policy
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from lti_tool.errors import DeliveryFinal, DeliveryRetry
from lti_tool.outbound import mail
from lti_tool.outbound.mail import Attachment, Mailer, MailMessage

SENDER = "Mentor training <office@example.ac.uk>"


def message(**changes: Any) -> MailMessage:
    values: dict[str, Any] = {
        "message_id": "<request-17@mentors.example.ac.uk>",
        "date": datetime(2026, 11, 20, 16, 5, 30, tzinfo=UTC),
        "to": ("pcm@school.example",),
        "subject": "Please sign Nguyễn Thị Hồng’s record sheet",
        "text": "Dear colleague,\n\nNguyễn Thị Hồng asks for your signature – see the link.\n",
    }
    return MailMessage(**(values | changes))


class Mailbox:
    """Takes mail and keeps it, but for what ``refuse`` says about a recipient or the message."""

    def __init__(self) -> None:
        self.kept: list[Envelope] = []
        self.over_tls: list[bool] = []
        self.logins: list[LoginPassword] = []
        self.refuse: dict[str, str] = {}

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: object
    ) -> str:
        if address in self.refuse:
            return self.refuse[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802 - likewise
        self, _server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        if "DATA" in self.refuse:
            return self.refuse["DATA"]
        self.kept.append(envelope)
        self.over_tls.append(session.ssl is not None)
        return "250 OK"

    def authenticate(
        self, _server: SMTP, _session: Session, _envelope: Envelope, _how: str, data: LoginPassword
    ) -> AuthResult:
        self.logins.append(data)
        return AuthResult(success=data.password == b"p@ss/word", handled=False)

    def message(self) -> EmailMessage:
        content = self.kept[-1].content
        assert isinstance(content, bytes)
        found = email.message_from_bytes(content, policy=email.policy.default)
        assert isinstance(found, EmailMessage)
        return found


@pytest.fixture
def mailbox() -> Mailbox:
    return Mailbox()


@pytest.fixture
def smtp(mailbox: Mailbox) -> Iterator[str]:
    with running(mailbox) as port:
        yield f"smtp://127.0.0.1:{port}"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A self-made certificate for this machine, with its key, as a local mail server has."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    built = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "server.pem"
    path.write_bytes(
        built.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return path


def server_context(certificate: Path) -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    return context


@contextmanager
def running(mailbox: Mailbox, **options: Any) -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port: int = taken.getsockname()[1]
    controller = Controller(mailbox, hostname="127.0.0.1", port=port, **options)
    controller.start()
    try:
        yield port
    finally:
        controller.stop()


def test_a_message_arrives_as_it_was_written(smtp: str, mailbox: Mailbox) -> None:
    Mailer(smtp, SENDER).send(message(cc=("tutor@example.ac.uk",)))
    assert mailbox.kept[0].mail_from == "office@example.ac.uk"
    assert mailbox.kept[0].rcpt_tos == ["pcm@school.example", "tutor@example.ac.uk"]
    found = mailbox.message()
    assert found["Message-ID"] == "<request-17@mentors.example.ac.uk>"
    assert found["Date"] == "Fri, 20 Nov 2026 16:05:30 +0000"
    assert found["From"] == SENDER
    assert found["To"] == "pcm@school.example"
    assert found["Cc"] == "tutor@example.ac.uk"
    assert found["Subject"] == "Please sign Nguyễn Thị Hồng’s record sheet"
    assert found["Auto-Submitted"] == "auto-generated"
    assert found["Content-Transfer-Encoding"] == "quoted-printable"
    assert found.get_content().replace("\r\n", "\n") == message().text


def test_no_line_is_longer_than_mail_allows(smtp: str, mailbox: Mailbox) -> None:
    Mailer(smtp, SENDER).send(
        message(text="é" * 5000, subject="Ł" * 300, to=("a" * 60 + "@example.ac.uk",) * 1)
    )
    content = mailbox.kept[0].content
    assert isinstance(content, bytes)
    assert max(len(line) for line in content.split(b"\r\n")) <= 78
    assert content.isascii()
    assert mailbox.message()["Subject"] == "Ł" * 300


def test_html_and_attachments_travel_beside_the_text(smtp: str, mailbox: Mailbox) -> None:
    pdf = Attachment("Certificate – Nguyễn.pdf", "application/pdf", bytes(range(256)))
    Mailer(smtp, SENDER).send(message(html="<p>Dear colleague, é</p>", attachments=(pdf,)))
    found = mailbox.message()
    plain, html = found.get_body(["plain"]), found.get_body(["html"])
    assert plain is not None
    assert html is not None
    assert "Nguyễn" in plain.get_content()
    assert html.get_content().strip() == "<p>Dear colleague, é</p>"
    [attached] = found.iter_attachments()
    assert attached.get_filename() == "Certificate – Nguyễn.pdf"
    assert attached.get_content_type() == "application/pdf"
    assert attached.get_content() == bytes(range(256))


@pytest.mark.parametrize(
    "changes",
    [
        {"subject": "Hello\r\nBcc: everyone@example.ac.uk"},
        {"subject": "Hello\nBcc: everyone@example.ac.uk"},
        {"subject": "Hello\u2028Bcc: everyone@example.ac.uk"},
        {"subject": "Hello\x00"},
        {"message_id": "<a@b>\nBcc: everyone@example.ac.uk"},
        {"message_id": "no brackets"},
        {"to": ("pcm@school.example\nBcc: everyone@example.ac.uk",)},
        {"to": ("pcm@school.example, everyone@example.ac.uk",)},
        {"to": ("Everyone <everyone@example.ac.uk>",)},
        {"to": ("pcm@school.example", "nobody")},
        {"to": ("@example.ac.uk",)},
        {"to": ("",)},
        {"to": ()},
        {"cc": ("everyone@example.ac.uk\r\n",)},
        {"attachments": (Attachment("a\r\nX-Evil: 1.pdf", "application/pdf", b""),)},
        {"attachments": (Attachment("a.pdf", "application/pdf\r\nX-Evil: 1", b""),)},
    ],
)
def test_nothing_can_be_smuggled_into_the_heading(
    smtp: str, mailbox: Mailbox, changes: dict[str, Any]
) -> None:
    with pytest.raises(DeliveryFinal):
        Mailer(smtp, SENDER).send(message(**changes))
    assert mailbox.kept == []


@pytest.mark.parametrize(
    ("refuse", "error", "words"),
    [
        ({"pcm@school.example": "550 No such user"}, DeliveryFinal, "pcm@school.example"),
        ({"pcm@school.example": "450 Greylisted"}, DeliveryRetry, "pcm@school.example"),
        ({"DATA": "552 Too large"}, DeliveryFinal, "552"),
        ({"DATA": "451 Try later"}, DeliveryRetry, "451"),
    ],
)
def test_a_server_that_says_no_is_understood(
    smtp: str, mailbox: Mailbox, refuse: dict[str, str], error: type[Exception], words: str
) -> None:
    mailbox.refuse = refuse
    with pytest.raises(error, match=words):
        Mailer(smtp, SENDER).send(message())


def test_a_copy_that_is_refused_is_named_and_the_rest_arrives(smtp: str, mailbox: Mailbox) -> None:
    mailbox.refuse = {"gone@example.ac.uk": "550 No such user"}
    with pytest.raises(DeliveryFinal, match=r"gone@example\.ac\.uk \(550\)\. The others"):
        Mailer(smtp, SENDER).send(message(cc=("gone@example.ac.uk",)))
    assert mailbox.kept[0].rcpt_tos == ["pcm@school.example"]


def test_nobody_there_is_worth_another_try() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with pytest.raises(DeliveryRetry, match="could not be reached"):
        Mailer(f"smtp://127.0.0.1:{port}", SENDER).send(message())


def test_silence_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mail, "SECONDS", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent, pytest.raises(DeliveryRetry):
        Mailer(f"smtp://127.0.0.1:{silent.getsockname()[1]}", SENDER).send(message())


def test_starttls_is_used_where_it_is_offered(mailbox: Mailbox, certificate: Path) -> None:
    with running(mailbox, tls_context=server_context(certificate)) as port:
        Mailer(f"smtp://127.0.0.1:{port}", SENDER).send(message())
    assert mailbox.over_tls == [True]


def test_without_an_offer_this_machine_is_trusted(smtp: str, mailbox: Mailbox) -> None:
    Mailer(smtp, SENDER).send(message())
    assert mailbox.over_tls == [False]


def test_smtps_is_encrypted_from_the_start(mailbox: Mailbox, certificate: Path) -> None:
    trusting = ssl.create_default_context(cafile=str(certificate))
    with running(mailbox, ssl_context=server_context(certificate), server_hostname="test") as port:
        Mailer(f"smtps://127.0.0.1:{port}", SENDER, ssl_context=trusting).send(message())
    assert len(mailbox.kept) == 1


@pytest.mark.parametrize("scheme", ["smtp", "smtps"])
def test_a_certificate_that_is_not_trusted_stops_it(
    mailbox: Mailbox, certificate: Path, scheme: str
) -> None:
    context = server_context(certificate)
    options = {"ssl_context": context} if scheme == "smtps" else {"tls_context": context}
    strict = ssl.create_default_context()
    with (
        running(mailbox, **options) as port,
        pytest.raises(DeliveryRetry, match="certificate"),
    ):
        Mailer(f"{scheme}://127.0.0.1:{port}", SENDER, ssl_context=strict).send(message())
    assert mailbox.kept == []


def test_name_and_password_come_from_the_address(mailbox: Mailbox, certificate: Path) -> None:
    with running(
        mailbox, tls_context=server_context(certificate), authenticator=mailbox.authenticate
    ) as port:
        Mailer(f"smtp://us%40er:p%40ss%2Fword@127.0.0.1:{port}", SENDER).send(message())
    assert mailbox.logins == [LoginPassword(b"us@er", b"p@ss/word")]
    assert len(mailbox.kept) == 1


def test_a_wrong_password_waits_for_the_settings_to_be_mended(
    mailbox: Mailbox, certificate: Path
) -> None:
    with (
        running(
            mailbox, tls_context=server_context(certificate), authenticator=mailbox.authenticate
        ) as port,
        pytest.raises(DeliveryRetry, match="name and password") as caught,
    ):
        Mailer(f"smtp://user:wr0ng@127.0.0.1:{port}", SENDER).send(message())
    assert "wr0ng" not in str(caught.value)


def test_a_password_never_crosses_the_network_in_the_clear(
    mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mail, "is_loopback", lambda _: False)  # as if the server were elsewhere
    with (
        running(mailbox, authenticator=mailbox.authenticate, auth_require_tls=False) as port,
        pytest.raises(DeliveryRetry, match="encryption"),
    ):
        Mailer(f"smtp://user:p%40ss%2Fword@127.0.0.1:{port}", SENDER).send(message())
    assert mailbox.logins == []
