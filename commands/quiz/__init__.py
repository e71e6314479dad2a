"""Quizzes: banks of questions, and contests that ask them live."""

from commands.quiz import (
    answering,
    banks,
    calling,
    cards,
    daily,
    deck,
    export,
    hosting,
    private,
    running,
    weekly,
)
from commands.quiz.feature import quizzes

__all__ = [
    "answering",
    "banks",
    "calling",
    "cards",
    "daily",
    "deck",
    "export",
    "hosting",
    "private",
    "quizzes",
    "running",
    "weekly",
]
