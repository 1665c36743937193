"""Full text: articles read whole from their pages, politely, and ahead of time."""

from berita_tui.fulltext.manners import Manners
from berita_tui.fulltext.prefetch import Prefetch
from berita_tui.fulltext.whole import MAX_PAGES, Getter, Unfetched, fetch_whole, read_whole

__all__ = ["MAX_PAGES", "Getter", "Manners", "Prefetch", "Unfetched", "fetch_whole", "read_whole"]
