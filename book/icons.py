"""The icons that a site uses, out of the two thousand that its theme brings: a page weighs half a megabyte less.

Font Awesome's script draws ``<i class="fa-solid fa-bars"></i>`` from a table of icons, ``bars:[448,512,["navicon"],
"f0c9","M0 96C0 ..."]``. Entries that no page and no script names are left out of it.
"""

import re
from pathlib import Path

ICONS = "_static/scripts/fontawesome.js"
ENTRY = re.compile(
    r"""(?P<name>"[\w-]+"|\w+):
        \[\d+,\d+,\[(?P<aliases>[^\]]*)\],"[0-9a-f]+",(?:"[^"]*"|\["[^"]*","[^"]*"\])\],?""",
    re.VERBOSE,
)
NAMED = re.compile(r"\bfa-([a-z0-9-]+)")


def keep_used(site: Path) -> None:
    """Cut the table of a site's icons to those that its pages and scripts name."""
    table = site / ICONS
    texts = [*site.rglob("*.html"), *(path for path in site.rglob("*.js") if path != table)]
    used = {name for path in texts for name in NAMED.findall(path.read_text(encoding="utf-8"))}

    def kept(entry: re.Match[str]) -> str:
        names = {entry["name"].strip('"'), *re.findall(r'"([^"]+)"', entry["aliases"])}
        return entry[0] if names & used else ""

    table.write_text(ENTRY.sub(kept, table.read_text(encoding="utf-8")), encoding="utf-8")
