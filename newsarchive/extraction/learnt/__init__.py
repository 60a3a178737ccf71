"""What earlier runs of a portal showed → what it says of this page."""
