"""The shop for programs: JSON under /api/v1, for mini-programs, apps and partners.

It holds no rule of its own: every handler reads what is sent, calls a module, and writes out
what came of it. Texts are in the language of the Accept-Language header.
"""
