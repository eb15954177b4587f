"""How the site is built: Markdown in, furo out, every warning an error."""

import tomllib
from pathlib import Path

_PROJECT = tomllib.loads((Path(__file__).parents[1] / "pyproject.toml").read_text())["project"]

project = "smplat"
author = "the smplat authors"
project_copyright = "the smplat authors, Apache-2.0"
release = _PROJECT["version"]
version = release

extensions = ["myst_parser", "sphinxcontrib.mermaid"]
source_suffix = {".md": "markdown"}
exclude_patterns = ["_build"]
nitpicky = True
suppress_warnings = ["misc.highlighting_failure"]  # a wire sample may be abridged with dots

myst_enable_extensions = ["colon_fence", "deflist", "fieldlist", "substitution"]
myst_fence_as_directive = ["mermaid"]
myst_heading_anchors = 3
myst_substitutions = {"version": release}

html_theme = "furo"
html_title = f"smplat {release}"
html_static_path = ["_static"]
html_theme_options = {
    "navigation_with_keys": True,
    "top_of_page_buttons": [],
}
html_show_sphinx = False
html_copy_source = False

mermaid_init_config = {"startOnLoad": False, "theme": "neutral"}
