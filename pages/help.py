"""Help: the guide, step by step, in the reader's language."""

import streamlit as st

from mcsync.ui.guide import chapters
from mcsync.ui.language import language

first, *others = chapters(language()).items()
st.markdown(first[1])
for heading, text in others:
    with st.expander(heading, expanded=heading == others[0][0]):
        st.markdown(text)
