fn main() {
    let a: Vec<String> = std::env::args().collect();
    let b = std::fs::read(&a[1]).unwrap();
    let t = std::time::Instant::now();
    let r = rotaplan_core::input::read(&b);
    println!(
        "{} bytes {:?} valid {}",
        b.len(),
        t.elapsed(),
        r.file.is_some()
    );
    for p in r.problems.iter().take(20) {
        println!("{:?}", p);
    }
    let s = std::fs::read_to_string("/proc/self/status").unwrap();
    println!("{}", s.lines().find(|l| l.starts_with("VmHWM")).unwrap());
}
