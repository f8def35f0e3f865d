//! Regions and courts whose codes are known: 20 regions with their oblast-level and administrative courts, the two
//! republican courts, two economic courts. District courts are not in the table: a code that it lacks is still a code.
//!
//! Codes and portal ids were read in working code that talks to the courts' cabinet (mark V); KATO is the state
//! classifier of territories. Names are composed from the official names of the regions (mark M). Shymkent is 52 here
//! and 79 in KATO.

use crate::certainty::Certainty;
use crate::ids::CourtCode;
use crate::lang::Text3;

/// A region as case numbers know it.
#[derive(Debug, PartialEq, Eq)]
pub struct Region {
    /// First two digits of the codes of its courts.
    pub code: &'static str,
    /// Nine digits of the state classifier of territories.
    pub kato: &'static str,
    /// Name.
    pub name: Text3,
    /// Name in the Russian genitive, for the names of courts.
    ru_of: &'static str,
    /// Name of its oblast-level court.
    oblast_name: Text3,
    /// Last two digits of the code of the oblast-level court, and its id in the courts' cabinet.
    pub oblast: (&'static str, u16),
    /// The same of the specialised interdistrict administrative court (СМАС).
    pub administrative: (&'static str, u16),
}

/// How high a court stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CourtLevel {
    /// District level: district, city and interdistrict courts.
    District,
    /// Oblast level: oblast courts and courts of the capital and republican cities.
    Oblast,
    /// Republican: the Supreme Court and the Cassation Court.
    Republic,
}

/// A court whose code is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownCourt {
    /// Code in case numbers.
    pub code: CourtCode,
    /// Name.
    pub name: Text3,
    /// How high it stands.
    pub level: CourtLevel,
    /// Its id in the courts' cabinet, where known.
    pub portal_id: Option<u16>,
    /// How sure the code is.
    pub certainty: Certainty,
}

macro_rules! region {
    ($code:literal $kato:literal, $kk:literal $ru:literal $en:literal, $of:literal,
     $court_kk:literal $court_ru:literal $court_en:literal, $oblast:literal $oblast_id:literal, $adm:literal $adm_id:literal) => {
        Region {
            code: $code,
            kato: $kato,
            name: Text3::fixed($kk, $ru, $en),
            ru_of: $of,
            oblast_name: Text3::fixed($court_kk, $court_ru, $court_en),
            oblast: ($oblast, $oblast_id),
            administrative: ($adm, $adm_id),
        }
    };
}

