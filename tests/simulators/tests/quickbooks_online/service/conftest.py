"""A service with one company and one app, and a caller that asks it as a program would."""

import pytest

from tests.simulators.quickbooks_online.books import Profile
from tests.simulators.quickbooks_online.service import App, Clock, Limits, Service

from .caller import REALM, Caller
from .judge import Judge


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def service(clock):
    """Without limits: a test of limits sets them."""
    with Service(clock=clock, limits=Limits.none(), webhooks_by_themselves=False, sleep=lambda _seconds: None) as one:
        one.found(REALM, Profile(name="Acme Field Services"))
        judge = Judge()
        one.journal.listeners.append(judge)
        yield one
        judge.verdict()
        assert not one.mistakes, one.mistakes[0]


@pytest.fixture
def app(service):
    return service.add_app(App("Accounting Bridge", ["http://localhost:8069/callback"]))


@pytest.fixture
def company(service):
    return service.companies[REALM].company


@pytest.fixture
def caller(service, app):
    """Connected already."""
    return Caller(service, app)
