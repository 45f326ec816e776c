"""The preview as a picture: from the rows of the shop down to what is sent. A click on a step lists its people."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import streamlit as st

from mcsync.outcome import Effect
from mcsync.service import Preview
from mcsync.ui.language import number, plain
from mcsync.ui.steps import Step, steps

#: In session state: the place of the chosen step among `falls`.
CHOSEN = "fall"
_STAYS = (Effect.KEEP, Effect.LEAVE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fall:
    """One step of the picture."""

    step: Step
    start: int
    end: int
    kind: str


def falls(preview: Preview) -> list[Fall]:
    """The rows, what leaves on the way, the contacts, what stays as it is, and who is sent, by what happens to them."""
    lines = steps(preview)
    rows = [line for line in lines if line.part == "rows"]
    out = [line for line in lines if line.part in {"skipped", "merged"} and line.count]
    effects = [line for line in lines if line.part == "effect" and line.count]
    stays, sent = [line for line in effects if line.code in _STAYS], [line for line in effects if line.code not in _STAYS]
    return [
        _total(plain("Rows of the shop"), preview.rows, rows),
        *_down(preview.rows, out),
        _total(plain("Contacts"), preview.contacts, effects),
        *_down(preview.contacts, stays),
        _total(plain("To send"), preview.to_send, sent),
        *_parts(sent),
    ]


def show(preview: Preview) -> Step | None:
    """The picture; the step that was clicked on, if any."""
    # Late, because Plotly is large, and a reader who looks at another page needs none of it.
    from mcsync import charts

    bars = falls(preview)
    figure = charts.waterfall(
        [charts.Fall(label=bar.step.name, written=number(bar.step.count), start=bar.start, end=bar.end, kind=bar.kind) for bar in bars],
        _ink(),
    )
    alt = plain("From the rows of the shop down to what is sent, step by step; the table below says the same")
    config = {**charts.CONFIG, "displayModeBar": False}
    st.plotly_chart(figure, key="waterfall", on_select=_clicked, selection_mode="points", config=config, alt=alt)
    chosen = st.session_state.get(CHOSEN)
    return bars[chosen].step if chosen is not None and chosen < len(bars) else None


def _ink() -> str:
    return str(st.get_option(f"theme.{st.context.theme.type or 'light'}.textColor"))


def _clicked() -> None:
    points = st.session_state["waterfall"]["selection"]["points"]
    st.session_state[CHOSEN] = int(points[0]["customdata"]) if points else None


def _total(name: str, count: int, parts: Sequence[Step]) -> Fall:
    examples = [example for part in parts for example in part.examples]
    step = Step(group=name, name=name, sentence="", count=count, examples=examples, part="total", code="")
    return Fall(step=step, start=0, end=count, kind="total")


def _down(start: int, lines: Sequence[Step]) -> Iterator[Fall]:
    for line in lines:
        yield Fall(step=line, start=start, end=start - line.count, kind="out")
        start -= line.count


def _parts(lines: Sequence[Step]) -> Iterator[Fall]:
    start = 0
    for line in lines:
        yield Fall(step=line, start=start, end=start + line.count, kind="part")
        start += line.count
