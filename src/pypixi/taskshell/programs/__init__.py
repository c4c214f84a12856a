"""The programs that scripts run: finding, starting, stopping them."""
