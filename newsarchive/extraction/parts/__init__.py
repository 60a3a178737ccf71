"""Stories printed on several pages: the next part found, the parts joined."""
