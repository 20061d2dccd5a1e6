"""A cluster that is not there is told with the way out."""

import pytest

from grader.cluster import ClusterError, client


@pytest.mark.parametrize(
    ("url", "way_out"),
    [
        ("tcp://127.0.0.1:9", "start one with `dask scheduler` and give its address"),
        ("tls://127.0.0.1:9", "certificates are named in Dask's own configuration"),
        ("127.0.0.1", "start one with `dask scheduler`"),
    ],
)
def test_an_address_where_nobody_answers_says_how_to_start_a_scheduler(monkeypatch, url, way_out):
    monkeypatch.setattr(client, "CONNECT_SECONDS", 0.5)
    with pytest.raises(ClusterError, match=f"no Dask scheduler at {url!r}") as told:
        client.connected(url)
    assert way_out in str(told.value)
