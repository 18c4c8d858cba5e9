"""The outside of a message set (facts 3.1, 3.3): prolog, version, message set attributes, request names."""

import hashlib
import re
from dataclasses import dataclass, field

from lxml import etree

from . import models
from .reader import Fields, FormError, RequestReader

SUPPORTED = "1.0 1.1 2.0 2.1 3.0 4.0 4.1 5.0 6.0 7.0 8.0 9.0 10.0 11.0 12.0 13.0".split()
PROLOG = re.compile(
    r"^<\?xml\s+version=(\"1\.0\"|'1\.0')(\s+encoding=(\"[\w-]+\"|'[\w-]+'))?(\s+standalone=(\"\w+\"|'\w+'))?\s*\?>"
)
QBXML = re.compile(r"^\s*version\s*=\s*(\"(?P<a>[\d.]+)\"|'(?P<b>[\d.]+)')\s*$")
SET_ATTRIBUTES = {"onError", "newMessageSetID", "oldMessageSetID", "responseData"}
ON_ERROR = ("stopOnError", "continueOnError")


class VersionError(FormError):
    """A qbXML version that this QuickBooks does not know."""


@dataclass
class RequestIn:
    name: str
    request_id: str | None
    attributes: dict
    fields: Fields
    findings: list
    macro: str = ""
    known: bool = True

    @property
    def answer_name(self) -> str:
        return self.name[:-2] + "Rs"

    @property
    def body(self) -> Fields:
        """The element inside an Add or Mod request."""
        return next(value for key, value in self.fields.items() if key != "IncludeRetElement")


@dataclass
class MessageSet:
    version: tuple
    on_error: str
    new_id: str | None
    old_id: str | None
    with_data: bool
    requests: list = field(default_factory=list)
    checksum: str = ""


def read_message_set(text: str, country: str, switches) -> MessageSet:
    """The message set in this text; a FormError means that QuickBooks would not even start on it."""
    root, version = _document(text)
    if root.tag != "QBXML" or root.attrib:
        raise FormError("the root is QBXML, without attributes")
    parts = [child for child in root if isinstance(child.tag, str)]
    if len(parts) != 1 or parts[0].tag != "QBXMLMsgsRq":
        raise FormError("QBXML holds exactly one QBXMLMsgsRq")
    envelope = parts[0]
    if set(envelope.attrib) - SET_ATTRIBUTES:
        raise FormError("unknown attribute of QBXMLMsgsRq")
    if envelope.get("onError") not in ON_ERROR:
        raise FormError("onError is stopOnError or continueOnError; there is no rollback")
    if envelope.get("responseData", "includeAll") not in ("includeAll", "includeNone"):
        raise FormError("responseData is includeAll or includeNone")
    _no_text(envelope)
    found = MessageSet(
        version=version,
        on_error=envelope.get("onError"),
        new_id=envelope.get("newMessageSetID"),
        old_id=envelope.get("oldMessageSetID"),
        with_data=envelope.get("responseData") != "includeNone",
    )
    digest = hashlib.sha1(usedforsecurity=False)
    for element in envelope:
        if isinstance(element.tag, str):
            found.requests.append(_request(element, version, country, switches))
            digest.update(etree.tostring(element, method="c14n", with_tail=False))
    found.checksum = digest.hexdigest()
    return found


def _document(text: str):
    if not text.isascii():
        raise FormError("a raw character outside ASCII; a numeric reference is needed")
    if not PROLOG.match(text):
        raise FormError('the text begins with <?xml version="1.0"?>')
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise FormError("a document type is not part of qbXML")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True, remove_comments=True
    )
    try:
        root = etree.fromstring(text.encode("ascii"), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise FormError(str(error)) from None
    instruction = root.getprevious()
    while instruction is not None and getattr(instruction, "target", None) != "qbxml":
        instruction = instruction.getprevious()
    found = QBXML.match(instruction.text or "") if instruction is not None else None
    if not found:
        raise FormError('the instruction <?qbxml version="..."?> is required before QBXML')
    version = found["a"] or found["b"]
    if version not in SUPPORTED:
        raise VersionError(f"qbXML {version} is not supported")
    return root, models.version_tuple(version)


def _no_text(element):
    texts = [element.text, *(child.tail for child in element)]
    if any((text or "").strip() for text in texts):
        raise FormError(f"text between the elements of {element.tag}")


def _request(element, version, country, switches) -> RequestIn:
    model = models.request_model(element.tag)
    if model is None:
        if element.tag in models.not_simulated():
            return RequestIn(element.tag, element.get("requestID"), {}, Fields(), [], known=False)
        raise FormError(f"{element.tag} is no request of qbXML")
    attributes = dict(element.attrib)
    request_id = attributes.pop("requestID", None)
    _check_attributes(model, attributes)
    reader = RequestReader(version, country, switches)
    fields = reader.read(element, model.content)
    macro = _macro(element, model)
    return RequestIn(element.tag, request_id, attributes, fields, reader.findings, macro)


def _check_attributes(model, attributes):
    words = {
        "iterator": ("Start", "Continue", "Stop"),
        "metaData": ("NoMetaData", "MetaDataOnly", "MetaDataAndResponseData"),
    }
    for name, value in attributes.items():
        if name not in model.attributes:
            raise FormError(f"{model.name} has no attribute {name}")
        if name in words and value not in words[name]:
            raise FormError(f"{value!r} is not a value of {name}")


def _macro(element, model) -> str:
    for child in element.iter():
        name = child.attrib.get("defMacro") if isinstance(child.tag, str) else None
        if name is not None:
            if not model.macro or child.getparent() is not element:
                raise FormError(f"{child.tag} cannot define a macro")
            return name
    return ""
