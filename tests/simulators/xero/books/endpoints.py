"""The endpoints of these books, by their names in the path."""

from . import (
    accounts,
    branding,
    contacts,
    currencies,
    document_endpoints,
    items,
    organisations,
    tax_rates,
    tracking,
)

LISTS = (organisations, accounts, tax_rates, currencies, tracking, branding, contacts, items)
#: {name in the path: its module}
ENDPOINTS = {module.ENDPOINT.name: module for module in (*LISTS, *document_endpoints.MODULES)}
