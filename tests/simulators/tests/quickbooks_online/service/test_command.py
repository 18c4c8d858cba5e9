"""``python -m tests.simulators online``."""

import argparse
import json
import re
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import requests

from tests.simulators.command_line import online
from tests.simulators.command_line.exits import Misuse
from tests.simulators.quickbooks_online.service import Limits

ROOT = Path(__file__).resolve().parents[5]


@pytest.fixture
def made():
    services = []

    def made(*words):
        parser = argparse.ArgumentParser()
        online.add_arguments(parser)
        services.append(online.make(parser.parse_args(["--port", "0", *words])).start())
        return services[-1]

    yield made
    for service in services:
        service.stop()


def test_the_sample_company_and_the_app(made):
    service = made("--redirect-uri", "http://localhost:8069/a", "--client-id", "key", "--client-secret", "secret")
    (tenant,) = service.companies.values()
    assert tenant.realm == online.REALM and tenant.environment == "sandbox"
    assert tenant.company.objects("Customer") and tenant.name == "Acme Field Services"
    assert service.apps["key"].client_secret == "secret" and service.apps["key"].verifier_token
    assert service.rates.limits == Limits()


def test_empty_books_without_limits(made):
    service = made("--sample", "empty", "--name", "Mine", "--no-limits")
    (tenant,) = service.companies.values()
    assert tenant.name == "Mine" and not tenant.company.objects("Customer")
    assert service.rates.limits == Limits.none()


def test_more_customers_than_the_sample_entered_a_while_ago(made):
    (few,) = made().companies.values()
    (many,) = made("--customers", "10").companies.values()
    customers = many.company.objects("Customer")
    assert len(customers) == len(few.company.objects("Customer")) + 10
    states = ["CountrySubDivisionCode" in row["BillAddr"] for row in customers[-10:]]
    assert states == [True, True, True, True, False] * 2
    ages = [datetime.now(UTC) - datetime.fromisoformat(row["MetaData"]["LastUpdatedTime"]) for row in customers]
    assert min(ages) > timedelta(days=30)
    with pytest.raises(Misuse):
        made("--customers", "1001")


def test_more(made, tmp_path):
    more = {
        "companies": [
            {"realm": "1", "sample": "gb"},
            {"realm": "2", "environment": "production", "profile": {"plan": "essentials"}},
        ],
        "apps": [{"name": "One", "redirect_uris": [], "client_id": "one"}, {"name": "Two", "redirect_uris": []}],
        "switches": {"rotation": "daily"},
        "limits": {"realm_per_minute": 5},
    }
    path = tmp_path / "more.json"
    path.write_text(json.dumps(more))
    service = made("--more", str(path))
    assert [one.environment for one in service.companies.values()] == ["sandbox", "production"]
    assert service.companies["1"].company.profile.country == "GB"
    assert len(service.apps) == 2 and service.switches.rotation == "daily"
    assert service.rates.limits.realm_per_minute == 5 and service.rates.limits.app_per_second == 10


@pytest.mark.parametrize(
    "more",
    [
        "{",
        "[]",
        '{"nothing": 1}',
        '{"switches": {"rotation": "never"}}',
        '{"companies": [{"realm": "1", "sample": "x"}]}',
    ],
)
def test_misuse(made, tmp_path, more):
    path = tmp_path / "more.json"
    path.write_text(more)
    with pytest.raises(Misuse):
        made("--more", str(path))


def test_a_process_of_its_own():
    words = [sys.executable, "-m", "tests.simulators", "online", "--port", "0"]
    with subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        try:
            url = re.search(r"http://127\.0\.0\.1:\d+", process.stdout.readline()).group()
            status = requests.get(f"{url}/control/status", timeout=10).json()
            assert status["url"] == url and status["companies"][0]["realm"] == online.REALM
        finally:
            process.terminate()
