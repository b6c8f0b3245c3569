"""``python -m pipeline`` is ``huibao``."""

from pipeline.interfaces.cli import main

main()
