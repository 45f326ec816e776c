"""Fields and tags: what fills the merge fields of the chosen audience, said before a run, and what everybody is tagged with."""

import re
from collections import Counter, defaultdict
from collections.abc import Mapping
from itertools import islice

from mcsync.contact import Person, ShopField
from mcsync.engine.reading import filling_of
from mcsync.engine.survey import Count, Weighed, survey, terms_of
from mcsync.errors import McsyncError, SettingsError
from mcsync.fields import readable
from mcsync.mailchimp import MergeField
from mcsync.mapping import BY_DEFAULT, TAKES, Filled, value_of
from mcsync.message import Message, say
from mcsync.outcome import Fate
from mcsync.parsing import shown
from mcsync.selection import Candidate, SelectionRules, judge, merge
from mcsync.service.fields_views import FieldCount, FieldLine, Fields
from mcsync.service.wiring import Wiring
from mcsync.settings import Settings
from mcsync.store import AudienceRow
from mcsync.words import SHOP_FIELDS

#: Rows of the shop among which the example is looked for: the person who fills most fields.
_LOOKED_AT = 400
#: Characters of a tag; Mailchimp's documentation. More tags than this are a list pasted by mistake.
_TAG_MAX_LENGTH, _TAGS_MAX = 100, 20
#: Addresses kept of each fate.
_EXAMPLES = 20
_ANYTHING = frozenset(ShopField)


class FieldVerbs:
    """The verbs; a part of `Service`."""

    _wiring: Wiring

    def fields(self) -> Fields:
        """Every merge field of the chosen audience with what fills it, an example, and what is wrong."""
        settings = self._wiring.in_force().settings
        audience = self._wiring.audience(settings)
        there, chosen = self._there(settings, audience), self._wiring.store.mappings.of(audience.number or 0)
        trouble, person = None, None
        try:
            person = self._example(settings)
        except McsyncError as error:
            trouble = error.message
        return Fields(
            audience=audience.name,
            lines=[_line(field, {**BY_DEFAULT, **chosen}.get(field.tag), person) for field in there],
            tags=self._wiring.store.mappings.tags(audience.number or 0),
            example=person.address if person else "",
            trouble=trouble,
        )

    def map_fields(self, chosen: Mapping[str, str], by: str) -> None:
        """Choose what fills these merge tags, all or none: `{"COMPANY": "company", "BIRTHDAY": ""}`; empty sends nothing.

        From then on everybody is compared anew, also by the automatic look.
        """
        settings = self._wiring.in_force().settings
        audience = self._wiring.audience(settings)
        there = {field.tag: field for field in self._there(settings, audience)}
        parsed = {tag: _parsed(tag, name, there) for tag, name in chosen.items()}
        self._wiring.store.mappings.write(audience.number or 0, parsed)
        for tag, field in parsed.items():
            source = SHOP_FIELDS[field] if field else say("nothing")
            said = say("{audience}: {tag} ← {field}", audience=audience.name, tag=tag, field=source)
            self._wiring.store.preferences.note(by, "field", said)
        self._compare_all(audience)

    def choose_tags(self, typed: str, by: str) -> None:
        """The tags that everybody gets who is sent to the chosen audience, between commas or line breaks; empty: none."""
        audience = self._wiring.audience(self._wiring.in_force().settings)
        names = tag_names(typed)
        self._wiring.store.mappings.write_tags(audience.number or 0, names)
        self._wiring.store.preferences.note(by, "tags", say("{audience}: {tags}", audience=audience.name, tags=", ".join(names) or "–"))

    def count_fields(self) -> list[FieldCount]:
        """What becomes of each merge field over all contacts: sent, cut, unfit or empty. Reads the whole shop."""
        settings, store = self._wiring.in_force().settings, self._wiring.store
        audience = self._wiring.audience(settings)
        with self._wiring.watched(settings) as mailchimp:
            found = filling_of(store, mailchimp, audience)
        counts: dict[str, Counter[str]] = {one.tag: Counter() for one in found.filled}
        examples: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        with self._wiring.shop(settings) as shop:
            for one in survey(shop.users(), store, terms_of(settings, audience, found, now=store.now()), Count()):
                for tag, fate in found.fates(one.person).items():
                    counts[tag][fate.value] += 1
                    _keep(examples[tag], fate, one)
        return [FieldCount(tag=tag, fates=fates, examples=examples[tag]) for tag, fates in counts.items()]

    def _there(self, settings: Settings, audience: AudienceRow) -> list[MergeField]:
        with self._wiring.watched(settings) as mailchimp:
            return mailchimp.merge_fields(audience.id)

    def _example(self, settings: Settings) -> Person | None:
        """Somebody real, of whom the shop knows much."""
        with self._wiring.shop(settings, wanted=_ANYTHING) as shop:
            rows = list(islice(shop.users(), _LOOKED_AT))
        rules = SelectionRules.of(settings)
        people = [merge([found], rules.default_language) for row in rows if isinstance(found := judge(row, rules), Candidate)]
        return max(people, key=_known, default=None)

    def _compare_all(self, audience: AudienceRow) -> None:
        schedules = self._wiring.store.schedules
        if schedules.find(audience.number or 0):
            schedules.note(audience.number or 0, whole_asked_at=self._wiring.store.now())


