"""``python -m tests.simulators xero``."""

import argparse
import json
import re
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import requests

from tests.simulators.command_line import xero
from tests.simulators.command_line.exits import Misuse
from tests.simulators.xero.service import Limits

ROOT = Path(__file__).resolve().parents[5]
SECOND = "22222222-4e5f-4a6b-8c7d-9e0f1a2b3c4d"


@pytest.fixture
def made():
    services = []

    def made(*words):
        parser = argparse.ArgumentParser()
        xero.add_arguments(parser)
        services.append(xero.make(parser.parse_args(["--port", "0", *words])).start())
        return services[-1]

    yield made
    for service in services:
        service.stop()


def test_the_sample_organisation_and_the_app(made):
    service = made("--redirect-uri", "http://localhost:8069/a", "--client-id", "key", "--client-secret", "secret")
    (tenant,) = service.organisations.values()
    assert tenant.id == xero.TENANT and tenant.name == "Acme Field Services Pty Ltd"
    assert tenant.books.objects("Contacts")
    assert service.apps["key"].client_secret == "secret" and service.apps["key"].webhook_key
    assert service.rates.limits == Limits()


def test_empty_books_without_limits(made):
    service = made("--sample", "empty", "--name", "Mine", "--no-limits")
    (tenant,) = service.organisations.values()
    assert tenant.name == "Mine" and not tenant.books.objects("Contacts")
    assert service.rates.limits == Limits.none()


def test_more_customers_than_the_sample_entered_a_while_ago(made):
    (few,) = made().organisations.values()
    (many,) = made("--customers", "10").organisations.values()
    customers = many.books.objects("Contacts")
    assert len(customers) == len(few.books.objects("Contacts")) + 10
    moments = [int(one["UpdatedDateUTC"][6:19]) / 1000 for one in customers]
    assert datetime.now(UTC) - datetime.fromtimestamp(max(moments), UTC) > timedelta(days=30)
    with pytest.raises(Misuse):
        made("--customers", "10001")


def test_a_demo_company_can_be_reset(made):
    service = made()
    service.reset_demo(xero.TENANT)
    assert service.organisations[xero.TENANT].books.contact("Azure Interior")


def test_custom_connections(made):
    service = made("--kind", "custom", "--client-id", "own")
    assert [one.tenant for one in service.connections.of()] == [xero.TENANT] and service.apps["own"].kind == "custom"


def test_more(made, tmp_path):
    more = {
        "organisations": [
            {"tenant": xero.TENANT, "sample": "gb"},
            {
                "tenant": SECOND,
                "profile": {"plan": "ULTIMATE", "currencies": ["EUR"]},
                "switches": {"half_cents": "half_even"},
            },
        ],
        "apps": [{"name": "One", "client_id": "one"}, {"name": "Two", "kind": "pkce"}],
        "switches": {"supersede": "nothing"},
        "limits": {"per_minute": 5},
    }
    path = tmp_path / "more.json"
    path.write_text(json.dumps(more))
    service = made("--more", str(path))
    assert service.organisations[xero.TENANT].books.profile.country == "GB"
    books = service.organisations[SECOND].books
    assert books.profile.currencies == ("EUR",) and books.switches.half_cents == "half_even"
    assert len(service.apps) == 2 and service.switches.supersede == "nothing"
    assert service.rates.limits.per_minute == 5 and service.rates.limits.concurrent == 5


@pytest.mark.parametrize(
    "more",
    [
        "{",
        "[]",
        '{"nothing": 1}',
        '{"switches": {"supersede": "never"}}',
        '{"organisations": [{"tenant": "1", "sample": "x"}]}',
        '{"apps": [{"name": "x", "kind": "custom", "tenant": "9"}]}',
    ],
)
def test_misuse(made, tmp_path, more):
    path = tmp_path / "more.json"
    path.write_text(more)
    with pytest.raises(Misuse):
        made("--more", str(path))


def test_a_process_of_its_own():
    words = [sys.executable, "-m", "tests.simulators", "xero", "--port", "0"]
    with subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        try:
            url = re.search(r"http://127\.0\.0\.1:\d+", process.stdout.readline()).group()
            status = requests.get(f"{url}/control/status", timeout=10).json()
            assert status["url"] == url and status["organisations"][0]["tenant"] == xero.TENANT
        finally:
            process.terminate()
