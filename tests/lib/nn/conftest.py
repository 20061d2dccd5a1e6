"""Tests of networks run on NumPy, on the device that stands in for a GPU, and on a GPU where there is one."""

import pytest

from gradschool import backend


@pytest.fixture(params=["numpy", "strict", pytest.param("cupy", marks=pytest.mark.gpu)])
def device(request):
    with backend.use(request.param) as chosen:
        yield chosen
