"""The page: a list of the mails and each mail as its reader would see it."""

from email.message import EmailMessage
from html import escape

from tests.simulators.pages import page

_NO_SUBJECT = "(no subject)"


def answer(mailbox, path: str) -> tuple[int, str, bytes]:
    """/ is the list, /<number> a mail, /<number>/html its HTML part, /<number>.eml the mail as it came."""
    if path == "/":
        return 200, "text/html", _list(mailbox)
    name, _slash, part = path.strip("/").partition("/")
    number = name.removesuffix(".eml")
    files = {str(int(file.stem)): file for file in mailbox.files()}
    if number not in files:
        return 404, "text/plain", b"There is no such mail."
    if name.endswith(".eml"):
        return 200, "message/rfc822", files[number].read_bytes()
    message = mailbox.read(files[number])
    if part == "html":
        return 200, "text/html", (_text(message, "html") or "").encode()
    return 200, "text/html", _one(number, message)


def _list(mailbox):
    rows = []
    for file in reversed(mailbox.files()):
        message = mailbox.read(file)
        cells = (
            escape(str(message["Date"] or "")),
            escape(str(message["X-Envelope-To"])),
            _link(file, message),
        )
        rows.append("".join(f"<td>{cell}</td>" for cell in cells))
    head = "<tr><th>Date<th>To<th>Subject</tr>"
    table = f"<table>{head}{''.join(f'<tr>{row}</tr>' for row in rows)}</table>"
    return page("Mailbox", table if rows else "<p>No mail has come yet.</p>")


def _link(file, message):
    return f'<a href="/{int(file.stem)}">{escape(str(message["Subject"] or _NO_SUBJECT))}</a>'


def _one(number, message: EmailMessage) -> bytes:
    names = ("Date", "From", "To", "Cc", "X-Envelope-To", "Subject")
    heads = "".join(f"<tr><th>{name}<td>{escape(str(message[name] or ''))}</tr>" for name in names)
    attached = "".join(
        f"<li>{escape(part.get_filename() or part.get_content_type())}</li>" for part in message.iter_attachments()
    )
    html, plain = _text(message, "html"), _text(message, "plain")
    body = f'<iframe src="/{number}/html" sandbox></iframe>' if html else f"<pre>{escape(plain or '')}</pre>"
    files = f"<h2>Attachments</h2><ul>{attached}</ul>" if attached else ""
    links = f'<p><a href="/">All mails</a> · <a href="/{number}.eml">As it came</a></p>'
    return page(str(message["Subject"] or _NO_SUBJECT), f"{links}<table>{heads}</table>{body}{files}")


def _text(message: EmailMessage, kind: str) -> str | None:
    part = message.get_body((kind,))
    return part.get_content() if part else None
