"""How a built site becomes the one that the public sees, and never anything in between (发布)."""
