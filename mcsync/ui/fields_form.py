"""One line a merge field: what it is, what fills it, and what that would be for somebody real."""

from collections.abc import Sequence

import streamlit as st

from mcsync.contact import ShopField
from mcsync.message import say
from mcsync.outcome import Fate
from mcsync.service import FieldCount, FieldLine, Fields
from mcsync.ui.backing import BY, service
from mcsync.ui.drafts import forget
from mcsync.ui.language import _, plain
from mcsync.ui.notices import attempt, notice, told
from mcsync.ui.tables import table
from mcsync.words import FATES, SHOP_FIELDS

#: Option of a field that is not filled.
NOTHING = ""


def show(found: Fields) -> None:
    """Every merge field; what was chosen is shown at once and stored by the button."""
    notice("fields")
    if found.example:
        st.caption(_("Example: {address}", address=found.example))
    elif found.trouble:
        st.warning(_(found.trouble), title=_("The shop gives no example"))
    for line in found.lines:
        _line(line, has_example=bool(found.example))
    tags = tuple(line.tag for line in found.lines)
    st.button(_("Save the fields"), key="save_fields", type="primary", on_click=_save, args=(tags,))


def _line(line: FieldLine, *, has_example: bool) -> None:
    # Not every browser knows which of two equal names is meant, so the tag is part of the label.
    label = _("{name} ({tag})", name=line.name, tag=line.tag)
    with st.container(border=True, key=f"line_{line.tag}"):
        offered = [NOTHING, *(field.value for field in line.fits)]
        stored = next((field.value for field in line.fits if field is line.field), NOTHING)
        st.selectbox(
            f"{label} – {_required(line)}" if line.required else label,
            offered,
            index=offered.index(stored),
            format_func=_name,
            key=_key(line.tag),
            disabled=not line.fits,
            help=_help(line),
        )
        _example(line, str(st.session_state.get(_key(line.tag), stored)), has_example=has_example)


def _required(line: FieldLine) -> str:
    return _("required") if line.required else ""


def _help(line: FieldLine) -> str:
    if not line.fits:
        return _("Nothing that the shop knows fits a field of the type {type}.", type=line.type)
    if line.choices:
        return _("Type {type}. Only these are sent: {choices}.", type=line.type, choices=", ".join(line.choices))
    return _("Type {type}.", type=line.type)


def _example(line: FieldLine, chosen: str, *, has_example: bool) -> None:
    if line.required and not chosen:
        st.error(_("Required by the audience, and nothing fills it: Mailchimp would refuse everybody new. Choose what fills it."))
    elif line.problem and chosen == (line.field or NOTHING):
        st.warning(_(line.problem))
    elif chosen and has_example:
        sent = line.examples.get(ShopField(chosen), "")
        st.caption(
            _("Would be sent: {value}", value=sent) if sent else _("Of the example, nothing would be sent: it has no value that fits.")
        )


def _name(option: str) -> str:
    return plain(SHOP_FIELDS[ShopField(option)]) if option else plain("Nothing: leave it as it is in Mailchimp")


def _key(tag: str) -> str:
    return f"field_{tag}"


def _save(tags: Sequence[str]) -> None:
    chosen = {tag: str(st.session_state.get(_key(tag)) or NOTHING) for tag in tags}
    if attempt("fields", lambda: service().map_fields(chosen, BY), say("Saved. Everybody is compared anew at the next look.")):
        forget()


def tags(found: Fields) -> None:
    """The tags that everybody gets."""
    notice("tags")
    with st.form("tags_form"):
        st.text_input(
            _("Tags for everybody who is sent, between commas"),
            ", ".join(found.tags),
            key="tags",
            help=_(
                "They are added, and none is taken away. People who are unchanged are not sent, so they get none; neither do people who leave."
            ),
        )
        st.form_submit_button(_("Save the tags"), key="save_tags", on_click=_save_tags)
    st.caption(
        _(
            "Mailchimp puts them on people who are new to the audience. For people who are there already it does the same as far as is known, "
            "but has never published it: look at one of them after the first export."
        )
    )


def _save_tags() -> None:
    typed = str(st.session_state["tags"])
    if attempt("tags", lambda: service().choose_tags(typed, BY), say("Saved.")):
        forget("fields")


def counts() -> None:
    """What becomes of each field over everybody; on demand, because it reads the whole shop."""
    if st.toggle(_("Count over everybody what is cut, does not fit, or is empty"), key="count_fields"):
        with told(_("The fields could not be counted")), st.spinner(_("Reading the shop …")):
            _table(service().count_fields())


def _table(found: Sequence[FieldCount]) -> None:
    if not found:
        st.markdown(_("No field is filled."))
        return
    rows = [{"tag": one.tag, **{fate.value: one.fates.get(fate.value, 0) for fate in Fate}} for one in found]
    columns = {"tag": plain("Field"), **{fate.value: plain(FATES[fate]) for fate in Fate}}
    table(rows, columns, alt=plain("How many contacts have each field sent, cut, left out or empty"))
    st.caption(_("A value longer than 255 bytes is cut there, never inside a letter."))
    for one in found:
        for fate, addresses in one.examples.items():
            sentence = _("{tag}, {fate}: {addresses}", tag=one.tag, fate=plain(FATES[Fate(fate)]), addresses=", ".join(addresses))
            st.markdown(sentence)
