#!/usr/bin/env python3
"""Compares rotaplan's own engine with HiGHS on generated programs with all rules.

usage: against_highs.py ROTAPLAN [--programs N] [--first N] [--people N] [--limit SECONDS] [--jobs N]
                        [--cores microlp|highs] [--keep DIR]

ROTAPLAN is the binary, built for release with `--features highs`. Each program is planned twice: by
`--engine scale` with its own stopping rule (its cores by `--cores`), and by `--engine exact --backend highs` within the limit (60 s).
Two things must hold: no plan of HiGHS is above the bound of the scale engine, and none is better than its plan.
Prints a row for each program and a summary; exits with 1 if a bound was wrong, with 2 if only a plan was worse.
"""
import argparse
import concurrent.futures
import json
import pathlib
import random
import subprocess
import tempfile
import time


def drawn(seed, people):
    """What program `seed` is: mostly small ones, since their best plan is known at once."""
    draw = random.Random(seed)
    rotations = draw.choice([1, 1, 1, 2, 2, 3])
    return {
        "people": round(10 * (people / 10) ** draw.random()),
        "departments": draw.randint(3, 15),
        "months": draw.randint(rotations, 12),
        "slots-per-month": draw.choice([1, 1, 1, 2]),
        "rotations": rotations,
        "rules": "all",
        "slack": draw.randint(0, 5),
        "seed": seed,
    }


def run(*command):
    return subprocess.run([str(word) for word in command], capture_output=True, text=True)


def planned(options, program, plan, *how):
    start = time.monotonic()
    done = run(options.rotaplan, "plan", program, "-o", plan, "--quiet", *how)
    seconds = time.monotonic() - start
    if plan.exists():
        found = json.loads(plan.read_text())
        return found["score"], found["bound"], seconds
    return None, None, seconds if done.returncode in (0, 1, 3) else f"exit {done.returncode}: {done.stderr.strip()}"


def compared(options, folder, seed):
    what = drawn(seed, options.people)
    program = folder / f"{seed}.json"
    run(options.rotaplan, "generate", "--quiet", "-o", program, *(word for key, value in what.items() for word in (f"--{key}", value)))
    own = planned(options, program, folder / f"{seed}-own.json", "--engine", "scale",
                  "--backend", options.cores)
    theirs = planned(options, program, folder / f"{seed}-highs.json", "--engine", "exact", "--backend", "highs",
                     "--time-limit", f"{options.limit}s")
    name = f"{what['people']}x{what['departments']}x{what['months']}" + (".5" if what["slots-per-month"] == 2 else "")
    return seed, f"{name} r{what['rotations']} slack {what['slack']}", own, theirs


def verdict(own, theirs):
    if own[0] is None:
        return "no plan" if theirs[0] is not None else "neither"
    if theirs[0] is None:
        return "HiGHS none"
    if theirs[0] > own[1]:
        return "WRONG BOUND"
    return "worse" if theirs[0] > own[0] else "better" if own[0] > theirs[0] else "equal"


def seconds(of):
    return f"{of:.1f} s" if isinstance(of, float) else of


def main():
    a = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    a.add_argument("rotaplan", type=pathlib.Path)
    a.add_argument("--programs", type=int, default=300)
    a.add_argument("--first", type=int, default=1, help="seed of the first program")
    a.add_argument("--people", type=int, default=300, help="the most people of a program")
    a.add_argument("--limit", type=int, default=60, help="seconds of HiGHS")
    a.add_argument("--jobs", type=int, default=1, help="how many programs at a time")
    a.add_argument("--cores", choices=["microlp", "highs"], default="microlp", help="who solves the scale engine's cores")
    a.add_argument("--keep", type=pathlib.Path, help="keep programs and plans in this folder")
    options = a.parse_args()
    options.rotaplan = options.rotaplan.resolve()
    count, lost = {}, []
    with tempfile.TemporaryDirectory() as folder, concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        folder = options.keep or pathlib.Path(folder)
        folder.mkdir(parents=True, exist_ok=True)
        seeds = range(options.first, options.first + options.programs)
        for seed, name, own, theirs in pool.map(lambda seed: compared(options, folder, seed), seeds):
            said = verdict(own, theirs)
            count[said] = count.get(said, 0) + 1
            if said == "worse":
                lost.append((theirs[0] - own[0]) / max(1, abs(theirs[0])) * 100)
            print(f"{seed:4} {name:24} own {own[0]} of {own[1]}, {seconds(own[2])}; HiGHS {theirs[0]} of {theirs[1]}, "
                  f"{seconds(theirs[2])}: {said}", flush=True)
    print(", ".join(f"{said} {times}" for said, times in sorted(count.items())))
    if lost:
        print(f"where worse: {sum(lost) / len(lost):.3f} % on average, {max(lost):.3f} % at most")
    raise SystemExit(1 if {"WRONG BOUND", "no plan"} & set(count) else 2 if lost else 0)


if __name__ == "__main__":
    main()
