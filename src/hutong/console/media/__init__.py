"""The screens of the media library, and choosing from it."""
