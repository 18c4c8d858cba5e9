"""The .qwc file that adds the bridge to the Web Connector, and the addresses that it takes (facts 2)."""

import ipaddress
from typing import NamedTuple
from urllib.parse import urlsplit
from xml.sax.saxutils import escape

# One per application and the same for all customers; the FileID tells company files apart.
OWNER_ID = "{6e2d1f0a-53c4-4b8e-9a77-1d0f5c3b9e42}"

# Whether the application asks to be let in while QuickBooks is closed; the person there still decides.
UNATTENDED = {"optional": "umpOptional", "required": "umpRequired"}
# Whether it asks for social security and credit card numbers and the like, none of which the bridge reads by itself.
PERSONAL_DATA = {"none": "pdpNotNeeded", "optional": "pdpOptional", "required": "pdpRequired"}

_EDITIONS = "0xF"  # Simple Start, Pro, Premier and Enterprise
_LONGEST_DESCRIPTION = 80


def _(text):
    """Mark for translation; the models translate when they show."""
    return text


class Application(NamedTuple):
    """What one connection puts into its .qwc file.

    :param file_id: GUID of the connection, with or without braces: never the same for two company files.
    :param unique_name: stays the same for the connection, so that adding the file again replaces it.
    :param minutes: how often the Web Connector shall visit by itself; 0 leaves it to the person there.
    :param unattended: one of ``UNATTENDED``.
    :param personal_data: one of ``PERSONAL_DATA``.
    """

    name: str
    address: str
    support_address: str
    user_name: str
    file_id: str
    unique_name: str
    description: str = ""
    minutes: int = 15
    unattended: str = "optional"
    personal_data: str = "none"


def build(application: Application) -> str:
    """Return the text of the .qwc file. The password is not in it: the person types it there.

    It always says that the application writes, too: one that only reads cannot even be locked by the Web Connector.
    """
    values = [
        ("AppName", application.name),
        ("AppID", ""),
        ("AppURL", application.address),
        ("AppDescription", application.description[:_LONGEST_DESCRIPTION]),
        ("AppSupport", application.support_address),
        ("UserName", application.user_name),
        ("OwnerID", OWNER_ID),
        ("FileID", "{" + application.file_id.strip("{} ") + "}"),
        ("QBType", "QBFS"),
        ("AppUniqueName", application.unique_name),
        ("Style", "Document"),
        ("AuthFlags", _EDITIONS),
        ("IsReadOnly", "false"),
        ("Notify", "false"),
        ("PersonalDataPref", PERSONAL_DATA[application.personal_data]),
        ("UnattendedModePref", UNATTENDED[application.unattended]),
    ]
    lines = [f"   <{name}>{_plain(value)}</{name}>" for name, value in values]
    if application.minutes:
        lines.append(f"   <Scheduler><RunEveryNMinutes>{int(application.minutes)}</RunEveryNMinutes></Scheduler>")
    return '<?xml version="1.0"?>\n<QBWCXML>\n' + "\n".join(lines) + "\n</QBWCXML>\n"


def _plain(value):
    return escape(" ".join(value.split())).encode("ascii", "xmlcharrefreplace").decode()


def check_address(address: str, support_address: str = "") -> list[str]:
    """Return why the Web Connector would not add this address, as plain sentences; empty where it would."""
    problems = []
    try:
        parts = urlsplit(address.strip())
        host, _port = (parts.hostname or "").lower(), parts.port
    except ValueError:
        return [_("This is not an address.")]
    if not host or parts.scheme not in ("http", "https"):
        return [_("The address must begin with https:// and name a host.")]
    if parts.scheme != "https" and host != "localhost":
        problems.append(_("The address must begin with https://; plain http is taken for localhost only."))
    if _is_number(host):
        problems.append(_("The address must have a name such as odoo.example.com; the Web Connector refuses numbers."))
    if parts.username is not None or parts.password is not None:
        problems.append(_("The address must not hold a user name or a password."))
    if support_address:
        try:
            support = (urlsplit(support_address.strip()).hostname or "").lower()
        except ValueError:
            support = ""
        if support != host:
            problems.append(_("The support page must be on the same domain as the address."))
    return problems


def _is_number(host):
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
