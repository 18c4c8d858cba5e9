"""Matching ahead: 20,000 customers and 5,000 items against the mirror, the tab that lists them, one edit.

Nothing is called: the mirror is filled as a first reading would have, and the engine's own steps are run in a process
of their own, so that its memory and its queries are those of matching alone.
"""

import json
import os
import subprocess

from scripts.host import drop_database, environment, new_database, odoo_command, query

CUSTOMERS, ITEMS = 20_000, 5_000
MARK = "FIGURES "

# Of twenty customers seventeen are on both sides, one shares its e-mail, one is not there, and one has no e-mail and
# another name there.
_FILL = f"""
from odoo.addons.accounting_bridge.engine import reading
from odoo.addons.accounting_bridge.ledgers.documents import Kind
from odoo.addons.accounting_bridge.ledgers.protocol import RemoteRecord

def email(n):
    return {{17: f"shared{{n // 40}}@example.com", 19: False}}.get(n % 20, f"customer{{n}}@example.com")

def there(n):
    return f"Bench Client {{n:05d}}" if n % 20 == 19 else f"Bench Customer {{n:05d}}"

def party(n):
    lines = {{"lines": [f"{{n}} Main St"], "city": "Springfield", "state": "IL", "country": "US"}}
    return {{"company_name": f"Bench Customer {{n:05d}}", "email": f"customer{{n}}@example.com", "phone": "",
            "billing": lines, "delivery": {{}}, "term": "", "parent": ""}}

for start in range(0, {CUSTOMERS}, 1000):
    env["res.partner"].with_context(tracking_disable=True).create([
        {{"name": f"Bench Customer {{n:05d}}", "is_company": True, "customer_rank": 1, "email": email(n)}}
        for n in range(start, start + 1000)])
    env.cr.commit()
for start in range(0, {ITEMS}, 1000):
    env["product.product"].with_context(tracking_disable=True).create([
        {{"name": f"Bench Item {{n:05d}}", "default_code": f"BI-{{n:05d}}" if n % 20 else False, "type": "service"}}
        for n in range(start, start + 1000)])
    env.cr.commit()
env["product.product"].search([("name", "not like", "Bench Item")]).sale_ok = False
env["res.partner"].search([("name", "not like", "Bench Customer")]).customer_rank = 0
connection = env["bridge.connection"].create({{
    "ledger": "quickbooks_online", "date_from": "2020-01-01", "create_missing_customer": "ask",
    "create_missing_item": "ask"}})
connection.sudo().write({{"state": "connected", "first_read_at": "2026-01-01"}})
rows = [RemoteRecord(Kind.CUSTOMER, f"c{{n}}", name=there(n), version="0",
                     email=email(n) or f"customer{{n}}@example.com", currency="USD", details={{"party": party(n)}})
        for n in range({CUSTOMERS}) if n % 20 != 18]
rows += [RemoteRecord(Kind.ITEM, f"i{{n}}", name=f"Bench Item {{n:05d}}", version="0", sku=f"BI-{{n:05d}}",
                      details={{"type": "Service"}}) for n in range({ITEMS}) if n % 20 != 1]
for start in range(0, len(rows), 1000):
    reading.mirror(connection, rows[start:start + 1000])
    env.cr.commit()
connection.customers_ahead = connection.items_ahead = True
env.cr.commit()
"""

