"""What the tests of the door stand on: a connection, a login, and SOAP calls written by hand."""

import sys
from pathlib import Path
from xml.sax.saxutils import escape

from lxml import etree

from odoo import Command, fields
from odoo.tests import HttpCase, new_test_user

from ..ledgers.quickbooks_desktop import qwc, soap

# The simulators and the reference texts belong to the repository and not to the addon.
REPOSITORY = Path(__file__).resolve().parents[3]
REFERENCE = REPOSITORY.parent / "shared" / "reference" / "quickbooks_desktop"
HAS_SIMULATORS = (REPOSITORY / "tests" / "simulators").is_dir()
NO_SIMULATORS = "the simulators are not beside the addons"
NO_REFERENCE = "the reference texts are not beside the repository"
if HAS_SIMULATORS and str(REPOSITORY) not in sys.path:
    sys.path.insert(0, str(REPOSITORY))
if HAS_SIMULATORS:
    from tests import reference

SOAP = "http://schemas.xmlsoap.org/soap/envelope/"
XML = {"Content-Type": "text/xml; charset=utf-8"}
PATH = r"C:\Books\acme.qbw"


def envelope(operation, **arguments):
    """Return a call as the Web Connector writes it."""
    inner = "".join(f"<{name}>{escape(str(value))}</{name}>" for name, value in arguments.items())
    return (
        f'<?xml version="1.0" encoding="utf-8"?><soap:Envelope xmlns:soap="{SOAP}"><soap:Body>'
        f'<{operation} xmlns="{soap.NAMESPACE}">{inner}</{operation}></soap:Body></soap:Envelope>'
    ).encode()


def host_answer(file_id="", name="Acme Field Services", details=""):
    """Return what the Web Connector brings with the first call of a visit."""
    extension = (
        f"<DataExtRet><OwnerID>{qwc.OWNER_ID}</OwnerID><DataExtName>FileID</DataExtName>"
        f"<DataExtType>STR255TYPE</DataExtType><DataExtValue>{{{file_id}}}</DataExtValue></DataExtRet>"
        if file_id
        else ""
    )
    return (
        '<?xml version="1.0" ?><QBXML><QBXMLMsgsRs><HostQueryRs requestID="0" statusCode="0" statusSeverity="Info"'
        ' statusMessage="Status OK"><HostRet><ProductName>QuickBooks Enterprise 24.0</ProductName>'
        "<MajorVersion>34</MajorVersion><MinorVersion>0</MinorVersion><Country>US</Country>"
        "<SupportedQBXMLVersion>13.0</SupportedQBXMLVersion><IsAutomaticLogin>false</IsAutomaticLogin>"
        "<QBFileMode>SingleUser</QBFileMode></HostRet></HostQueryRs>"
        '<CompanyQueryRs requestID="1" statusCode="0" statusSeverity="Info" statusMessage="Status OK"><CompanyRet>'
        f"<IsSampleCompany>false</IsSampleCompany><CompanyName>{escape(name)}</CompanyName>{extension}</CompanyRet>"
        f"</CompanyQueryRs>{details}</QBXMLMsgsRs></QBXML>"
    )


