"""How the shop looks: pages made of blocks, and themes."""
