"""What articles cost, since when; and which original price may stand beside it, struck through."""
