//! Meetings, each with its numbers and its papers.

use serde::Serialize;

use super::parts::PlaceV1;
use crate::model::MeetingRecord;

#[derive(Serialize)]
pub(super) struct MeetingV1<'a> {
    date: Option<String>,
    name: &'a str,
    body: &'static str,
    topics: &'a [String],
    expected: Option<u32>,
    present: Option<u32>,
    r#for: Option<u32>,
    against: Option<u32>,
    abstain: Option<u32>,
    decision: Option<&'a str>,
    host: Option<&'a str>,
    recorder: Option<&'a str>,
    r#where: PlaceV1<'a>,
    papers: Vec<&'a str>,
}

impl<'a> MeetingV1<'a> {
    pub(super) fn new(meeting: &'a MeetingRecord) -> Self {
        Self {
            date: meeting.date.map(|date| date.to_string()),
            name: &meeting.name,
            body: meeting.body.as_str(),
            topics: &meeting.topics,
            expected: meeting.expected,
            present: meeting.present,
            r#for: meeting.in_favour,
            against: meeting.against,
            abstain: meeting.abstained,
            decision: meeting.decision.as_deref(),
            host: meeting.host.as_deref(),
            recorder: meeting.recorder.as_deref(),
            r#where: PlaceV1::new(&meeting.citation),
            papers: meeting.papers.iter().map(|path| path.as_str()).collect(),
        }
    }
}

pub(super) fn meetings(meetings: &[MeetingRecord]) -> Vec<MeetingV1<'_>> {
    meetings.iter().map(MeetingV1::new).collect()
}
