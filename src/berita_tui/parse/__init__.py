"""From bytes to nouns: pure functions that read what publishers send."""
