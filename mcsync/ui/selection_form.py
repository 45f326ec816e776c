"""Who of the shop is exported at all, and in which language those are who have none."""

from collections.abc import Iterable, Sequence

import streamlit as st

from mcsync.errors import McsyncError
from mcsync.service import InForce
from mcsync.shop import ShopSummary
from mcsync.ui.backing import service
from mcsync.ui.drafts import draft
from mcsync.ui.language import _, language_names
from mcsync.ui.notices import notice
from mcsync.ui.saving import save, typed


def show(in_force: InForce) -> None:
    """Language, disabled accounts, shops, groups and rules, in one form."""
    notice("selection")
    settings = in_force.settings
    shop = _shop()
    with st.form("selection_form"):
        _language(settings.default_language, shop.languages)
        st.checkbox(_("Include accounts that are disabled in the shop"), settings.include_inactive, key="include_inactive")
        _several(_("Only these shops (none chosen: every shop)"), shop.shops, settings.shops, "shops")
        _several(_("Leave out these customer groups"), shop.groups, settings.excluded_groups, "excluded_groups")
        st.text_area(
            _("Leave out these addresses, one rule a line"),
            "\n".join(str(rule) for rule in settings.exclusions),
            key="exclusions",
            height=140,
            placeholder="ann@example.com\n@example.com\n*+test@*",
            help=_("An address, a domain with its subdomains (@example.com), or a wildcard (\\*+test@\\*)."),
        )
        st.form_submit_button(_("Save who is exported"), key="save_selection", on_click=_save)


def _shop() -> ShopSummary:
    """What there is to choose from; nothing while the shop does not answer, which the connections say."""
    try:
        return draft("shop", service().shop_summary, _("Reading the shop …")).answer
    except McsyncError:
        return ShopSummary()


def _language(chosen: str, shops_own: Sequence[str]) -> None:
    """The shop's own languages come first."""
    names = language_names()
    offered = list(dict.fromkeys([*shops_own, chosen, *names]))
    st.selectbox(
        _("Language of newsletter-only people who have none"),
        offered,
        offered.index(chosen),
        format_func=lambda code: f"{names.get(code, code)} ({code})",
        key="default_language",
    )


def _several(label: str, there: Iterable[tuple[int, str]], chosen: frozenset[int], key: str) -> None:
    names = {number: str(number) for number in sorted(chosen)} | dict(there)
    st.multiselect(label, list(names), sorted(chosen), format_func=lambda number: names[number], key=key, placeholder="–")


def _save() -> None:
    save(
        "selection",
        lambda: {
            "default_language": typed("default_language"),
            "include_inactive": "yes" if st.session_state["include_inactive"] else "no",
            "shops": ", ".join(map(str, st.session_state["shops"])),
            "excluded_groups": ", ".join(map(str, st.session_state["excluded_groups"])),
            "exclusions": typed("exclusions"),
        },
    )
