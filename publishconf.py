"""`pelicanconf.py` plus the address and what publication asks; used by CI."""

import os
from pathlib import Path
from runpy import run_path

globals().update(run_path(str(Path(__file__).with_name("pelicanconf.py"))))

SITEURL = os.environ.get("PORTAL_SITEURL", "https://gs.yunxi.example")
# 正式发布：搜索引擎可以收录，缺少必备的标识就不生成。试运行写 False，见 docs/owner.md。
PORTAL_PUBLIC = True
# 这些记录出自哪个提交，写进 build.json，供 portal audit --live 核对。
PORTAL_COMMIT = os.environ.get("PORTAL_COMMIT", "")
