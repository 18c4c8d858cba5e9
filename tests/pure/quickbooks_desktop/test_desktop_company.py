"""The company file: what is asked about it, what is read, what it means for writing."""

import uuid

from desktop_samples import answer, ledger, response

from odoo.addons.accounting_bridge.ledgers.documents import Kind
from odoo.addons.accounting_bridge.ledgers.protocol import Pull
from odoo.addons.accounting_bridge_qbd.ledgers.quickbooks_desktop import QuickBooksDesktop
from odoo.addons.accounting_bridge_qbd.ledgers.quickbooks_desktop.qwc import OWNER_ID

FILE_ID = str(uuid.uuid5(uuid.NAMESPACE_URL, "a company file"))
HOST = (
    "<HostRet><ProductName>QuickBooks Pro 2024</ProductName><MajorVersion>34</MajorVersion>"
    "<MinorVersion>0</MinorVersion><Country>US</Country><SupportedQBXMLVersion>1.0</SupportedQBXMLVersion>"
    "<SupportedQBXMLVersion>16.0</SupportedQBXMLVersion><SupportedQBXMLVersion>9.0</SupportedQBXMLVersion>"
    "<SupportedQBXMLVersion>CA2.0</SupportedQBXMLVersion><IsAutomaticLogin>false</IsAutomaticLogin>"
    "<QBFileMode>SingleUser</QBFileMode></HostRet>"
)


def extension(owner, name, value):
    return (
        f"<DataExtRet><OwnerID>{owner}</OwnerID><DataExtName>{name}</DataExtName>"
        f"<DataExtType>STR255TYPE</DataExtType><DataExtValue>{value}</DataExtValue></DataExtRet>"
    )


OURS = extension(OWNER_ID.upper(), "FileID", f"{{{FILE_ID.upper()}}}")
LOCK = extension(OWNER_ID, "AppLock", "LOCKED:PC:1")
OTHERS = extension("{00000000-0000-0000-0000-000000000001}", "FileID", "{00000000-0000-0000-0000-000000000002}")
COMPANY = "<CompanyRet><IsSampleCompany>false</IsSampleCompany><CompanyName>Rock &amp; Co</CompanyName>{}</CompanyRet>"
PREFERENCES = (
    "<PreferencesRet><AccountingPreferences><IsUsingClassTracking>true</IsUsingClassTracking>"
    "<ClosingDate>2025-12-31</ClosingDate></AccountingPreferences><MultiCurrencyPreferences><IsMultiCurrencyOn>"
    "true</IsMultiCurrencyOn>"
    "<HomeCurrencyRef><ListID>1</ListID><FullName>Canadian Dollar</FullName></HomeCurrencyRef>"
    "</MultiCurrencyPreferences><SalesTaxPreferences><DefaultItemSalesTaxRef><ListID>9</ListID>"
    "<FullName>TX</FullName></DefaultItemSalesTaxRef><DefaultTaxableSalesTaxCodeRef><ListID>7</ListID><FullName>Tax</FullName>"
    "</DefaultTaxableSalesTaxCodeRef><DefaultNonTaxableSalesTaxCodeRef><ListID>8</ListID><FullName>Non</FullName>"
    "</DefaultNonTaxableSalesTaxCodeRef></SalesTaxPreferences><CurrentAppAccessRights><IsAutomaticLoginAllowed>true"
    "</IsAutomaticLoginAllowed><AutomaticLoginUserName>Admin</AutomaticLoginUserName></CurrentAppAccessRights>"
    "</PreferencesRet>"
)
ACTIVITY = (
    "<CompanyActivityRet><LastRestoreTime>2026-03-01T08:00:00-06:00</LastRestoreTime>"
    "<LastCondenseTime>1970-01-01T00:00:00</LastCondenseTime></CompanyActivityRet>"
)


def whole(company=OTHERS + LOCK + OURS):
    return answer(
        response("HostQueryRs", HOST, key="r0.host"),
        response("CompanyQueryRs", COMPANY.format(company), key="r0.company"),
        response("PreferencesQueryRs", PREFERENCES, key="r0.preferences"),
        response("CompanyActivityQueryRs", ACTIVITY, key="r0.activity"),
    )


def record(text):
    return ledger().decode(text, [Pull(Kind.COMPANY)]).pages[0].records[0]


def test_four_answers_make_one_record():
    company = record(whole())
    assert (company.kind, company.id, company.name) == (Kind.COMPANY, FILE_ID, "Rock & Co")
    expected = {
        "country": "US",
        "currency": "CAD",
        "multicurrency": True,
        "sales_tax": True,
        "taxable_code": {"id": "7", "name": "Tax"},
        "nontaxable_code": {"id": "8", "name": "Non"},
        "default_tax": {"id": "9", "name": "TX"},
        "closing_date": "2025-12-31",
        "last_restore": "2026-03-01T08:00:00",
        "is_sample": False,
        "product": "QuickBooks Pro 2024",
        "version": "34.0",
        "qbxml_version": "16.0",
        "class_tracking": True,
        "automatic_login": False,
        "automatic_login_allowed": True,
        "automatic_login_user": "Admin",
    }
    assert {key: company.details[key] for key in expected} == expected


def test_a_file_that_is_not_marked_has_no_identity():
    assert record(whole(OTHERS + LOCK)).id == ""


def test_what_fails_of_the_four_leaves_the_rest():
    text = answer(
        response("HostQueryRs", HOST, key="r0.host"),
        response("CompanyQueryRs", COMPANY.format(OURS), key="r0.company"),
        response("CompanyActivityQueryRs", "", 1030, "Error", key="r0.activity"),
    )
    company = record(text)
    assert company.id == FILE_ID
    assert company.currency == "USD"
    assert "last_restore" not in company.details
    assert "sales_tax" not in company.details, "nobody knows, which is not the same as off"


def test_a_company_that_may_not_be_read():
    text = answer(response("CompanyQueryRs", "", 3261, "Error", "No permission.", key="r0.company"))
    page = ledger().decode(text, [Pull(Kind.COMPANY)]).pages[0]
    assert (page.reason, page.words, page.records) == ("permission_there", "No permission.", ())


def test_what_the_web_connector_brings_itself():
    text = answer(
        response("HostQueryRs", HOST, key="0"),
        response("CompanyQueryRs", COMPANY.format(OURS), key="1"),
        response("PreferencesQueryRs", "<PreferencesRet/>", key="2"),
    )
    company = ledger().read_host_answer(text)
    assert (company.id, company.details["sales_tax"], company.details["taxable_code"]) == (
        FILE_ID,
        False,
        None,
    )
    for nothing in ("", "no XML", "<QBXML/>", None):
        assert ledger().read_host_answer(nothing) is None


def test_the_details_of_a_company_are_the_settings_of_the_next_session():
    details = record(whole()).details
    text = QuickBooksDesktop(details).encode_reads([Pull(Kind.TERM)])
    assert '<?qbxml version="13.0"?>' in text