_MEASURE = """
import gc, json, resource, time
from odoo import sql_db
from odoo.addons.accounting_bridge.engine import crank, matching_ahead
from odoo.addons.accounting_bridge.engine.transaction import in_own_transaction

connection = env["bridge.connection"].search([("ledger", "=", "quickbooks_online")])
figures = {}

def memory():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024

def session():
    env.cr.rollback()
    return in_own_transaction(env, crank.begin, connection.id, "schedule", 600)

class Meter:
    def __enter__(self):
        gc.collect()
        self.memory, self.queries = memory(), sql_db.sql_counter
        self.cpu, self.wall = time.process_time(), time.monotonic()
        return self

    def __exit__(self, *_error):
        self.wall, self.cpu = time.monotonic() - self.wall, time.process_time() - self.cpu
        self.queries, self.memory = sql_db.sql_counter - self.queries, memory() - self.memory

def run(name):
    session_id = session()
    with Meter() as meter:
        matching_ahead.match(env, session_id, 600, time.monotonic() + 600)
    in_own_transaction(env, crank.finish, session_id)
    env.invalidate_all()
    counts = env["bridge.session"].browse(session_id).matching_counts or {}
    env.cr.rollback()
    figures.update({
        f"{name}, records looked at": (counts.get("looked", 0), "records"),
        f"{name}, wall time": (round(meter.wall, 2), "s"),
        f"{name}, CPU of the Odoo process": (round(meter.cpu, 2), "s"),
        f"{name}, queries": (meter.queries, "queries"),
        f"{name}, growth of memory": (round(meter.memory, 1), "MB"),
    })
    return counts

# What a process reads of itself when it begins is none of it.
connection.web_read({"customer_counts": {}})
counts = run("match")
figures["match, linked"] = (counts["matched"], "records")
figures["match, asked about"] = (counts["asked"], "records")

columns = ("record_name", "record_key", "match_state", "issue_text", "evidence_text", "bound_by", "cures", "kind")
rows = {name: {} for name in columns} | {"remote_record_id": {"fields": {"display_name": {}}}}
page = {"fields": rows, "limit": 40, "order": "match_state desc, id"}
for name, kind in (("customers", "customer"), ("items", "item")):
    spec = {f"{kind}_binding_ids": page, f"{kind}_counts": {}, f"{kind}_issue_count": {}, "name": {}}
    times = []
    for _again in range(5):
        env.invalidate_all()
        with Meter() as meter:
            answer = connection.web_read(spec)
        times.append(meter.wall)
    figures[f"tab of {name}, rows"] = (len(answer[0][f"{kind}_binding_ids"]), "rows")
    figures[f"tab of {name}, server time"] = (round(sorted(times)[2] * 1000), "ms")
    figures[f"tab of {name}, CPU of the Odoo process"] = (round(meter.cpu * 1000), "ms")
    figures[f"tab of {name}, queries"] = (meter.queries, "queries")

partner = env["res.partner"].search([("name", "=", "Bench Customer 00019")])
partner.email = "customer19@example.com"
env.cr.commit()
run("re-match after an edit of a customer")
link = env["bridge.binding"].search([("partner_id.name", "=", "Bench Customer 00039")])
with Meter() as meter:
    link.action_set_key("customer39@example.com")
    env.flush_all()
figures["e-mail entered in the row, wall time"] = (round(meter.wall, 2), "s")
figures["e-mail entered in the row, queries"] = (meter.queries, "queries")
env.cr.commit()
run("run with nothing to do")
print("FIGURES " + json.dumps(figures))
"""


def whole_job(template: str) -> dict[str, tuple[float, str]]:
    """Fill both sides, match everything, open the tabs, change one record."""
    database = f"bench_match_{os.getpid()}"
    drop_database(database)
    new_database(database, template)
    try:
        shell(database, _FILL)
        query("vacuum analyze", database)
        said = shell(database, _MEASURE)
    finally:
        drop_database(database)
    (line,) = (line for line in said.splitlines() if line.startswith(MARK))
    return {metric: tuple(figure) for metric, figure in json.loads(line.removeprefix(MARK)).items()}


def shell(database, script):
    """Run a script in the shell of an Odoo of its own. :return: what it printed."""
    return subprocess.run(
        odoo_command(["-d", database, "--no-http", "--log-level=error"], "shell"),
        input=script,
        text=True,
        check=True,
        env=environment(),
        stdout=subprocess.PIPE,
    ).stdout
