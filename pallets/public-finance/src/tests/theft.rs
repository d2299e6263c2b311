//! What a thief, a captured officer or a stranger with too much time would try.

mod again;
mod alone;
mod audits;
mod burdens;
mod campaigns;
mod third;
