"""Orders: what came in, what has to be sent, and everything that happened to one."""
