"""A service with one organisation and one app, and a caller that asks it as a program would."""

import pytest

from tests.simulators.xero.books import samples
from tests.simulators.xero.service import App, Clock, Limits, Service

from .caller import TENANT, Caller
from .judge import Judge


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def service(clock):
    """Without limits: a test of limits sets them."""
    with Service(clock=clock, limits=Limits.none(), webhooks_by_themselves=False, sleep=lambda _seconds: None) as one:
        one.add_organisation(samples.create("au", TENANT, clock))
        one.judge = Judge()
        one.journal.listeners.append(one.judge)
        yield one
        one.judge.verdict()
        assert not one.mistakes, one.mistakes[0]


@pytest.fixture
def app(service):
    return service.add_app(App("Accounting Bridge", ["http://localhost:8069/callback"]))


@pytest.fixture
def books(service):
    return service.organisations[TENANT].books


@pytest.fixture
def caller(service, app):
    """Connected already."""
    return Caller(service, app)
