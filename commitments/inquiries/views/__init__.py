"""The pages of questions and objections: asked, read, answered."""
