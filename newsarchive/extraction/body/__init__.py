"""Which of a page's pieces are the story, in reading order."""
