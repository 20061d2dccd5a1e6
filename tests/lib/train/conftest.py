"""The digits in two halves, a model with everything that a run must keep, and trainers of it."""

import pytest

from gradschool import backend, data, nn, optim, train


@pytest.fixture(autouse=True)
def _on_numpy():
    with backend.use("numpy"):
        yield


@pytest.fixture(scope="session")
def digits():
    with backend.use("numpy"):
        return data.digits().flat.split(0.2, rng=0)


@pytest.fixture
def loader(digits):
    return data.Loader(digits[0].take(range(200)), 32, rng=3)


@pytest.fixture
def a_model():
    def make(dtype="float32", rng=0):
        model = nn.Sequential(nn.Dense(64, 32), nn.BatchNorm(32), nn.ReLU(), nn.Dropout(0.1), nn.Dense(32, 10))
        model.build(rng=rng, dtype=dtype)
        return model

    return make


@pytest.fixture
def a_trainer(a_model):
    def make(model=None, optimizer=None, rng=1, **settings):
        return train.Trainer(model or a_model(), optimizer or optim.Adam(lr=0.01), rng=rng, **settings)

    return make
