"""What is made of cards to be taken away: pictures, posters and kits."""
