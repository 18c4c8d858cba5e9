"""Who is who is settled before any invoice needs it, whatever the ledger."""

from ..ledgers.documents import Kind


class AheadStories:
    """Mixed into the case of a ledger. ``key_is_name``: customers are known there by their names alone."""

    key_is_name = False

    def _state(self, record):
        link = record.bridge_binding_ids
        return link.match_state, link.issue_id.reason

    def test_matched_asked_cured_and_sent(self):
        connection = self.connection(create_missing_customer="ask", create_missing_item="ask")
        # Newcomers of the ledger are another story.
        connection.customer_direction = "push"
        there = self.put_there(Kind.CUSTOMER, "Weaver Ltd"), self.put_there(Kind.ITEM, "WOOL")
        weaver = self._customer("Weaver Ltd", customer_rank=1)
        nobody = self._customer("Nobody", customer_rank=1, email="nobody@example.com")
        silent = self._customer("Silent", customer_rank=1)
        wool, silk = self._service("WOOL", "WOOL"), self._service("Silk", "SILK")
        connection.customers_ahead = connection.items_ahead = True
        self.turn(connection)
        self.turn(connection)
        self.assertEqual((weaver.bridge_binding_ids.external_id, wool.bridge_binding_ids.external_id), there)
        self.assertEqual([self._state(each)[0] for each in (weaver, wool)], ["matched", "matched"])
        self.assertEqual(self._state(nobody), ("review", "customer_asked"))
        self.assertEqual(self._state(silk), ("review", "item_asked"))
        reason = "customer_asked" if self.key_is_name else "customer_key_missing"
        self.assertEqual(self._state(silent), ("review", reason))
        self.assertFalse([record for record in self.there(Kind.CUSTOMER) if record.name in ("Nobody", "Silent")])
        for record in (nobody, silk):
            self.cure(record.bridge_binding_ids.issue_id, "create")
        self.turn(connection)
        self.turn(connection)
        self.assertEqual([self._state(each) for each in (nobody, silk)], [("matched", False)] * 2)
        move = self.invoice(self.line(product=wool), customer=weaver)
        self.release(move)
        self.turn(connection)
        self.assertEqual(move.bridge_state, "processed")