#[rustfmt::skip]
static REGIONS: [Region; 20] = [
    region!("10" "100000000", "Абай облысы" "область Абай" "Abai Region", "области Абай",
        "Абай облыстық соты" "Суд области Абай" "Abai Regional Court", "00" 456, "94" 467),
    region!("11" "110000000", "Ақмола облысы" "Акмолинская область" "Akmola Region", "Акмолинской области",
        "Ақмола облыстық соты" "Акмолинский областной суд" "Akmola Regional Court", "99" 29, "94" 416),
    region!("15" "150000000", "Ақтөбе облысы" "Актюбинская область" "Aktobe Region", "Актюбинской области",
        "Ақтөбе облыстық соты" "Актюбинский областной суд" "Aktobe Regional Court", "99" 55, "94" 417),
    region!("19" "190000000", "Алматы облысы" "Алматинская область" "Almaty Region", "Алматинской области",
        "Алматы облыстық соты" "Алматинский областной суд" "Almaty Regional Court", "99" 75, "93" 430),
    region!("23" "230000000", "Атырау облысы" "Атырауская область" "Atyrau Region", "Атырауской области",
        "Атырау облыстық соты" "Атырауский областной суд" "Atyrau Regional Court", "99" 105, "94" 419),
    region!("27" "270000000", "Батыс Қазақстан облысы" "Западно-Казахстанская область" "West Kazakhstan Region", "Западно-Казахстанской области",
        "Батыс Қазақстан облыстық соты" "Западно-Казахстанский областной суд" "West Kazakhstan Regional Court", "99" 175, "94" 422),
    region!("31" "310000000", "Жамбыл облысы" "Жамбылская область" "Zhambyl Region", "Жамбылской области",
        "Жамбыл облыстық соты" "Жамбылский областной суд" "Zhambyl Regional Court", "99" 158, "94" 421),
    region!("33" "330000000", "Жетісу облысы" "область Жетісу" "Zhetisu Region", "области Жетісу",
        "Жетісу облыстық соты" "Суд области Жетісу" "Zhetisu Regional Court", "00" 437, "94" 450),
    region!("35" "350000000", "Қарағанды облысы" "Карагандинская область" "Karaganda Region", "Карагандинской области",
        "Қарағанды облыстық соты" "Карагандинский областной суд" "Karaganda Regional Court", "99" 199, "94" 423),
    region!("39" "390000000", "Қостанай облысы" "Костанайская область" "Kostanay Region", "Костанайской области",
        "Қостанай облыстық соты" "Костанайский областной суд" "Kostanay Regional Court", "99" 237, "94" 424),
    region!("43" "430000000", "Қызылорда облысы" "Кызылординская область" "Kyzylorda Region", "Кызылординской области",
        "Қызылорда облыстық соты" "Кызылординский областной суд" "Kyzylorda Regional Court", "99" 266, "94" 425),
    region!("47" "470000000", "Маңғыстау облысы" "Мангистауская область" "Mangystau Region", "Мангистауской области",
        "Маңғыстау облыстық соты" "Мангистауский областной суд" "Mangystau Regional Court", "99" 281, "94" 426),
    region!("51" "510000000", "Түркістан облысы" "Туркестанская область" "Turkistan Region", "Туркестанской области",
        "Түркістан облыстық соты" "Туркестанский областной суд" "Turkistan Regional Court", "99" 340, "94" 429),
    region!("52" "790000000", "Шымкент қаласы" "город Шымкент" "Shymkent City", "города Шымкента",
        "Шымкент қаласының соты" "Суд города Шымкента" "Shymkent City Court", "99" 383, "94" 415),
    region!("55" "550000000", "Павлодар облысы" "Павлодарская область" "Pavlodar Region", "Павлодарской области",
        "Павлодар облыстық соты" "Павлодарский областной суд" "Pavlodar Regional Court", "99" 295, "94" 427),
    region!("59" "590000000", "Солтүстік Қазақстан облысы" "Северо-Казахстанская область" "North Kazakhstan Region", "Северо-Казахстанской области",
        "Солтүстік Қазақстан облыстық соты" "Северо-Казахстанский областной суд" "North Kazakhstan Regional Court", "99" 316, "94" 428),
    region!("62" "620000000", "Ұлытау облысы" "область Ұлытау" "Ulytau Region", "области Ұлытау",
        "Ұлытау облыстық соты" "Суд области Ұлытау" "Ulytau Regional Court", "00" 476, "94" 482),
    region!("63" "630000000", "Шығыс Қазақстан облысы" "Восточно-Казахстанская область" "East Kazakhstan Region", "Восточно-Казахстанской области",
        "Шығыс Қазақстан облыстық соты" "Восточно-Казахстанский областной суд" "East Kazakhstan Regional Court", "99" 119, "94" 420),
    region!("71" "710000000", "Астана қаласы" "город Астана" "Astana City", "города Астаны",
        "Астана қаласының соты" "Суд города Астаны" "Astana City Court", "99" 2, "94" 413),
    region!("75" "750000000", "Алматы қаласы" "город Алматы" "Almaty City", "города Алматы",
        "Алматы қаласының соты" "Суд города Алматы" "Almaty City Court", "99" 13, "94" 414),
];

/// Code, name, level, id in the courts' cabinet, mark.
type Other = (&'static str, Text3, CourtLevel, Option<u16>, Certainty);

static OTHERS: [Other; 4] = [
    (
        "6001",
        Text3::fixed(
            "Қазақстан Республикасының Жоғарғы Соты",
            "Верховный Суд Республики Казахстан",
            "Supreme Court of the Republic of Kazakhstan",
        ),
        CourtLevel::Republic,
        Some(1),
        Certainty::Verified,
    ),
    (
        "6003",
        Text3::fixed("Кассациялық сот", "Кассационный суд", "Cassation Court"),
        CourtLevel::Republic,
        Some(495),
        Certainty::Verified,
    ),
    (
        "7119",
        Text3::fixed(
            "Астана қаласының мамандандырылған ауданаралық экономикалық соты",
            "Специализированный межрайонный экономический суд города Астаны",
            "Specialised Interdistrict Economic Court of Astana City",
        ),
        CourtLevel::District,
        None,
        Certainty::Memory,
    ),
    (
        "7527",
        Text3::fixed(
            "Алматы қаласының мамандандырылған ауданаралық экономикалық соты",
            "Специализированный межрайонный экономический суд города Алматы",
            "Specialised Interdistrict Economic Court of Almaty City",
        ),
        CourtLevel::District,
        None,
        Certainty::Memory,
    ),
];

/// The 20 regions, by code.
pub fn regions() -> &'static [Region] {
    &REGIONS
}

