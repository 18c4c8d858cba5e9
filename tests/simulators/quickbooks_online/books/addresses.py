"""Addresses: of records as they were sent, of documents flowed into lines (facts 2.4)."""


def give_ids(company, new: dict, fields, old: dict | None = None):
    for field in fields:
        address = new.get(field)
        if address is None:
            continue
        known = ((old or {}).get(field) or {}).get("Id")
        new[field] = {**address, "Id": known or str(company.store.count("id:address"))}


def flowed(address: dict) -> dict:
    """The same words in Line1 to Line4, as documents give them back."""
    lines = [address[name] for name in ("Line1", "Line2", "Line3", "Line4", "Line5") if address.get(name)]
    region = " ".join(filter(None, (address.get("CountrySubDivisionCode"), address.get("PostalCode"))))
    place = ", ".join(filter(None, (address.get("City"), region)))
    last = " ".join(filter(None, (place, address.get("Country"))))
    lines.extend([last] if last else [])
    if len(lines) > 4:
        lines = [*lines[:3], " ".join(lines[3:])]
    return {f"Line{place}": line for place, line in enumerate(lines, 1)}


def settle_document(company, new: dict, party: dict, old: dict | None, sent):
    """Billing and delivery address of a sales form: what was sent, else the customer's."""
    for field in ("BillAddr", "ShipAddr"):
        address = new.get(field)
        if address is None and old is None:
            address = party.get(field) or (party.get("BillAddr") if field == "ShipAddr" else None)
            address = {name: part for name, part in (address or {}).items() if name != "Id"} or None
            if address is not None and field == "BillAddr":
                address = {**address}
                address.pop("Id", None)
        if address is None:
            new.pop(field, None)
            continue
        if field == "BillAddr" and company.switches.transaction_address == "reflowed":
            address = {**flowed(address), **({"Id": address["Id"]} if address.get("Id") else {})}
        new[field] = address
    give_ids(company, new, ("BillAddr", "ShipAddr"), old)