class DoorCase(HttpCase):
    """A connection to QuickBooks Desktop, its door, and a user whose Web Connector may knock there."""

    # With a chart of accounts, which takes its time: for tests that release invoices.
    keeps_books = False

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        dollar = cls.env.ref("base.USD")
        dollar.active = True
        cls.company = cls.env["res.company"].create({"name": "Acme Field Services", "currency_id": dollar.id})
        if cls.keeps_books:
            cls.env["account.chart.template"].try_loading("generic_coa", cls.company, install_demo=False)
        # A number is refused in an address, and that is what the server of a test is called by.
        cls.env["ir.config_parameter"].set_param("web.base.url", f"http://localhost:{cls.http_port()}")
        cls.manager = cls._person("manager")
        cls.user = cls._person("user")
        cls.connection = cls._connection(cls.company)
        cls.connection.action_connect()
        cls.login, cls.password = cls._login(cls.connection, cls.user)

    @classmethod
    def _person(cls, rank, company=None):
        company = company or cls.company
        return new_test_user(
            cls.env,
            f"{rank}_{company.id}",
            groups=f"accounting_bridge.group_bridge_{rank}",
            company_id=company.id,
            company_ids=[Command.set(company.ids)],
        )

    @classmethod
    def _connection(cls, company):
        values = {"ledger": "quickbooks_desktop", "company_id": company.id, "date_from": "2020-01-01"}
        return cls.env["bridge.connection"].create(values)

    @classmethod
    def _login(cls, connection, user):
        login = cls.env["bridge.connector.login"]._ensure(connection, user)
        return login, login._make_password()

    @classmethod
    def _other_connection(cls):
        """A second company with a door of its own. :return: ``(connection, user, password)``"""
        company = cls.env["res.company"].create({"name": "Elsewhere"})
        connection = cls._connection(company)
        connection.action_connect()
        user = cls._person("user", company)
        return connection, user, cls._login(connection, user)[1]

    # === KNOCKING === #

    def door(self, connection=None):
        return f"/accounting_bridge_qbd/{(connection or self.connection).qbd_token}"

    def knock(self, body, connection=None, headers=None):
        """Send any body. :return: the answer as it came"""
        self.env.flush_all()
        try:
            return self.url_open(
                self.door(connection), data=body, headers=XML if headers is None else headers, timeout=60
            )
        finally:
            self.env.invalidate_all()

    def call(self, operation, connection=None, **arguments):
        """Make one call. :return: its result: text, number or list of texts"""
        answer = self.knock(envelope(operation, **arguments), connection)
        self.assertEqual(answer.status_code, 200, answer.text)
        self.assertEqual(answer.headers["Content-Type"], soap.CONTENT_TYPE)
        root = etree.fromstring(answer.content)
        result = root.find(f".//{{{soap.NAMESPACE}}}{operation}Result")
        self.assertIsNotNone(result, answer.text)
        if operation == "authenticate":
            return [child.text or "" for child in result]
        return int(result.text) if operation == "receiveResponseXML" else result.text or ""

    def sign_in(self, password=None, connection=None, user=None):
        """Authenticate. :return: ``(ticket, word)``"""
        return self.call(
            "authenticate",
            connection,
            strUserName=(user or self.user).login,
            strPassword=self.password if password is None else password,
        )

    def ask(self, ticket, host="", path=PATH, connection=None):
        """Make the call sendRequestXML. :return: what QuickBooks is asked, known to Intuit's schema, or nothing"""
        text = self.call(
            "sendRequestXML",
            connection,
            ticket=ticket,
            strHCPResponse=host,
            strCompanyFileName=path,
            qbXMLCountry="US",
            qbXMLMajorVers=13,
            qbXMLMinorVers=0,
        )
        if text and HAS_SIMULATORS:
            self.assertEqual(reference.complaint(text), "", text)
        return text

    def answer(self, ticket, response="", hresult="", message="", connection=None):
        """Make the call receiveResponseXML."""
        return self.call(
            "receiveResponseXML", connection, ticket=ticket, response=response, hresult=hresult, message=message
        )

    def host(self, **options):
        """Return the host answer of the right company file."""
        return host_answer(self.connection.qbd_file_id, **options)

    # === BOOKS === #

    def pretend_enabled(self):
        """Bring the connection to *connected* without a visit, for tests that need no mirror."""
        self.connection.write({"state": "connected", "first_read_at": fields.Datetime.now()})

    def make_invoices(self, *prices, customer="Baker Bros"):
        """Post one invoice per price and release them."""
        partner = self.env["res.partner"].create({"name": customer, "is_company": True})
        product = self.env["product.product"].create(
            {"name": f"Work for {customer}", "type": "service", "taxes_id": False}
        )
        moves = (
            self.env["account.move"]
            .with_company(self.company)
            .create(
                [
                    {
                        "move_type": "out_invoice",
                        "company_id": self.company.id,
                        "partner_id": partner.id,
                        "invoice_date": "2026-11-20",
                        "invoice_line_ids": [
                            Command.create({"product_id": product.id, "quantity": 1, "price_unit": price})
                        ],
                    }
                    for price in prices
                ]
            )
        )
        moves.action_post()
        self.env["bridge.batch"]._release(self.connection, moves)
        return moves
