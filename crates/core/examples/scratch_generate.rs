use rotaplan_core::generate::{GenerateOptions, RuleSet, generate};
fn main() {
    let a: Vec<String> = std::env::args().collect();
    let n = |i: usize| a[i].parse::<u64>().unwrap();
    let o = GenerateOptions {
        people: n(1) as usize,
        departments: n(2) as usize,
        months: n(3) as u32,
        slots_per_month: n(4) as u32,
        rotations: n(5) as u32,
        rules: if a[6] == "all" {
            RuleSet::All
        } else {
            RuleSet::Core
        },
        slack: n(7) as u32,
        seed: n(8),
    };
    let t = std::time::Instant::now();
    let g = generate(&o).unwrap();
    eprintln!("generate {:?}", t.elapsed());
    std::fs::write(&a[9], rotaplan_core::input::to_json(&g.file)).unwrap();
    std::fs::write(&a[10], g.planted.to_json()).unwrap();
    eprintln!("written {:?}", t.elapsed());
}