def tag_names(typed: str) -> list[str]:
    """The names between commas or line breaks, each once. Raises `SettingsError`."""
    names = list(dict.fromkeys(name for part in re.split(r"[,\n]+", typed) if (name := " ".join(part.split()))))
    if len(names) > _TAGS_MAX:
        raise SettingsError(say("These are {count} tags. Enter at most {most}, between commas.", count=len(names), most=_TAGS_MAX))
    for name in names:
        if len(name) > _TAG_MAX_LENGTH or not name.isprintable():
            raise SettingsError(
                say("“{tag}” cannot be a tag: use at most {most} visible characters.", tag=shown(name), most=_TAG_MAX_LENGTH)
            )
    return names


def _line(field: MergeField, source: ShopField | None, person: Person | None) -> FieldLine:
    takes = tuple(source for source in ShopField if source in TAKES.get(field.type, {}))
    forms = {one: Filled(tag=field.tag, type=field.type, field=one, choices=field.choices) for one in takes}
    return FieldLine(
        tag=field.tag,
        name=field.name,
        type=field.type,
        required=field.required,
        choices=field.choices,
        field=source,
        fits=takes,
        examples={one: readable(value_of(form)(person)) if person else "" for one, form in forms.items()},
        problem=_problem(field, source),
    )


def _problem(field: MergeField, source: ShopField | None) -> Message | None:
    if source and source not in TAKES.get(field.type, {}):
        return say("A field of the type {type} does not take this, so nothing is sent. Choose another.", type=field.type)
    if field.required and not source:
        return say("Required by the audience, and nothing fills it: Mailchimp would refuse everybody new. Choose what fills it.")
    return None


def _parsed(tag: str, name: str, there: Mapping[str, MergeField]) -> ShopField | None:
    if tag not in there:
        tags = ", ".join(there)
        raise SettingsError(say("The audience has no field “{tag}”. Its fields are: {tags}.", tag=shown(tag), tags=tags))
    if not name.strip():
        return None
    takes = TAKES.get(there[tag].type, {})
    found = next((field for field in ShopField if field.value == name.strip().lower()), None)
    if found is None or found not in takes:
        raise SettingsError(
            say(
                "{tag} is a field of the type {type}, which does not take “{field}”. It takes: {fields}.",
                tag=tag,
                type=there[tag].type,
                field=shown(name),
                fields=", ".join(takes) or "–",
            )
        )
    return found


def _known(person: Person) -> int:
    """How much is known: names, birthday, and all else."""
    return len(person.more or ()) + bool(person.first_name) + bool(person.last_name) + bool(person.birthday)


def _keep(examples: dict[str, list[str]], fate: Fate, one: Weighed) -> None:
    if fate in {Fate.CUT, Fate.UNFIT} and len(examples[fate.value]) < _EXAMPLES:
        examples[fate.value].append(one.contact.address)
