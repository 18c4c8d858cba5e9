"""Rules of lists: names, parents, changes, items, accounts, terms, private data (facts 4.2 to 4.4, 4.7 to
4.10, 5.1).
"""

from .rule import FILE, GUID, OWNER, Rule, changed, customer, doc, item, rq, vendor


def rule(number, source, meaning, outcome, breaks, mends, **more):
    return Rule(f"LIST-{number:02d}", source, meaning, outcome, breaks, mends, **more)


NEW = doc(customer())
GENERAL = {"unverified_codes": "general"}
FIVE_LINES = "".join(f"<Addr{number}>Line {number}</Addr{number}>" for number in range(1, 6))


def address(inner):
    return doc(customer(more=f"<BillAddress>{inner}</BillAddress>"))


def reaching_five(book):
    for parent, name in (("", "A"), ("A", "B"), ("A:B", "C"), ("A:B:C", "D"), ("A:B:C:D", "E")):
        book.add_customer(name, **({"ParentRef": {"FullName": parent}} if parent else {}))


def job(parent, name="Kitchen"):
    return doc(rq("CustomerAdd", f"<Name>{name}</Name><ParentRef><FullName>{parent}</FullName></ParentRef>"))


def extension(request, owner=OWNER, name="Trace", value="1"):
    return rq(
        request,
        f"<OwnerID>{owner}</OwnerID><DataExtName>{name}</DataExtName><OtherDataExtType>Company</OtherDataExtType>"
        f"<DataExtValue>{value}</DataExtValue>",
    )


DEFINED = rq(
    "DataExtDefAdd",
    f"<OwnerID>{OWNER}</OwnerID><DataExtName>Trace</DataExtName><DataExtType>STR255TYPE</DataExtType>"
    "<AssignToObject>Company</AssignToObject>",
)


def tax_item(agency):
    return doc(rq("ItemSalesTaxAdd", f"<Name>County</Name><TaxRate>1.25</TaxRate>{agency}"))


def terms_deletion(name):
    def text(book):
        list_id = book._entry("StandardTerms", name)["list_id"]
        return doc(f"<ListDelRq><ListDelType>StandardTerms</ListDelType><ListID>{list_id}</ListID></ListDelRq>")

    return text


BOTH_SHAPES = (
    "<SalesAndPurchaseMod><SalesPrice>9.00</SalesPrice><IncomeAccountRef><FullName>Sales</FullName></IncomeAccountRef"
    ">"
    "<ExpenseAccountRef><FullName>Subcontractors</FullName></ExpenseAccountRef></SalesAndPurchaseMod>"
)

