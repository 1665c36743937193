"""The ruling: what the rules for a page's address say about that page, ready to be used."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from lxml import etree

from berita_tui.parse.rules.applying import Findings, apply_rule
from berita_tui.parse.rules.finding import find_rules
from berita_tui.parse.rules.reshaping import remove, rewrite
from berita_tui.parse.rules.rule import SiteRule

Root = TypeVar("Root", bound="etree._Element")  # noqa: SLF001 - the only name its type has

_PRUNED = ("nav", "aside", "footer", "form", "button", "select")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling(Generic[Root]):
    """What rules say about a page.

    `markup` is the body as it stands on the page, not made safe, "" where no rule found one;
    `root` is the page that is then to be read by other means, without what a rule that leaves
    the body to them has stripped. `is_guessing` claims that this may be done.
    """

    root: Root
    rule: SiteRule = field(default_factory=SiteRule)
    findings: Findings = field(default_factory=Findings)
    markup: str = ""
    is_guessing: bool = True


def rule_on(
    root: Root,
    text: str,
    *,
    parse: Callable[[str], Root],
    address: str,
    folders: Sequence[str] = (),
) -> Ruling[Root]:
    """Return what the rules for `address` say about the page `text`, parsed under `root`.

    The rules of `folders` are asked in order, then ours, until one finds the body or does not
    look for it; facts are the first's. `root` is not changed. `parse` is for pages whose
    strings a rule replaces.
    """
    first: Ruling[Root] | None = None
    for rule in find_rules(address, folders):
        ruling = _ruling(rule, root, text, parse, address)
        if ruling.markup or not rule.body or not ruling.is_guessing:
            return ruling
        first = first or ruling
    return first or Ruling(root=root)


def _ruling(
    rule: SiteRule, root: Root, text: str, parse: Callable[[str], Root], address: str
) -> Ruling[Root]:
    rewritten = rewrite(rule, text)
    page = deepcopy(root) if rewritten == text else parse(rewritten)
    findings = apply_rule(rule, page, address=address)
    if rule.prune:
        for part in findings.body:
            for element in [*part.iter(*_PRUNED)]:
                if element is not part:
                    remove(element)
    return Ruling(
        root=root if rule.body else page,
        rule=rule,
        findings=findings,
        markup="".join(
            etree.tostring(part, encoding="unicode", method="html", with_tail=False)
            for part in findings.body
        ),
        is_guessing=rule.autodetect_on_failure or not rule.body,
    )
