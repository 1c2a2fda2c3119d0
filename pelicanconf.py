"""Settings of the portal that its owner may change; `publishconf.py` adds those of publication."""

from portal.cli import today

SITENAME = "云溪市政务公示门户"
SITEURL = "http://127.0.0.1:8000"
TIMEZONE = "Asia/Shanghai"

PATH = "content"
OUTPUT_PATH = "output"
THEME = "theme"
PLUGINS = ["portal.site.generator"]

PORTAL_DATA = "data"
PORTAL_AS_OF = today()
