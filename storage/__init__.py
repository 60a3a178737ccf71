"""What the archive keeps: records, raw pages, tables. Code only; data lies in an archive directory."""
