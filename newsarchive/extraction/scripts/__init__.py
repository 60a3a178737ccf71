"""Stories that a page keeps in scripts and templates → elements like those of other pages."""
