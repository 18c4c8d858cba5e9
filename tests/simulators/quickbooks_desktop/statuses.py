"""Status codes and HRESULTs with QuickBooks' own words where a capture holds them (facts 3.6, 3.7)."""

#: code -> message; ``{0}`` and ``{1}`` are the words of the case.
#: Messages of codes seen in real captures are verbatim.
MESSAGES = {
    0: "Status OK",
    1: "A query request did not find a matching object in QuickBooks",
    500: 'The query request has not been fully completed. There was a required element ("{0}") that could'
    " not be"
    " found in QuickBooks.",
    530: 'The field "{0}" is not supported by this edition of QuickBooks.',
    531: 'The value "{0}" of the field "{1}" is not supported by this edition of QuickBooks.',
    1000: "There has been an internal error when processing the request.",
    1030: 'This implementation of QuickBooks does not support the message "{0}".',
    1060: 'The request ID "{0}" is longer than 50 characters.',
    3000: 'The given object ID "{0}" in the field "{1}" is invalid.',
    3020: 'There was an error when converting the date value "{0}" in the field "{1}".',
    3030: 'The date range of "{0}" is invalid: its end lies before its start.',
    3031: 'The string range of "{0}" is invalid: its end lies before its start.',
    3070: 'The string "{0}" in the field "{1}" is too long.',
    3080: 'The name "{0}" is not valid for a list element.',
    3090: 'The name "{0}" contains a character that is not allowed in a list element.',
    3100: 'The name "{0}" of the list element is already in use.',
    3120: 'Object "{0}" specified in the request cannot be found.  QuickBooks error message: Invalid'
    " argument.  The"
    " specified record does not exist in the list.",
    3121: 'The parent "{0}" specified in the request cannot be found.',
    3130: 'The line "{0}" specified in the request cannot be found in the transaction.',
    3140: "There is an invalid reference to QuickBooks {0} in the {1}.  QuickBooks error message: Invalid"
    " argument.  The specified record does not exist in the list.",
    3150: 'There is a missing element: "{0}".',
    3151: 'There are conflicting elements: "{0}" and "{1}".',
    3160: 'Cannot delete the object specified by the id = "{0}".  QuickBooks error message: This list'
    " element is used"
    " and cannot be deleted.",
    3170: "There was an error when modifying {0}.  QuickBooks error message: {1}",
    3171: "An attempt was made to modify {0} with a date on or before the closing date of the company.",
    3175: "There was an error when saving {0}.  QuickBooks error message: The list element is in use:"
    " failed to acquire"
    " the lock.",
    3176: "A related object of {0} is in use.  QuickBooks error message: Its internals could not be"
    " locked. They are in"
    " use by another user.",
    3180: "There was an error when saving {0}.  QuickBooks error message: {1}",
    3190: 'The field "{0}" cannot be cleared.',
    3200: 'The provided edit sequence "{0}" is out-of-date.',
    3205: 'The address "{0}" cannot be stored: {1}',
    3210: 'The "{0}" field has an invalid value "{1}".',
    3231: "The request has not been processed.",
    3250: "This feature is not enabled or not available in this version of QuickBooks: {0}.",
    3260: "Insufficient permission level to perform this action.",
    3261: "The integrated application has no permission to {0}.",
    3262: 'The record "{0}" cannot be merged into "{1}".',
    3263: 'The record "{0}" cannot be merged: others stand below it.',
    3391: 'The iteratorID "{0}" is not valid.',
    9100: 'The macro "{0}" has not been defined in this message set.',
    9101: 'The macro "{0}" has been defined twice in this message set.',
}

HRESULTS = {
    "0x80040400": "QuickBooks found an error when parsing the provided XML text stream.",
    "0x80040401": "Could not access QuickBooks.",
    "0x80040402": "Unexpected error. Check the qbsdklog.txt file for possible additional information.",
    "0x80040408": "Could not start QuickBooks.",
    "0x8004040A": "A QuickBooks company data file is already open and it is different from the one requested.",
    "0x8004040D": "The ticket parameter is invalid.",
    "0x80040410": "The QuickBooks company data file is currently open in a mode other than the one"
    " specified by your"
    " application.",
    "0x80040414": "A modal dialog box is showing in the QuickBooks user interface. Your application"
    " cannot access"
    " QuickBooks until the user dismisses the dialog box.",
    "0x80040416": "If QuickBooks is not running, a company file name must be supplied.",
    "0x8004041A": "This application does not have permission to access this QuickBooks company data file.",
    "0x80040420": "The QuickBooks user has denied access.",
    "0x80040422": "This application requires Single User file access mode and there is already another"
    " application"
    " sharing data with this QuickBooks company data file.",
    "0x80040423": "The version of qbXML that was requested is not supported or is unknown.",
}

#: Codes whose meaning the sheet could not verify; `Switches.unverified_codes` chooses their stand-in.
UNVERIFIED = {3080, 3090, 3121, 3130, 3150, 3151, 3160, 3171, 3190, 3205, 3262, 3263}
#: The verified code that QuickBooks may just as well use in their place.
GENERAL = 3210


def severity_of(code: int) -> str:
    """Facts 3.6: 0-499 information, 500-999 warning, from 1000 on an error."""
    if code < 500:
        return "Info"
    return "Warn" if code < 1000 else "Error"


def message_for(code: int, *words: str) -> str:
    text = MESSAGES[code]
    for position, word in enumerate(words):
        text = text.replace(f"{{{position}}}", str(word))
    return text
