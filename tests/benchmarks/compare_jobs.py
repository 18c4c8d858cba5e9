"""Compare and Sync: 20,000 customers with 500 differences compared, and 500 differences started with each ledger.

Comparing calls nobody: both sides are filled as runs would have left them, and compared in a process of its own, so
that its memory and its queries are those of comparing alone. Starting is counted between two real sides.
"""

import json
import os
import time

from scripts.host import drop_database, new_database, query
from tests.simulators.quickbooks_desktop import bulk

from .jobs import Figures
from .matching_jobs import MARK, shell
from .office import Office, trips
from .online_office import OnlineOffice
from .xero_office import XeroOffice

CUSTOMERS, DIFFERENCES = 20_000, 500
# Seconds between two looks at a plan, and how many there are.
_BETWEEN, _LOOKS = 0.5, 2400

# All are in step; then of 450 the phone is another one here, of 450 there, and 50 are on one side only.
_FILL = f"""
from odoo.addons.accounting_bridge.engine import agreeing, meeting, reading
from odoo.addons.accounting_bridge.ledgers.documents import Kind
from odoo.addons.accounting_bridge.ledgers.protocol import RemoteRecord

def party(n, phone="555 0100"):
    lines = {{"lines": [f"{{n}} Main St"], "city": "Springfield", "state": "IL", "country": "US"}}
    return {{"company_name": f"Bench Customer {{n:05d}}", "email": f"customer{{n}}@example.com", "phone": phone,
            "billing": lines, "delivery": {{}}, "term": "", "parent": ""}}

def entry(n, version="0", phone="555 0100"):
    return RemoteRecord(Kind.CUSTOMER, f"c{{n}}", name=f"Bench Customer {{n:05d}}", version=version,
                        email=f"customer{{n}}@example.com", currency="USD", details={{"party": party(n, phone)}})

usa, illinois = env.ref("base.us"), env.ref("base.state_us_10")
connection = env["bridge.connection"].create({{"ledger": "quickbooks_online", "date_from": "2020-01-01"}})
connection.sudo().write({{"state": "connected", "first_read_at": "2026-01-01"}})
connection._ensure_flows()
connection.customer_direction = "both"
env["res.partner"].search([]).bridge_sync = False
for start in range(0, {CUSTOMERS}, 1000):
    numbers = range(start, start + 1000)
    partners = env["res.partner"].with_context(tracking_disable=True).create([
        {{"name": f"Bench Customer {{n:05d}}", "is_company": True, "customer_rank": 1, "bridge_sync": True,
          "email": f"customer{{n}}@example.com", "phone": "555 0100", "street": f"{{n}} Main St",
          "city": "Springfield", "state_id": illinois.id, "country_id": usa.id}} for n in numbers])
    made = reading.mirror(connection, [entry(n) for n in numbers])
    rows = env["bridge.remote.record"].browse(made["customer", f"c{{n}}"] for n in numbers)
    both = meeting.Meeting(None, connection)
    agreeing.reconcile(both, both.link(rows, partners, "key"))
    rows.is_to_meet = False
    env.cr.commit()
    env.invalidate_all()
first = env["res.partner"].search([("name", "like", "Bench Customer")], order="id", limit=450)
first.write({{"phone": "555 0111"}})
env["res.partner"].create([{{"name": f"New Here {{n}}", "bridge_sync": True, "customer_rank": 1}} for n in range(50)])
changed = [entry(n, "1", "555 0222") for n in range(1000, 1450)]
new = [RemoteRecord(Kind.CUSTOMER, f"n{{n}}", name=f"New There {{n}}", version="0", details={{"party": {{}}}})
       for n in range(50)]
reading.mirror(connection, changed + new)
env.cr.commit()
"""

