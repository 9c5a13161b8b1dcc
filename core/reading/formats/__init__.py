"""The transcript formats, one reader a file. Adding one: a file here, a line in readers.py, a sample in the tests."""