/// The region with this code of two digits; none for the republican level (60) and unknown codes.
pub fn region(code: &str) -> Option<&'static Region> {
    REGIONS.iter().find(|region| region.code == code)
}

/// What is known of a court; none for a code that the table lacks, which may be a real court all the same.
pub fn court(code: &CourtCode) -> Option<KnownCourt> {
    let known = |name: Text3, level, portal_id, certainty| {
        Some(KnownCourt { code: code.clone(), name, level, portal_id, certainty })
    };
    if let Some((_, name, level, portal_id, certainty)) = OTHERS.iter().find(|other| other.0 == code.as_str())
    {
        return known(name.clone(), *level, *portal_id, *certainty);
    }
    let region = region(code.region())?;
    if code.within() == region.oblast.0 {
        return known(
            region.oblast_name.clone(),
            CourtLevel::Oblast,
            Some(region.oblast.1),
            Certainty::Verified,
        );
    }
    if code.within() == region.administrative.0 {
        let id = Some(region.administrative.1);
        return known(administrative_name(region), CourtLevel::District, id, Certainty::Verified);
    }
    None
}

fn administrative_name(region: &Region) -> Text3 {
    Text3::new(
        format!("{}ның мамандандырылған ауданаралық әкімшілік соты", region.name.kk),
        format!("Специализированный межрайонный административный суд {}", region.ru_of),
        format!("Specialised Interdistrict Administrative Court of {}", region.name.en),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::Lang;

    fn known(code: &str) -> KnownCourt {
        court(&CourtCode::parse(code).unwrap()).unwrap()
    }

    #[test]
    fn twenty_regions_in_order_with_kato() {
        assert!(REGIONS.windows(2).all(|pair| pair[0].code < pair[1].code));
        for region in regions() {
            let kato = if region.code == "52" { "79" } else { region.code };
            assert_eq!(region.kato, format!("{kato}0000000"));
            assert!(Lang::ALL.iter().all(|lang| !region.name.get(*lang).is_empty()));
        }
        assert_eq!(region("52").map(|r| r.name.kk.as_ref()), Some("Шымкент қаласы"));
        assert_eq!(region("60"), None);
    }

    #[test]
    fn portal_ids_are_those_of_different_courts() {
        let mut ids: Vec<u16> = REGIONS.iter().flat_map(|r| [r.oblast.1, r.administrative.1]).collect();
        ids.extend([1, 495]);
        let before = ids.len();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), before);
    }

    #[test]
    fn courts_by_code() {
        for (code, ru, level, id) in [
            ("7599", "Суд города Алматы", CourtLevel::Oblast, Some(13)),
            ("1000", "Суд области Абай", CourtLevel::Oblast, Some(456)),
            (
                "1993",
                "Специализированный межрайонный административный суд Алматинской области",
                CourtLevel::District,
                Some(430),
            ),
            (
                "7194",
                "Специализированный межрайонный административный суд города Астаны",
                CourtLevel::District,
                Some(413),
            ),
            ("6001", "Верховный Суд Республики Казахстан", CourtLevel::Republic, Some(1)),
            ("6003", "Кассационный суд", CourtLevel::Republic, Some(495)),
        ] {
            let found = known(code);
            assert_eq!((found.name.ru.as_ref(), found.level, found.portal_id), (ru, level, id));
            assert_eq!(found.certainty, Certainty::Verified);
        }
        assert_eq!(known("7119").certainty, Certainty::Memory);
        assert_eq!(known("1194").name.kk, "Ақмола облысының мамандандырылған ауданаралық әкімшілік соты");
    }

    #[test]
    fn a_code_without_a_row_is_not_an_error() {
        for code in ["7514", "9999", "1099", "1994", "6002"] {
            assert_eq!(court(&CourtCode::parse(code).unwrap()), None, "{code}");
        }
    }
}
