"""One key from anywhere to anything: orders, goods, members, screens, what can be made new."""
