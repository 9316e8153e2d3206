"""The process of a public consultation: who, when, which text, what became of it."""
