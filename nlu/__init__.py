"""Reading what people type: labels, numbers and words first, offline."""
