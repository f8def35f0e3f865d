//! Words of the domain: numbers of persons, organisations and cases, amounts, references; what is parsed reads the same
//! again.
#![no_main]

use libfuzzer_sys::fuzz_target;
use tarazy_base::{Bin, CaseNumber, Iin, Tiyn, find_personal, parse_reference};
use tarazy_docket::StreamId;

fuzz_target!(|text: &str| {
    if let Ok(iin) = text.parse::<Iin>() {
        assert_eq!(iin.reveal().parse::<Iin>(), Ok(iin));
    }
    if let Ok(number) = text.parse::<CaseNumber>() {
        assert_eq!(number.to_string().parse::<CaseNumber>(), Ok(number));
    }
    if let Ok(amount) = text.parse::<Tiyn>() {
        assert_eq!(amount.to_string().parse::<Tiyn>(), Ok(amount));
    }
    if let Ok(stream) = text.parse::<StreamId>() {
        assert_eq!(stream.as_str(), text);
    }
    let _ = (text.parse::<Bin>(), parse_reference(text));
    let _ = find_personal(text);
});
