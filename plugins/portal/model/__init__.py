"""What is a record? One module a record type; `RECORD_TYPES` is their order in the menu (记录类型)."""

from __future__ import annotations

from portal.model.agency import Agency
from portal.model.base import Record
from portal.model.commitment import Commitment
from portal.model.decision import Decision
from portal.model.delegation import Delegation
from portal.model.discretion import Discretion
from portal.model.duty import Duty
from portal.model.entry import Entry
from portal.model.guide import Guide
from portal.model.inspection import Inspection
from portal.model.law import Law
from portal.model.listing import Listing
from portal.model.measure import Measure
from portal.model.officer import Officer
from portal.model.process import Process
from portal.model.recording import Recording
from portal.model.regulation import Regulation
from portal.model.remedy import Remedy
from portal.model.removed import Removed
from portal.model.review import Review

RECORD_TYPES: tuple[type[Record], ...] = (
    Agency,
    Officer,
    Delegation,
    Law,
    Duty,
    Guide,
    Process,
    Inspection,
    Discretion,
    Review,
    Recording,
    Remedy,
    Decision,
    Listing,
    Entry,
    Commitment,
    Measure,
    Regulation,
)
BY_PLURAL: dict[str, type[Record]] = {kind.PLURAL: kind for kind in RECORD_TYPES}
BY_TYPE: dict[str, type[Record]] = {kind.TYPE: kind for kind in RECORD_TYPES}

__all__ = ["BY_PLURAL", "BY_TYPE", "RECORD_TYPES", "Record", "Removed"]
