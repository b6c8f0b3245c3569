"""The packages of the wheel: every room of ``pipeline``, and what lies beside it in a checkout.

All else stands in pyproject.toml. With models/, corpora/ and templates/ at the top setuptools' own
discovery stops with an error, and a list by hand goes stale with each new room.
"""

from setuptools import find_namespace_packages, setup

SHIPPED = ("templates", "models", "corpora")

setup(
    packages=[
        *find_namespace_packages(include=["pipeline", "pipeline.*"], exclude=["pipeline.data*"]),
        *(f"pipeline._shipped.{name}" for name in SHIPPED),
    ],
    package_dir={f"pipeline._shipped.{name}": name for name in SHIPPED},
)
