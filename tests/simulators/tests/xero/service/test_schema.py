"""Every answer passes Xero's OpenAPI file. The other tests have their requests and answers judged on the way, too."""

import pytest

from tests.simulators.xero.books import samples
from tests.simulators.xero.service.catalogue import ENDPOINTS

from .caller import OTHER, Caller
from .judge import MISSING, Judge, is_there

pytestmark = pytest.mark.skipif(not is_there(), reason=MISSING)


@pytest.mark.parametrize("kind", samples.PROFILES)
def test_everything_of_a_sample_organisation(service, app, clock, kind):
    service.add_organisation(samples.create(kind, OTHER, clock))
    caller = Caller(service, app, OTHER)
    for endpoint, listing in ENDPOINTS.items():
        parameters = {"page": 1, "pageSize": 1000} if listing.paged else {}
        answer = caller.get(endpoint, **parameters)
        assert answer.status == 200, answer.text
        caller.get(endpoint)
        for one in answer[listing.wrapper][:3]:
            if endpoint in ("Contacts", "Items", "Accounts", "TaxRates", "TrackingCategories"):
                found = caller.get(f"{endpoint}/{one[listing.id]}")[listing.wrapper]
                assert found[0][listing.id] == one[listing.id]
    assert service.judge.answers > len(ENDPOINTS)


def test_the_judge_is_awake(service, caller):
    """A request and an answer that are not as they should be would be found."""
    service.journal.listeners.remove(service.judge)
    judge = Judge()
    service.journal.listeners.append(judge)
    tenant = service.organisations[caller.tenant]
    real = tenant.books.objects
    tenant.books.objects = lambda entity, options=None: [{**one, "Nonsense": 1} for one in real(entity, options)]
    caller.get("Currencies")
    with pytest.raises(AssertionError, match="Nonsense"):
        judge.verdict()
    judge.found.clear()
    tenant.books.objects = real
    caller.get("Contacts", page="first")
    with pytest.raises(AssertionError, match="page"):
        judge.verdict()
    judge.found.clear()
    tenant.books.objects = lambda entity, options=None: [{"Code": 5}]
    caller.get("Currencies")
    with pytest.raises(AssertionError, match="answered"):
        judge.verdict()
