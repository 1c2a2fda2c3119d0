"""Transparency portal: records in git, through one gate, to a static site (政务公示门户)."""

__version__ = "0.1.0"
