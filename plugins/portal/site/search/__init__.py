"""Two indexes behind one box: records by any run of characters, prose by Pagefind (检索).

`docs/search.md` specifies the files of the record index; `theme/static/search/` reads them.
"""

from portal.site.search.entry import Entry, entry
from portal.site.search.failure import SearchFailed
from portal.site.search.index import write_index
from portal.site.search.proof import Proof, prove
from portal.site.search.prose import SCRATCH, shadow, write_prose
from portal.site.search.spool import Kept, Spool

__all__ = [
    "SCRATCH",
    "Entry",
    "Kept",
    "Proof",
    "SearchFailed",
    "Spool",
    "entry",
    "prove",
    "shadow",
    "write_index",
    "write_prose",
]
