"""What a removal may take out of merged changes, and what it may not alter."""

from datetime import date

import pytest

from portal.checks.evidence_kept import is_bared
from portal.model.changes import Authority, Roles, Withdrawn

ROLES = Roles(drafted="甲科", reviewed="乙科", approved="丙")
WHOLE = Withdrawn(
    kind="withdrawn",
    date=date(2024, 9, 12),
    ground="撤销",
    effective=date(2024, 9, 10),
    authority=Authority(body="云溪市人民法院", document="（2024）云01行终3号"),
    roles=ROLES,
    note="判决撤销。",
)


@pytest.mark.parametrize(
    ("authority", "kept"),
    [
        (WHOLE.authority, True),
        (Authority(body="云溪市人民法院"), True),
        (Authority(body="云溪市人民政府"), False),
        (Authority(body="云溪市人民法院", document="（2024）云01行终4号"), False),
    ],
)
def test_of_a_group_parts_may_go_and_none_may_differ(authority: Authority, kept: bool) -> None:
    left = WHOLE.model_copy(update={"authority": authority, "note": None})
    assert is_bared(WHOLE, left) is kept
