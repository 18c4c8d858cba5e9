import json

from odoo.tests import tagged

from .common import DoorCase


@tagged("post_install", "-at_install")
class TestSupport(DoorCase):
    """The bundle for support tells of the Web Connector what is a number, a time or a code."""

    def test_visits_are_told_without_who_came(self):
        connection = self.connection
        connection.write({"qbd_connector_version": "2.3.0.207", "qbd_company_path": r"C:\\Zebra\\books.qbw"})
        self.env["bridge.connector.visit"]._begin(connection, "Zebra", "nvu")
        self.env["bridge.connector.visit"]._begin(connection, "Zebra", "nvu")
        action = connection.action_support_bundle()
        content = self.env[action["res_model"]].browse(action["res_id"]).content
        told = json.loads(content)
        self.assertEqual(told["connection"]["qbd_connector_version"], "2.3.0.207")
        self.assertEqual(told["connection"]["qbd_minutes"], connection.qbd_minutes)
        visits = told["tables"]["bridge.connector.visit"]
        self.assertEqual(visits["counts"], [{"outcome": "nvu", "count": 1}])
        self.assertEqual(visits["newest"][0]["count"], 2)
        for words in ("zebra", connection.qbd_token, connection.qbd_file_id, self.password, self.user.login):
            self.assertNotIn(words.lower(), content.lower())
