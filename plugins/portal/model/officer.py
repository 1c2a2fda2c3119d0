"""Officer (执法人员): who acts, with which certificate (国办发〔2018〕118号 (四)、(二十三))."""

from __future__ import annotations

from portal.model.base import Record
from portal.model.fields import Day, Number, Pinyin, Text, field
from portal.model.glance import Glance
from portal.model.terms import AgencyRef, pinyin_field


class Officer(Record):
    """A person who holds an enforcement certificate; nothing private."""

    TYPE = "officer"
    PLURAL = "officers"
    LABEL = "执法人员"
    GATE = "person"
    ID_PREFIX = "ry"
    FIRST_DAY = "valid_from"
    LAST_DAY = "valid_until"
    CARD = True
    TITLED_BY = ("name", "certificate")
    STAGE = "事前"
    BY_NAME = True
    GLANCE = Glance(
        who=("name", "agency", "unit", "position"),
        what=("area", "territory"),
        effect=("certificate", "valid_from", "valid_until"),
    )

    name: Text = field("姓名", required=True, identifying=True)
    pinyin: Pinyin | None = pinyin_field()
    agency: AgencyRef = field("所属机关", required=True, tombstone=True)
    unit: Text | None = field("所在机构")
    position: Text | None = field("职务")
    certificate: Number = field("执法证件号", required=True, identifying=True)
    area: Text | None = field("执法领域")
    territory: Text | None = field("执法区域")
    valid_from: Day = field("证件有效期自", required=True)
    valid_until: Day = field("证件有效期至", required=True)

    @property
    def title(self) -> str:
        """Name and certificate number."""
        return f"{self.name}（{self.certificate}）"
