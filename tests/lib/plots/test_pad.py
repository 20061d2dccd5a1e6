"""The drawing pad: strokes, and what a network reads in them; by mouse, finger, and keys, and in JupyterLab."""

import json
import os
import re
import shutil
import subprocess
import sys
import threading

import nbformat
import numpy as np
import pytest
from bs4 import BeautifulSoup
from nbconvert import HTMLExporter
from nbconvert.preprocessors import ExecutePreprocessor
from playwright.sync_api import expect, sync_playwright

from gradschool import data, plots
from gradschool.plots.pad import SAMPLE, canvas

pytestmark = pytest.mark.xdist_group("pad")

CELL = """
import numpy as np
from gradschool import data, plots

digits = data.digits("float64").flat

def nearest(image):
    return -100 * np.array([[((digits.x[digits.y == k] - image) ** 2).sum(1).min() for k in range(10)]])

plots.drawing_pad(nearest)
"""
SEVEN = [(0.3, 0.2), (0.7, 0.2), (0.45, 0.8)]
PATIENCE = 180_000
"""Milliseconds until JupyterLab is given up; one that answers is never waited for."""
LISTENING = """<!doctype html><meta charset="utf-8"><body><div class="gradschool-pad">{canvas}
<textarea style="display: none"></textarea></div>
<script>window.heard = []; document.querySelector("textarea").addEventListener("input",
    (event) => window.heard.push(JSON.parse(event.target.value)));</script>"""


def nearest(image):
    """Scores by the nearest digit of each class."""
    digits = data.digits("float64").flat
    return -100 * np.array([[((digits.x[digits.y == k] - image) ** 2).sum(1).min() for k in range(10)]])


def parts(pad):
    """Hidden field, image, and words."""
    _, field, words, image = pad.widget().children
    return field, image, words


# ---- what the kernel does


def test_a_drawing_is_read_and_told():
    field, image, words = parts(plots.drawing_pad(nearest))
    before = image.value
    assert "3 has" in words.value
    field.value = json.dumps([SEVEN])
    assert image.value != before
    assert re.match(r"Your network reads 7 \(\d+%\)", words.value)
    assert re.search(r": 7 has \d+%", words.value)
    assert field.placeholder == field.value


def test_an_empty_pad_is_not_read():
    field, _, words = parts(plots.drawing_pad(nearest))
    field.value = "[]"
    assert words.value.startswith("Your network has nothing to read yet.")
    assert "no ink" in words.value


def test_an_error_of_the_network_is_told_below_and_the_figure_stays():
    asked = []

    def breaks(image):
        asked.append(image)
        if len(asked) > 1:
            raise ValueError("matmul: <bad>")
        return np.zeros((1, 10))

    field, image, words = parts(plots.drawing_pad(breaks))
    before = image.value
    field.value = json.dumps([SEVEN])
    assert image.value == before
    assert "No figure for this drawing: ValueError: matmul: &lt;bad&gt;" in words.value


def test_scores_of_another_shape_are_refused():
    with pytest.raises(ValueError, match=r"shape \(10,\); expected \(1, 10\)"):
        plots.drawing_pad(lambda image: nearest(image)[0])


def test_the_network_gets_an_image_as_the_digits_are():
    got = []
    plots.drawing_pad(lambda image: got.append(image) or np.zeros((1, 10)))
    (image,) = got
    assert (image.shape, image.dtype) == ((1, 64), np.float64)
    np.testing.assert_array_equal(16 * image, np.round(16 * image))


# ---- what the browser does


@pytest.fixture(scope="module")
def browser():
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])


@pytest.fixture
def visit(browser):
    """Open a page whose hidden field is listened to."""
    contexts, errors = [], []

    def opened(**settings):
        contexts.append(browser.new_context(viewport={"width": 800, "height": 700}, **settings))
        page = contexts[-1].new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.set_content(LISTENING.format(canvas=canvas()))
        return page

    yield opened
    for context in contexts:
        context.close()
    assert errors == []


def heard(page):
    return page.evaluate("window.heard")


def draw(page, points):
    box = page.locator("canvas").bounding_box()
    places = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in points]
    page.mouse.move(*places[0])
    page.mouse.down()
    for place in places[1:]:
        page.mouse.move(*place)
    page.mouse.up()


@pytest.mark.browser
def test_a_stroke_of_the_mouse_is_heard_once_when_it_ends(visit):
    page = visit()
    draw(page, SEVEN)
    ((stroke,),) = heard(page)
    np.testing.assert_allclose(stroke, SEVEN, atol=0.005)


@pytest.mark.browser
def test_a_second_stroke_comes_with_the_first(visit):
    page = visit()
    draw(page, SEVEN)
    draw(page, [(0.4, 0.5), (0.6, 0.5)])
    assert [len(strokes) for strokes in heard(page)] == [1, 2]


