"""Tasks as data: their arguments, templates, order and cache; nothing is run here."""
