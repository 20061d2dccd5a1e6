"""Figures that move without a kernel: in a real browser by mouse, finger, and keys; without scripts; in print."""

import shutil

import nbformat
import numpy as np
import pytest
from nbconvert import HTMLExporter
from playwright.sync_api import sync_playwright

from gradschool import plots
from gradschool.data import surfaces
from gradschool.optim import SGD, Momentum, Nesterov

pytestmark = pytest.mark.xdist_group("play")

LIGHT, DARK = "<body>", '<body style="background: #111; color: #ddd">'
VALLEY = {"kappa": 30.0, "lr": (0.001, 0.2, 0.02), "mu": 0.8, "angle": (-90.0, 90.0, 25.0), "steps": 60}
METHODS = {
    "gradient descent": SGD(lr=0.02),
    "momentum": Momentum(lr=0.02, mu=0.8),
    "Nesterov": Nesterov(lr=0.02, mu=0.8, form="look-ahead"),
}


def valley(**more):
    return plots.play_valley(**VALLEY | more)


def page_of(*pictures, body=LIGHT):
    return f'<!doctype html><meta charset="utf-8">{body}' + "\n".join(picture.player for picture in pictures)


def walked(optimizer, gradient, start, steps):
    """The weights that the course's own optimizer visits."""
    w = np.asarray(start, dtype=float)
    state, route = optimizer.start(w), [w]
    for _ in range(steps):
        w, state = optimizer.step(w, gradient(optimizer.gradient_point(w, state)), state)
        route.append(w)
    return np.array(route)


@pytest.fixture(scope="module")
def browser():
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])


@pytest.fixture
def visit(browser):
    """Open a page, and hold it to asking nobody for anything."""
    contexts, asked, errors = [], [], []

    def opened(html, **settings):
        contexts.append(browser.new_context(viewport={"width": 800, "height": 700}, **settings))
        page = contexts[-1].new_page()
        page.on("request", lambda request: asked.append(request.url))
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.set_content(html)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert [url for url in asked if not url.startswith("data:")] == []
    assert errors == []


def drawn(page, which=0):
    return page.locator("canvas").nth(which).evaluate("canvas => canvas.toDataURL()")


def said(page, which=0):
    return page.locator(".gradschool-play > output").nth(which).text_content()


def run(page):
    """What the figure computed."""
    return page.locator(".gradschool-play").evaluate("root => root.run")


def drag(page, across, down):
    box = page.locator(".start").first.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + across, y + down, steps=3)
    page.mouse.up()


# ---- the numbers


@pytest.mark.browser
def test_a_valley_s_numbers_are_those_of_the_course_s_optimizers(visit):
    page = visit(page_of(valley(methods=tuple(METHODS))))
    turn = np.radians(25.0)
    turn = np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])
    hessian = turn.T @ np.diag([1.0, 30.0]) @ turn
    for name, found in zip(METHODS, run(page), strict=True):
        route = walked(METHODS[name], lambda w: hessian @ w, [-4.0, 1.0], 60)
        np.testing.assert_allclose(found["path"], route, rtol=1e-6, atol=1e-9, err_msg=name)
        np.testing.assert_allclose(found["losses"], np.einsum("ti,ij,tj->t", route, hessian, route) / 2, rtol=1e-6)


@pytest.mark.browser
@pytest.mark.parametrize(("lr", "mu", "arrival"), [(2 / 401, 0.0, 744), ((2 / 21) ** 2, (19 / 21) ** 2, 73)])
def test_an_arrival_is_told(visit, lr, mu, arrival):
    page = visit(page_of(plots.play_valley(kappa=400.0, lr=lr, mu=mu, steps=1000)))
    assert said(page) == f"momentum: within 0.1 of the minimum from step {arrival} on"


@pytest.mark.browser
def test_who_does_not_arrive_is_told_too(visit):
    page = visit(page_of(plots.play_valley(kappa=1.0, lr=0.5, mu=0.0, steps=2, start=(-4.0, 0.0))))
    assert said(page) == "momentum: 1.00 away from the minimum after 2 steps"


@pytest.mark.browser
def test_a_parabola_s_numbers_are_numpy_s(visit):
    page = visit(page_of(plots.play_parabola(curvature=(1, 10), lr=0.15, start=-3.0, steps=20)))
    for h, found in zip((1, 10), run(page), strict=True):
        np.testing.assert_allclose(found["path"], -3.0 * (1 - 0.15 * h) ** np.arange(21), rtol=1e-6)


def test_parabolas_side_by_side_have_one_scale_of_heights():
    flat, steep = plots.play_parabola(curvature=(1, 10)).axes
    assert flat.get_ylim() == steep.get_ylim()
    assert flat.get_ylim()[1] > 100


@pytest.mark.browser
def test_a_ball_s_numbers_are_those_of_momentum(visit):
    page = visit(page_of(plots.play_ball(lr=0.05, mu=0.9)))
    route = walked(Momentum(lr=0.05, mu=0.9), lambda w: w**3 - w + 0.15, [1.9], 120)
    np.testing.assert_allclose(run(page), route[:, 0], rtol=1e-6)


