"""The pages of drafts: read, taken part in, written, answered."""
