"""A page that greets whoever asks for it."""

from __future__ import annotations

from flask import Flask
from markupsafe import escape

app = Flask(__name__)


@app.get("/")
@app.get("/<name>")
def hello(name: str = "world") -> str:
    """Return the page."""
    return f"<h1>Hello, {escape(name)}!</h1>\n"
