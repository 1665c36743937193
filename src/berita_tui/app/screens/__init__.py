"""Screens: what fills the terminal, and the questions asked over it."""
