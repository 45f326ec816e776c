"""Preview: who would be sent now, why the others would not, and in how many requests."""

import streamlit as st

from mcsync.reports import to_csv
from mcsync.service import Preview
from mcsync.ui import batch_size, recall, waterfall
from mcsync.ui.directory import ONWARD, link
from mcsync.ui.drafts import forget
from mcsync.ui.language import _, clock, number, plain
from mcsync.ui.steps import Step, steps
from mcsync.ui.tables import choice, count, table


def figures(preview: Preview) -> None:
    """Both sums, as figures that add up."""
    skipped = sum(preview.skipped.values())
    with st.grid(4, min_column_width=150):
        st.metric(_("Rows of the shop"), number(preview.rows), border=True)
        st.metric(_("Not exported"), number(skipped), border=True, help=_("Each row has its reason below."))
        st.metric(_("Merged"), number(preview.merged), border=True, help=_("Further rows of a person who has one already."))
        st.metric(_("Contacts"), number(preview.contacts), border=True)
        st.metric(_("To send"), number(preview.to_send), border=True)
        st.metric(_("Unchanged"), number(preview.unchanged), border=True, help=_("In the audience already, exactly like this."))
        st.metric(_("Left alone"), number(preview.left_alone), border=True)
    sums = {"rows": preview.rows, "skipped": skipped, "merged": preview.merged, "contacts": preview.contacts}
    ends = {"to_send": preview.to_send, "unchanged": preview.unchanged, "left_alone": preview.left_alone}
    numbers = {name: number(count) for name, count in (sums | ends).items()}
    st.caption(_("{rows} rows = {skipped} not exported + {merged} merged + {contacts} contacts", **numbers))
    st.caption(_("{contacts} contacts = {to_send} to send + {unchanged} unchanged + {left_alone} left alone", **numbers))
    if preview.left_alone:
        st.caption(_("Left alone: what Mailchimp says of them wins, or it refused them and nothing has changed since."))


def people(step: Step) -> None:
    """What the chosen step is, and its first people."""
    st.subheader(_("{name}: {count}", name=step.name, count=number(step.count)), anchor=False)
    if step.sentence:
        st.markdown(_("{sentence}", sentence=step.sentence))
    shown = [{"address": address} for address in step.examples if address]
    if not shown:
        st.markdown(_("There is no address to show."))
        return
    table(shown, {"address": plain("Address, as in the shop")}, alt=plain("People of the chosen step"))
    st.caption(_("The first {shown} of {count}.", shown=number(len(shown)), count=number(step.count)))


def breakdown(lines: list[Step]) -> None:
    """The table; a chosen row is explained, and shows its people."""
    st.header(_("Step by step"), anchor=False)
    rows = [{"group": line.group, "name": line.name, "sentence": line.sentence, "count": line.count} for line in lines]
    headings = {"group": plain("Part of"), "name": plain("What becomes of them"), "count": plain("Count")}
    columns = {"name": headings["name"], "count": count(headings["count"]), "group": headings["group"]}
    st.caption(_("Choose a row to read why, and to see its people."))
    alt = plain("Every step from the shop's rows to what is sent, with its count")
    place = choice(rows, columns, key="steps", alt=alt)
    if place is not None:
        people(lines[place])
    file = to_csv({**headings, "sentence": plain("Why")}, rows)
    st.download_button(_("Download as CSV"), file, "mcsync-preview.csv", "text/csv", icon=":material/download:", on_click="ignore")


def picture(preview: Preview) -> None:
    """The same as a picture; a click on a step shows its people."""
    st.header(_("From the shop to Mailchimp"), anchor=False)
    st.caption(_("Click on a step to see its people."))
    step = waterfall.show(preview)
    if step:
        people(step)


if not recall.audience_is_there():
    st.stop()
found = recall.preview()
if found is None:
    st.stop()
with st.container(horizontal=True, vertical_alignment="center"):
    st.button(_("Look again"), key="look_again", icon=":material/refresh:", on_click=forget, args=("preview",))
    st.caption(_("As of {time}. Counting sends nothing.", time=clock(found.at)), width="content")
figures(found.answer)
batch_size.show(found.answer)
link("export", _("Go on to the export"), icon=ONWARD)
picture(found.answer)
breakdown(steps(found.answer))
