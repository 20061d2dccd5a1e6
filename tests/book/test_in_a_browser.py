"""The site in a real browser, from a double click: by keys, on a phone, in both themes, and heard."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

from book.icons import ICONS

pytestmark = [pytest.mark.browser, pytest.mark.programs, pytest.mark.xdist_group("book")]

PHONE, DESK = {"width": 390, "height": 844}, {"width": 1300, "height": 900}
PAGES = ["index.html", "units/00-start.html", "units/01-moving.html", "papers.html"]
Visit = Callable[..., Page]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])


@pytest.fixture
def visit(browser: Browser, site: Path) -> Iterator[Visit]:
    """Open a page, and hold it to asking nobody for anything and to finding what it asks for."""
    contexts, asked, missing = [], [], []

    def opened(address: str, viewport=DESK, **settings) -> Page:
        contexts.append(browser.new_context(viewport=viewport, **settings))
        page = contexts[-1].new_page()
        page.set_default_timeout(60_000)
        page.on("request", lambda request: asked.append(request.url))
        page.on("requestfailed", lambda request: missing.append(request) if "NOT_FOUND" in request.failure else None)
        page.goto((site / address.partition("?")[0]).as_uri() + address.partition("?")[1] + address.partition("?")[2])
        return page

    yield opened
    for context in contexts:
        context.close()
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []
    assert [request.url for request in missing] == []


@pytest.mark.parametrize("address", [*PAGES, "search.html?q=softmax"])
def test_nothing_is_cut_off_on_a_phone(visit: Visit, address: str) -> None:
    visit(address, PHONE).wait_for_function("document.documentElement.scrollWidth === 390")


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("address", ["index.html", "units/01-moving.html", "papers.html"])
def test_nothing_serious_stands_in_a_reader_s_way_and_all_has_contrast(visit: Visit, address: str, theme: str) -> None:
    page = visit(address, color_scheme=theme)
    page.evaluate("document.querySelectorAll('details').forEach((fold) => { fold.open = true; })")
    page.wait_for_function("document.getAnimations().every((one) => one.playState === 'finished')")
    found = Axe().run(page, options={"preload": False, "resultTypes": ["violations"]}).response["violations"]
    serious = [one for one in found if one["impact"] in ("serious", "critical")]
    assert [(one["id"], node["html"][:200]) for one in serious for node in one["nodes"][:3]] == []


def test_the_icons_that_are_left_are_all_that_is_drawn(visit: Visit, site: Path) -> None:
    page = visit("units/01-moving.html")
    page.wait_for_function("document.querySelectorAll('svg.svg-inline--fa').length > 5")
    drawn = page.locator("svg.svg-inline--fa")
    assert all("<path" in drawn.nth(i).inner_html() for i in range(drawn.count()))
    assert page.locator("i.fa-solid, .svg-inline--fa .missing").count() == 0
    assert (site / ICONS).stat().st_size < 200_000


def test_a_fold_opens_by_a_key(visit: Visit) -> None:
    page = visit("units/01-moving.html")
    fold = page.locator("details.solution")
    fold.locator("summary").first.focus()
    page.keyboard.press("Enter")
    assert fold.locator("pre").first.is_visible()
    page.keyboard.press("Enter")
    assert not fold.locator("pre").first.is_visible()
    assert fold.evaluate("fold => fold.open") is False


def test_what_answers_a_guess_waits_for_a_key_and_the_rest_stands_open(visit: Visit) -> None:
    page = visit("units/01-moving.html")
    answer, film = page.locator("details.happens").first, page.locator('[data-scene="film"]')
    assert not film.is_visible()
    assert page.locator('[data-scene="parabola"] canvas').is_visible()
    answer.locator("summary").first.focus()
    page.keyboard.press("Enter")
    assert film.is_visible()
    assert film.bounding_box()["height"] > 200


def test_whoever_reads_on_opens_all_answers_to_guesses_for_good(visit: Visit) -> None:
    page = visit("units/01-moving.html")
    film = page.locator('[data-scene="film"]')
    page.get_by_role("button", name="Always show").click()
    assert film.is_visible()
    page.reload()
    assert film.is_visible()
    page.get_by_role("button", name="Always show", pressed=True).click()
    page.reload()
    assert not film.is_visible()


def test_what_answers_a_guess_is_on_paper(visit: Visit, tmp_path: Path) -> None:
    page = visit("units/01-moving.html")
    page.evaluate(
        "addEventListener('beforeprint', () => { window.seen = document.querySelector('pre.printed').offsetHeight; })"
    )
    page.pdf(path=tmp_path / "page.pdf")
    assert page.evaluate("seen") > 0
    assert not page.locator("details.happens pre.printed").first.is_visible()


def test_the_first_key_leads_past_the_navigation(visit: Visit) -> None:
    page = visit("units/01-moving.html")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent.trim()") == "Skip to main content"


def test_whoever_goes_by_keys_sees_where_they_are_and_comes_to_the_end(visit: Visit) -> None:
    page = visit("units/01-moving.html")
    page.evaluate("document.querySelectorAll('article details').forEach((fold) => { fold.open = true; })")
    page.add_style_tag(content="* { transition: none !important; }")
    stops, lost = [], []
    while "References" not in stops:
        page.keyboard.press("Tab")
        stop, is_seen = page.evaluate("""() => {
            const stop = document.activeElement, name = stop.ariaLabel || stop.textContent.trim() || stop.tagName;
            const drawn = [stop, ...stop.querySelectorAll("*")].map((one) => getComputedStyle(one));
            return [name, drawn.some((one) => one.outlineStyle !== "none" || one.boxShadow !== "none")];
        }""")
        stops.append(stop)
        lost += [stop] * (not is_seen)
        assert len(stops) < 100
    assert len(stops) > 40
    assert lost == []


@pytest.mark.parametrize("side", ["primary", "secondary"])
def test_whoever_leaves_a_phone_s_sidebar_by_a_key_is_where_they_were(visit: Visit, side: str) -> None:
    page = visit("units/01-moving.html", PHONE)
    button, sidebar = page.locator(f".bd-main .{side}-toggle"), page.locator(f"#pst-{side}-sidebar-modal")
    button.focus()
    page.keyboard.press("Enter")
    sidebar.wait_for()
    page.keyboard.press("Escape")
    sidebar.wait_for(state="hidden")
    page.wait_for_function("button => document.activeElement === button", arg=button.element_handle(), timeout=5000)


def test_the_search_finds_a_word(visit: Visit) -> None:
    page = visit("search.html?q=gaps")
    page.wait_for_selector("#search-results li a")
    assert any("00-start" in link.get_attribute("href") for link in page.locator("#search-results li a").all())


def test_a_wide_formula_begins_at_its_left_end_and_scrolls(visit: Visit) -> None:
    page = visit("units/01-moving.html", PHONE)
    formula = page.locator("div.math").first
    wide, shown, scrolled = formula.evaluate("box => [box.scrollWidth, box.clientWidth, box.scrollLeft]")
    left = formula.evaluate(
        "box => box.querySelector('.katex-html').getBoundingClientRect().left - box.getBoundingClientRect().left"
    )
    assert wide > shown + 50
    assert scrolled == 0
    assert left >= 0


def test_a_full_stop_stays_with_its_formula_however_wide_the_page_is(visit: Visit) -> None:
    page = visit("units/01-moving.html")
    lost = (
        page.locator("p", has_text="The time of a film")
        .locator("span.joined")
        .evaluate(
            """joined => {
            const stop = document.createRange(), widths = [];
            stop.selectNodeContents(joined.lastChild);
            for (let width = 60; width < 400; width += 1) {
                joined.parentElement.style.width = `${width}px`;
                const [bases, box] = [joined.querySelectorAll(".base"), stop.getBoundingClientRect()];
                if (box.top > [...bases].at(-1).getBoundingClientRect().bottom) { widths.push(width); }
            }
            return widths;
        }"""
        )
    )
    assert lost == []


def test_nothing_printed_is_cut_off_on_a_phone(visit: Visit) -> None:
    page = visit("units/00-start.html", PHONE)
    printed = page.locator("pre.printed")
    wide = max(len(line) for text in printed.all_text_contents() for line in text.splitlines())
    assert wide > 60
    assert printed.evaluate_all("all => all.filter((one) => one.scrollWidth > one.clientWidth).length") == 0


def test_no_heading_has_an_empty_line_on_a_phone(visit: Visit) -> None:
    headings = visit("units/01-moving.html", PHONE).locator("article :is(h1, h2, h3)")
    empty = headings.evaluate_all(
        """all => all.map((heading) => {
            const words = document.createRange(), lost = [];
            words.selectNodeContents(heading.firstChild);
            for (let width = 150; width < 360; width += 1) {
                heading.style.width = `${width}px`;
                const [box, text] = [heading, words].map((one) => one.getBoundingClientRect());
                if (box.bottom - text.bottom > 20) { lost.push(width); }
            }
            return lost;
        })"""
    )
    assert len(empty) > 4
    assert [widths for widths in empty if widths] == []


def test_a_long_name_in_a_table_is_broken_at_its_joints_on_a_phone(visit: Visit) -> None:
    tables = "reference/index.html"
    table = visit(tables, PHONE).locator(".pst-scrollable-table-container").first
    assert table.evaluate("box => box.scrollWidth <= box.clientWidth")
    assert visit(tables).locator("td wbr").first.is_hidden()


def test_a_table_wider_than_a_phone_fades_out_where_more_is(visit: Visit) -> None:
    page = visit("instructors/threats.html", PHONE)
    table = page.wait_for_selector(".pst-scrollable-table-container.more")
    assert table.evaluate("box => box.scrollWidth > box.clientWidth && box.tabIndex === 0")
    table.evaluate("box => { box.scrollLeft = box.scrollWidth; }")
    page.wait_for_function("box => !box.classList.contains('more')", arg=table, timeout=5000)
    assert page.locator(".pst-scrollable-table-container:not(.more)").count() > 1


def test_the_hyphens_of_an_option_stay_with_it(visit: Visit) -> None:
    options = visit("instructors/collecting.html", PHONE).locator("code .pre", has_text="--").locator(".whole")
    assert options.count() > 10
    assert options.evaluate_all("all => all.filter((one) => one.getClientRects().length > 1).length") == 0


def test_the_way_to_the_next_page_is_not_cut_off_on_a_phone(visit: Visit) -> None:
    page = visit("reference/index.html", PHONE)
    assert page.locator(".prev-next-area a").evaluate_all(
        "all => all.map((one) => one.getBoundingClientRect()).every((box) => box.left >= 0 && box.right <= 390)"
    )


def test_a_check_s_table_fits_a_phone(visit: Visit) -> None:
    page = visit("units/00-start.html", PHONE)
    table = page.locator("div.output .table").first
    assert table.evaluate("box => box.scrollWidth <= box.clientWidth")
    caption = visit("units/01-moving.html", PHONE).locator("details.solution caption")
    assert caption.evaluate("one => { one.closest('details').open = true; return one.offsetWidth; }") > 250


def test_a_film_plays(visit: Visit) -> None:
    page = visit("units/01-moving.html")
    page.get_by_text("Show what happens").first.click()
    film = page.locator('[data-scene="film"]')
    film.locator("input").focus()
    said = film.locator("output").text_content()
    page.keyboard.press("End")
    assert film.locator("output").text_content() != said
    film.get_by_role("button", name="play").click()
    page.wait_for_function("document.querySelector('[data-scene=\"film\"] input').value === '5'")


def test_a_film_s_frames_come_when_somebody_moves_it(visit: Visit) -> None:
    page = visit("units/01-moving.html")
    frames = page.locator('[data-scene="film"] script').evaluate("script => JSON.parse(script.text).values.frames")
    page.get_by_text("Show what happens").first.click()
    page.locator('[data-scene="film"] input').focus()
    with page.expect_request(lambda request: request.url.endswith(frames[-1].removeprefix(".."))):
        page.keyboard.press("ArrowRight")


def test_what_is_wider_than_its_place_is_reached_by_keys_and_what_fits_is_passed_by(visit: Visit) -> None:
    formula = "document.querySelector('div.math').tabIndex"
    visit("units/01-moving.html", PHONE).wait_for_function(f"{formula} === 0")
    visit("units/01-moving.html").wait_for_function(f"{formula} === -1")


def test_a_slider_moves_its_figure(visit: Visit) -> None:
    page = visit("units/01-moving.html")
    figure = page.locator('[data-scene="parabola"]')
    before = figure.locator("canvas").evaluate("canvas => canvas.toDataURL()")
    figure.locator("input").first.focus()
    page.keyboard.press("End")
    assert figure.locator("canvas").evaluate("canvas => canvas.toDataURL()") != before


def test_figures_and_folds_are_there_without_scripts(visit: Visit) -> None:
    page = visit("units/01-moving.html", java_script_enabled=False)
    film = page.locator('[data-scene="film"] img')
    film.scroll_into_view_if_needed()
    assert film.is_visible()
    fold = page.locator("details.quiz", has_text="My answer is b")
    fold.locator("summary").first.click()
    assert fold.get_by_text("Two and two are four.").is_visible()


def test_a_printed_page_has_no_navigation(visit: Visit) -> None:
    page = visit("units/01-moving.html")
    page.emulate_media(media="print")
    assert not page.locator(".bd-sidebar-primary").is_visible()
    assert page.locator("h1").first.is_visible()
