"""A small strict SOAP server in the place of the product: it minds messages not shaped as facts 1.1 says.

``SoapServer`` answers from a script: a function per operation; or a whole Reply, well or badly formed.
"""

import secrets
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from xml.sax.saxutils import escape

from lxml import etree

from tests.simulators.web_connector.operations import NAMESPACE, OPERATIONS, SOAP
from tests.simulators.web_connector.transport import Reply

XML = {"Content-Type": "text/xml; charset=utf-8"}


def wrap(inner: str) -> bytes:
    return (
        f'<?xml version="1.0" encoding="utf-8"?><soap:Envelope xmlns:soap="{SOAP}"><soap:Body>{inner}'
        "</soap:Body></soap:Envelope>"
    ).encode()


def answer(operation: str, value) -> Reply:
    """The right answer: a string, an int, or a list of strings."""
    if isinstance(value, list):
        content = "".join(f"<string>{escape(text)}</string>" for text in value)
    else:
        content = escape(str(value))
    result = f"<{operation}Result>{content}</{operation}Result>"
    return Reply(200, XML, wrap(f'<{operation}Response xmlns="{NAMESPACE}">{result}</{operation}Response>'))


def describe(url: str, operations=None) -> str:
    """A description of the service in our own words, with the names and types of Intuit's."""
    known = [operation for operation in OPERATIONS.values() if operation.in_wsdl]
    types, messages, ports, bindings = [], [], [], []
    for operation in operations or known:
        name = operation.name
        arguments = "".join(
            f'<s:element minOccurs="{int(kind == "int")}" name="{argument}" type="s:{kind}"/>'
            for argument, kind in operation.arguments
        )
        kind = "tns:ArrayOfString" if operation.result == "strings" else f"s:{operation.result}"
        result = f'<s:element minOccurs="{int(operation.result == "int")}" name="{name}Result" type="{kind}"/>'
        types += [
            f'<s:element name="{element}"><s:complexType><s:sequence>{content}</s:sequence></s:complexType></s:element>'
            for element, content in ((name, arguments), (f"{name}Response", result))
        ]
        messages += [
            f'<message name="{name}{way}"><part name="parameters" element="tns:{element}"/></message>'
            for way, element in (("In", name), ("Out", f"{name}Response"))
        ]
        ports.append(
            f'<operation name="{name}"><input message="tns:{name}In"/><output message="tns:{name}Out"/></operation>'
        )
        bindings.append(
            f'<operation name="{name}"><soap:operation soapAction="{operation.action}" style="document"/>'
            '<input><soap:body use="literal"/></input><output><soap:body use="literal"/></output>'
            "</operation>"
        )
    return (
        '<?xml version="1.0" encoding="utf-8"?><definitions xmlns="http://schemas.xmlsoap.org/wsdl/"'
        ' xmlns:s="http://www.w3.org/2001/XMLSchema" xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/"'
        f' xmlns:tns="{NAMESPACE}" targetNamespace="{NAMESPACE}"><types>'
        f'<s:schema elementFormDefault="qualified" targetNamespace="{NAMESPACE}">'
        '<s:complexType name="ArrayOfString"><s:sequence><s:element minOccurs="0"'
        ' maxOccurs="unbounded" name="string" nillable="true" type="s:string"/></s:sequence></s:complexType>'
        f"{''.join(types)}</s:schema></types>{''.join(messages)}"
        f'<portType name="Port">{"".join(ports)}</portType>'
        '<binding name="Soap" type="tns:Port"><soap:binding transport="http://schemas.xmlsoap.org/soap/http"/>'
        f'{"".join(bindings)}</binding><service name="Service"><port name="Soap" binding="tns:Soap">'
        f'<soap:address location="{url}"/></port></service></definitions>'
    )


