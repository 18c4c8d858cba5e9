import resource
import time
from unittest import skipUnless

from odoo.tests import tagged

from ..ledgers.quickbooks_desktop import reading, soap
from .common import HAS_SIMULATORS, NO_SIMULATORS, SOAP, DoorCase, envelope

MEGABYTE = 1024 * 1024
CALL = envelope("clientVersion", strVersion="2.3.0.215")


def declare(entities, body=None, encoding="utf-8"):
    """Return a call with a document type before its envelope."""
    text = (body or CALL.decode()).partition("?>")[2]
    return f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE x [{entities}]>{text}'.encode(encoding)


def bomb(levels=9):
    return '<!ENTITY a0 "lollollol">' + "".join(
        f'<!ENTITY a{level} "{f"&a{level - 1};" * 10}">' for level in range(1, levels)
    )


IN_TEXT = CALL.decode().replace("2.3.0.215", "&a8;")
# Entities in the value of an attribute are put in while it is read, whatever the parser was told about text.
IN_ATTRIBUTE = CALL.decode().replace("<soap:Body>", '<soap:Body x="&a8;">')
BOMBS = {
    "in text": declare(bomb(), IN_TEXT),
    "in an attribute": declare(bomb(), IN_ATTRIBUTE),
    "in an attribute, UTF-16": declare(bomb(), IN_ATTRIBUTE, "utf-16"),
    "in a default of an attribute": declare(bomb() + '<!ATTLIST x y CDATA "&a8;">', IN_TEXT),
    "in a parameter entity": declare("<!ENTITY % p \"<!ENTITY q SYSTEM 'file:///etc/passwd'>\">%p;", IN_TEXT),
    "quadratic": declare('<!ENTITY a8 "' + "x" * MEGABYTE + '">', CALL.decode().replace("2.3.0.215", "&a8;" * 4000)),
    "quadratic, in an attribute": declare(
        '<!ENTITY a8 "' + "x" * MEGABYTE + '">', IN_ATTRIBUTE.replace("&a8;", "&a8;" * 400)
    ),
    # Parsers that watch over the growth of entities let this much through.
    "slowly growing": declare('<!ENTITY a8 "' + "x" * 28 * MEGABYTE + '">', IN_ATTRIBUTE.replace("&a8;", "&a8;" * 4)),
    "behind a comment": declare(bomb(), IN_ATTRIBUTE).replace(b"<!DOCTYPE", b"<!-- <x> --><?pi?>\n<!DOCTYPE"),
    "without a declaration": declare(bomb(), IN_ATTRIBUTE).partition(b"?>")[2],
}
ENTITIES = {
    "a file": '<!ENTITY x SYSTEM "file:///etc/passwd">',
    "an address": '<!ENTITY x SYSTEM "http://localhost:9/x">',
    "a document type of somewhere else": '<!ENTITY % x SYSTEM "http://localhost:9/x.dtd">%x;',
}


class BoundedCase(DoorCase):
    def bounded(self, work, megabytes=100, seconds=5):
        """Run something and see to it that it takes neither memory nor time."""
        before, start = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.monotonic()
        result = work()
        self.assertLess(time.monotonic() - start, seconds)
        grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
        self.assertLess(grown, megabytes)
        return result


@tagged("post_install", "-at_install")
class TestBombs(BoundedCase):
    """A document type is never legitimate: refused before anything in it is read."""

    def test_every_bomb_is_refused_at_once(self):
        for name, body in BOMBS.items():
            with self.subTest(name):
                answer = self.bounded(lambda body=body: self.knock(body))
                self.assertEqual(answer.status_code, 400)

    def test_no_entity_is_fetched(self):
        for name, entities in ENTITIES.items():
            with self.subTest(name):
                answer = self.knock(declare(entities, CALL.decode().replace("2.3.0.215", "&x;")))
                self.assertEqual(answer.status_code, 400)
                self.assertNotIn("root:", answer.text)
        self.assertFalse(self.connection.qbd_connector_version)

    def test_a_bomb_is_refused_before_it_is_read(self):
        for name, body in BOMBS.items():
            with self.subTest(name), self.assertRaises(reading.Unreadable):
                self.bounded(lambda body=body: reading.parse_bytes(body), seconds=1)

    def test_a_declaration_inside_of_text_is_text(self):
        self.call("clientVersion", strVersion="<!DOCTYPE x>")
        self.assertEqual(self.connection.qbd_connector_version, "<!DOCTYPE x>")

    def test_an_answer_of_quickbooks_with_a_document_type_is_refused(self):
        ticket, _word = self.sign_in()
        self.assertTrue(self.ask(ticket, self.host()))
        text = declare(bomb(), '<?xml version="1.0"?><QBXML x="&a8;"/>').decode()
        self.assertEqual(self.bounded(lambda: self.answer(ticket, text)), -1)
        self.assertEqual(self.connection.last_session_id.problem, "answer_unreadable")


