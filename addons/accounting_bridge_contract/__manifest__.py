{
    "name": "Accounting Bridge: contracts",
    "summary": "The invoices of contracts are flagged when they are generated, and released to the ledger",
    "version": "19.0.1.0.0",
    "category": "Accounting/Accounting",
    "author": "Accounting Bridge contributors",
    "license": "AGPL-3",
    "depends": ["accounting_bridge", "contract"],
    "data": [
        "views/account_move_views.xml",
        "views/bridge_connection_views.xml",
        "views/bridge_plan_views.xml",
        "views/res_config_settings_views.xml",
    ],
    "auto_install": True,
}
