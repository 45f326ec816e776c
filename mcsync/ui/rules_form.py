"""The rules, tried: what each removes now, and what they say of one address."""

import streamlit as st

from mcsync.errors import AddressError
from mcsync.ui import recall
from mcsync.ui.backing import service
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
    except AddressError as error:
        st.warning(_(error.message))
        return
    (st.warning if found.excluded else st.success)(_(found.sentence))


def _counts() -> None:
    by_rule = recall.preview().answer.by_rule
    rules = [str(rule) for rule in service().in_force().settings.exclusions]
    counts = dict.fromkeys(rules, 0) | dict(by_rule)
    if not counts:
        st.markdown(_("There is no rule yet. Write one in the form above."))
        return
    rows = [{"rule": rule, "rows": removed} for rule, removed in counts.items()]
    columns = {"rule": plain("Rule or group"), "rows": plain("Rows of the shop it removes")}
    table(rows, columns, alt=plain("How many rows each rule removes"))
    st.caption(_("In all: {count}", count=number(sum(counts.values()))))
