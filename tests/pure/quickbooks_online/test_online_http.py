"""HTTP as the cloud ledgers are spoken to: did the bytes leave, did a whole answer come, is anything secret said."""

import gzip
import logging
import time
from datetime import UTC, datetime

import pytest
from online_wire import Wire, after, broken, dripping, hang_up, reply, reset, unused_port

from odoo.addons.accounting_bridge.ledgers import http
from odoo.addons.accounting_bridge.ledgers.http import Bearer, Caller, check_address, redact, retry_after
from odoo.addons.accounting_bridge.ledgers.protocol import Unanswered, Unreachable

SOON = 5.0


@pytest.fixture(autouse=True)
def hurry(monkeypatch):
    """Calls may leave with less time left than in life."""
    monkeypatch.setattr(http, "LEAST_SECONDS", 0.01)
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


def call(wire, seconds=SOON, **options):
    with Caller(time.monotonic() + seconds, max_bytes=options.pop("max_bytes", http.MAX_BYTES)) as caller:
        return caller.call("POST", f"{wire.url}/x", auth=Bearer("TOKEN"), body=options.pop("body", "{}"), **options)


# === ANSWERS === #


def test_whatever_status_is_an_answer():
    for status in (200, 400, 401, 403, 404, 429, 500, 503):
        with Wire([reply(status, '{"a":1}', retry_after="7")]) as wire:
            answer = call(wire)
        assert (answer.status, answer.text, answer.headers["retry-after"]) == (status, '{"a":1}', "7")
        assert answer.is_json


def test_what_leaves():
    with Wire([]) as wire:
        call(wire, parameters={"requestid": "ü&1"}, headers={"Content-Type": "application/text"}, body="Zoë's ł")
        request = wire.requests[0]
    assert request.target == "/x?requestid=%C3%BC%261"
    assert request.headers["authorization"] == "Bearer TOKEN"
    assert request.headers["content-type"] == "application/text"
    assert request.text == "Zoë's ł"


def test_the_sign_in_of_the_servers_own_files_is_not_sent(monkeypatch, tmp_path):
    """With a header alone ``requests`` would send what .netrc knows for the host instead."""
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login somebody password else\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    with Wire([]) as wire:
        call(wire)
        assert wire.requests[0].headers["authorization"] == "Bearer TOKEN"


def test_packed_answers():
    text = '{"name":"Müller"}' * 5000
    with Wire([reply(200, gzip.compress(text.encode()), Content_Encoding="gzip")]) as wire:
        assert call(wire).text == text


def test_character_sets():
    with Wire([reply(200, "Müller".encode("latin-1"), "text/html; charset=ISO-8859-1")]) as wire:
        assert call(wire).text == "Müller"
    with Wire([reply(200, "Müller".encode(), "text/html; charset=nonsense")]) as wire:
        assert call(wire).text == "Müller"


def test_redirects_are_not_followed():
    """The token would go wherever they point."""
    with Wire([]) as elsewhere, Wire([reply(302, "", Location=f"{elsewhere.url}/y")]) as wire:
        assert call(wire).status == 302
        assert not elsewhere.requests


def test_nothing_is_tried_again():
    for step in (reset, hang_up, reply(503), reply(429)):
        with Wire([step]) as wire:
            try:
                call(wire)
            except Unanswered:
                pass
            assert (len(wire.requests), wire.connections) == (1, 1)


def test_one_connection_serves_many_calls():
    with Wire([]) as wire, Caller(time.monotonic() + SOON) as caller:
        for _time in range(3):
            caller.call("GET", f"{wire.url}/x", auth=Bearer("TOKEN"))
        assert (len(wire.requests), wire.connections) == (3, 1)


# === NOTHING LEFT === #


def test_nobody_listens():
    with pytest.raises(Unreachable, match="No connection"), Caller(time.monotonic() + SOON) as caller:
        caller.call("GET", f"http://127.0.0.1:{unused_port()}/x", auth=Bearer("TOKEN"))


def test_no_such_name():
    with pytest.raises(Unreachable, match="address"), Caller(time.monotonic() + SOON) as caller:
        caller.call("GET", "https://no-such-host.invalid/x", auth=Bearer("TOKEN"))


def test_no_time_left():
    for seconds in (0.0, -1.0):
        with Wire([]) as wire:
            with pytest.raises(Unreachable, match="no time"):
                call(wire, seconds)
            assert wire.connections == 0


def test_a_certificate_that_nobody_vouches_for(tmp_path):
    with Wire([], tls=self_signed(tmp_path)) as wire:
        with pytest.raises(Unreachable, match="certificate"):
            call(wire)
        assert not wire.requests


def self_signed(folder):
    """Return the TLS of a server whose certificate is its own."""
    import ssl
    from datetime import timedelta

    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    path = folder / "server.pem"
    path.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    return context


# === THE BYTES MAY HAVE LEFT === #

WHOLE = reply(200, '{"Invoice":{"Id":"1","TotalAmt":100.00}}')


@pytest.mark.parametrize("step", [reset, hang_up], ids=["reset", "closed"])
def test_ended_before_any_answer(step):
    with Wire([step]) as wire, pytest.raises(Unanswered, match="broke off"):
        call(wire)


@pytest.mark.parametrize("at", [10, 24, 60, 92, len(WHOLE) - 1])
@pytest.mark.parametrize("end", [reset, hang_up], ids=["reset", "closed"])
def test_ended_within_the_answer(at, end):
    with Wire([broken(WHOLE, at, end)]) as wire, pytest.raises(Unanswered, match="broke off"):
        call(wire)


