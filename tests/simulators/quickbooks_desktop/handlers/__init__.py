"""One function per request: ``handler(ctx, request) -> Answer``, or a Refusal."""

from . import (
    bills,
    company,
    customers,
    data_ext,
    deletions,
    invoices,
    items,
    journal,
    lists,
    payments,
    small_lists,
    transaction_query,
    vendors,
)

HANDLERS = {}
for _module in (
    bills,
    company,
    customers,
    data_ext,
    deletions,
    invoices,
    items,
    journal,
    lists,
    payments,
    small_lists,
    transaction_query,
    vendors,
):
    HANDLERS.update(_module.HANDLERS)


def writes(request) -> bool:
    """Whether this request changes the books: what a read-only application may not send.

    The Web Connector's own mark on the company (facts 1.4, AppLock) is no entry in the books.
    """
    if request.name == "DataExtModRq" and request.body.get("DataExtName") == data_ext.LOCK_NAME:
        return False
    return not request.name.endswith("QueryRq")