class SoapServer:
    """``script``: operation -> value, list of values one after the other, function(arguments), or Reply."""

    def __init__(self, **script):
        self.script = {
            "serverVersion": "1.0",
            "clientVersion": "",
            "authenticate": lambda _arguments: [secrets.token_hex(16), ""],
            "sendRequestXML": "",
            "receiveResponseXML": 100,
            "getLastError": "No more requests",
            "connectionError": "done",
            "closeConnection": "OK",
            **script,
        }
        self.pages = {
            "/support": Reply(200, {"Content-Type": "text/html"}, b"help"),
            "/certificate": Reply(200, {"Content-Type": "text/html"}, b"here"),
        }
        self.description: Reply | None = None
        self.calls: list[tuple[str, dict]] = []
        self.complaints: list[str] = []
        self.headers: list[dict] = []
        self.bodies: list[bytes] = []
        self._lock = threading.Lock()
        self._http = ThreadingHTTPServer(("localhost", 0), self._handler())
        self.port = self._http.server_address[1]
        self.url = f"http://localhost:{self.port}/soap"
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.02,), daemon=True)

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_error):
        self._http.shutdown()
        self._http.server_close()

    @property
    def operations(self):
        return [name for name, _arguments in self.calls]

    def qwc(self, **changes) -> str:
        """A right .qwc for this server; a change of None leaves the element out."""
        values = {
            "AppName": "Odoo - Test to QuickBooks",
            "AppID": "",
            "AppURL": self.url,
            "AppDescription": "Test",
            "AppSupport": f"http://localhost:{self.port}/support",
            "UserName": "demo",
            "OwnerID": "{57F3B9B6-86F1-4FCC-B1FF-966DE1813D20}",
            "FileID": "{90A44FB5-33D9-4815-AC85-BC87A7E7D1EB}",
            "QBType": "QBFS",
            "Scheduler": "<RunEveryNMinutes>15</RunEveryNMinutes>",
            "IsReadOnly": "false",
            **changes,
        }
        inner = "".join(f"<{name}>{value}</{name}>" for name, value in values.items() if value is not None)
        return f'<?xml version="1.0"?><QBWCXML>{inner}</QBWCXML>'

    def respond(self, path: str, method: str, headers, body: bytes) -> Reply:
        if method == "GET" and path.endswith("wsdl"):
            return self.description or Reply(200, XML, describe(self.url).encode())
        if method == "GET":
            return self.pages.get(path, Reply(404, {"Content-Type": "text/html"}, b"no such page"))
        with self._lock:
            self.headers.append(dict(headers))
            self.bodies.append(body)
        message = self._parse(headers, body)
        with self._lock:
            self.calls.append(message)
            return self._play(*message)

    def _parse(self, headers, body):
        root = etree.fromstring(body)
        message = root[0][0]
        name = etree.QName(message).localname
        operation = OPERATIONS[name]
        checks = {
            "content type": headers["Content-Type"] == "text/xml; charset=utf-8",
            "action": headers["SOAPAction"] == f'"{operation.action}"',
            "envelope": root.tag == f"{{{SOAP}}}Envelope" and root[0].tag == f"{{{SOAP}}}Body" and len(root[0]) == 1,
            "namespace": all(element.tag.startswith(f"{{{NAMESPACE}}}") for element in message.iter()),
            "order": [etree.QName(child).localname for child in message] == [name for name, _ in operation.arguments],
            "declaration": body.startswith(b'<?xml version="1.0" encoding="utf-8"?><soap:Envelope '),
        }
        self.complaints += [f"{name}: {what}" for what, fine in checks.items() if not fine]
        return name, {etree.QName(child).localname: child.text or "" for child in message}

    def _play(self, name, arguments):
        planned = self.script[name]
        if callable(planned):
            planned = planned(arguments)
        elif isinstance(planned, list):
            # The last one is said again and again.
            planned = planned.pop(0) if len(planned) > 1 else planned[0]
        return planned if isinstance(planned, Reply) else answer(name, planned)

    def _handler(server):
        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            wbufsize = -1  # head and body in one packet: two would wait for each other

            def do_GET(self):
                self._send(server.respond(self.path, "GET", self.headers, b""))

            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                self._send(server.respond(self.path, "POST", self.headers, body))

            def _send(self, reply):
                self.send_response(reply.status)
                for name, value in reply.headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(reply.body)))
                self.end_headers()
                self.wfile.write(reply.body)

            def log_message(self, *_arguments):
                pass

        return Handler
