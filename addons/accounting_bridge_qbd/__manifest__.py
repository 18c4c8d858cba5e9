{
    "name": "Accounting Bridge: QuickBooks Desktop",
    "summary": "Release invoices to a QuickBooks Desktop company file through the QuickBooks Web Connector",
    "version": "19.0.1.0.0",
    "category": "Accounting/Accounting",
    "author": "Accounting Bridge contributors",
    "license": "LGPL-3",
    "depends": ["accounting_bridge"],
    "external_dependencies": {"python": ["lxml"]},
    "data": [
        "security/ir.model.access.csv",
        "security/connector_rules.xml",
        "views/support_templates.xml",
        "views/bridge_connection_views.xml",
        "views/res_users_views.xml",
        "views/bridge_connector_login_views.xml",
    ],
}
