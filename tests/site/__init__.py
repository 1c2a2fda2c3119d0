"""The built site: golden, complete, safe, accessible, the same bytes every time."""
