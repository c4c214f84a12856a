"""The pieces that the grammar of scripts is made of."""
