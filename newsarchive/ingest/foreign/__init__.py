"""What others kept of our portals → the conveyor: WARC, ARC, WACZ, saved pages, JSON lines."""
