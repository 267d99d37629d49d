"""One HTML file that says what was found, opens offline, and asks nothing of any network."""
