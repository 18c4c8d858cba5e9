"""The books of ten companies, each with its own customers, services and posted invoices of one day."""

COMPANIES, INVOICES, CUSTOMERS, ITEMS = 10, 200, 60, 10
NAME = "Bench Company"
# What the code of each item begins with, by which it is called in QuickBooks.
ITEM = "BS"

# What Odoo's shell runs on a database that knows nothing of our addons.
MAKE = f"""
us, usd = env.ref("base.us"), env.ref("base.USD")
companies = env["res.company"].create([
    {{"name": f"{NAME} {{n:02d}}", "country_id": us.id, "currency_id": usd.id}} for n in range({COMPANIES})])
env.ref("base.user_admin").company_ids |= companies
env.user.company_ids |= companies
for company in companies:
    env["account.chart.template"].try_loading("generic_coa", company=company, install_demo=False)
    env.cr.commit()
    mine = env(context=dict(env.context, allowed_company_ids=company.ids, tracking_disable=True))
    own = {{"company_id": company.id}}
    partners = mine["res.partner"].create([
        {{"name": f"Bench Customer {{n:03d}}", "is_company": True, "street": f"{{n}} Main St", "city": "Springfield",
          "email": f"customer{{n}}@example.com", **own}} for n in range({CUSTOMERS})])
    tax = mine["account.tax"].create({{"name": "Tax 8.25%", "amount": 8.25, "type_tax_use": "sale", **own}})
    products = mine["product.product"].create([
        {{"name": f"Bench Service {{n:03d}}", "default_code": f"BS{{n:03d}}", "type": "service",
          "list_price": 10 + n, "taxes_id": [(6, 0, tax.ids)], **own}} for n in range({ITEMS})])
    for start in range(0, {INVOICES}, 100):
        moves = mine["account.move"].create([
            {{"move_type": "out_invoice", "partner_id": partners[n % {CUSTOMERS}].id, "invoice_date": "2026-03-02",
              "invoice_line_ids": [(0, 0, {{"product_id": products[(n + k) % {ITEMS}].id, "quantity": 2,
                                           "price_unit": 12.5 + n % 90, "tax_ids": [(6, 0, tax.ids)]}})
                                   for k in range(2)]}}
            for n in range(start, start + 100)])
        moves.action_post()
        env.cr.commit()
"""
