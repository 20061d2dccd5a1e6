"""Sphinx's settings for the web book. Nothing that a page needs comes from elsewhere."""

project = html_title = "gradschool"
author = "The gradschool authors"
extensions = ["myst_parser", "sphinx_copybutton", "book.formulas"]
exclude_patterns = ["extra"]

myst_enable_extensions = ["dollarmath", "amsmath", "deflist", "colon_fence", "attrs_inline"]
myst_dmath_double_inline = True
myst_heading_anchors = 3

highlight_language = "text"  # a block that is code says of which language
html_math_renderer = "katex"
html_theme = "sphinx_book_theme"
html_static_path = ["static"]
html_css_files = ["book.css", "pages.css"]
html_js_files = ["guess.js", *((name, {"defer": "defer"}) for name in ("book.js", "pages.js"))]
html_show_sourcelink = html_copy_source = False
html_show_sphinx = html_use_index = False
html_context = {"default_mode": "auto"}
html_theme_options = {
    "use_download_button": False,
    "use_fullscreen_button": False,
    "show_toc_level": 2,
    "navbar_persistent": [],
    "navbar_start": [],
    "navbar_center": [],
    "navbar_end": [],
}
