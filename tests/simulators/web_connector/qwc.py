"""Reading a .qwc file, and the checks made when it is added (facts/quickbooks_desktop.md 2)."""

import ipaddress
import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from lxml import etree

from .rules import Finding, finding
from .transport import NoAnswer

_REQUIRED = (
    "AppName",
    "AppID",
    "AppURL",
    "AppDescription",
    "AppSupport",
    "UserName",
    "OwnerID",
    "FileID",
    "QBType",
)
_OPTIONAL = (
    "Scheduler",
    "IsReadOnly",
    "AuthFlags",
    "Style",
    "PersonalDataPref",
    "UnattendedModePref",
    "Notify",
    "AppDisplayName",
    "AppUniqueName",
    "CertURL",
)
_CHOICES = {
    "Style": ("Document", "DocWrapped", "RPC"),
    "PersonalDataPref": ("pdpNotNeeded", "pdpOptional", "pdpRequired"),
    "UnattendedModePref": ("umpRequired", "umpOptional"),
    "Notify": ("true", "false"),
    "IsReadOnly": ("true", "false"),
}
_GUID = re.compile(r"\{[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}\}$")


class QwcRefused(Exception):
    """The connector will not add this file; ``findings`` says why, ``code`` is that of the first breach."""

    def __init__(self, findings: list[Finding]):
        self.findings = findings
        self.code = next(found.rule.code for found in findings if found.rule.fatal)
        super().__init__("; ".join(f"{found.rule.code or 'note'}: {found}" for found in findings))


@dataclass
class Application:
    """One line of the connector's list: what the file said, the password typed for it, what was noted."""

    values: dict[str, str]
    interval: int | None = None  # seconds between two runs, from the Scheduler
    password: str | None = None
    notes: tuple[Finding, ...] = ()

    def __getattr__(self, name):
        """The file's own element names as attributes: ``application.AppURL``; '' where it has none."""
        if name in _REQUIRED or name in _OPTIONAL:
            return self.values.get(name, "")
        raise AttributeError(name)

    @property
    def pair(self) -> tuple[str, str]:
        return self.OwnerID.lower(), self.FileID.lower()


def text_of(qwc: str | bytes | Path) -> bytes:
    """The bytes of a file given by its path or by its text."""
    if isinstance(qwc, bytes):
        return qwc
    if isinstance(qwc, str) and "<" in qwc:
        return qwc.encode("utf-8")
    return Path(qwc).read_bytes()


def read(qwc: str | bytes | Path) -> tuple[Application | None, list[Finding]]:
    """The application of a file, None if it cannot be read, and every breach that the file alone shows."""
    try:
        root = etree.fromstring(text_of(qwc), etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError as error:
        return None, [finding("qwc.readable", f"The file is not well-formed XML: {error}")]
    findings = []
    if root.getroottree().docinfo.doctype:
        findings.append(finding("qwc.no-doctype", "The file declares a document type"))
    if root.tag != "QBWCXML":
        return None, [*findings, finding("qwc.root", f"The root is {root.tag}, not QBWCXML")]
    elements = [child for child in root if isinstance(child.tag, str)]
    values = {child.tag: (child.text or "").strip() for child in elements}
    application = Application(values)
    findings += _check_elements([child.tag for child in elements], values)
    findings += _check_values(values)
    findings += _check_addresses(application)
    application.interval = _read_interval(root.find("Scheduler"), findings)
    return application, findings


def _check_elements(names, values):
    findings = [
        finding("qwc.required", f"{name} is missing or empty")
        for name in _REQUIRED
        if name not in values or not values[name] and name != "AppID"
    ]
    findings += [
        finding("qwc.once", f"{name} stands {names.count(name)} times")
        for name in sorted(set(names))
        if names.count(name) > 1
    ]
    findings += [
        finding("qwc.known", f"{name} is not an element of a .qwc file")
        for name in sorted(set(names) - {*_REQUIRED, *_OPTIONAL})
    ]
    return findings


def _check_values(values):
    findings = []
    for name, rule_id in (("OwnerID", "qwc.owner-id"), ("FileID", "qwc.file-id")):
        if values.get(name) and not _GUID.match(values[name]):
            findings.append(finding(rule_id, f"{name} is {values[name]}, not a GUID in braces"))
    if values.get("QBType") and values["QBType"] not in ("QBFS", "QBPOS"):
        findings.append(finding("qwc.qb-type", f"QBType is {values['QBType']}"))
    if "AuthFlags" in values and not re.fullmatch(r"0x0*[0-9A-Fa-f]|1[0-5]|\d", values["AuthFlags"]):
        findings.append(finding("qwc.auth-flags", f"AuthFlags is {values['AuthFlags'] or 'empty'}"))
    findings += [
        finding("qwc.choices", f"{name} is {values[name] or 'empty'}, not one of {', '.join(choices)}")
        for name, choices in _CHOICES.items()
        if name in values and values[name] not in choices
    ]
    if values.get("IsReadOnly") == "true":
        findings.append(finding("qwc.read-only", "IsReadOnly is true"))
    if len(values.get("AppDescription", "")) > 80:
        findings.append(finding("qwc.description", f"AppDescription has {len(values['AppDescription'])} characters"))
    return findings


def _check_addresses(application):
    findings = []
    if not application.AppURL:
        return findings
    service, support = urlsplit(application.AppURL), urlsplit(application.AppSupport)
    if _is_ip_address(service.hostname):
        findings.append(finding("qwc.url-no-ip", f"The service URL {application.AppURL} is an IP address"))
    if _is_ip_address(support.hostname):
        findings.append(finding("qwc.support-no-ip", f"The support URL {application.AppSupport} is an IP address"))
    allowed = ("https", "http") if service.hostname == "localhost" else ("https",)
    if service.scheme not in allowed or not service.hostname:
        findings.append(finding("qwc.https", f"{application.AppURL}: only https is allowed, http for localhost alone"))
    if application.AppSupport and (service.hostname or "") != (support.hostname or ""):
        findings.append(finding("qwc.domain", f"The hosts of {application.AppURL} and {application.AppSupport} differ"))
    return findings


def _is_ip_address(host):
    try:
        ipaddress.ip_address(host or "")
    except ValueError:
        return False
    return True


def _read_interval(scheduler, findings):
    if scheduler is None:
        return None
    for child in scheduler:
        factor = {"RunEveryNMinutes": 60, "RunEveryNSeconds": 1}.get(child.tag)
        number = (child.text or "").strip()
        # Of several the first one wins.
        if factor and re.fullmatch(r"0*[1-9]\d{0,6}", number):
            return int(number) * factor
        break
    findings.append(finding("qwc.scheduler", "The Scheduler holds no RunEveryNMinutes or RunEveryNSeconds above 0"))
    return None


def check_reachable(application: Application, transport) -> list[Finding]:
    """Knock at the support page and at CertURL, as adding the application does."""
    findings = []
    try:
        reply = transport.get(application.AppSupport)
        if reply.status not in (200, 202):
            findings.append(finding("qwc.support-status", f"{application.AppSupport} answered {reply.status}"))
    except NoAnswer as error:
        rule_id = "qwc.certificate" if error.certificate else "qwc.support-reached"
        findings.append(finding(rule_id, str(error)))
    if application.CertURL:
        findings += _check_certificate(application.CertURL, transport)
    return findings


def _check_certificate(url, transport):
    try:
        reply = transport.get(url)
    except NoAnswer as error:
        return [finding("qwc.certificate", str(error))]
    return [] if reply.status == 200 else [finding("qwc.certificate", f"{url} answered {reply.status}")]