def test_the_picture_of_a_valley_shows_the_same_paths():
    picture = valley(methods=tuple(METHODS))
    lines = {line.get_label(): line.get_xydata() for line in picture.axes[0].lines}
    turn = np.radians(25.0)
    turn = np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])
    hessian = turn.T @ np.diag([1.0, 30.0]) @ turn
    for name, optimizer in METHODS.items():
        np.testing.assert_allclose(lines[name], walked(optimizer, lambda w: hessian @ w, [-4.0, 1.0], 60), atol=1e-9)


# ---- hands on


@pytest.mark.browser
@pytest.mark.parametrize("figure", [valley, plots.play_parabola, plots.play_ball])
def test_dragging_the_start_changes_the_picture_and_the_number(visit, figure):
    page = visit(page_of(figure()))
    before = drawn(page), said(page)
    drag(page, 60, -20)
    assert drawn(page) != before[0]
    assert said(page) != before[1]


@pytest.mark.browser
def test_the_start_goes_where_it_is_dragged(visit):
    page = visit(page_of(plots.play_valley(start=(-4.0, 1.0))))
    scale = page.locator("canvas").bounding_box()["width"] / 750
    drag(page, 90 * scale, 45 * scale)  # 45 units of the canvas are one of a weight
    np.testing.assert_allclose(run(page)[0]["path"][0], [-2.0, 0.0], atol=0.03)


@pytest.mark.browser
def test_a_finger_drags_too(visit):
    page = visit(page_of(valley()), has_touch=True)
    box, before = page.locator(".start").bounding_box(), run(page)[0]["path"][0]
    touch = page.context.new_cdp_session(page)
    for kind, across in (("touchStart", 0), ("touchMove", 40), ("touchMove", 80)):
        points = [{"x": box["x"] + box["width"] / 2 + across, "y": box["y"] + box["height"] / 2}]
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    assert run(page)[0]["path"][0][0] > before[0] + 1


@pytest.mark.browser
def test_arrow_keys_move_the_start(visit):
    page = visit(page_of(valley()))
    before = drawn(page)
    page.locator(".start").focus()
    for key in ("ArrowRight", "ArrowDown", "Shift+ArrowRight"):
        page.keyboard.press(key)
    assert run(page)[0]["path"][0] == [-3.89, 0.9]
    assert page.locator(".start").get_attribute("aria-valuetext") == "-3.89, 0.9"
    assert drawn(page) != before


@pytest.mark.browser
def test_the_start_stays_in_the_picture(visit):
    page = visit(page_of(valley()))
    drag(page, -400, -400)
    assert run(page)[0]["path"][0] == [-4.6, 3]


@pytest.mark.browser
@pytest.mark.parametrize("label", ["rate η", "angle °"])
def test_arrow_keys_on_a_slider_change_the_picture_and_the_number(visit, label):
    page = visit(page_of(valley()))
    slider, before = page.get_by_label(label, exact=True), (drawn(page), said(page))
    shown = slider.get_attribute("aria-valuetext")
    slider.focus()
    for _ in range(40):
        page.keyboard.press("ArrowRight")
    assert slider.get_attribute("aria-valuetext") != shown
    assert drawn(page) != before[0]
    assert said(page) != before[1]


@pytest.mark.browser
def test_a_slider_over_a_hundredfold_moves_by_equal_ratios(visit):
    page = visit(page_of(plots.play_valley(lr=(0.001, 1.0, 0.1))))
    page.get_by_label("rate η", exact=True).focus()
    page.keyboard.press("Home")
    page.keyboard.press("ArrowRight")
    assert page.locator(".gradschool-play").evaluate("root => root.run[0].path[1][0]") == pytest.approx(
        -4 * (1 - 0.001 * 1000 ** (1 / 400)), rel=1e-6
    )


@pytest.mark.browser
def test_what_has_the_focus_is_seen(visit):
    page = visit(page_of(valley()))
    for _ in range(3):  # rate, angle, start
        page.keyboard.press("Tab")
        assert page.evaluate("getComputedStyle(document.activeElement).outlineWidth") == "3px"
    assert page.evaluate("document.activeElement.className") == "start"


# ---- the clock


@pytest.mark.browser
def test_a_ball_waits_and_then_rolls_a_step_a_tick(visit):
    page = visit('<!doctype html><meta charset="utf-8"><body>')
    page.clock.install()
    page.set_content(page_of(plots.play_ball()))
    page.clock.run_for(5000)
    assert said(page).startswith("step 0:")
    page.get_by_role("button", name="play").click()
    page.clock.run_for(2000)
    assert said(page).startswith("step 11:")
    page.get_by_role("button", name="pause").click()
    page.clock.run_for(2000)
    assert said(page).startswith("step 11:")


@pytest.mark.browser
def test_the_speed_is_the_readers(visit):
    page = visit('<!doctype html><meta charset="utf-8"><body>')
    page.clock.install()
    page.set_content(page_of(plots.play_ball()))
    page.get_by_label("speed", exact=True).select_option("half speed")
    page.get_by_role("button", name="play").click()
    page.clock.run_for(2000)
    assert said(page).startswith("step 6:")


