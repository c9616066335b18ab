"""The way in: e-mail and password, then an authenticator app. Nobody works with one of them."""
