"""What state is a record in, what did earlier versions say, what may be seen (生命周期与闸口)."""

from portal.lifecycle.gate import Gate
from portal.lifecycle.history import Version, known, version
from portal.lifecycle.rulebook import Rulebook
from portal.lifecycle.state import State, state_of
from portal.lifecycle.view import View

__all__ = ["Gate", "Rulebook", "State", "Version", "View", "known", "state_of", "version"]
