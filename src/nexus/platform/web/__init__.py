"""Pages: templates, formats, forms, and the files that browsers load."""
