//! What ARCHITECTURE.md promises about the sources, checked against the sources.

use std::fs;
use std::path::{Path, PathBuf};

use rotaplan_core::goals::GoalName;
use rotaplan_core::rules::RuleName;

/// A file is one idea: longer than this it is more than one.
const LONGEST_FILE: usize = 480;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Every text file of the repository that is kept, by its path from the root.
fn files() -> Vec<(String, String)> {
    let mut folders = vec![root().to_path_buf()];
    let mut files = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("the folder can be read") {
            let path: PathBuf = entry.expect("the entry can be read").path();
            let name = path
                .file_name()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned();
            if name == "target" || name == ".git" {
                continue;
            }
            if path.is_dir() {
                folders.push(path);
            } else if let Ok(text) = fs::read_to_string(&path) {
                let short = path
                    .strip_prefix(root())
                    .expect("it lies within")
                    .display()
                    .to_string();
                files.push((short, text));
            }
        }
    }
    files.sort();
    files
}

fn sources() -> Vec<(String, String)> {
    let rust = |(path, _): &(String, String)| path.ends_with(".rs");
    files().into_iter().filter(rust).collect()
}

/// The code of a file without comments and without its unit tests.
fn code(text: &str) -> String {
    let before_tests = text
        .split("#[cfg(test)]\nmod tests {")
        .next()
        .unwrap_or_default();
    let lines = before_tests
        .lines()
        .map(|line| line.split("//").next().unwrap_or_default());
    lines.collect::<Vec<_>>().join("\n")
}

/// The files whose code names one of these, but for those that may.
fn naming(words: &[&str], among: &str, may: &[&str]) -> Vec<String> {
    sources()
        .into_iter()
        .filter(|(path, _)| path.starts_with(among) && !may.iter().any(|may| path.starts_with(may)))
        .filter(|(_, text)| words.iter().any(|word| code(text).contains(word)))
        .map(|(path, _)| path)
        .collect()
}

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).expect("the file is there")
}

#[test]
fn only_the_backends_know_the_solver_libraries() {
    let may = ["crates/core/src/backend/"];
    assert_eq!(
        naming(&["good_lp", "microlp::", "highs::"], "crates/", &may),
        [""; 0]
    );
}

#[test]
fn only_input_and_output_types_are_serialised() {
    let may = [
        "crates/core/src/input",
        "crates/core/src/plan.rs",
        "crates/core/src/verify.rs",
        "crates/core/src/diagnosis.rs",
        "crates/core/src/certificate",
        "crates/core/src/whatif",
        "crates/core/src/frontier",
        "crates/core/src/explanation.rs",
        "crates/core/src/diff/file.rs",
        "crates/core/src/replan/file.rs",
        "crates/core/src/stress/file.rs",
        "crates/core/src/recommend/file.rs",
        "crates/core/src/outcomes/file.rs",
        "crates/core/src/scorecard/file.rs",
        "crates/core/src/ahead/file.rs",
        // A breach is written into a verdict as it is.
        "crates/core/src/rules/mod.rs",
        // Models and answers go to the solver's process and back.
        "crates/core/src/model.rs",
        "crates/core/src/backend/",
    ];
    assert_eq!(
        naming(&["Serialize", "Deserialize"], "crates/core/", &may),
        [""; 0]
    );
}

#[test]
fn the_library_prints_nothing_and_knows_no_command_line() {
    let words = [
        "println!",
        "eprintln!",
        "print!(",
        "dbg!(",
        "std::env::args",
        "process::exit",
        "stdout()",
        "stderr()",
    ];
    assert_eq!(naming(&words, "crates/core/src", &[]), [""; 0]);
    assert_eq!(naming(&words, "crates/files/src", &[]), [""; 0]);
}

#[test]
fn nothing_is_left_to_do_in_a_comment_or_a_panic() {
    // The words are put together here so that this file does not hold them.
    let words = [
        "TO\u{44}O",
        "FI\u{58}ME",
        "todo\u{21}",
        "unimplemented\u{21}",
        "X\u{58}X",
    ];
    for (path, text) in sources() {
        for word in words {
            assert!(!text.contains(word), "{path} holds {word}");
        }
    }
}

