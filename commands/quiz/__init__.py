"""Quizzes: banks of questions, and what is asked of them."""
