"""What every code means that a person can meet between Odoo and QuickBooks, and what to do (facts 1.3, 2, 3.6, 3.7, 7).

One table for the page of the Web Connector, for the steps of its visits and for docs/web_connector_codes.rst. What to
do about a failure to open QuickBooks stands in faults.py, since visits say it too.
"""

from dataclasses import dataclass

from . import faults


def _(text):
    """Mark for translation; the models translate when they show."""
    return text


# Who shows a code, in the order in which somebody who looks for it goes.
KINDS = {
    "opening": _("Opening QuickBooks"),
    "connector": _("Web Connector"),
    "status": _("QuickBooks, for one record"),
    "window": _("Web Connector, in words"),
}


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """What one code, or several that mean the same, say and ask for.

    ``fails`` says for a status code whether the record was refused.
    """

    kind: str
    codes: tuple[str, ...]
    meaning: str
    cure: str
    fails: bool = False

    @property
    def label(self) -> str:
        return ", ".join(self.codes)


_REPORT = _(
    "Nothing there: the document is rejected and the others go on. This is a fault of the bridge; please report it "
    "with the bytes of the exchange."
)
_ONCE_MORE = _("Nothing: it is tried again with the next visit.")
_READ_AGAIN = _("Nothing there: the record is read again before it is sent again, or it becomes a question in Odoo.")
_LOOK = _("Read QuickBooks' own words on the rejected document, correct it in Odoo or there, and release again.")
_NOT_REACHED = _(
    "Update once more. If it comes again, let your administrator look at the server of Odoo and at the proxy in front "
    "of it, which must let 32 MB and a visit of some minutes through."
)
_ADD_AGAIN = _("Download the .qwc file again, remove the application in the Web Connector and add the new file.")
_ADDRESS = _("Give Odoo an address with https://, a name and a valid certificate, then download the .qwc file again.")

# HRESULT -> what it means; what to do stands in faults.py.
_OPENING_MEANINGS = {
    "0x80040154": _("Windows does not find QuickBooks' software for programs: it is missing, damaged, or was installed "
                    "for another Windows user."),
    "0x80040403": _("The connection to QuickBooks could not be set up."),
    "0x80040408": _("QuickBooks could not be started. Mostly it or the Web Connector runs as administrator and the "
                    "other does not, or an update of QuickBooks waits to be installed."),
    "0x8004040A": _("QuickBooks has one company file open at a time, and it is another one now."),
    "0x80040410": _("The company file is open in single-user mode where multi-user mode is needed, or the other way "
                    "round."),
    "0x80040414": _("QuickBooks lets no program in while a window waits: an offer to update, a notice about payroll, "
                    "a question about a certificate."),
    "0x80040416": _("QuickBooks is closed, and nobody has told the Web Connector which file to open."),
    "0x8004041A": _("The permission of this application for the company file is missing or was taken away."),
    "0x80040420": _("Somebody answered No when QuickBooks asked, or the application may not log in while QuickBooks is "
                    "closed."),
    "0x80040422": _("QuickBooks gives the first permission in single-user mode only."),
}  # fmt: skip


def _opening():
    alike = ("0x80040403", "0x80040404", "0x80040405", "0x80040406", "0x80040407")
    rows = [
        Diagnosis("opening", ("0x80040400",), _("QuickBooks could not read a text of ours; nothing of it was done."), _(
            "Nothing: the set is halved until the one document at fault is alone. It is rejected, the others go on."
        )),
        Diagnosis("opening", ("0x80040401",), _(
            "QuickBooks could not be accessed: it was starting, closing or busy."
        ), _ONCE_MORE),
        Diagnosis("opening", ("0x80040402",), _("QuickBooks had an error that it did not expect."), _(
            "It is tried again with the next visit. If it comes again, restart QuickBooks; its file qbsdklog.txt "
            "tells more."
        )),
        Diagnosis("opening", ("0x8004040D",), _("QuickBooks ended the session in the middle of a visit."), _ONCE_MORE),
    ]  # fmt: skip
    for code, meaning in _OPENING_MEANINGS.items():
        codes = alike if code == "0x80040403" else (code,)
        rows.append(Diagnosis("opening", codes, meaning, faults.words_of(code)))
    return rows


