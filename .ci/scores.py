"""Run the scorer over annotated reports and hold its figures to the floors of floors.toml."""

import subprocess
import sys
import tomllib
from pathlib import Path

HERE = Path(__file__).resolve().parent


def main(gold: str) -> int:
    """Score each part; 1 where a floor is not met."""
    short = 0
    for part in tomllib.loads((HERE / "floors.toml").read_text(encoding="utf-8"))["score"]:
        own = part.get("own")  # annotated reports of this repository
        folder = str(HERE.parent / own if own else Path(gold, part["folder"]))
        command = [sys.executable, f"{gold}/score.py", part["what"], folder]
        for side in ("min", "max"):
            for name, value in part.get(side, {}).items():
                command += [f"--{side}", f"{name}={value}"]
        if codes := part.get("codes"):
            command += ["--codes", ",".join(codes)]
        print("--", part["what"], own or part["folder"], flush=True)
        short |= subprocess.run(command, cwd=HERE.parent, check=False).returncode != 0
    return int(short)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