#[test]
fn no_file_is_long() {
    for (path, text) in sources() {
        let lines = text.lines().count();
        assert!(lines <= LONGEST_FILE, "{path} has {lines} lines: split it");
    }
    assert!(
        read("ARCHITECTURE.md").lines().count() <= 150,
        "ARCHITECTURE.md is too long to be read"
    );
    assert!(
        read("crates/cli/main.rs").lines().count() <= 60,
        "main.rs only parses, calls and exits"
    );
}

#[test]
fn no_file_names_a_machine() {
    let folders = ["/home/", "/work/", "/root/", "/Users/", "/tmp/"];
    for (path, text) in files() {
        for folder in folders {
            assert!(
                path == "tests/tidy.rs" || !text.contains(folder),
                "{path} names {folder}"
            );
        }
    }
}

#[test]
fn every_rule_has_its_file_and_its_row_in_the_readme() {
    let readme = read("README.md");
    for rule in RuleName::ALL {
        let name = rule.name();
        let file = format!("crates/core/src/rules/{}.rs", name.replace('-', "_"));
        assert!(root().join(&file).exists(), "{file} is missing");
        let row = format!("| `{name}` | {} |", rule.rule().sentence());
        assert!(readme.contains(&row), "README.md lacks the row\n{row}");
    }
    for entry in fs::read_dir(root().join("crates/core/src/rules")).expect("it can be read") {
        let name = entry
            .expect("the entry can be read")
            .file_name()
            .to_string_lossy()
            .replace(".rs", "");
        let known = RuleName::ALL
            .iter()
            .any(|rule| rule.name().replace('-', "_") == name);
        assert!(known || name == "mod", "rules/{name}.rs is in no list");
    }
}

#[test]
fn every_goal_has_its_file_and_its_row_in_the_readme() {
    let readme = read("README.md");
    for goal in GoalName::ALL {
        let name = goal.name();
        let file = format!("crates/core/src/goals/{name}.rs");
        assert!(root().join(&file).exists(), "{file} is missing");
        let sign = if goal.goal().is_cost() { "−" } else { "+" };
        let row = format!("| `{name}` | {} | {sign} |", goal.goal().sentence());
        assert!(readme.contains(&row), "README.md lacks the row\n{row}");
    }
}

#[test]
fn every_command_has_its_file_and_its_row_in_the_readme() {
    let readme = read("README.md");
    for entry in fs::read_dir(root().join("crates/cli/commands")).expect("it can be read") {
        let name = entry.expect("the entry can be read").file_name();
        let name = name.to_string_lossy().replace(".rs", "").replace('_', "-");
        // The child process of a solver is not for people.
        if name != "mod" && name != "solve-model" {
            assert!(
                readme.contains(&format!("| `{name}")),
                "README.md lacks {name}"
            );
        }
    }
}

#[test]
fn the_architecture_names_what_is_there() {
    let text = read("ARCHITECTURE.md");
    let tree = text
        .split("## Where things are")
        .nth(1)
        .expect("the heading is there");
    let tree = tree.split("```").nth(1).expect("the tree is there");
    let mut folder = "";
    for line in tree.lines().filter(|line| !line.is_empty()) {
        let names = line.get(..24).unwrap_or(line);
        for name in names
            .split_whitespace()
            .filter(|name| name.ends_with('/') || name.contains(".rs"))
        {
            let path = if line.starts_with(' ') {
                format!("{folder}{name}")
            } else {
                name.to_owned()
            };
            assert!(root().join(&path).exists(), "ARCHITECTURE.md names {path}");
        }
        if !line.starts_with([' ', '`']) {
            folder = line.split_whitespace().next().unwrap_or_default();
        }
    }
}

#[test]
fn every_public_package_shares_the_version() {
    for manifest in [
        "Cargo.toml",
        "crates/core/Cargo.toml",
        "crates/files/Cargo.toml",
    ] {
        let text = read(manifest);
        assert!(text.contains("version.workspace = true"), "{manifest}");
        assert!(text.contains("[lints]\nworkspace = true"), "{manifest}");
    }
}
