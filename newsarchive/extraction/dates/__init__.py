"""When a story was published and changed, by all that a page tells."""
