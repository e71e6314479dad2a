"""The terminal chat: a script or a keyboard in, what each person sees out."""