_CONNECTOR = (
    (("QBWC1000",), _("The support page and the address in the .qwc file are on different domains."), _ADD_AGAIN),
    (("QBWC1001", "QBWC1002"), _("The address in the .qwc file is a number; the Web Connector takes names only."),
     _ADDRESS),
    (("QBWC1003", "QBWC1004"), _("The support page could not be reached when the file was added: no internet, a wrong "
                                 "address, or a proxy in between."),
     _("Open the address of the door in the browser of that computer. When the page appears there, add the file "
       "again.")),
    (("QBWC1007", "QBWC1008", "QBWC1009"), _("QuickBooks could not be opened, at the second try either."),
     _("The step of the visit in Odoo names the reason with a code that begins with 0x8004; look that one up.")),
    (("QBWC1010",), _("The address does not begin with https://."), _ADDRESS),
    (("QBWC1012",), _("Odoo could not be reached when the visit began, or something else answered in its place."),
     _NOT_REACHED),
    (("QBWC1013",), _("QuickBooks could not be opened."),
     _("The step of the visit in Odoo names the reason with a code that begins with 0x8004; look that one up.")),
    (("QBWC1014",), _("QuickBooks did not answer the questions about itself that open every visit."),
     _("Close windows that wait in QuickBooks, or restart it, and update again.")),
    (("QBWC1026",), _("The company file belongs to another application, or its identifier is used twice."), _ADD_AGAIN),
    (("QBWC1030",), _("No password is stored for this application."),
     _("Press New password in Odoo and type it into the Web Connector.")),
    (("QBWC1031",), _("The visit ended with an error that is told elsewhere."),
     _("Look at the last visit in Odoo: its last step says what happened.")),
    (("QBWC1034",), _("The .qwc file does not admit this edition of QuickBooks."), _ADD_AGAIN),
    (("QBWC1036", "QBWC1037", "QBWC1046"), _("The versions of Web Connector and server do not fit, or the answer about "
                                             "them was damaged on its way."),
     _("Update the Web Connector. Odoo refuses no version, so if it comes again let your administrator look at the "
       "proxy in front of Odoo.")),
    (("QBWC1039",), _("Something is missing in the .qwc file, or its pair of identifiers is used by another "
                      "application already."), _ADD_AGAIN),
    (("QBWC1040",), _("Odoo refused the user name or the password, or their owner may no longer release documents."),
     _("Press New password in Odoo and type it into the Web Connector. If the owner has left, a manager takes over the "
       "login.")),
    (("QBWC1041", "QBWC1042", "QBWC1043", "QBWC1044", "QBWC1045"),
     _("Odoo could not be reached in the middle of a visit, or gave no proper answer. Nothing is lost: what was under "
       "way is asked about first."), _NOT_REACHED),
    (("QBWC1048",), _("The computer does not trust the certificate of the address."),
     _("Let your administrator install the whole chain of a certificate from a public authority for Odoo's name; one "
       "signed by oneself is refused.")),
    (("QBWC1051",), _("The application was not added."),
     _("Open QuickBooks with the company file as Admin, in single-user mode, and add the .qwc file again.")),
)  # fmt: skip

