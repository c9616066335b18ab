"""Kinds of blocks as the editor's script reads them, and what changed between two contents."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from hutong.decoration import KINDS, Choice, Field, Items, Words
from hutong.kernel.i18n import gettext as _
from hutong.kernel.texts import pick


def told_kinds() -> list[dict[str, Any]]:
    return [
        {
            "name": kind.name,
            "title": _(kind.title),
            "hint": _(kind.hint),
            "icon": kind.icon,
            "fields": [_field(each) for each in kind.fields],
        }
        for kind in KINDS.values()
    ]


def _field(field: Field) -> dict[str, Any]:
    told: dict[str, Any] = {
        "name": field.name,
        "title": _(field.title),
        "hint": _(field.hint) if field.hint else "",
        "control": field.control,
        "required": field.required,
    }
    match field:
        case Words():
            told["most"] = field.most
        case Choice():
            told["options"] = [[value, _(title)] for value, title in field.options]
        case Items():
            told |= {"most": field.most, "fields": [_field(each) for each in field.fields]}
        case _:
            pass
    return told


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> Sequence[str]:
    """From a version to the draft, block by block, in words."""
    return list(_differences(before, after))


def _differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[str]:
    if (before.get("title"), before.get("line")) != (after.get("title"), after.get("line")):
        yield _("The title or the line below it was changed.")
    old = {each["id"]: each for each in before.get("blocks", ())}
    new = {each["id"]: each for each in after.get("blocks", ())}
    for each, block in old.items():
        if each not in new:
            yield _("Taken away: {block}").format(block=_name(block))
    for each, block in new.items():
        if each not in old:
            yield _("Added: {block}").format(block=_name(block))
        elif old[each] != block:
            told = " · ".join((_name(block), *_changed(old[each], block)))
            yield _("Changed: {block}").format(block=told)
    if [each for each in old if each in new] != [each for each in new if each in old]:
        yield _("The order of the blocks was changed.")


def _changed(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[str]:
    """The fields of a block, and all that says who sees it and when as one of them."""
    kind = KINDS.get(after["kind"])
    was, now = before.get("values") or {}, after.get("values") or {}
    for field in kind.fields if kind else ():
        if was.get(field.name) != now.get(field.name):
            yield _(field.title)
    if {**before, "values": None} != {**after, "values": None}:
        yield _("Who sees it")


def _name(block: Mapping[str, Any]) -> str:
    kind = KINDS.get(block["kind"])
    title = (block.get("values") or {}).get("title") or {}
    told = _(kind.title) if kind else block["kind"]
    return f"{told} {pick(title)}".strip() if isinstance(title, Mapping) else told
