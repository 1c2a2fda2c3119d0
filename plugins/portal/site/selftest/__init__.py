"""The search of a finished site, driven in a browser and held against plain comparison (检索自测)."""

from portal.site.selftest.browser import NoBrowser
from portal.site.selftest.figures import Report, told
from portal.site.selftest.kept import NAME, keep
from portal.site.selftest.run import examine

__all__ = ["NAME", "NoBrowser", "Report", "examine", "keep", "told"]
