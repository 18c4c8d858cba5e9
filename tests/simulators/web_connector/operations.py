"""The operations of the Web Connector's service: arguments in order, result, the error code of a failed call.

facts/quickbooks_desktop.md 1.2 (names and types) and 2 (codes; which code for which failure is from the
error table of Intuit's guide, appendix A, the sheet's source PGA).
"""

from dataclasses import dataclass

NAMESPACE = "http://developer.intuit.com/"
SOAP = "http://schemas.xmlsoap.org/soap/envelope/"


@dataclass(frozen=True)
class Operation:
    """One operation as it is on the wire; ``code`` is what the connector shows when calling it failed."""

    name: str
    arguments: tuple[tuple[str, str], ...]  # (name, "string" or "int"), in the order of the wire
    result: str  # "string", "int" or "strings"
    code: str
    in_wsdl: bool = True

    @property
    def action(self) -> str:
        return NAMESPACE + self.name


def _operation(name, arguments, result, code, in_wsdl=True):
    pairs = tuple(
        tuple(argument.split(":")) if ":" in argument else (argument, "string") for argument in arguments.split()
    )
    return Operation(name, pairs, result, code, in_wsdl)


OPERATIONS = {
    operation.name: operation
    for operation in (
        # No code is known for serverVersion: its failure is logged and the visit goes on.
        _operation("serverVersion", "", "string", "serverVersion"),
        _operation("clientVersion", "strVersion", "string", "QBWC1036"),
        _operation("authenticate", "strUserName strPassword", "strings", "QBWC1012"),
        _operation(
            "sendRequestXML",
            "ticket strHCPResponse strCompanyFileName qbXMLCountry qbXMLMajorVers:int qbXMLMinorVers:int",
            "string",
            "QBWC1041",
        ),
        _operation("receiveResponseXML", "ticket response hresult message", "int", "QBWC1042"),
        _operation("connectionError", "ticket hresult message", "string", "QBWC1045"),
        _operation("getLastError", "ticket", "string", "QBWC1043"),
        _operation("closeConnection", "ticket", "string", "QBWC1044"),
        # Interactive mode stands in Intuit's guide and samples but not in its service description.
        _operation("getInteractiveURL", "wcTicket sessionID", "string", "QBWC1043", in_wsdl=False),
        _operation("interactiveRejected", "wcTicket reason", "string", "QBWC1043", in_wsdl=False),
        _operation("interactiveDone", "wcTicket", "string", "QBWC1043", in_wsdl=False),
    )
}