def test_ended_between_the_pieces_of_an_answer():
    pieces = b'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{"a":\r\n'
    for step in (broken(pieces, len(pieces)), broken(pieces, len(pieces) - 4)):
        with Wire([step]) as wire, pytest.raises(Unanswered, match="broke off"):
            call(wire)


def test_packed_answer_that_is_none():
    with Wire([reply(200, b"no gzip at all", Content_Encoding="gzip")]) as wire, pytest.raises(Unanswered):
        call(wire)


def test_silence():
    started = time.monotonic()
    with Wire([after(3, WHOLE)]) as wire, pytest.raises(Unanswered, match="in time"):
        call(wire, 0.5)
    assert time.monotonic() - started < 2


@pytest.mark.parametrize("keep", [b"", b"Connection: close\r\n"], ids=["kept", "closed"])
def test_drop_by_drop(keep):
    """Each byte comes soon enough, and all of them would not."""
    head = b"HTTP/1.1 200 OK\r\nContent-Length: 400\r\n" + keep + b"\r\n"
    started = time.monotonic()

    def step(sock):
        sock.sendall(head)
        dripping(b"x" * 400, 0.05)(sock)

    with Wire([step]) as wire, pytest.raises(Unanswered, match="in time"):
        call(wire, 1.0)
    assert time.monotonic() - started < 3


def test_longer_than_allowed():
    with Wire([reply(200, "x" * 100_001)]) as wire, pytest.raises(Unanswered, match="longer"):
        call(wire, max_bytes=100_000)
    with Wire([reply(200, "x" * 100_000)]) as wire:
        assert len(call(wire, max_bytes=100_000).text) == 100_000


def test_small_packed_and_huge_unpacked():
    """It is measured as it is unpacked, not when all of it stands in memory."""
    bomb = gzip.compress(b"x" * 200_000_000, 1)
    with Wire([reply(200, bomb, Content_Encoding="gzip")]) as wire, pytest.raises(Unanswered, match="longer"):
        call(wire, max_bytes=1_000_000)


# === SECRETS === #


def test_words_of_an_exception_hold_no_secret():
    for step in (reset, after(2, WHOLE)):
        with Wire([step]) as wire, pytest.raises(Unanswered) as caught:
            call(wire, 0.5, parameters={"requestid": "1"})
        said = repr(caught.value) + repr(caught.value.__cause__) + repr(caught.value.__context__)
        assert "TOKEN" not in str(caught.value)
        assert "Authorization" not in said


def test_logs_hold_no_secret(caplog):
    caplog.set_level(logging.DEBUG)
    with Wire([]) as wire:
        call(wire)
    assert "TOKEN" not in caplog.text


@pytest.mark.parametrize(
    "text",
    [
        "Authorization: Bearer eyJ.SECRET-_~+/=",
        "'Authorization': 'Basic SECRET=='",
        '{"access_token":"SECRET", "x": 1}',
        "{'refresh_token': 'SECRET'",
        '{"refresh_token": "SECRET',
        "grant_type=refresh_token&refresh_token=SECRET&x=1",
        "https://example.com/callback?code=SECRET&state=SECRET&realmId=1",
        "client_secret=SECRET",
    ],
)
def test_redaction(text):
    assert "SECRET" not in redact(text)


def test_redaction_leaves_the_rest():
    text = '{"Fault":{"Error":[{"code":"6240","Detail":"errorCode=003200; statusCode=401"}]},"realmId":"1"}'
    assert redact(text) == text
    assert "realmId=1" in redact("https://example.com/callback?code=SECRET&realmId=1")
    assert repr(Bearer("TOKEN")) == "Bearer(***)"


# === RETRY-AFTER === #

NOW = datetime(2026, 5, 3, 10, 0, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ("120", 120.0),
        (" 5 ", 5.0),
        ("0", 0.0),
        ("Sun, 03 May 2026 10:01:30 GMT", 90.0),
        ("Sun, 03 May 2026 09:00:00 GMT", 0.0),
        ("999999999", http.LONGEST_QUIET),
        ("Sun, 03 May 2027 10:01:30 GMT", http.LONGEST_QUIET),
        ("soon", None),
        ("-5", None),
        ("٣", None),
        ("", None),
    ],
)
def test_retry_after(said, seconds):
    assert retry_after({"retry-after": said}, NOW) == seconds


def test_no_retry_after():
    assert retry_after({}) is None


# === ADDRESSES === #


@pytest.mark.parametrize(
    "address",
    [
        "https://quickbooks.api.intuit.com",
        "http://127.0.0.1:8080",
        "http://localhost:8080/",
        "http://[::1]:8080",
        "https://simulator.example.com/qbo/",
        " http://127.9.9.9 ",
    ],
)
def test_addresses_that_may_be_called(address):
    assert check_address(address) == address.strip().rstrip("/")


@pytest.mark.parametrize(
    "address",
    [
        "http://quickbooks.api.intuit.com",
        "http://10.0.0.5:8080",
        "http://localhost.example.com",
        "http://127.0.0.1.example.com",
        "http://127.0.0.1@example.com",
        "https://somebody:secret@example.com",
        "ftp://127.0.0.1",
        "file:///etc/passwd",
        "127.0.0.1:8080",
        "",
        "https://",
        "https://example.com?x=1",
    ],
)
def test_addresses_that_may_not_be_called(address):
    with pytest.raises(http.UnsafeAddress):
        check_address(address)


def test_no_call_goes_to_an_unsafe_address():
    with pytest.raises(http.UnsafeAddress), Caller(time.monotonic() + SOON) as caller:
        caller.call("GET", "http://quickbooks.api.intuit.com/x", auth=Bearer("TOKEN"))
