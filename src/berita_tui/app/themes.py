"""Themes: a newspaper by day, by night, and in the terminal's own colours."""

from __future__ import annotations

from types import MappingProxyType

from textual.theme import Theme

from berita_tui.news import N_

LIGHT = Theme(
    name="berita-light",
    dark=False,
    primary="#9b2c1f",
    secondary="#2b5a72",
    accent="#9b2c1f",
    warning="#96650a",
    error="#a8281c",
    success="#47692f",
    foreground="#23201c",
    background="#faf7f0",
    surface="#f4f0e6",
    panel="#e9e3d5",
    boost="#efeade",
    variables={
        "border": "#9b2c1f",
        "border-blurred": "#cfc7b6",
        "scrollbar": "#d3cbba",
        "scrollbar-hover": "#b9b09d",
        "scrollbar-active": "#9b2c1f",
        "scrollbar-background": "#faf7f0",
        "scrollbar-background-hover": "#f4f0e6",
        "scrollbar-background-active": "#f4f0e6",
        "block-cursor-background": "#9b2c1f",
        "block-cursor-foreground": "#faf7f0",
        "block-cursor-text-style": "none",
        "input-cursor-background": "#23201c",
        "input-cursor-foreground": "#faf7f0",
        "input-selection-background": "#2b5a72 25%",
    },
)

DARK = Theme(
    name="berita-dark",
    dark=True,
    primary="#e07a5f",
    secondary="#8fb3c4",
    accent="#e07a5f",
    warning="#d9a85b",
    error="#e5736b",
    success="#93b27f",
    foreground="#ddd7cb",
    background="#171614",
    surface="#1d1c19",
    panel="#2a2824",
    boost="#242220",
    variables={
        "border": "#e07a5f",
        "border-blurred": "#3d3a34",
        "scrollbar": "#3d3a34",
        "scrollbar-hover": "#57534a",
        "scrollbar-active": "#e07a5f",
        "scrollbar-background": "#171614",
        "scrollbar-background-hover": "#1d1c19",
        "scrollbar-background-active": "#1d1c19",
        "block-cursor-background": "#e07a5f",
        "block-cursor-foreground": "#171614",
        "block-cursor-text-style": "none",
        "input-cursor-background": "#ddd7cb",
        "input-cursor-foreground": "#171614",
        "input-selection-background": "#8fb3c4 30%",
    },
)

ANSI = Theme(
    name="berita-ansi",
    dark=True,
    ansi=True,
    primary="ansi_red",
    secondary="ansi_cyan",
    accent="ansi_red",
    warning="ansi_yellow",
    error="ansi_red",
    success="ansi_green",
    foreground="ansi_default",
    background="ansi_default",
    surface="ansi_default",
    panel="ansi_default",
    boost="ansi_default",
    variables={
        "ansi-background": "ansi_black",
        "ansi-foreground": "ansi_white",
        "border": "ansi_red",
        "border-blurred": "ansi_bright_black",
        "block-cursor-foreground": "ansi_black",
        "block-cursor-background": "ansi_white",
        "input-cursor-background": "ansi_default",
        "input-cursor-foreground": "ansi_default",
        "input-cursor-text-style": "reverse",
        "input-selection-background": "ansi_blue",
        "input-selection-foreground": "ansi_white",
        "screen-selection-background": "ansi_blue",
        "screen-selection-foreground": "ansi_white",
    },
)

OWN_THEMES = (LIGHT, DARK, ANSI)

THEME_NAMES = MappingProxyType(
    {
        "berita-light": N_("Berita, light"),
        "berita-dark": N_("Berita, dark"),
        "berita-ansi": N_("Berita, the terminal's colours"),
    }
)
"""What the program's own themes are called; Textual's go by their own names."""


def theme_wished(wish: str, *, is_colour_off: bool) -> str:
    """Return the theme to begin with: the one wished, else the dark one.

    Without colour (NO_COLOR is set) it is the terminal's own, which tells everything by
    weight and reversal; nothing of it needs a colour.
    """
    if is_colour_off:
        return ANSI.name
    return DARK.name if wish == "auto" else wish
