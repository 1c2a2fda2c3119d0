"""What must be known before a portal can begin; `portal init` asks it (新门户)."""

from __future__ import annotations

from portal.model.fields import Division, Domain, Text, field
from portal.model.owner import Owner


class Founding(Owner):
    """A portal that is to be: what it says of its owner, and where it stands."""

    name: Text = field("网站名称", "如 某某市政务公示门户", required=True)
    sponsor: Text = field("主办单位", "主办单位的全称，也是第一个执法主体", required=True)
    division: Division = field("行政区划代码", "主办单位所在地的", required=True)
    domain: Domain = field("网站域名", "只写域名，不写 https://；还没有的写打算用的", required=True)
