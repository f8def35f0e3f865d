//! Files of cases, corrections and courts to import: every line becomes a row or a reject, whatever the order of lines.
#![no_main]

use libfuzzer_sys::fuzz_target;
use std::sync::LazyLock;
use tarazy_law::Law;
use tarazy_registry::flow::corrections::Corrections;
use tarazy_registry::flow::courts::Courts;
use tarazy_registry::flow::rows::read;

static LAW: LazyLock<Law> = LazyLock::new(|| tarazy_law::sao_paulo().unwrap());

fuzz_target!(|input: &[u8]| {
    // The files one after another, with a zero byte between them.
    let mut files = input.splitn(3, |byte| *byte == 0);
    let mut next = || files.next().unwrap_or_default();
    let (file, corrections, courts) = (next(), next(), next());
    let corrections = Corrections::read(corrections).unwrap_or_default();
    let today = jiff::civil::date(2026, 11, 25);
    let Ok(mut flow) = read(file, &corrections, &LAW, today) else { return };
    let lines = file.split(|b| *b == b'\n').skip(1).filter(|l| !matches!(l, [] | [b'\r'])).count();
    assert_eq!(flow.rows.len() + flow.rejects.len(), lines);
    if let Ok(courts) = Courts::read(courts) {
        courts.reject_strangers(&mut flow);
        assert_eq!(flow.rows.len() + flow.rejects.len(), lines);
        assert!(flow.rows.iter().all(|row| courts.of(row).is_some()));
    } else if let Ok(courts) = Courts::derive(&flow.rows) {
        assert!(flow.rows.iter().all(|row| courts.of(row).is_some()));
    }
});
