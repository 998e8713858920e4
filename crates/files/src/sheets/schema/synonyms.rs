//! What other people call the columns that many sheets share.

/// Headings of a staff id, in their normal form.
pub(super) const STAFF_ID: &[&str] = &[
    "staffid",
    "person",
    "personid",
    "employee",
    "employeeid",
    "employeenumber",
    "employee#",
    "employeeno",
    "who",
    "workerid",
    "personnelnumber",
];
/// Headings of a team id.
pub(super) const TEAM_ID: &[&str] = &["teamid", "group", "squad", "unit"];
/// Headings of a department id.
pub(super) const DEPARTMENT_ID: &[&str] =
    &["departmentid", "dept", "deptid", "host", "hostdepartment"];
/// Headings of a mentor id.
pub(super) const MENTOR_ID: &[&str] = &["mentorid", "guide", "guidedby"];
/// Headings of a name.
pub(super) const NAME: &[&str] = &["displayname", "fullname", "label"];
/// Headings of a first day.
pub(super) const FROM: &[&str] = &["start", "startdate", "firstday", "begin", "since"];
/// Headings of a last day.
pub(super) const TO: &[&str] = &["end", "enddate", "lastday", "until", "till"];
/// Headings of the first day of employment.
pub(super) const HIRED: &[&str] = &[
    "employedsince",
    "hiredate",
    "startdate",
    "joined",
    "entrydate",
];
/// Headings of the last day of employment.
pub(super) const LEFT: &[&str] = &[
    "employedto",
    "terminationdate",
    "enddate",
    "leaves",
    "exitdate",
];
