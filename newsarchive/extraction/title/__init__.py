"""The headline as printed, and the kicker apart."""
