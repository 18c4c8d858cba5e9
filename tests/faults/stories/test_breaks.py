"""Each deliberate break of the product is met by the first hundred seeded stories on Desktop."""

import pytest

from . import breaks, workers

SEEDS = 100


@pytest.mark.slow
@pytest.mark.parametrize("broken", [broken.__name__ for broken in breaks.ALL])
def test_desktop_stories_meet(odoo, broken):
    result = workers.run(odoo, list(range(1, SEEDS + 1)), broken=broken)
    assert result["failed"], f"{SEEDS} stories did not meet it"
    told = result["failed"][0]
    print(f"{broken}: seed {told['seed']}: {told['problem'].strip().splitlines()[-1]}")
    assert "AssertionError" in told["problem"], told["problem"]
