"""Who made a story: people, collectives, agencies, sources."""
