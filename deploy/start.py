"""The program that PyInstaller makes: without arguments (a double click) it opens the page."""

import multiprocessing
import sys

from pipeline.interfaces.cli import main

if __name__ == "__main__":
    multiprocessing.freeze_support()
    main(sys.argv[1:] or ["serve"])