RULES = (
    rule(1, "5.1", "a name is unique among customers", 3100, doc(customer("Azure Interior")), NEW),
    rule(2, "5.1", "case makes no other name", 3100, doc(customer("AZURE interior")), NEW),
    rule(3, "5.1", "a vendor's name blocks a customer", 3100, doc(customer("Wood Corner")), NEW),
    rule(4, "5.1", "a customer's name blocks a vendor", 3100, doc(vendor("Azure Interior")), doc(vendor())),
    rule(
        5,
        "5.1",
        "an employee's name blocks a customer",
        3100,
        doc(customer("Pat Doe")),
        NEW,
        setup=lambda book: book.add_other_name("Pat Doe", "Employee"),
    ),
    rule(6, "5.1", "another name blocks a customer", 3100, doc(customer("Petty Cash")), NEW),
    rule(7, "5.1", "an inactive record keeps its name", 3100, doc(customer("Riverbend Clinic")), NEW),
    rule(8, "5.1 [U]", "blanks around a name make no other one", 3100, doc(customer(" Azure Interior ")), NEW),
    rule(
        9,
        "5.1 [U]",
        "a name turned round at the comma",
        3100,
        doc(customer("Interior, Azure")),
        NEW,
        switches={"comma_names_collide": True},
    ),
    rule(10, "5.1", "no colon in a name", 3090, doc(customer("A:B")), NEW),
    rule(11, "5.1", "no tab in a name", 3090, doc(customer("A&#9;B")), NEW),
    rule(12, "5.1", "no new line in a name", 3090, doc(customer("A&#10;B")), NEW),
    rule(
        13,
        "5.1 [U]",
        "no double quote in a name",
        3090,
        doc(customer("The &quot;A&quot;")),
        NEW,
        switches={"quotes_in_names": "refused"},
    ),
    rule(14, "3.6 [U]", "a name is not blank", 3080, doc(customer(" ")), NEW),
    rule(15, "3.6 [U]", "the same with a general code", 3210, doc(customer(" ")), NEW, switches=GENERAL),
    rule(16, "4.9, 5.1", "a parent exists", 3140, job("Nobody"), job("Azure Interior")),
    rule(
        17,
        "5.1",
        "a job's name is unique below its parent",
        3100,
        job("Lakeside Property Management", "boiler ROOM"),
        job("Azure Interior", "Boiler room"),
    ),
    rule(18, "5.1", "five levels", 3210, job("A:B:C:D:E", "F"), job("A:B:C:D", "F"), setup=reaching_five),
    rule(
        19,
        "3.6",
        "a Mod finds its object",
        3120,
        doc(rq("CustomerMod", "<ListID>8000FFFF-1</ListID><EditSequence>1</EditSequence>")),
        changed("Customer", "Azure Interior", "<Phone>555</Phone>"),
    ),
    rule(
        20,
        "3.6",
        "a Mod knows the latest EditSequence",
        3200,
        changed("Customer", "Azure Interior", "<Phone>555</Phone>", sequence="1"),
        changed("Customer", "Azure Interior", "<Phone>555</Phone>"),
    ),
    rule(
        21,
        "5.1",
        "a Mod takes no name of another record",
        3100,
        changed("Customer", "Azure Interior", "<Name>wood corner</Name>"),
        changed("Customer", "Azure Interior", "<Name>Azure Interiors</Name>"),
    ),
    rule(
        22,
        "5.1",
        "no record is its own ancestor",
        3210,
        changed("Customer", "Azure Interior", "<ParentRef><FullName>Azure Interior</FullName></ParentRef>"),
        changed("Customer", "Azure Interior", "<ParentRef><FullName>Pinecrest HOA</FullName></ParentRef>"),
    ),
    rule(
        23,
        "4.9 (address)",
        "a block of lines has no town",
        3205,
        address("<Addr1>A</Addr1><Addr4>D</Addr4><City>Austin</City>"),
        address("<Addr1>A</Addr1><City>Austin</City>"),
    ),
    rule(
        24,
        "4.9 (address)",
        "five printed lines",
        3205,
        address(FIVE_LINES + "<Country>US</Country>"),
        address(FIVE_LINES),
    ),
    rule(
        25,
        "4.9",
        "OpenBalance is never sent",
        1030,
        doc(customer(more="<OpenBalance>5.00</OpenBalance>")),
        NEW,
    ),
    rule(
        26,
        "4.10 [U]",
        "an ExternalGUID that is taken",
        3210,
        doc(customer("Other", f"<ExternalGUID>{GUID}</ExternalGUID>")),
        NEW,
        switches={"duplicate_guid": "refused"},
        setup=lambda book: book.add_customer("First", ExternalGUID=GUID),
    ),
    rule(27, "4.9 [P]", "an item needs an account", 3150, doc(item(account="")), doc(item())),
    rule(28, "4.9", "the account exists", 3140, doc(item(account="4000")), doc(item(account="sales"))),
    rule(29, "4.4, 5.1", "tax items share the item list", 3100, doc(item("San Tomas")), doc(item())),
    rule(
        30,
        "4.9 [U]",
        "an item keeps its shape",
        3210,
        changed("ItemService", "Labor", BOTH_SHAPES),
        changed("ItemService", "Labor", "<SalesOrPurchaseMod><Price>9.00</Price></SalesOrPurchaseMod>"),
    ),
    rule(
        31,
        "4.9",
        "inventory is switched on",
        3250,
        doc(rq("ItemInventoryAdd", "<Name>Part</Name>")),
        doc(item(kind="ItemNonInventory")),
    ),
    rule(
        32,
        "4.9",
        "an inventory item has three accounts",
        3150,
        doc(rq("ItemInventoryAdd", "<Name>Part</Name>")),
        doc(
            rq(
                "ItemInventoryAdd",
                "<Name>Part</Name><IncomeAccountRef><FullName>Sales</FullName></IncomeAccountRef>"
                "<COGSAccountRef><FullName>Cost of Goods Sold</FullName></COGSAccountRef>"
                "<AssetAccountRef><FullName>Inventory Asset</FullName></AssetAccountRef>",
            )
        ),
        options={"inventory": True},
    ),
    rule(
        33,
        "4.9 [P]",
        "a tax item has an agency",
        3150,
        tax_item(""),
        tax_item("<TaxVendorRef><FullName>State Tax Agency</FullName></TaxVendorRef>"),
    ),
    rule(
        34,
        "4.9",
        "the agency is a vendor",
        3140,
        tax_item("<TaxVendorRef><FullName>Azure Interior</FullName></TaxVendorRef>"),
        tax_item("<TaxVendorRef><FullName>Wood Corner</FullName></TaxVendorRef>"),
    ),
    rule(
        35,
        "4 intro, 4.9",
        "no account of type NonPosting",
        3210,
        doc(rq("AccountAdd", "<Name>Memo</Name><AccountType>NonPosting</AccountType>")),
        doc(rq("AccountAdd", "<Name>Memo</Name><AccountType>Income</AccountType>")),
    ),
    rule(
        36,
        "4.7",
        "an account number is unique",
        3100,
        doc(
            rq(
                "AccountAdd",
                "<Name>Other Sales</Name><AccountType>Income</AccountType><AccountNumber>4000</AccountNumber>",
            )
        ),
        doc(
            rq(
                "AccountAdd",
                "<Name>Other Sales</Name><AccountType>Income</AccountType><AccountNumber>4050</AccountNumber>",
            )
        ),
    ),
    rule(
        37,
        "4.7, 5.1",
        "both kinds of terms share a list",
        3100,
        doc(rq("StandardTermsAdd", "<Name>25th of the month</Name>")),
        doc(rq("StandardTermsAdd", "<Name>Net 45</Name>")),
    ),
    rule(
        38,
        "3.6 (3250)",
        "class tracking is switched on",
        3250,
        doc(rq("ClassAdd", "<Name>North</Name>")),
        NEW,
    ),
    rule(
        39,
        "4.8",
        "what is used is not deleted",
        3160,
        terms_deletion("Net 30"),
        terms_deletion("Net 60"),
    ),
    rule(
        40,
        "4.9 (DataExt)",
        "private data is defined first",
        3140,
        doc(extension("DataExtAdd")),
        doc(DEFINED + extension("DataExtAdd")),
    ),
    rule(
        41,
        "4.9 (DataExt)",
        "a value is added once",
        3180,
        doc(DEFINED + extension("DataExtAdd") * 2),
        doc(DEFINED + extension("DataExtAdd") + extension("DataExtMod", value="2")),
    ),
    rule(42, "4.9 (DataExt)", "a definition is made once", 3180, doc(DEFINED * 2), doc(DEFINED)),
    rule(
        43,
        "4.8",
        "data stands where the definition allows it",
        3210,
        doc(
            DEFINED
            + rq(
                "DataExtAdd",
                f"<OwnerID>{OWNER}</OwnerID><DataExtName>Trace</DataExtName><ListDataExtType>Customer"
                "</ListDataExtType><ListObjRef><FullName>Azure Interior</FullName></ListObjRef>"
                "<DataExtValue>1</DataExtValue>",
            )
        ),
        doc(DEFINED + extension("DataExtAdd")),
    ),
    rule(44, "2 (IsReadOnly)", "a reader does not write", 3261, NEW, doc("<CustomerQueryRq/>"), read_only=True),
    rule(
        45,
        "4.8",
        "private data belongs to its owner",
        3140,
        doc(extension("DataExtMod", FILE, "FileID", FILE)),
        doc(extension("DataExtMod", OWNER, "FileID", FILE)),
    ),
)
