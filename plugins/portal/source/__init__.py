"""How is a record read? Text with line numbers, typed by the model, gathered into a corpus (读取)."""

from portal.source.corpus import Corpus, Item
from portal.source.loader import load

__all__ = ["Corpus", "Item", "load"]
