"""The checks of a service description (WSDL) against Intuit's: facts/quickbooks_desktop.md 1.1 and 1.2."""

import io
import threading

import zeep
from lxml import etree
from zeep.transports import Transport
from zeep.wsdl.bindings.soap import Soap11Binding

from .operations import NAMESPACE, OPERATIONS
from .rules import finding
from .transport import NoAnswer

_BUILDING = threading.Lock()  # zeep's builder of messages keeps state while it works


class _NothingElse(Transport):
    """A description must stand alone: the real connector has it compiled in and fetches nothing."""

    def load(self, url):
        raise OSError(f"the description refers to {url}")


class Service:
    """A SOAP client built from what ``AppURL?wsdl`` answers; ``findings`` says what differs from Intuit's."""

    def __init__(self, url: str, transport):
        self.url = url
        self.findings = []
        self._operations = {}
        body = self._fetch(transport)
        if body is not None:
            self._build(body)

    @property
    def usable(self):
        return not any(found.rule.fatal for found in self.findings)

    def arguments(self, name, values):
        """The arguments as zeep orders them: [(name, text, xsd type)], text None where left out."""
        operation = OPERATIONS[name]
        if not operation.in_wsdl:
            return [(argument, values[argument], kind) for argument, kind in operation.arguments]
        present = {key: value for key, value in values.items() if value is not None}
        with _BUILDING:
            envelope = self._operations[name].create(**present)
        message = envelope.content[0][0]
        texts = {etree.QName(child).localname: child.text or "" for child in message}
        return [(argument, texts.get(argument), kind) for argument, kind in operation.arguments]

    def decode(self, name, body):
        """The answer as zeep reads it: a second opinion on a body that the strict reader passed."""
        with _BUILDING:
            value = self._operations[name].process_reply(etree.fromstring(body, etree.XMLParser(huge_tree=True)))
        if OPERATIONS[name].result == "strings":
            strings = value if isinstance(value, list) else getattr(value, "string", None)
            return ["" if text is None else text for text in strings or []]
        return value

    def _fetch(self, transport):
        address = f"{self.url}{'&' if '?' in self.url else '?'}wsdl"
        try:
            reply = transport.get(address)
        except NoAnswer as error:
            self._found("answer.arrives", str(error))
            return None
        if reply.status != 200 or "xml" not in reply.header("Content-Type"):
            self._found("wsdl.served", f"{address} answered {reply.status} {reply.header('Content-Type')}")
            return None
        return reply.body

    def _build(self, body):
        try:
            client = zeep.Client(io.BytesIO(body), transport=_NothingElse())
        # zeep lets out whatever went wrong inside it.
        except (
            zeep.exceptions.Error,
            etree.LxmlError,
            LookupError,
            ValueError,
            TypeError,
            AttributeError,
            OSError,
        ) as error:
            self._found("wsdl.builds", f"No client can be built from the description: {error!r}")
            return
        self._check_document(body)
        self._check_operations(client)

    def _check_document(self, body):
        root = etree.fromstring(body)
        wsdl = "{http://schemas.xmlsoap.org/wsdl/}"
        soap = "{http://schemas.xmlsoap.org/wsdl/soap/}"
        if root.get("targetNamespace") != NAMESPACE:
            self._found("wsdl.namespace", f"The target namespace is {root.get('targetNamespace')}")
        for address in root.iter(f"{soap}address"):
            if address.get("location") != self.url:
                self._found("wsdl.address", f"The address is {address.get('location')}, not {self.url}")
        uses = {element.get("use") for element in root.iter(f"{soap}body")}
        styles = {element.get("style", "document") for element in root.iter(f"{soap}binding", f"{soap}operation")}
        if uses - {"literal"} or styles - {"document"}:
            self._found("wsdl.document-literal", f"style {sorted(styles)}, use {sorted(map(str, uses))}")
        for binding in root.iter(f"{wsdl}binding"):
            if binding.find(f"{soap}binding") is not None:
                self._check_actions(binding, wsdl, soap)

    def _check_actions(self, binding, wsdl, soap):
        for operation in binding.iter(f"{wsdl}operation"):
            inner = operation.find(f"{soap}operation")
            action = inner.get("soapAction") if inner is not None else None
            if action != NAMESPACE + operation.get("name", ""):
                self._found("wsdl.action", f"The soapAction of {operation.get('name')} is {action}")

    def _check_operations(self, client):
        for binding in client.wsdl.bindings.values():
            if isinstance(binding, Soap11Binding):
                self._operations.update(binding.all())
        missing = [name for name, operation in OPERATIONS.items() if operation.in_wsdl and name not in self._operations]
        if missing:
            self._found("wsdl.operations", f"Not described for SOAP 1.1: {', '.join(missing)}")
        for name, described in self._operations.items():
            if name in OPERATIONS and described.style == "document":
                self._check_arguments(OPERATIONS[name], described)
                self._check_result(OPERATIONS[name], described)

    def _check_arguments(self, operation, described):
        element = described.input.body
        found = tuple((child.name, child.type.name) for _name, child in element.type.elements)
        if element.qname != etree.QName(NAMESPACE, operation.name) or found != operation.arguments:
            self._found("wsdl.arguments", f"{operation.name} takes {found}, not {operation.arguments}")

    def _check_result(self, operation, described):
        element = described.output.body
        found = [(child.name, child.type.name, child.qname.namespace) for _name, child in element.type.elements]
        kind = "ArrayOfString" if operation.result == "strings" else operation.result
        named = element.qname == etree.QName(NAMESPACE, f"{operation.name}Response")
        if not named or found != [(f"{operation.name}Result", kind, NAMESPACE)]:
            self._found("wsdl.results", f"{operation.name} answers {element.qname.localname} with {found}")

    def _found(self, rule_id, words):
        self.findings.append(finding(rule_id, words))
