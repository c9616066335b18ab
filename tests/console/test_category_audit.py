"""Why goods may stand in the wrong category, in the reader's language."""

from uuid import uuid4

from hutong.console.goods.category_audit import why
from hutong.kernel import clock, i18n
from hutong.taxonomy import FindingState, Reason
from hutong.views.taxonomy import AuditRow


def test_parameters_are_named_in_the_readers_language() -> None:
    has = {"zh": "容量", "en": "Volume"}
    lacks = {"zh": "克重", "en": "Weight"}
    row = AuditRow(
        id=uuid4(),
        product_id=uuid4(),
        title={"zh": "马克杯"},
        picture=None,
        here={"zh": "毛巾"},
        there={"zh": "杯子"},
        sureness=86,
        reasons=[{"reason": Reason.PARAMETERS, "has": [has], "lacks": [lacks]}],
        state=FindingState.OPEN,
        found_at=clock.now(),
        decided_at=None,
        decided_by="",
    )

    with i18n.using("en"):
        english = why(row)
    with i18n.using("zh_CN"):
        chinese = why(row)

    assert "Volume" in english
    assert "Weight" in english
    assert "容量" in chinese
    assert "克重" in chinese
