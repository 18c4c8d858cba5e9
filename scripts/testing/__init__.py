"""The stages of ``scripts/test``: what each runs, how its result is counted, what fails it."""
