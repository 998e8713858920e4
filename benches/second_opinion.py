#!/usr/bin/env python3
"""Compares `rotaplan verify` with another reader of the same files, on generated programs.

usage: second_opinion.py ROTAPLAN SCORER [--programs N] [--seed N] [--keep DIR]

ROTAPLAN is the binary. SCORER is a Python script that is called as `SCORER PROGRAM PLAN --baseline PLAN`
and prints a JSON object with `score`, `goals` and `breaches` (each with `rule`). For every program there
are a plan of rotaplan's own, plans near it, and plans at random; scores, goals and the sets of breached
rules must agree. Prints each disagreement and exits with 1 if there is any.
"""
import argparse
import json
import pathlib
import random
import subprocess
import sys
import tempfile


def run(*command):
    return subprocess.run([str(word) for word in command], capture_output=True, text=True)


def options(draw):
    rotations = draw.choice([1, 1, 1, 2, 3])
    return {
        "people": draw.choice([3, 8, 15, 30, 60]),
        "departments": draw.randint(1, 9),
        "months": draw.randint(rotations, 8),
        "slots-per-month": draw.choice([1, 1, 2]),
        "rotations": rotations,
        "rules": draw.choice(["core", "all", "all", "all"]),
        "slack": draw.randint(0, 5),
        "seed": draw.randrange(2**32),
    }


def slots(program):
    year, month = (int(part) for part in program["horizon"]["first_month"].split("-"))
    for at in range(program["horizon"]["months"]):
        name = f"{year + (month - 1 + at) // 12:04d}-{(month - 1 + at) % 12 + 1:02d}"
        if program["horizon"].get("slots_per_month") == 2:
            yield from (name + ".1", name + ".2")
        else:
            yield name


class Draw:
    """Draws placements, mostly ones that make sense."""

    def __init__(self, program, draw):
        self.draw = draw
        self.staff = [row["id"] for row in program["staff"]]
        self.departments = [row["id"] for row in program["departments"]]
        self.slots = list(slots(program))
        self.mentors = program.get("mentors", [])

    def mentor(self, department):
        here = [row["id"] for row in self.mentors if row["department"] == department]
        everywhere = [row["id"] for row in self.mentors]
        pool = here if self.draw.random() < 0.9 else everywhere
        return self.draw.choice(pool) if pool and self.draw.random() < 0.95 else None

    def placement(self, staff=None):
        department = self.draw.choice(self.departments)
        return {
            "staff": staff or self.draw.choice(self.staff),
            "department": department,
            "mentor": self.mentor(department),
            "slot": self.draw.choice(self.slots),
        }

    def anything(self):
        return [self.placement(s) for s in self.staff for _ in range(self.draw.choice([0, 1, 1, 2]))]

    def near(self, plan):
        plan = [dict(row) for row in plan]
        for _ in range(self.draw.randint(1, 3)):
            what = self.draw.randrange(8)
            at = self.draw.randrange(len(plan)) if plan else None
            if at is None or what == 0:
                plan.append(self.placement())
            elif what == 1:
                plan.pop(at)
            elif what == 2:
                plan[at]["slot"] = self.draw.choice(self.slots)
            elif what == 3:
                plan[at] = self.placement(plan[at]["staff"])
            elif what == 4:
                plan[at]["mentor"] = self.mentor(plan[at]["department"])
            elif what == 5:
                plan.append(dict(plan[at]))
            elif what == 6:
                other = self.draw.randrange(len(plan))
                plan[at]["staff"], plan[other]["staff"] = plan[other]["staff"], plan[at]["staff"]
            else:
                plan[at][self.draw.choice(["staff", "department", "slot", "mentor"])] = "nobody-knows"
        return plan


def compare(binary, scorer, program, plan, baseline):
    ours = run(binary, "verify", program, plan, "--baseline", baseline, "--format", "json")
    theirs = run(sys.executable, scorer, program, plan, "--baseline", baseline)
    try:
        ours_said, theirs_said = json.loads(ours.stdout), json.loads(theirs.stdout)
    except json.JSONDecodeError:
        return [f"no answer: {ours.stderr[-300:]} {theirs.stderr[-300:]}"], False
    said = []
    for key in ("score", "goals", "placements"):
        if ours_said[key] != theirs_said[key]:
            said.append(f"{key}: {ours_said[key]} against {theirs_said[key]}")
    own = {row["rule"] for row in ours_said["breaches"]}
    other = {row["rule"] for row in theirs_said["breaches"]}
    if own != other:
        said.append(f"only ours {sorted(own - other)}, only theirs {sorted(other - own)}")
    return said, not own


def main():
    args = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    args.add_argument("rotaplan", type=pathlib.Path)
    args.add_argument("scorer", type=pathlib.Path)
    args.add_argument("--programs", type=int, default=200)
    args.add_argument("--seed", type=int, default=1)
    args.add_argument("--keep", type=pathlib.Path, help="leave the files of disagreements in this folder")
    args = args.parse_args()
    compared = clean = wrong = unplanned = 0
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        files = program, plan, baseline = [folder / name for name in ("program.json", "plan.json", "old.json")]
        for number in range(args.programs):
            draw = random.Random(args.seed * 1_000_003 + number)
            chosen = options(draw)
            words = [word for key, value in chosen.items() for word in (f"--{key}", value)]
            made = run(args.rotaplan, "generate", *words, "-o", program)
            if made.returncode != 0:
                sys.exit(f"generate {chosen}: {made.stderr}")
            pool = Draw(json.loads(program.read_text()), draw)
            plans = [pool.anything() for _ in range(3)]
            planned = run(args.rotaplan, "plan", program, "--time-limit", "3s", "-o", plan)
            if planned.returncode == 0:
                own = json.loads(plan.read_text())["placements"]
                plans += [own] + [pool.near(own) for _ in range(6)]
            else:
                unplanned += 1
            old = pool.near(plans[-1])
            baseline.write_text(json.dumps({"format": "rotaplan/plan@1", "placements": old}))
            for nth, placements in enumerate(plans):
                plan.write_text(json.dumps({"format": "rotaplan/plan@1", "placements": placements}))
                said, kept = compare(args.rotaplan, args.scorer, program, plan, baseline)
                compared, clean, wrong = compared + 1, clean + kept, wrong + bool(said)
                for line in said:
                    print(f"program {number}, plan {nth}, {chosen}: {line}")
                if said and args.keep:
                    args.keep.mkdir(parents=True, exist_ok=True)
                    for file in files:
                        (args.keep / f"{number}-{nth}-{file.name}").write_bytes(file.read_bytes())
    print(f"{compared} plans of {args.programs} programs compared, {clean} without a breach, "
          f"{unplanned} programs without a plan in time, {wrong} disagreements")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
