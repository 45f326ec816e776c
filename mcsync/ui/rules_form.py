"""The rules, tried: what each removes now, and what they say of one address."""

import streamlit as st

from mcsync.errors import McsyncError
from mcsync.selection import SkipReason
from mcsync.service import Preview
from mcsync.ui import recall
from mcsync.ui.backing import service
from mcsync.ui.drafts import draft
from mcsync.ui.language import _, number, plain
from mcsync.ui.notices import told
from mcsync.ui.tables import table


def show() -> None:
    """On demand, because it reads the whole shop."""
    with st.expander(_("Try the rules"), key="try_rules"):
        _one_address()
        if st.toggle(_("Count what each rule removes now"), key="count_rules"):
            with told(_("The rules could not be counted")):
                _counts()


def _one_address() -> None:
    address = st.text_input(_("Test one address against all rules"), key="test_address", placeholder="ann@example.com", autocomplete="off")
    if not address:
        return
    try:
        found = service().test_rules(address)
    except McsyncError as error:
        st.warning(_(error.message))
        return
    (st.warning if found.excluded else st.success)(_(found.sentence))


def _counts() -> None:
    found = recall.preview()
    if found is None:
        return
    removed = _removed(found.answer)
    if not removed:
        st.markdown(_("There is no rule yet. Write one in the form above."))
        return
    columns = {"rule": plain("Rule or group"), "rows": plain("Rows of the shop it removes")}
    rows = [{"rule": rule, "rows": count} for rule, count in removed.items()]
    table(rows, columns, alt=plain("How many rows each rule removes"))
    st.caption(_("In all: {count}", count=number(sum(removed.values()))))


def _removed(found: Preview) -> dict[str, int]:
    """Rule, group or kind of account, in words → rows that it removes now."""
    settings = service().in_force().settings
    names = {str(key): name for key, name in draft("shop", service().shop_summary, _("Reading the shop …")).answer.groups}
    ruled = [*map(str, settings.exclusions), *map(str, sorted(settings.excluded_groups))]
    counts = dict.fromkeys(ruled, 0) | dict(found.by_rule)
    removed = {plain("Group: {name}", name=names[rule]) if rule in names else rule: count for rule, count in counts.items()}
    if not settings.include_inactive:
        removed[plain("Accounts that are disabled in the shop")] = found.skipped.get(SkipReason.INACTIVE, 0)
    return removed
