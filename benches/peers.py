#!/usr/bin/env python3
"""Runs rotaplan and general solvers on the same files, one after the other, and prints ratios.

usage: peers.py ROTAPLAN [--peers SCRIPT] [--size 60x8x3[xROTATIONS] ...] [--program FILE ...]
                [--rules core|all] [--slack PCT|LOW-HIGH] [--seeds N] [--peer-seeds N]
                [--solvers cpsat,highs,scip] [--limit SECONDS]

ROTAPLAN is the binary, built for release. SCRIPT is a Python script that is called as
`SCRIPT PROGRAM --solver NAME --limit SECONDS --threads N` and prints a JSON object with `score`, `bound` and
`breaches` (how many) of one general solver; without it rotaplan runs alone. For every size, programs come from
`rotaplan generate` with the seeds 1 to N, and with slack from LOW to HIGH in turn; each row is the median over them,
with the smallest and the largest beside it. General solvers get the first of them, as many as `--peer-seeds` says.
Reading and checking the input is inside the times; memory is the largest of the whole process.
Ratios hold between runs of one call: a machine that does other things at the same time stretches all of them.
"""
import argparse
import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time


def measured(command):
    """Seconds, peak memory in MB and what a command prints."""
    start = time.monotonic()
    with tempfile.TemporaryFile("w+") as out:
        child = subprocess.Popen([str(word) for word in command], stdout=out, stderr=subprocess.DEVNULL)
        _, status, used = os.wait4(child.pid, 0)
        child.returncode = status
        seconds = time.monotonic() - start
        out.seek(0)
        return seconds, used.ru_maxrss / 1000, out.read()


def by_rotaplan(options, program, folder):
    plan = folder / "plan.json"
    plan.unlink(missing_ok=True)
    command = [options.rotaplan, "plan", program, "-o", plan, "--quiet"]
    if options.rotaplan_limit:
        command += ["--time-limit", f"{options.rotaplan_limit}s"]
    seconds, memory, _ = measured(command)
    found = json.loads(plan.read_text()) if plan.exists() else {}
    return row(seconds, memory, found.get("score"), found.get("bound"))


def by_peer(options, program, solver):
    command = [sys.executable, options.peers, program, "--solver", solver, "--limit", options.limit, "--threads", options.threads]
    seconds, memory, printed = measured(command)
    # Some solvers greet before they answer.
    try:
        found = json.loads(printed[printed.find("{"):])
    except ValueError:
        found = {}
    if found.get("breaches"):
        # What breaks a rule is no plan, whatever it scores.
        found["score"] = None
    return row(seconds, memory, found.get("score"), found.get("bound"))


def row(seconds, memory, score, bound):
    gap = None
    if score is not None and bound is not None:
        gap = max(0.0, (bound - score) / max(1, abs(score)) * 100)
    return {"seconds": seconds, "memory": memory, "score": score, "bound": bound, "gap": gap}


def spread(rows, key, form):
    values = [found[key] for found in rows if found[key] is not None]
    if not values:
        return "none"
    middle = form.format(statistics.median(values))
    if len(values) == 1:
        return middle
    text = f"{middle} ({form.format(min(values))} to {form.format(max(values))})"
    return text if len(values) == len(rows) else f"{text}, {len(rows) - len(values)} without"


def told(name, who, rows, own):
    optimal = sum(found["gap"] == 0 for found in rows)
    ratio = statistics.median(found["seconds"] / mine["seconds"] for found, mine in zip(rows, own))
    pairs = [(found["score"], mine["score"]) for found, mine in zip(rows, own)]
    share = [theirs / mine * 100 for theirs, mine in pairs if theirs is not None and mine]
    score = f"{statistics.median(share):.2f} %" if share else "none"
    print(f"| {name} | {who} | {spread(rows, 'seconds', '{:.2f}')} | {ratio:.1f} | {score} | "
          f"{spread(rows, 'gap', '{:.3f}')} | {optimal} of {len(rows)} | {spread(rows, 'memory', '{:.0f}')} |", flush=True)


def sizes(options, folder):
    """Names of programs, and for each the files of all seeds."""
    for size in options.size or ["60x8x3"]:
        people, departments, months, *rotations = size.split("x")
        files = []
        low, _, high = options.slack.partition("-")
        low, high = int(low), int(high or low)
        for seed in range(1, options.seeds + 1):
            slack = low + (seed - 1) % (high - low + 1)
            file = folder / f"{size}-{seed}.json"
            command = [options.rotaplan, "generate", "--people", people, "--departments", departments, "--months", months,
                       "--rotations", (rotations or ["1"])[0], "--rules", options.rules, "--slack", slack,
                       "--seed", seed, "-o", file, "--quiet"]
            subprocess.run([str(word) for word in command], check=True)
            files.append(file)
        yield size, files


def main():
    a = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    a.add_argument("rotaplan", type=pathlib.Path)
    a.add_argument("--peers", type=pathlib.Path)
    a.add_argument("--size", action="append")
    a.add_argument("--program", type=pathlib.Path, action="append", default=[])
    a.add_argument("--rules", default="core")
    a.add_argument("--slack", default="5", help="percent, or from-to by seed")
    a.add_argument("--seeds", type=int, default=3)
    a.add_argument("--peer-seeds", type=int, help="how many of them general solvers get; by default all")
    a.add_argument("--solvers", default="cpsat,highs,scip")
    a.add_argument("--limit", type=float, default=60, help="seconds of each general solver")
    a.add_argument("--rotaplan-limit", type=float, help="seconds of rotaplan; by default its own stopping rule")
    a.add_argument("--threads", type=int, default=2)
    options = a.parse_args()
    options.rotaplan = options.rotaplan.resolve()
    print("| program | planned by | seconds | times rotaplan's | score, of rotaplan's | gap % | proven optimal | MB |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- |")
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        programs = list(sizes(options, folder)) if options.size or not options.program else []
        programs += [(file.stem, [file]) for file in options.program]
        for name, files in programs:
            own = [by_rotaplan(options, file, folder) for file in files]
            told(name, "rotaplan", own, own)
            for solver in options.solvers.split(",") if options.peers else []:
                some = files[:options.peer_seeds]
                told(name, solver, [by_peer(options, file, solver) for file in some], own)


if __name__ == "__main__":
    main()