@tagged("post_install", "-at_install")
class TestBodies(BoundedCase):
    def test_what_is_no_call(self):
        bodies = {
            "words": b"hello",
            "not closed": CALL[:-20],
            "no envelope": b"<hello/>",
            "no body": f'<soap:Envelope xmlns:soap="{SOAP}"/>'.encode(),
            "an empty body": f'<soap:Envelope xmlns:soap="{SOAP}"><soap:Body/></soap:Envelope>'.encode(),
            "a character that XML forbids, and broken off": CALL.replace(b"2.3", b"\x01")[:-5],
            "wrong bytes": CALL.replace(b"2.3", b"\xe9\xff"),
            "an unknown encoding": CALL.replace(b"utf-8", b"UTF-7"),
        }
        for name, body in bodies.items():
            with self.subTest(name):
                answer = self.knock(body)
                self.assertEqual(answer.status_code, 400)
                self.assertNotIn("Traceback", answer.text)

    def test_a_form_is_no_call(self):
        answer = self.knock(
            b"strUserName=demo&strPassword=x", headers={"Content-Type": "application/x-www-form-urlencoded"}
        )
        self.assertEqual(answer.status_code, 400)
        # The host has read the body as a form, so nothing is left of a call that says it is one.
        answer = self.knock(CALL, headers={"Content-Type": "application/x-www-form-urlencoded"})
        self.assertEqual(answer.status_code, 400)

    def test_a_body_over_the_limit(self):
        for size, status in ((31, 200), (33, 413)):
            body = CALL.replace(b"2.3.0.215", b"x" * size * MEGABYTE)
            self.assertEqual(self.knock(body).status_code, status, size)

    def test_a_form_over_the_limit(self):
        body = b"a=" + b"x" * 33 * MEGABYTE
        answer = self.knock(body, headers={"Content-Type": "application/x-www-form-urlencoded"})
        self.assertEqual(answer.status_code, 413)

    def in_pieces(self, megabytes):
        """A call whose length nobody says beforehand: the version is that many megabytes long."""
        before, after = CALL.split(b"2.3.0.215")
        yield before
        for _piece in range(megabytes):
            yield b"x" * MEGABYTE
        yield after

    def test_a_body_in_pieces(self):
        """Of unsaid length (chunked) it is read up to the limit, refused as too large there, and never kept whole."""
        for megabytes, status in ((1, 200), (31, 200), (33, 413), (200, 413)):
            with self.subTest(megabytes=megabytes):
                answer = self.bounded(
                    lambda size=megabytes: self.knock(self.in_pieces(size)), megabytes=200, seconds=20
                )
                self.assertEqual(answer.status_code, status)
        self.assertEqual(self.connection.qbd_connector_version, "x" * 40)

    def test_a_form_in_pieces(self):
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        answer = self.knock((b"a=" + b"x" * MEGABYTE for _piece in range(40)), headers=headers)
        self.assertEqual(answer.status_code, 413)

    def test_a_call_in_pieces_is_read_whole(self):
        self.assertEqual(self.knock(CALL[at : at + 7] for at in range(0, len(CALL), 7)).status_code, 200)
        self.assertEqual(self.connection.qbd_connector_version, "2.3.0.215")

    def test_an_unknown_operation_is_answered_with_nothing(self):
        for operation in ("deleteEverything", "__init__", "_answer", "authenticate2"):
            self.assertEqual(self.call(operation), "")

    def test_an_envelope_in_the_style_of_rpc(self):
        body = (
            f'<soap:Envelope xmlns:soap="{SOAP}" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
            ' xmlns:xsd="http://www.w3.org/2001/XMLSchema"><soap:Body'
            ' soap:encodingStyle="http://schemas.xmlsoap.org/soap/encoding/">'
            f'<q1:authenticate xmlns:q1="{soap.NAMESPACE}"><strUserName xsi:type="xsd:string">{self.user.login}'
            f'</strUserName><strPassword xsi:type="xsd:string">{self.password}</strPassword></q1:authenticate>'
            "</soap:Body></soap:Envelope>"
        ).encode()
        answer = self.knock(body)
        self.assertEqual(answer.status_code, 200)
        self.assertNotIn("nvu", answer.text)
        self.assertEqual(self.connection.last_session_id.state, "running")

    def test_utf_16_is_read(self):
        body = CALL.decode().replace("utf-8", "utf-16").encode("utf-16")
        self.assertEqual(self.knock(body).status_code, 200)
        self.assertEqual(self.connection.qbd_connector_version, "2.3.0.215")

    def test_a_text_that_the_connection_may_not_hold(self):
        self.call("clientVersion", strVersion="x" * 5000)
        self.assertEqual(len(self.connection.qbd_connector_version), 40)

    @skipUnless(HAS_SIMULATORS, NO_SIMULATORS)
    def test_every_odd_caller_is_answered_without_a_fault(self):
        from tests.simulators.web_connector.raw import CALLERS

        welcome = {"no action", "other action", "rpc style", "no arguments", "other namespace", "plain text"}
        welcome |= {"unknown operation", "python attribute", "utf-16", "soap 1.2", "control character"}
        for name, caller in CALLERS.items():
            if not caller.body:
                continue  # the opener of a test makes a GET of it
            with self.subTest(name):
                answer = self.bounded(lambda caller=caller: self.knock(caller.body, headers=caller.headers))
                self.assertEqual(answer.status_code, 200 if name in welcome else 400)
                self.assertNotIn("Traceback", answer.text)
