"""Every test of the networks runs on NumPy and on the second device that stands in for a GPU."""

import pytest

from gradschool import backend


@pytest.fixture(params=["numpy", "strict"])
def device(request):
    with backend.use(request.param) as chosen:
        yield chosen
