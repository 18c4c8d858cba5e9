"""The whole product in a browser: Odoo, the Web Connector, the company file and the mailbox."""
