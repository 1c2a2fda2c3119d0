"""Settings of the specimen: fixed, so that its site is the same every day."""

SITENAME = "云溪市政务公示门户"
SITEURL = "https://gs.yunxi.example"
TIMEZONE = "Asia/Shanghai"

PATH = "content"
OUTPUT_PATH = "output"
PLUGINS = ["portal.site.generator"]

PORTAL_DATA = "data"
PORTAL_AS_OF = "2026-06-30"
