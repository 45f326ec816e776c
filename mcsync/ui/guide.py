"""The guide for whoever uses the pages, as it lies in `docs/`: it can be read there, and here without leaving the pages."""

import re
from collections.abc import Mapping
from pathlib import Path

DOCS = Path(__file__).parent.parent.parent / "docs"
#: Language → file.
FILES: Mapping[str, str] = {"en": "guide.en.md", "fr": "guide.md"}


def chapters(code: str) -> Mapping[str, str]:
    """Heading → text in Markdown, in the order of the guide; what stands before the first heading has an empty one."""
    text = (DOCS / FILES[code]).read_text(encoding="utf-8")
    _, *parts = re.split(r"^# .*\n", text, maxsplit=1, flags=re.MULTILINE)
    first, *others = re.split(r"^## ", parts[0], flags=re.MULTILINE)
    return {"": first.strip()} | {head.strip(): body.strip() for head, _, body in (part.partition("\n") for part in others)}