@pytest.mark.browser
def test_where_motion_is_unwelcome_the_ball_is_at_its_end_at_once(visit):
    page = visit(page_of(plots.play_ball()), reduced_motion="reduce")
    page.get_by_role("button", name="to the end").click()
    assert said(page).startswith("step 120:")


def film():
    """A short race."""
    return plots.race(surfaces.valley(), {"walk": np.linspace([-4.0, 1.0], [0.0, 0.0], 6)}, frames=6)


@pytest.mark.browser
def test_a_film_opens_on_its_first_frame_and_is_stepped_by_keys(visit):
    page = visit(page_of(film()))
    assert said(page) == "step 0; nobody has arrived"
    first = drawn(page)
    page.get_by_label("frame", exact=True).focus()
    for _ in range(5):
        page.keyboard.press("ArrowRight")
    assert said(page) == "step 5; arrived: walk at step 5"
    assert drawn(page) != first
    page.keyboard.press("Home")
    assert drawn(page) == first


@pytest.mark.browser
def test_a_film_plays_to_its_end_and_again_from_its_start(visit):
    page = visit('<!doctype html><meta charset="utf-8"><body>')
    page.clock.install()
    page.set_content(page_of(film()))
    page.get_by_role("button", name="play").click()
    page.clock.run_for(3000)
    assert said(page).startswith("step 5;")
    page.get_by_role("button", name="play").click()
    assert said(page).startswith("step 0;")


# ---- any reader


@pytest.mark.browser
@pytest.mark.parametrize("figure", [valley, plots.play_parabola, plots.play_ball, film])
def test_without_scripts_there_is_the_picture_and_nothing_else(visit, figure):
    page = visit(page_of(figure()), java_script_enabled=False)
    assert page.get_by_role("img").count() == 1
    assert page.get_by_role("img").get_attribute("alt").startswith(figure().alt)
    assert page.get_by_role("img").bounding_box()["width"] == 750
    assert page.locator("canvas, input, button").count() == 0


@pytest.mark.browser
def test_print_shows_the_picture(visit):
    page = visit(page_of(valley()))
    assert not page.locator("img").is_visible()
    page.emulate_media(media="print")
    assert page.locator("img").is_visible()
    assert not page.locator("canvas").is_visible()
    assert not page.get_by_label("rate η", exact=True).is_visible()


@pytest.mark.browser
def test_the_words_are_the_canvas_s(visit):
    page = visit(page_of(valley()))
    assert page.get_by_role("img").get_attribute("aria-label") == valley().alt


@pytest.mark.browser
def test_one_figure_twice_in_a_page_moves_one_by_one(visit):
    page = visit(page_of(valley(), valley(), plots.play_ball()))
    before = drawn(page, 1), said(page, 1)
    drag(page, 60, 20)
    assert said(page, 0) != said(page, 1)
    assert (drawn(page, 1), said(page, 1)) == before
    assert page.locator("canvas").count() == 3
    assert page.locator("[id]").count() == 0


@pytest.mark.browser
def test_a_dark_page_gets_light_ink(visit):
    def ink(page):  # the corner of the frame around the level lines
        return page.locator("canvas").evaluate(
            "c => { const s = c.width / 750; return [...c.getContext('2d').getImageData(50 * s, 100 * s, 1, 1).data] }"
        )

    settings = {"device_scale_factor": 2}
    assert max(ink(visit(page_of(valley()), **settings))[:3]) < 60
    assert min(ink(visit(page_of(valley(), body=DARK), **settings))[:3]) > 180


@pytest.mark.browser
def test_another_theme_gets_other_ink(visit):
    page = visit(page_of(valley()))
    before = drawn(page)
    page.evaluate("document.body.setAttribute('style', 'background: #111; color: #ddd')")
    page.wait_for_function("before => document.querySelector('canvas').toDataURL() !== before", arg=before)


@pytest.mark.browser
def test_a_page_made_by_nbconvert_moves(visit):
    data, metadata = valley()._repr_mimebundle_()
    cell = nbformat.v4.new_code_cell("demo")
    cell.outputs = [nbformat.v4.new_output("display_data", data, metadata=metadata)]
    page, _ = HTMLExporter(template_name="basic").from_notebook_node(nbformat.v4.new_notebook(cells=[cell]))
    page = visit(page)
    before = said(page)
    drag(page, 60, -20)
    assert said(page) != before


def test_readers_without_html_get_the_picture():
    data, metadata = valley()._repr_mimebundle_()
    assert set(data) == {"text/html", "image/png", "text/plain"}
    assert metadata["image/png"]["alt"] == data["text/plain"] == valley().alt


# ---- what is refused


def test_a_method_of_another_name_is_refused():
    with pytest.raises(ValueError, match=r"methods=\['adam'\]; expected some of gradient descent, momentum, Nesterov"):
        plots.play_valley(methods=("momentum", "adam"))


def test_a_slider_that_does_not_begin_between_its_ends_is_refused():
    with pytest.raises(ValueError, match=r"lr=\(0\.1, 0\.2, 0\.3\); expected \(low, high, value\)"):
        plots.play_ball(lr=(0.1, 0.2, 0.3))
