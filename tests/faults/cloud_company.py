"""What the simulated services of ledgers in the cloud have in common: a service in this process, with one company.

A fork of this process calls it over HTTP as it calls the service, so it outlives whoever is killed. ``keep`` says where
every point or story begins, ``begin`` goes back to it: books, sign-ins, what is remembered of requests.
"""

HOME = "http://localhost:8069"


class CloudCompany:
    """A class of a ledger sets ``service``, ``app``, ``company`` (its books) and ``desk`` (its bookkeeper)."""

    # How the service may answer what it has been asked before, the usual way first: values of its switches.
    memories: tuple[dict, ...]
    # How an order names the company that it strikes, and the id of that company.
    named_by: str
    id: str
    # Which company the browser comes back with, "" where the ledger is asked afterwards.
    brought = ""

    @property
    def memory(self):
        """What the service remembers of requests."""
        raise NotImplementedError

    def keep(self) -> None:
        """From now on this is how everything begins."""
        self._books = self.company.snapshot()
        self._signed_in = [_copied(vars(one)) for one in self.service.grants.all()]

    def begin(self) -> None:
        """Take back whatever happened since ``keep``."""
        self.recover()
        self.memory.forget()
        self.company.restore(self._books)
        for grant, kept in zip(self.service.grants.all(), self._signed_in, strict=False):
            vars(grant).update(_copied(kept))

    def recover(self) -> None:
        """The service behaves again."""
        self.service.misbehaviour.clear()
        self.remember(self.memories[0])

    def outlive_the_suite(self) -> None:
        """Give out tokens for a day: a run that refreshes one passes points more than the run that was counted."""
        self.service.switches.set(access_lifetime=86_400)

    def remember(self, memory: dict) -> None:
        """From now on requests are remembered so."""
        self.service.switches.set(**memory)

    def order(self, kind, **values):
        """Order something of the next calls. :return: the order, which counts how often it struck"""
        return self.service.misbehaviour.order(kind, **{self.named_by: self.id}, **values)

    def consent(self) -> str:
        """A person consents. :return: the code that the browser brings back"""
        return self.service.consent(self.app, self.id)

    def application(self) -> dict:
        """What a person enters of the application."""
        return {"app_client_id": self.app.client_id, "app_client_secret": self.app.client_secret}

    def sign_in(self, env, connection, code: str) -> None:
        """Enter the application, and come back from the page of consent with a code."""
        from odoo.addons.accounting_bridge.engine import consent

        env["ir.config_parameter"].set_param("web.base.url", HOME)
        connection.write(self.application())
        env.flush_all()
        credential, env = connection.sudo().credential_id, env(su=True)
        consent.begin(connection)
        taking = consent.to_exchange(env, credential.id)
        tokens = consent.exchange(*taking, code)
        found = consent.companies(*taking[:2], tokens)
        refused = consent.finish(env, credential.id, connection.id, self.brought, tokens, found)
        if refused:
            raise AssertionError(refused)
        env.flush_all()

    def close(self) -> None:
        """Stop the service. :raise AssertionError: it made a mistake of its own"""
        self.service.stop()
        assert not self.service.mistakes, "\n".join(self.service.mistakes)


def _copied(values):
    """A grant's values by themselves: its application stays the very one."""
    return {name: dict(value) if isinstance(value, dict) else value for name, value in values.items()}
