"""Rasa as a service of its own: its environment, its model, its process, and one question to it.

Rasa lives in an environment of its own (`.venv-nlu/`, Python 3.10) and is never imported here: it is trained and served
by child processes (DESIGN, decision 1). What reads the chat's messages is its client in the bot, not this package.

    problems     what can stop all of this, each with the key of the sentence to print
    recipe       what a model is made of, and its name
    environment  where Rasa stands, and what its processes see of the world
    training     a model of a recipe, made once
    server       one server as a child process
    asking       texts read by a server
"""
