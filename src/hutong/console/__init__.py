"""What staff work with: lists, pages, forms and numbers, declared with the kit in `kit/`."""
