//! How members are told of a benefit (湘工发〔2025〕11号 四).

crate::coded! {
    /// The form an announcement took.
    AnnouncementKind {
        /// A meeting of members.
        Meeting = "meeting", "会议";
        /// A notice on the board.
        Notice = "notice", "公告";
        /// Online, to members only or to everybody.
        Online = "online", "网络";
        /// Any other form; the document says which.
        Other = "other", "其他";
    }
}
