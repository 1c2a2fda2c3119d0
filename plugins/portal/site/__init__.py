"""What pages come of it? Everything here is made from what the gate let through (网站)."""
