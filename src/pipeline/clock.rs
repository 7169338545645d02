//! The time, as people in the township read it.

use jiff::{ZonedDateTime, tz};

/// China's one time zone, hours east of UTC: the archive's days are its days, wherever the program runs.
const CHINA_HOURS: i8 = 8;

/// The time now, as people in the township read it.
pub fn now() -> ZonedDateTime {
    ZonedDateTime::now().with_time_zone(tz::TimeZone::fixed(tz::offset(CHINA_HOURS)))
}

/// A time as the store and the reports write it: RFC 3339 to the second, with offset.
pub fn timestamp(at: &ZonedDateTime) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string()
}
