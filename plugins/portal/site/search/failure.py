"""What stops a build of the search (检索出错)."""


class SearchFailed(Exception):
    """An index could not be built, or does not lead where it should; the text says how."""
