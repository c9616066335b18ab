"""What every page and route shares: session, visitor, guards, errors, headers, page frame."""
