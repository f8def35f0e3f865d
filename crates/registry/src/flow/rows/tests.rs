//! What is taken of a file and what is not.

use super::*;
use proptest::prelude::{any, prop, prop_assert, prop_assert_eq, proptest};

const GOOD: &str = "7,2015-03-02,2016-01-20,Extinto,Marca,Procedimento Comum Cível,SÃO PAULO,Foro Central Cível,26ª Vara Cível,\"R$ 25.000,00\"";
const TODAY: Date = Date::constant(2026, 11, 24);

fn file(lines: &[&str]) -> Vec<u8> {
    let header = COLUMNS.join(",");
    let all: Vec<&str> = std::iter::once(header.as_str()).chain(lines.iter().copied()).collect();
    all.join("\n").into_bytes()
}

fn read_with(lines: &[&str], corrections: &str) -> Flow {
    let corrections = Corrections::read(corrections.as_bytes()).unwrap();
    read(&file(lines), &corrections, &tarazy_law::sao_paulo().unwrap(), TODAY).unwrap()
}

fn read_lines(lines: &[&str]) -> Flow {
    read_with(lines, "id,column,was,is\n")
}

fn changed(column: &str, value: &str) -> String {
    let mut fields: Vec<&str> = GOOD.splitn(10, ',').collect();
    let at = COLUMNS.iter().position(|c| *c == column).unwrap();
    fields[at] = value;
    fields.join(",")
}

#[test]
fn a_good_line_is_a_case() {
    let flow = read_lines(&[GOOD]);
    assert_eq!(flow.rejects, []);
    let row = &flow.rows[0];
    assert_eq!((row.id, row.line, row.category.as_str()), (7, 2, "marca.comum"));
    assert_eq!(row.value.as_deref(), Some("R$ 25.000,00"));
    assert_eq!((row.filed, row.judged), (Date::constant(2015, 3, 2), Date::constant(2016, 1, 20)));
}

#[test]
fn each_fault_names_its_column_and_reason() {
    let long = "x".repeat(400);
    let table = [
        ("id", "0", Reason::Id),
        ("id", "seven", Reason::Id),
        ("id", "-7", Reason::Id),
        ("id", "99999999999", Reason::Id),
        ("filed", "02.03.2015", Reason::Date),
        ("filed", "2015-02-29", Reason::Date),
        ("judged", "", Reason::Date),
        ("judged", "2015-03-01", Reason::JudgedBeforeFiled),
        ("judged", "2027-01-01", Reason::Future),
        ("subject", "Divórcio", Reason::UnknownSubject),
        ("district", "", Reason::Empty),
        ("courthouse", "", Reason::Empty),
        ("chamber", "  ", Reason::Empty),
        ("courthouse", long.as_str(), Reason::TooLong),
        ("claim_value", "25000", Reason::Amount),
        ("claim_value", "\"R$ 25,000.00\"", Reason::Amount),
        ("claim_value", "\"R$ 2.50,00\"", Reason::Amount),
    ];
    for (column, value, reason) in table {
        let flow = read_lines(&[&changed(column, value)]);
        let seen: Vec<_> = flow.rejects.iter().map(|r| (r.line, r.column, r.reason)).collect();
        assert_eq!(seen, [(2, column, reason)], "{column} = {value}");
        assert_eq!(flow.rows, []);
    }
}

#[test]
fn a_spoiled_line_harms_no_other() {
    let other = changed("id", "8");
    let bad = [
        (GOOD[..60].to_owned(), Reason::Fields),
        (GOOD[..GOOD.len() - 1].to_owned(), Reason::Fields),
        (format!("{GOOD},more"), Reason::Fields),
        ("\u{1}".to_owned(), Reason::NotText),
        ("x".repeat(5000), Reason::TooLong),
    ];
    for (line, reason) in bad {
        let flow = read_lines(&[&line, &other]);
        assert_eq!(flow.rows.iter().map(|r| r.id).collect::<Vec<_>>(), [8]);
        assert_eq!(flow.rejects.iter().map(|r| (r.line, r.reason)).collect::<Vec<_>>(), [(2, reason)]);
    }
    let mut bytes = file(&[GOOD]);
    bytes.extend(b"\n\xff\xfe,");
    let flow = read(&bytes, &Corrections::default(), &tarazy_law::sao_paulo().unwrap(), TODAY).unwrap();
    assert_eq!((flow.rows.len(), flow.rejects[0].reason), (1, Reason::NotText));
}

#[test]
fn of_lines_with_one_number_the_same_is_taken_whatever_their_order() {
    let (a, b) = (changed("judged", "2017-01-01"), changed("judged", "2018-01-01"));
    let taken = |lines: &[&str]| {
        let flow = read_lines(lines);
        assert_eq!(flow.rejects.iter().map(|r| r.reason).collect::<Vec<_>>(), [Reason::Duplicate]);
        flow.rows[0].judged
    };
    assert_eq!(taken(&[&a, &b]), taken(&[&b, &a]));
}

