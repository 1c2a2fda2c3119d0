"""`pelicanconf.py` plus the address and what publication asks; used by CI."""

import os
from pathlib import Path
from runpy import run_path

globals().update(run_path(str(Path(__file__).with_name("pelicanconf.py"))))

SITEURL = os.environ.get("PORTAL_SITEURL", "https://portal.example.gov.cn")
PORTAL_PUBLIC = True
