"""What of the accounts and items to begin with is there already, and what stands in the way of making it.

One reading of the mirror serves the list that a person looks at and the engine right before it sends: what is there by
then is used. What bears the number or the name of an account and is of its type is that account; what bears them and is
of another type is in the way, and a person says what is to be used. Nothing here writes.
"""

from collections import defaultdict
from dataclasses import dataclass, field

from ..ledgers.defaults import LIABILITY_TYPES, TABLE, Role
from ..ledgers.documents import Account, Item, Kind, Reference
from ..ledgers.keys import name_key, sku_key
from .findings import Finding, Prepared


@dataclass(frozen=True, slots=True)
class Look:
    """What the ledger holds of one entry: ``row`` is it, ``reason`` why what is there cannot be it. Neither: nothing
    is there.
    """

    row: object = None
    reason: str = ""
    arguments: dict = field(default_factory=dict)


class Shelf:
    """The accounts and items of the mirror by what they are known by. One query, whatever is looked for."""

    def __init__(self, connection):
        self.connection, self.ledger = connection, connection._ledger()
        self.by_name, self.by_code = defaultdict(list), defaultdict(list)
        for row in connection.env["bridge.remote.record"].search_fetch(
            [
                # While a form is being filled in, the record behind it.
                ("connection_id", "in", connection.ids),
                ("kind", "in", [Kind.ACCOUNT.value, Kind.ITEM.value]),
                ("is_gone", "=", False),
            ],
            ("kind", "name", "full_name", "match_key", "sku_key", "is_active", "remote_id", "currency_name", "details"),
            order="id",
        ):
            kind, details = Kind(row.kind), row.details or {}
            self.by_name[kind, row.match_key].append(row)
            code = details.get("number") if kind is Kind.ACCOUNT else row.sku_key
            if code:
                self.by_code[kind, sku_key(code)].append(row)

    def account(self, default):
        """Return the ``Look`` for the account of a row."""
        rows = self._rows(Kind.ACCOUNT, default.name, default.code)
        look = self._look(default, rows)
        if look.row and not self._is_fitting(look.row, account_type(default).role):
            there = (look.row.details or {}).get("type") or "?"
            return self._in_the_way("default_other_type", default, rows, type=there)
        return look

    def item(self, default, account):
        """Return the ``Look`` for the item of a row.

        :param account: the row of its account in the mirror, ``None`` where that is still to be made.
        """
        name, _title = self.ledger.item_names(default.name, default.code)
        rows = self._rows(Kind.ITEM, name, default.code)
        look = self._look(default, rows)
        if not look.row:
            return look
        details = look.row.details or {}
        if details.get("keeps_stock") or not details.get("sellable", True):
            return self._in_the_way("default_other_type", default, rows, type=details.get("type") or "?")
        booked = (details.get("income_account") or {}).get("id")
        if booked and not (account and booked == account.remote_id):
            return self._in_the_way("default_item_elsewhere", default, rows, account=details["income_account"]["name"])
        return look

    def _look(self, default, rows):
        """Return the ``Look`` at what bears a name or number, whatever its type: the one that it is, or why none."""
        if not rows:
            return Look()
        if len(rows) > 1:
            return self._in_the_way("default_several", default, rows)
        if not rows[0].is_active:
            return self._in_the_way("default_inactive", default, rows)
        return Look(rows[0])

    def _rows(self, kind, name, code):
        found = [*self.by_name[kind, name_key(name)], *self.by_code[kind, sku_key(code)]]
        return list(dict.fromkeys(found))

    def _is_fitting(self, row, role):
        details = row.details or {}
        home = self.connection.remote_currency or ""
        is_home = not (row.currency_name and home) or row.currency_name == home
        return details.get("role") == role and not details.get("special") and is_home

    def _in_the_way(self, reason, default, rows, **arguments):
        there = ", ".join(row.full_name or row.name or "" for row in rows)
        return Look(reason=reason, arguments={"name": default.name, "there": there, **arguments})


def account_type(default):
    """Return the ``AccountType`` of a row; of a wages liability it is the company's choice."""
    if default.role == Role.WAGES_LIABILITY:
        return LIABILITY_TYPES[default.connection_id.wages_liability_type]
    return TABLE[Role(default.role)].type


def prepare(preparation, links):
    """Prepare accounts and items to begin with, which were read afresh by the session that sends them.

    What is there by now is linked, so that nothing is left to be sent of it.

    :return dict: ``{link id: Prepared}``
    """
    shelf = Shelf(preparation.engine)
    return {link.id: _prepared(preparation, shelf, link) for link in links}


def _prepared(preparation, shelf, link):
    default = link.default_id
    if link.external_id:
        return Prepared()
    is_account = link.kind == Kind.ACCOUNT.value
    account = default.remote_record_id
    if is_account and default.picked_id:
        look = Look(default.picked_id)
    else:
        look = shelf.account(default) if is_account else shelf.item(default, account)
    if look.reason:
        finding = Finding(look.reason, f"binding:{link.id}", link.kind, look.arguments, link.id)
        return Prepared(findings=[finding])
    if look.row:
        link._bind(look.row, "picked" if look.row == default.picked_id else "key")
        return Prepared()
    if not (is_account or account):
        finding = Finding("default_account_gone", f"binding:{link.id}", link.kind, {"name": default.name}, link.id)
        return Prepared(findings=[finding])
    return Prepared(_account(default, link) if is_account else _item(preparation, default, link))


def _account(default, link):
    row = TABLE[Role(default.role)]
    return Account(default.name, account_type(default), link.trace, default.code, row.detail)


def _item(preparation, default, link):
    """The item of a row is sold from its account and bought from nowhere, but where a ledger wants both sides said."""
    name, title = preparation.ledger.item_names(default.name, default.code)
    account = default.remote_record_id
    bought = preparation.engine.expense_account_id
    return Item(
        name=name,
        full_name=title,
        trace=link.trace,
        sku=default.code,
        description=title,
        is_service=False,
        income_account=Reference(Kind.ACCOUNT, account.remote_id, account.full_name or ""),
        expense_account=preparation.reference(bought) if preparation.ledger.items_have_both_sides else None,
        tax_code=preparation.tax_code(taxed=_is_taxed(default)),
    )


def _is_taxed(default):
    """A tax that travels as a line is not taxed once more; what is sold is, unless its line says otherwise."""
    return not TABLE[Role(default.role)].is_tax


def settle(links):
    """What is there now is used by the connection, where nothing was chosen. Engine tables only.

    :param links: of any model.
    """
    for link in links:
        if link.default_id and link.external_id:
            link.default_id._use()


def item_of(connection, role):
    """Return the row of the mirror of the item that a connection has for a role, ``None`` where it has none."""
    default = connection.default_ids.filtered(lambda default: default.role == role.value)
    return default.item_record_id or None
