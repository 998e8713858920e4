//! What goes out as spreadsheets comes back as it was.

mod programs;

use rotaplan_core::generate::{GenerateOptions, RuleSet, generate};
use rotaplan_core::input::file::ProgramFile;
use rotaplan_core::input::{Severity, read, to_json};
use rotaplan_files::sheets::{
    Import, Mapping, export_csv, export_xlsx, import, read_csv, read_xlsx,
};

fn from_csv(files: &[(String, Vec<u8>)]) -> Import {
    let sheets: Vec<_> = files
        .iter()
        .map(|(name, bytes)| read_csv(name, bytes, &Mapping::default()).expect("readable"))
        .collect();
    import(&sheets, &Mapping::default(), None)
}

fn from_xlsx(bytes: &[u8]) -> Import {
    import(
        &read_xlsx(bytes).expect("readable"),
        &Mapping::default(),
        None,
    )
}

fn assert_same(import: Import, program: &ProgramFile) {
    let errors: Vec<_> = import
        .problems
        .iter()
        .filter(|problem| problem.severity == Severity::Error)
        .collect();
    assert!(errors.is_empty(), "{errors:#?}");
    if import.program.as_ref() != Some(program) {
        let texts = [import.program.as_ref(), Some(program)].map(|file| to_json(&file));
        let lines = texts[0].lines().zip(texts[1].lines());
        let differs: Vec<_> = lines.filter(|(is, was)| is != was).take(5).collect();
        panic!("the program came back changed: {differs:?}");
    }
}

fn every_key() -> ProgramFile {
    let reading = read(include_bytes!("../../../examples/programs/every-key.json"));
    reading.file.expect("the example is valid")
}

#[test]
fn the_program_with_every_key_comes_back() {
    let program = every_key();
    assert_same(from_csv(&export_csv(&program).expect("csv")), &program);
    assert_same(from_xlsx(&export_xlsx(&program).expect("xlsx")), &program);
}

#[test]
fn sample_programs_come_back() {
    for seed in 0..40 {
        let options = GenerateOptions {
            people: 30,
            departments: 5,
            months: 4,
            slots_per_month: 1 + u32::from(seed % 3 == 0),
            rules: RuleSet::All,
            seed,
            ..GenerateOptions::default()
        };
        let program = generate(&options).expect("a program").file;
        assert_same(from_csv(&export_csv(&program).expect("csv")), &program);
        assert_same(from_xlsx(&export_xlsx(&program).expect("xlsx")), &program);
    }
}

#[test]
fn programs_full_of_hostile_texts_come_back() {
    for seed in 0..100 {
        let program = programs::program(seed);
        let reading = read(to_json(&program).as_bytes());
        assert!(reading.file.is_some(), "{seed}: {:#?}", reading.problems);
        assert_same(from_csv(&export_csv(&program).expect("csv")), &program);
        assert_same(from_xlsx(&export_xlsx(&program).expect("xlsx")), &program);
    }
}
