"""How days are written where Django's own way does not go with the rest."""
