"""What goods are grouped by beside their category: tags and brands."""
