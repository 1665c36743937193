"""Deeds: what the reader did, or took back, in one sentence."""

from __future__ import annotations

from berita_tui.language import Language
from berita_tui.news import N_, Action, Verb

_UNDONE_ONE = {
    Verb.READ: N_("Undone: “{subject}” is unread again"),
    Verb.UNREAD: N_("Undone: “{subject}” is read again"),
    Verb.BOOKMARK: N_("Undone: “{subject}” is no longer bookmarked"),
    Verb.UNBOOKMARK: N_("Undone: “{subject}” is bookmarked again"),
    Verb.SUBSCRIBE: N_("Undone: {subject} is no longer followed"),
    Verb.UNSUBSCRIBE: N_("Undone: {subject} is followed again"),
    Verb.CHANGE: N_("Undone: {subject} is as it was"),
    Verb.KEEP_SEARCH: N_("Undone: the search “{subject}” is no longer kept"),
    Verb.CHANGE_SEARCH: N_("Undone: the search “{subject}” is as it was"),
    Verb.DROP_SEARCH: N_("Undone: the search “{subject}” is kept again"),
    Verb.MUTE: N_("Undone: “{subject}” is no longer muted"),
    Verb.CHANGE_MUTE: N_("Undone: the mute “{subject}” is as it was"),
    Verb.UNMUTE: N_("Undone: “{subject}” is muted again"),
}
_DONE_ONE = {
    Verb.READ: N_("Marked read"),
    Verb.UNREAD: N_("Marked unread"),
    Verb.BOOKMARK: N_("Bookmarked"),
    Verb.UNBOOKMARK: N_("Bookmark removed"),
    Verb.SUBSCRIBE: N_("Followed"),
    Verb.UNSUBSCRIBE: N_("No longer followed"),
    Verb.CHANGE: N_("Changed"),
    Verb.KEEP_SEARCH: N_("Search kept"),
    Verb.CHANGE_SEARCH: N_("Search changed"),
    Verb.DROP_SEARCH: N_("Search no longer kept"),
    Verb.MUTE: N_("Muted"),
    Verb.CHANGE_MUTE: N_("Mute changed"),
    Verb.UNMUTE: N_("No longer muted"),
}


def tell_done(action: Action, undo_key: str, language: Language) -> str:
    """Say what was done, and by which key it is undone."""
    if action.verb is Verb.READ and action.count > 1:
        done = language.say_many(
            "{count} article marked read", "{count} articles marked read", action.count
        )
    else:
        done = language.say(_DONE_ONE[action.verb])
    return language.say("{done} · {key} undoes it", done=done, key=undo_key) if undo_key else done


def tell_undone(action: Action, language: Language) -> str:
    """Say what was undone."""
    if action.count == 1 and action.subject:
        return language.say(_UNDONE_ONE[action.verb], subject=action.subject)
    match action.verb:
        case Verb.READ:
            return language.say_many(
                "Undone: {count} article is unread again",
                "Undone: {count} articles are unread again",
                action.count,
            )
        case Verb.UNREAD:
            return language.say_many(
                "Undone: {count} article is read again",
                "Undone: {count} articles are read again",
                action.count,
            )
        case Verb.SUBSCRIBE:
            return language.say_many(
                "Undone: {count} source is no longer followed",
                "Undone: {count} sources are no longer followed",
                action.count,
            )
        case Verb.UNSUBSCRIBE:
            return language.say_many(
                "Undone: {count} source is followed again",
                "Undone: {count} sources are followed again",
                action.count,
            )
        case _:
            return language.say_many(
                "Undone: {count} change", "Undone: {count} changes", action.count
            )
