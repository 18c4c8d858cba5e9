"""The mailbox keeps what it is sent and shows it."""

import smtplib
from email.message import EmailMessage

import pytest
import requests

from tests.simulators.mailbox import Mailbox


@pytest.fixture
def mailbox(tmp_path):
    with Mailbox(tmp_path / "mails", page_port=0) as mailbox:
        yield mailbox


def send(mailbox, subject="Release done", html=None, to="bookkeeper@example.com", attached=None):
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "odoo@example.com", to, subject
    message.set_content("12 processed, 1 rejected – Ünïcode")
    if html:
        message.add_alternative(html, subtype="html")
    if attached:
        message.add_attachment(b"a;b", maintype="text", subtype="csv", filename=attached)
    with smtplib.SMTP("localhost", mailbox.port) as smtp:
        smtp.send_message(message, to_addrs=[to, "hidden@example.com"])


def test_mails_are_kept_in_order(mailbox):
    send(mailbox, "one")
    send(mailbox, "two", attached="rejected.csv")
    one, two = mailbox.wait_for(2)
    assert [one["Subject"], two["Subject"]] == ["one", "two"]
    assert one.get_body(("plain",)).get_content().strip() == "12 processed, 1 rejected – Ünïcode"
    assert one["X-Envelope-To"] == "bookkeeper@example.com, hidden@example.com"
    assert [part.get_filename() for part in two.iter_attachments()] == ["rejected.csv"]
    assert [path.name for path in mailbox.files()] == ["000001.eml", "000002.eml"]


def test_a_folder_is_continued(tmp_path):
    for number in (1, 2):
        with Mailbox(tmp_path) as mailbox:
            send(mailbox, str(number))
            mailbox.wait_for(number)
    assert [mail["Subject"] for mail in mailbox.messages()] == ["1", "2"]
    mailbox.clear()
    assert mailbox.messages() == []


def test_waiting_ends(mailbox):
    with pytest.raises(TimeoutError, match="0 of 1 mails"):
        mailbox.wait_for(1, seconds=0.05)


def test_the_page(mailbox):
    assert "No mail has come yet" in requests.get(mailbox.page_url, timeout=5).text
    send(mailbox, "<b>Bold</b> & co", html="<p>12 <b>processed</b></p>", attached="rejected.csv")
    mailbox.wait_for(1)
    listed = requests.get(mailbox.page_url, timeout=5)
    assert "&lt;b&gt;Bold&lt;/b&gt; &amp; co" in listed.text and 'href="/1"' in listed.text
    assert "default-src 'none'" in listed.headers["Content-Security-Policy"]
    shown = requests.get(f"{mailbox.page_url}1", timeout=5).text
    assert '<iframe src="/1/html" sandbox>' in shown and "rejected.csv" in shown
    assert "<b>processed</b>" in requests.get(f"{mailbox.page_url}1/html", timeout=5).text
    assert b"Subject: <b>Bold</b>" in requests.get(f"{mailbox.page_url}1.eml", timeout=5).content
    assert requests.get(f"{mailbox.page_url}2", timeout=5).status_code == 404
