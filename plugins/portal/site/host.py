"""How Pelican is set as the host of a portal: no blog, no feeds of its own (宿主设置)."""

from __future__ import annotations

from typing import Any

from portal.site import markup

# What Pelican makes by default and a portal does not want.
HOST_SETTINGS: dict[str, Any] = {
    "ARTICLE_PATHS": [],
    "PAGE_URL": "{slug}/",
    "PAGE_SAVE_AS": "{slug}/index.html",
    "STATIC_PATHS": [],
    "THEME_TEMPLATES_OVERRIDES": [],  # what a page is made by stands in the theme, which is watched
    "THEME_STATIC_PATHS": [],  # portal.site.assets
    "DIRECT_TEMPLATES": [],
    "PAGINATED_TEMPLATES": {},
    "FEED_ALL_ATOM": None,
    "CATEGORY_FEED_ATOM": None,
    "TRANSLATION_FEED_ATOM": None,
    "AUTHOR_FEED_ATOM": None,
    "AUTHOR_FEED_RSS": None,
    "AUTHOR_SAVE_AS": "",
    "CATEGORY_SAVE_AS": "",
    "TAG_SAVE_AS": "",
    "ARCHIVES_SAVE_AS": "",
    "LOCALE": ["C"],
    "DEFAULT_LANG": "zh-CN",
    "DELETE_OUTPUT_DIRECTORY": False,
    "LOAD_CONTENT_CACHE": False,
    "JINJA_ENVIRONMENT": markup.ENVIRONMENT,
    "MARKDOWN": {
        "extensions": ["tables", "sane_lists", "footnotes", "meta"],
        "extension_configs": {},
        "output_format": "html",
    },
}