#[test]
fn a_file_of_another_shape_is_not_read() {
    let law = tarazy_law::sao_paulo().unwrap();
    let none = Corrections::default();
    let fails = |bytes: &[u8]| read(bytes, &none, &law, TODAY).unwrap_err();
    assert_eq!(fails(b""), WrongShape::Header);
    assert_eq!(fails(b"a,b\n1,2\n"), WrongShape::Header);
    assert_eq!(fails(b"\x89PNG\r\n"), WrongShape::Header);
    assert_eq!(fails(&file(&[])), WrongShape::NoRows);
    let bom = [b"\xef\xbb\xbf".as_slice(), &file(&[GOOD])].concat();
    assert_eq!(read(&bom, &none, &law, TODAY).unwrap().rows.len(), 1);
    let crlf = String::from_utf8(file(&[GOOD])).unwrap().replace('\n', "\r\n");
    assert_eq!(read(crlf.as_bytes(), &none, &law, TODAY).unwrap().rows.len(), 1);
}

#[test]
fn corrections_apply_where_the_field_is_as_they_say() {
    let late = changed("filed", "2016-03-02");
    let fixed = read_with(&[&late], "id,column,was,is\n7,filed,2016-03-02,2015-03-02\n9,filed,x,y\n");
    assert_eq!((fixed.rows.len(), fixed.unused_corrections.as_slice()), (1, [9].as_slice()));
    let other = read_with(&[&late], "id,column,was,is\n7,filed,2014-01-01,2015-03-02\n");
    assert_eq!(other.rejects[0].reason, Reason::Correction);
    for bad in [
        "",
        "a,b,c,d\n",
        "id,column,was,is\nx,filed,a,b\n",
        "id,column,was,is\n7,id,7,8\n",
        "id,column,was,is\n7,filed\n",
    ] {
        let refused = Corrections::read(bad.as_bytes()).map_or(true, |c| c.is_empty());
        assert!(refused, "{bad}");
    }
}

#[test]
fn the_real_file_gives_the_known_counts() {
    #[expect(clippy::disallowed_methods, reason = "tests are told where the real data is")]
    let folder = std::env::var("TARAZY_REAL_DATA").map_or_else(
        |_| std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data"),
        std::path::PathBuf::from,
    );
    let Ok(bytes) = std::fs::read(folder.join("sao-paulo-ip.csv")) else {
        println!("skipped: no sao-paulo-ip.csv; set TARAZY_REAL_DATA to the folder that holds it");
        return;
    };
    let law = tarazy_law::sao_paulo().unwrap();
    let bare = read(&bytes, &Corrections::default(), &law, TODAY).unwrap();
    assert_eq!((bare.rows.len(), bare.rejects.len()), (5024, 9));
    assert!(bare.rejects.iter().all(|r| r.reason == Reason::JudgedBeforeFiled));
    let list = std::fs::read(folder.join("sao-paulo-ip-corrections.csv")).unwrap();
    let corrected = read(&bytes, &Corrections::read(&list).unwrap(), &law, TODAY).unwrap();
    assert_eq!((corrected.rows.len(), corrected.rejects.len()), (5030, 3));
    assert!(corrected.unused_corrections.is_empty());
}

proptest! {
    #[test]
    fn the_order_of_lines_does_not_matter(ids in prop::collection::vec(1..9u32, 1..12), by in any::<prop::sample::Index>()) {
        let lines: Vec<String> = ids.iter().enumerate().map(|(n, id)| {
            changed("id", &id.to_string()).replace("2016-01-20", &format!("2016-01-{:02}", n + 1))
        }).collect();
        let turned: Vec<&str> = { let mut l: Vec<&str> = lines.iter().map(String::as_str).collect(); let n = by.index(l.len()); l.rotate_left(n); l };
        let plain: Vec<&str> = lines.iter().map(String::as_str).collect();
        let bare = |lines: &[&str]| read_lines(lines).rows.into_iter().map(|r| (r.id, r.judged)).collect::<Vec<_>>();
        prop_assert_eq!(bare(&plain), bare(&turned));
    }

    #[test]
    fn any_bytes_after_the_header_are_rows_or_rejects(bytes in prop::collection::vec(any::<u8>(), 1..300)) {
        let mut all = file(&[GOOD]);
        all.push(b'\n');
        all.extend(&bytes);
        let flow = read(&all, &Corrections::default(), &tarazy_law::sao_paulo().unwrap(), TODAY).unwrap();
        prop_assert!(flow.rows.len() + flow.rejects.len() >= 1);
        prop_assert!(flow.rows.iter().any(|r| r.id == 7));
    }
}
