"""A page's bytes → its tree, pieces, places and metadata."""
