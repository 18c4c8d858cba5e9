{
    "name": "Accounting Bridge: deliveries",
    "summary": "A delivery that is done makes its invoice, posts it and releases it to the ledger",
    "version": "19.0.1.0.0",
    "category": "Accounting/Accounting",
    "author": "Accounting Bridge contributors",
    "license": "LGPL-3",
    "depends": ["accounting_bridge", "sale_stock"],
    "data": [
        "security/ir.model.access.csv",
        "security/delivery_rules.xml",
        "data/ir_cron.xml",
        "views/bridge_delivery_views.xml",
        "views/bridge_connection_views.xml",
        "views/sale_order_views.xml",
        "views/stock_picking_views.xml",
    ],
    "auto_install": True,
}
