"""The callers that are no Web Connector send what their names say."""

import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from lxml import etree

from tests.simulators.web_connector import NoAnswer
from tests.simulators.web_connector.operations import SOAP
from tests.simulators.web_connector.raw import CALLERS, flood, knock

from .soap_server import SoapServer

WELL_FORMED = {
    "no action",
    "other action",
    "rpc style",
    "no arguments",
    "other namespace",
    "no SOAP",
    "empty body",
    "soap 1.2",
    "unknown operation",
    "python attribute",
    "plain text",
}
WITH_DOCTYPE = {"doctype", "xml bomb", "external entity", "remote entity"}


def parse(body):
    return etree.fromstring(body, etree.XMLParser(resolve_entities=False, huge_tree=True))


@pytest.mark.parametrize("name", sorted(CALLERS))
def test_what_the_bodies_are(name):
    body = CALLERS[name].body
    assert (b"<!DOCTYPE" in body) == (name in WITH_DOCTYPE)
    if name in WELL_FORMED or name == "doctype":
        parse(body)
    elif name not in WITH_DOCTYPE | {"utf-16", "deep"}:
        with pytest.raises(etree.XMLSyntaxError):
            parse(body)


def test_the_rpc_envelope_is_that_of_the_sheet():
    body = parse(CALLERS["rpc style"].body)[0]
    assert body.get(f"{{{SOAP}}}encodingStyle") == "http://schemas.xmlsoap.org/soap/encoding/"
    assert body[0].prefix == "q1" and body[0][0].tag == "strVersion"
    assert body[0][0].get("{http://www.w3.org/2001/XMLSchema-instance}type") == "xsd:string"


def test_knocking_returns_the_reply_unjudged():
    with SoapServer() as server:
        reply = knock(server.url, "no action")
        assert reply.status == 200 and b"clientVersionResult" in reply.body
        assert server.complaints == ["clientVersion: action"]


def test_nobody_there():
    with pytest.raises(NoAnswer):
        flood("http://localhost:1/", 1)


@pytest.mark.parametrize("chunked", [False, True])
def test_a_flood_reads_the_reply_of_a_door_that_closes_early(chunked):
    class Door(BaseHTTPRequestHandler):
        def do_POST(self):
            self.rfile.read(1 << 16)
            self.send_response(413)
            self.send_header("Content-Length", "0")
            self.end_headers()
            # Taking in what is under way keeps the reply from being lost in a reset connection.
            self.connection.settimeout(0.2)
            try:
                while self.rfile.read(1 << 20):
                    pass
            except TimeoutError:
                pass

        def log_message(self, *_arguments):
            pass

    server = HTTPServer(("localhost", 0), Door)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        flooded = flood(f"http://localhost:{server.server_address[1]}/", 8, chunked=chunked)
    finally:
        server.shutdown()
        server.server_close()
    assert flooded.reply.status == 413 and flooded.sent > 0
