"""``python -m pipeline`` is ``huibao``."""

from pipeline.interfaces.cli import main

if __name__ == "__main__":
    main()
