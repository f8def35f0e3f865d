//! Made-up cases for the import.

/// A made-up flow: so many cases in two courts of four and one chambers, filed on the weekdays of a spring.
pub(crate) fn flow(cases: u32) -> Vec<u8> {
    let mut text =
        String::from("id,filed,judged,status,subject,class,district,courthouse,chamber,claim_value\n");
    for id in 1..=cases {
        let day = 1 + id % 28;
        let (court, chamber) = if id % 7 == 0 { ("Small Court", 1) } else { ("Large Court", 1 + id % 4) };
        text.push_str(&format!(
            "{id},2015-03-{day:02},2015-09-{day:02},,Marca,Procedimento Comum Cível,Town,{court},{chamber},\"R$ 1.000,00\"\n"
        ));
    }
    text.into_bytes()
}
