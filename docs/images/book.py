"""Makes README's pictures of the web book from what `make book` left in book/_site; needs chromium.

.venv/bin/python docs/images/book.py
"""

import io
import shutil
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

HERE = Path(__file__).parent
SITE = HERE.parents[1] / "book" / "_site"
SHOWN = {
    "book-front": ("index.html", "light", "h1"),
    "book-unit-07": ("units/07-optimizers.html", "light", "p.guess"),
    "book-unit-05": ("units/05-initialization.html", "dark", "#exercise-05-1"),
}
"""Each picture's page, its theme, and what stands at its top."""

with sync_playwright() as playwright:
    browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
    for name, (address, theme, top) in SHOWN.items():
        page = browser.new_page(viewport={"width": 1280, "height": 860}, color_scheme=theme)
        page.goto((SITE / address).as_uri())
        page.locator("details.happens").evaluate_all("folds => folds.forEach((fold) => { fold.open = true; })")
        page.locator(top).first.evaluate("element => scrollBy(0, element.getBoundingClientRect().top - 90)")
        page.wait_for_timeout(2000)
        with Image.open(io.BytesIO(page.screenshot())) as shot:
            shot.convert("RGB").save(HERE / f"{name}.webp", quality=80, method=6)
    browser.close()