@pytest.mark.browser
def test_a_finger_draws(visit):
    page = visit(has_touch=True)
    box = page.locator("canvas").bounding_box()
    client = page.context.new_cdp_session(page)

    def touch(kind, *points):
        at = [{"x": box["x"] + x * box["width"], "y": box["y"] + y * box["height"]} for x, y in points]
        client.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": at})

    touch("touchStart", SEVEN[0])
    for point in SEVEN[1:]:
        touch("touchMove", point)
    touch("touchEnd")
    ((stroke,),) = heard(page)
    np.testing.assert_allclose([stroke[0], stroke[-1]], [SEVEN[0], SEVEN[-1]], atol=0.005)


@pytest.mark.browser
def test_keys_draw(visit):
    page = visit()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.tagName") == "CANVAS"
    for key in ["ArrowUp"] * 6 + [" "] + ["ArrowDown"] * 12 + [" "]:
        page.keyboard.press(key)
    ((stroke,),) = heard(page)
    np.testing.assert_allclose(stroke, [(0.5, 0.25 + k / 24) for k in range(13)], atol=0.01)


@pytest.mark.browser
def test_a_stroke_is_taken_back_and_all_is_erased(visit):
    page = visit()
    draw(page, SEVEN)
    draw(page, [(0.4, 0.5), (0.6, 0.5)])
    page.get_by_role("button", name="take back a stroke").click()
    page.get_by_role("button", name="erase").click()
    assert [len(strokes) for strokes in heard(page)] == [1, 2, 1, 0]


@pytest.mark.browser
def test_the_sample_is_gone_with_the_first_stroke(visit):
    page = visit()
    assert page.locator(".gradschool-canvas").get_attribute("data-strokes") == json.dumps(SAMPLE)
    draw(page, SEVEN)
    assert len(heard(page)[0]) == 1


@pytest.mark.browser
@pytest.mark.parametrize("answered", [True, False])
def test_a_kernel_that_does_not_answer_is_told(visit, answered):
    page = visit()
    page.clock.install()
    draw(page, SEVEN)
    if answered:
        page.locator("textarea").evaluate("field => { field.placeholder = field.value; }")
    page.clock.run_for(11_000)
    assert page.get_by_role("status").text_content().startswith("No answer") is not answered


# ---- in JupyterLab, and where no kernel answers


@pytest.fixture(scope="module")
def executed():
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(CELL)])
    return ExecutePreprocessor(store_widget_state=False).preprocess(notebook)[0]


@pytest.mark.programs
def test_a_page_shows_the_picture_of_the_sample(executed):
    page, _ = HTMLExporter().from_notebook_node(executed)
    (image,) = BeautifulSoup(page, "html.parser").find_all("img")
    assert ": 3 has" in image["alt"]


@pytest.fixture(scope="module")
def laboratory(tmp_path_factory):
    """The address of JupyterLab in a folder with one notebook."""
    home = tmp_path_factory.mktemp("lab")
    cell = nbformat.v4.new_code_cell(CELL)
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    nbformat.write(nbformat.v4.new_notebook(cells=[cell], metadata=kernel), home / "pad.ipynb")
    own = {f"JUPYTER_{name}_DIR": str(home / name.lower()) for name in ("CONFIG", "DATA", "RUNTIME")}
    command = [sys.executable, "-m", "jupyterlab", "--allow-root", "--no-browser", "--ip=127.0.0.1"]
    command += ["--ServerApp.port=0", "--IdentityProvider.token="]
    environment = {**os.environ, **own, "HOME": str(home), "IPYTHONDIR": str(home / "ipython")}
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.PIPE, "text": True}
    server = subprocess.Popen(command, cwd=home, env=environment, **quiet)
    said = []
    for line in server.stderr:
        said.append(line)
        if found := re.search(r"(http://127[\d.]+:\d+)/lab", line):
            break
    else:
        pytest.fail("the server never started:\n" + "".join(said))
    reader = threading.Thread(target=server.stderr.read)
    reader.start()
    yield found.group(1)
    server.terminate()
    server.wait()
    reader.join()


@pytest.mark.browser
def test_in_jupyterlab_a_drawn_seven_is_read_by_the_kernel(browser, laboratory):
    context = browser.new_context(viewport={"width": 1366, "height": 768})
    page = context.new_page()
    page.goto(f"{laboratory}/lab/tree/pad.ipynb")
    # earlier, a dialog would ask for a kernel
    page.get_by_text("Python 3 (ipykernel) | Idle").wait_for(timeout=PATIENCE)
    page.locator(".jp-Notebook .jp-CodeCell .cm-content").first.click(timeout=PATIENCE)
    page.keyboard.press("Shift+Enter")
    page.locator(".gradschool-canvas canvas").wait_for(timeout=PATIENCE)
    draw(page, SEVEN)
    expect(page.locator(".gradschool-pad")).to_contain_text(re.compile(r": 7 has \d+%"), timeout=PATIENCE)
    page.keyboard.press("Delete")
    for key in ["ArrowUp"] * 6 + [" "] + ["ArrowDown"] * 12 + [" "]:
        page.keyboard.press(key)
    expect(page.locator(".gradschool-pad")).to_contain_text(re.compile(r": 1 has \d+%"), timeout=PATIENCE)
    context.close()
