"""What is made of publications: a version on the page and on paper, and the kit to do the same."""
