"""Downloads over HTTP, from a server on this machine: whole, cut short, changed and absent files."""

import gzip
import hashlib
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import numpy as np
import pooch
import pytest

from gradschool import backend, data
from gradschool.data import downloads

NAMES = ["t10k-images-idx3-ubyte.gz", "t10k-labels-idx1-ubyte.gz"]
HEADS = [bytes([0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 28, 0, 0, 0, 28]), bytes([0, 0, 8, 1, 0, 0, 0, 2])]
VALUES = [np.random.default_rng(0).integers(0, 256, 2 * 28 * 28, "u1").tobytes(), bytes([3, 7])]
FILES = {n: gzip.compress(head + values, mtime=0) for n, head, values in zip(NAMES, HEADS, VALUES, strict=True)}


class Server(BaseHTTPRequestHandler):
    """Serves the files, in the way that the server's ``manner`` says."""

    def do_GET(self) -> None:
        name, manner = self.path.rsplit("/", 1)[1], self.server.manner
        if manner == "absent":
            self.send_error(404)
            return
        content = FILES[name] if manner != "changed" else FILES[name][:-1] + b"?"
        self.send_response(200)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content[: len(content) // 2] if manner == "cut short" else content)

    def log_message(self, *words: object) -> None:
        """Say nothing."""


@pytest.fixture
def serve(monkeypatch, tmp_path):
    """Start a server that serves in a manner; the data sets then lie there."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Server)
    threading.Thread(target=server.serve_forever, daemon=True).start()

    def in_a_manner(manner):
        server.manner = manner
        sums = {name: "md5:" + hashlib.md5(content).hexdigest() for name, content in FILES.items()}
        source = downloads.Source(f"http://127.0.0.1:{server.server_port}/", sums, "the test")
        monkeypatch.setitem(downloads.REGISTRY, "mnist", source)

    monkeypatch.setattr(pooch, "os_cache", lambda name: tmp_path / "cache")
    monkeypatch.delenv(downloads.FOLDER, raising=False)
    for variable in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(variable, raising=False)
    with backend.use("numpy"):
        yield in_a_manner
    server.shutdown()
    server.server_close()


def left(tmp_path):
    return sorted(path.name for path in (tmp_path / "cache").rglob("*") if path.is_file())


def test_a_set_comes_over_http_with_a_progress_bar(serve, tmp_path, capfd):
    serve("whole")
    images = data.mnist("test")
    assert images.y.tolist() == [3, 7]
    assert (images.x * 255).astype("u1").tobytes() == VALUES[0]
    assert left(tmp_path) == NAMES
    assert "100%" in capfd.readouterr().err


@pytest.mark.parametrize(
    ("manner", "said"),
    [
        ("cut short", "can't be downloaded|is not the file that was published"),
        ("changed", "is not the file that was published: its checksum differs"),
        ("absent", r"can't be downloaded .*HTTPError.* GRADSCHOOL_DATA"),
    ],
)
def test_what_does_not_come_whole_is_one_clear_error_and_leaves_no_file(manner, said, serve, tmp_path):
    serve(manner)
    with pytest.raises(data.DataError, match=said):
        data.mnist("test")
    assert left(tmp_path) == []


def test_after_a_failure_the_next_try_succeeds(serve, tmp_path):
    serve("cut short")
    with pytest.raises(data.DataError):
        data.mnist("test")
    serve("whole")
    assert len(data.mnist("test")) == 2
