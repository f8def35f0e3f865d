//! Alarms in the log: raised once, cleared once, shown to whoever asks how the installation stands.
#![expect(clippy::unwrap_used, reason = "a step of a test that fails ends the test")]

use crate::installation::{Installation, free_port, until};

fn open_alarms(court: &Installation) -> Vec<String> {
    let status = court.json(&["status"]);
    let alarms = status["alarms"].as_array().unwrap().iter();
    alarms.map(|alarm| alarm["code"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn a_quorum_that_is_missing_is_alarmed_once_and_cleared_once_when_the_witness_is_back() {
    let port = free_port();
    let court = Installation::with_witness(port);
    let _server = court.serve();
    court.staff(1);
    until("the alarm is in the log", || open_alarms(&court) == ["no-quorum"]);
    // More work without the witness is no new alarm.
    court.file("Айгүл Үлгі");
    let size = |name: &str| court.json(&["status"])[name].as_u64().unwrap();
    until("all of it is published", || size("published") == size("entries"));
    assert_eq!(court.kinds("sys/alarm"), ["alarm.raised"]);
    assert!(court.done(&["status"]).contains("[no-quorum]"));
    let witness = court.witness(port);
    until("the alarm is cleared", || open_alarms(&court).is_empty());
    assert_eq!(court.kinds("sys/alarm"), ["alarm.raised", "alarm.cleared"]);
    assert!(court.done(&["status", "--lang", "kk"]).contains("Дабыл жоқ."));
    drop(witness);
    court.file("Берік Үлгі");
    until("it is raised anew", || open_alarms(&court) == ["no-quorum"]);
    assert_eq!(court.kinds("sys/alarm"), ["alarm.raised", "alarm.cleared", "alarm.raised"]);
}

#[test]
fn without_a_server_the_alarm_is_written_too_and_nobody_else_may_raise_one() {
    let court = Installation::with_witness(free_port());
    court.staff(1);
    assert_eq!(court.kinds("sys/alarm"), ["alarm.raised"]);
    court.staff(1);
    assert_eq!(court.kinds("sys/alarm"), ["alarm.raised"]);
}
