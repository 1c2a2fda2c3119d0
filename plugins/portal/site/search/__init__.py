"""Two indexes behind one box: records by any run of characters, prose by Pagefind (检索).

`docs/search.md` specifies the files of the record index; `theme/static/search/` reads them.
"""

from portal.site.search.entry import Entry, entry
from portal.site.search.failure import SearchFailed
from portal.site.search.index import Index, write_index
from portal.site.search.proof import Proof, prove, prove_renewed
from portal.site.search.prose import SCRATCH, shadow, write_prose
from portal.site.search.renew import Renewed, renew_index
from portal.site.search.roll import Roll
from portal.site.search.spool import Kept, Spool

__all__ = [
    "SCRATCH",
    "Entry",
    "Index",
    "Kept",
    "Proof",
    "Renewed",
    "Roll",
    "SearchFailed",
    "Spool",
    "entry",
    "prove",
    "prove_renewed",
    "renew_index",
    "shadow",
    "write_index",
    "write_prose",
]
