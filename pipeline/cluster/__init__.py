"""Many reports on many machines: one pure function on a batch, whatever engine carries it.

``process`` reads, extracts and checks; ``run`` gives batches to an engine (this computer, Ray,
Dask) and hands over the results in the order of the input. The results of one input are the same
bytes on every engine, so a worker that is killed and its batch done again change nothing.
"""

from pipeline.cluster.engines import ENGINES, Engine, engine_of
from pipeline.cluster.process import Batch, Result, Settings, digest, process
from pipeline.cluster.run import batches, prepare_many, run
from pipeline.cluster.sinks import Sink, sink_of

__all__ = [
    "ENGINES",
    "Batch",
    "Engine",
    "Result",
    "Settings",
    "Sink",
    "batches",
    "digest",
    "engine_of",
    "prepare_many",
    "process",
    "run",
    "sink_of",
]
