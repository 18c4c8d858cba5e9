"""Every answer passes Intuit's schema (facts 10). The other tests have their answers judged on the way, too."""

from datetime import timedelta

import pytest

from tests.simulators.quickbooks_online.books import ENTITIES, NOT_IN_CHANGES, samples
from tests.simulators.quickbooks_online.service.clock import stamp

from .caller import Caller
from .judge import MISSING, Judge, checker

pytestmark = pytest.mark.skipif(checker() is None, reason=MISSING)
QUERIED = sorted(set(ENTITIES) - {"TaxService"})


@pytest.mark.parametrize("kind", samples.PROFILES)
def test_everything_of_a_sample_company(service, app, clock, kind):
    service.add_company(samples.create(kind, "77", service.clock))
    caller = Caller(service, app, "77")
    judge = Judge()
    service.journal.listeners.append(judge)
    for entity in QUERIED:
        found = caller.found(f"select * from {entity} maxresults 1000").get(entity, [])
        for one in found[:3]:
            if ENTITIES[entity].kind in ("list", "document"):
                assert caller.get(f"{entity.lower()}/{one['Id']}")[entity] == one
        caller.found(f"select count(*) from {entity}")
        caller.found(f"select Id, SyncToken from {entity}")
    since = stamp(clock.now() - timedelta(days=1))
    caller.get("cdc", entities=",".join(sorted(set(QUERIED) - set(NOT_IN_CHANGES))), changedSince=since)
    caller.batch(*[{"bId": entity, "Query": f"select * from {entity} maxresults 30"} for entity in QUERIED])
    assert judge.judged > 3 * len(QUERIED)
    judge.verdict()


def test_the_judge_is_awake(caller):
    """An answer with a field of nobody's would be found."""
    judge = Judge()
    caller.service.journal.listeners.append(judge)
    tenant = caller.service.companies[caller.realm]
    real = tenant.company.objects
    tenant.company.objects = lambda entity: [{**one, "Nonsense": 1} for one in real(entity)]
    caller.service.journal.listeners.remove(next(one for one in caller.service.journal.listeners if one is not judge))
    caller.get("preferences")
    with pytest.raises(AssertionError, match="Nonsense"):
        judge.verdict()