# The flag: whether the record was refused.
_STATUS = (
    (("0",), False, _("Done."), _("Nothing.")),
    (("1",), False, _("A question found nothing."), _("Nothing.")),
    (("500",), False, _("Some of what was asked for is not there."), _("Nothing.")),
    (("501", "510"), True, _("QuickBooks holds this record in a form that it cannot hand out to programs."), _LOOK),
    (("530", "531"), True, _("This edition of QuickBooks does not know a field or a value."), _REPORT),
    (("550",), False, _("The record was saved, its notes were not."), _("Nothing; type the notes there if needed.")),
    (("560",), True, _("A feature is used that this version has given up."), _REPORT),
    (("570",), True, _("A transaction that is closed cannot be linked."),
     _("Open the transaction in QuickBooks and look what it is linked to, then release again.")),
    (("600",), False, _("QuickBooks does not remember a set of requests that it is asked about."),
     _("Nothing: the books are searched for each document before anything is sent again.")),
    (("1000", "1010"), True, _("QuickBooks had an error of its own, or was not available."), _ONCE_MORE),
    (("1030", "1060"), True, _("QuickBooks does not know this request, or its number is too long."), _REPORT),
    (("2000-2999",), True, _("This version or edition of QuickBooks does not support the request."),
     _("Install the updates of QuickBooks. If it comes again, the record cannot travel to this edition.")),
    (("3000",), True, _("An identifier has not the form of one."), _REPORT),
    (("3010", "3020", "3030", "3031", "3035"), True, _("A yes or no, a date, a range or a time is malformed."),
     _REPORT),
    (("3040", "3045", "3050", "3060", "3065"), True, _("An amount, a price, a per cent, a quantity or an identifier is "
                                                      "malformed."), _REPORT),
    (("3070",), True, _("A text is too long; QuickBooks' words name the field."),
     _("Shorten it in Odoo and release again.")),
    (("3080", "3085", "3090", "3095"), True, _("A name, or a letter in it, is not allowed."),
     _("Correct the name in Odoo: no colons, plain letters. Then release again.")),
    (("3100",), True, _("The name is in use by another customer, vendor, employee, other name, or item."),
     _("Choose on the issue: use the record that is there, or another name there.")),
    (("3110",), True, _("A value is not one of those that QuickBooks knows."), _REPORT),
    (("3120", "3121", "3130"), True, _("The record, its parent or one of its lines is no longer there: deleted or "
                                      "merged in QuickBooks."), _READ_AGAIN),
    (("3140",), True, _("The document names a customer, an item, a tax, terms or an account that QuickBooks does not "
                        "have."),
     _("Create what is missing, or link it, with a button on the issue; every document that waits for it goes on.")),
    (("3150", "3151", "3152", "3153"), True, _("Something required is missing, or two things exclude each other."),
     _REPORT),
    (("3160",), True, _("The record cannot be deleted because others need it."),
     _("Nothing is lost. Settle in QuickBooks what is linked to it, or make it inactive there.")),
    (("3161", "3171"), True, _("The date lies in a closed period."),
     _("Ask the bookkeeper: move the closing date in QuickBooks, or give the document a later date in Odoo.")),
    (("3162",), True, _("QuickBooks wants single-user mode for this."),
     _("Choose File, Switch to Single-user Mode in QuickBooks, and update again.")),
    (("3170",), True, _("The record could not be changed: somebody has it open, or a rule forbids it."),
     _("Close the record in QuickBooks; the next visit tries again. Otherwise read QuickBooks' words on the "
       "document.")),
    (("3175", "3176"), True, _("The record, or one that it needs, is open on somebody's screen."),
     _("Save and close it in QuickBooks; the next visit tries again by itself.")),
    (("3177",), True, _("One transaction is linked twice."), _REPORT),
    (("3180",), True, _("The record could not be saved: somebody has it open, or a rule or a preference forbids it."),
     _("Close open windows in QuickBooks; the next visit tries again. Otherwise read QuickBooks' words on the "
       "document.")),
    (("3185", "3190"), True, _("The document could not be voided, or a field not be emptied."),
     _("Close the document in QuickBooks. If it is deposited or reconciled, the bookkeeper has to void it there.")),
    (("3200",), True, _("Somebody changed the record in QuickBooks since it was read."), _READ_AGAIN),
    (("3205",), True, _("The address is given in two ways at once."), _REPORT),
    (("3210",), True, _("A value breaks a rule of QuickBooks, such as a payment above what is due."), _LOOK),
    (("3220", "3230", "3240"), True, _("Something could not be converted or undone, or a time is not possible."),
     _LOOK),
    (("3231",), True, _("The request was not looked at because one before it failed."), _ONCE_MORE),
    (("3250",), True, _("A feature is switched off in QuickBooks: inventory, sales tax, currencies or classes."),
     _("Switch it on under Edit, Preferences, Company Preferences, or release without it.")),
    (("3260",), True, _("The QuickBooks user of the visit may not do this."),
     _("Sign in as Admin, choose Edit, Preferences, Integrated Applications, Company Preferences, Properties, and let "
       "the application log in as a user who may.")),
    (("3261",), True, _("The application may not do this in QuickBooks."),
     _("As Admin choose Edit, Preferences, Integrated Applications, Company Preferences, Properties, and widen its "
       "access.")),
    (("3262", "3263"), True, _("Records cannot be merged, or cannot stand below this parent."), _LOOK),
    (("3300", "3301"), True, _("QuickBooks' part for credit cards or payroll refused."), _LOOK),
    (("3391",), True, _("A long list was asked for in pages and the visit before had begun it."),
     _("Nothing: the list is read anew.")),
    (("9001", "9002", "9005"), False, _("QuickBooks could not tell what became of an earlier set of requests."),
     _("Nothing: the books are searched for each document before anything is sent again.")),
    (("9004",), True, _("The name of a set of requests is too long."), _REPORT),
    (("9100-9199",), True, _("One request refers to the result of another in a way that QuickBooks does not accept."),
     _REPORT),
)  # fmt: skip

_WINDOW = (
    (("No Data Exchange",), _("There was nothing to do, so that QuickBooks was not opened."), _("Nothing.")),
    (("Application Busy",), _("Another visit is under way, or its computer fell silent less than five minutes ago."),
     _("Wait five minutes, or press That computer is gone in Odoo.")),
    (("Update already in progress",), _("The Web Connector was ended in the middle of an update and remembers it."),
     _("End it in the task manager and start it again. Where that does not help, delete the value UpdateLock below "
       "HKCU\\Software\\Intuit\\QBWebConnector.")),
    (("Index was outside the bounds of the array",), _("Something between Odoo and that computer rewrites answers."),
     _NOT_REACHED),
    (("Session expired",), _("Another visit took over, or this one was silent for more than five minutes."),
     _("Update again.")),
)  # fmt: skip

DIAGNOSES = (
    *_opening(),
    *(Diagnosis("connector", codes, meaning, cure) for codes, meaning, cure in _CONNECTOR),
    *(Diagnosis("status", codes, meaning, cure, fails) for codes, fails, meaning, cure in _STATUS),
    *(Diagnosis("window", codes, meaning, cure) for codes, meaning, cure in _WINDOW),
)
_BY_CODE = {code.lower(): diagnosis for diagnosis in DIAGNOSES for code in diagnosis.codes}


def find(code: str) -> Diagnosis | None:
    """Return what a code means, whatever its capitals; ``None`` where nobody knows it."""
    return _BY_CODE.get((code or "").strip().lower())
