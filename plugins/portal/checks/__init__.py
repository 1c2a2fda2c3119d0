"""Is a record right? One function a rule; its docstring is the rule, published on the site (校验)."""

from portal.checks.base import Check
from portal.checks.run import CHECKS, RULES, run

__all__ = ["CHECKS", "RULES", "Check", "run"]
