"""Secrets: which fields hold one, how they are kept, and what a copy of the database has left of them."""

import os
import re
import stat
import tempfile
from pathlib import Path
from unittest.mock import patch

from cryptography.fernet import Fernet

from odoo import fields
from odoo.tests import tagged
from odoo.tools import config, file_open

from ..engine import vault
from .common import BridgeCommon

SUSPICIOUS = re.compile(r"secret|token|passw|credential|(^|_)key(_|$)|(^|_)seal(_|$)|private|cookie|auth(?!or)", re.I)
# Names that only look like secrets, each with what it is.
HARMLESS = {
    "bridge.exchange.key": "names a set of writes towards the ledger",
    "bridge.exchange.line.key": "names one write",
    "bridge.remote.record.match_key": "the name of an entry, folded",
    "bridge.remote.record.email_key": "the e-mail address of an entry, folded",
    "bridge.remote.record.sku_key": "the SKU of an entry, folded",
    "bridge.flow.leading_key": "name, e-mail or SKU: what matching goes by",
    "bridge.connection.customer_key": "the same, of customers",
    "bridge.connection.item_key": "the same, of items",
    "bridge.binding.record_key": "what a person matches by: e-mail or SKU",
    "bridge.connection.credential_id": "points at what is sealed",
    "bridge.budget.credential_id": "points at what is sealed",
    "bridge.credential.token_expires_at": "a time",
    # Of addons that may not be here:
    "bridge.connection.qbd_token": "part of an address that every .qwc file names; no password",
}
PROTECTED = {"base.group_system", fields.NO_ACCESS}


@tagged("post_install", "-at_install")
class TestSecrets(BridgeCommon):
    """Nobody reads a secret, and what is kept of one is useless elsewhere."""

    def suspects(self):
        """Yield every field of ours, on whatever model, whose name sounds like a secret."""
        for name, model in self.env.registry.items():
            for field in model._fields.values():
                ours = any(module.startswith("accounting_bridge") for module in field._modules)
                if ours and SUSPICIOUS.search(field.name):
                    yield f"{name}.{field.name}", field

    def test_every_secret_looking_field_is_protected(self):
        names = dict(self.suspects())
        self.assertIn("bridge.connection.seal", names)
        for name, field in names.items():
            kept = field.store or field.compute or field.related
            if name in HARMLESS or field.type == "boolean" or not kept:
                continue
            with self.subTest(field=name):
                groups = set((field.groups or "").split(","))
                self.assertTrue(groups and groups <= PROTECTED, f"{name} is readable by {field.groups or 'everybody'}")
                self.assertFalse(field.related and not field.groups)
                self.assertFalse(getattr(field, "tracking", None), f"{name} would be written into the chatter")
                self.assertFalse(field.copy, f"{name} would be copied")

    def test_the_walk_finds_a_bare_secret(self):
        """The walk above would fail on a field without a group."""
        field = self.env["bridge.connection"]._fields["name"]
        with patch.object(field, "name", "api_token"):
            self.assertIn(field, dict(self.suspects()).values())

    def test_list_of_harmless_names_is_current(self):
        names = dict(self.suspects())
        installed = self.env["ir.module.module"]._get("accounting_bridge_qbd").state == "installed"
        for name in HARMLESS:
            if installed or "qbd" not in name:
                with self.subTest(name=name):
                    self.assertIn(name, names)

    def test_key_file_is_its_owner_s_only(self):
        with (
            tempfile.TemporaryDirectory() as folder,
            patch.dict(config.options, {"data_dir": folder}),
            patch.dict(os.environ, {"ACCOUNTING_BRIDGE_KEYS": ""}),
        ):
            token = vault.seal(self.env, "a secret")
            self.assertNotIn("a secret", token)
            (path,) = (Path(folder) / "accounting_bridge").iterdir()
            self.assertEqual(stat.S_IMODE(path.stat().st_mode), 0o600)
            self.assertEqual(stat.S_IMODE(path.parent.stat().st_mode), 0o700)
            uuid = self.env["ir.config_parameter"].get_param("database.uuid")
            self.assertEqual(path.name, f"{self.env.cr.dbname}-{uuid}.key")
            self.assertEqual(vault.unseal(self.env, token), "a secret")
            # A copy of the database on another server comes without the file.
            path.unlink()
            self.assertEqual(vault.unseal(self.env, token), "")

    def test_several_keys(self):
        """The first encrypts, every one decrypts: keys are changed without a break."""
        old, new, other = (Fernet.generate_key().decode() for _ in range(3))
        with self.keys(old):
            token = vault.seal(self.env, "a secret")
        with self.keys(new, old):
            self.assertEqual(vault.unseal(self.env, token), "a secret")
            fresh = vault.seal(self.env, "another")
        with self.keys(new):
            self.assertEqual(vault.unseal(self.env, fresh), "another")
        with self.keys(other):
            self.assertEqual(vault.unseal(self.env, token), "")
        self.assertEqual(vault.unseal(self.env, ""), "")
        self.assertEqual(vault.unseal(self.env, "no token at all ☃"), "")

    def keys(self, *keys):
        """Run with these keys in the environment of the server."""
        return patch.dict(os.environ, {"ACCOUNTING_BRIDGE_KEYS": ", ".join(keys)})

    def test_wrong_key_reads_as_a_copy(self):
        connection = self.connection()
        self.assertFalse(connection._is_copied())
        with self.keys(Fernet.generate_key().decode()):
            self.assertTrue(connection._is_copied())

    def test_identity_tells_a_copy(self):
        """Name, uuid and a fixed address tell a copy; an address that the host rewrites does not."""
        connection = self.connection()
        parameters = self.env["ir.config_parameter"]
        parameters.set_param("web.base.url", "https://by-chance.example.com")
        self.assertFalse(connection._is_copied())
        parameters.set_param("web.base.url.freeze", "True")
        self.assertTrue(connection._is_copied())
        parameters.set_param("web.base.url.freeze", False)
        self.assertFalse(connection._is_copied())
        parameters.set_param("database.uuid", "another")
        self.assertTrue(connection._is_copied())

    def test_neutralize(self):
        """A copy knows that it is one, where it stood, and has no secret left."""
        live = self.connection()
        draft = self.connection(company=self.company_b, enabled=False)
        paused = self.env["res.company"].create({"name": "Third"})
        paused = self.connection(company=paused, enabled=False)
        paused.action_connect()
        paused.state = "paused"
        self.env.flush_all()
        with file_open("accounting_bridge/data/neutralize.sql") as script:
            self.env.cr.execute(script.read())
        self.env.invalidate_all()
        self.assertEqual((live.state, live.resume_state, live.reason), ("copied", "connected", "database_copied"))
        self.assertEqual((paused.state, paused.resume_state), ("copied", "paused"))
        self.assertEqual(draft.state, "draft")
        for name, field in self.suspects():
            model = name.rpartition(".")[0]
            if name in HARMLESS or not field.store or not field.groups:
                continue
            with self.subTest(field=name):
                self.assertFalse(self.env[model].with_context(active_test=False).search([(field.name, "!=", False)]))
        self.as_("manager", live).action_confirm_original()
        self.assertEqual(live.state, "connected")
        self.assertFalse(live._is_copied())
