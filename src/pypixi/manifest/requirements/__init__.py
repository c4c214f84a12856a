"""From dependency tables to typed requirements."""
