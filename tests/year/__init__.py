"""Plans that live for months under a moved clock, beside a small calculation of their own."""