_MEASURE = """
import gc, json, resource, time
from odoo import sql_db

connection = env["bridge.connection"].search([("ledger", "=", "quickbooks_online")])
figures = {}

def memory():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024

# What a process reads of itself when it begins is none of it.
connection.web_read({"customer_counts": {}})
for direction in ("push", "pull"):
    plan = env["bridge.plan"].create({"connection_id": connection.id, "direction": direction})
    env.cr.commit()
    gc.collect()
    grown, queries = memory(), sql_db.sql_counter
    cpu, wall = time.process_time(), time.monotonic()
    plan.action_compare()
    env.cr.commit()
    wall, cpu = time.monotonic() - wall, time.process_time() - cpu
    figures.update({
        f"{direction}, add": (plan.add_count, "records"),
        f"{direction}, update": (plan.update_count, "records"),
        f"{direction}, wall time": (round(wall, 2), "s"),
        f"{direction}, CPU of the Odoo process": (round(cpu, 2), "s"),
        f"{direction}, queries": (sql_db.sql_counter - queries, "queries"),
        f"{direction}, growth of memory": (round(memory() - grown, 1), "MB"),
    })
    if len(plan.line_ids) != 500:
        raise SystemExit(f"{len(plan.line_ids)} differ")
print("FIGURES " + json.dumps(figures))
"""


def compare(template: str) -> Figures:
    """Fill both sides, compare each way."""
    database = f"bench_compare_{os.getpid()}"
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


def start_online(template: str) -> Figures:
    """500 customers come from QuickBooks Online, are changed here, and go there."""
    with OnlineOffice(template, fill=lambda company: company.fill(DIFFERENCES, 0)) as office:
        return _start_cloud(office)


def start_xero(template: str) -> Figures:
    """500 customers come from Xero, are changed here, and go there."""
    with XeroOffice(template, fill=lambda company: company.fill(DIFFERENCES, 0)) as office:
        return _start_cloud(office)


def _start_cloud(office):
    office.connect()

    def run(plan):
        before = office.calls().calls
        office.admin.press("bridge.plan", "action_start_sync", plan)
        _wait(office, plan)
        return office.calls().calls - before

    return _both_ways(office, run, "calls")


def start_desktop(template: str) -> Figures:
    """500 customers come from QuickBooks Desktop, are changed here, and go there."""
    with Office(template) as office:
        office.prepare(lambda book: bulk.fill(book, customers=DIFFERENCES, items=0))
        office.visit()
        account = office.admin.read("bridge.remote.record", [("kind", "=", "account")], ["id"])[0]["id"]
        chosen = {
            "income_account_id": account,
            "expense_account_id": account,
            "backup_confirmed": True,
            "customer_direction": "push",
        }
        office.admin.call("bridge.connection", "write", [office.connection], chosen)
        office.admin.press("bridge.connection", "action_enable", office.connection)

        def run(plan):
            office.admin.press("bridge.plan", "action_start_sync", plan)
            carried = trips(office.visit())
            _wait(office, plan)
            return carried

        return _both_ways(office, run, "trips")


def _both_ways(office, run, unit) -> Figures:
    """:param run: ``run(plan)`` starts a plan and lets it be done; :return: what it cost with the ledger."""
    figures = {}
    for direction in ("pull", "push"):
        plan = office.admin.call(
            "bridge.plan", "create", [{"connection_id": office.connection, "direction": direction}]
        )[0]
        office.admin.press("bridge.plan", "action_compare", plan)
        office.admin.press("bridge.plan", "action_tick_all", plan)
        before = office.reading()
        cost = run(plan)
        after = office.reading()
        done = office.count(
            "bridge_plan_line l left join bridge_transfer t on t.id = l.transfer_id "
            f"where l.plan_id = {plan} and (l.state = 'done' or t.state = 'processed')"
        )
        if done < DIFFERENCES:
            raise RuntimeError(f"{done} of {DIFFERENCES} lines were done")
        figures |= {
            f"{direction}, lines done": (done, "lines"),
            f"{direction}, {unit}, reads and looks again included": (cost, unit),
            f"{direction}, CPU of the Odoo process": (round(after.cpu - before.cpu, 1), "s"),
        }
        ids = office.admin.call("res.partner", "search", [("bridge_sync", "=", True)])
        office.admin.call("res.partner", "write", ids, {"phone": "555 0199"})
    return figures


def _wait(office, plan):
    for _look in range(_LOOKS):
        if office.count(f"bridge_plan where id = {plan} and state = 'done'"):
            return
        time.sleep(_BETWEEN)
    raise RuntimeError("the plan does not come to an end")
