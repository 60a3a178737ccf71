"""What the archive knows: portals, how to find their articles, how to read them, how to show them."""

__version__ = "0.1.0"
