//! Errors as numbers. Their words are in `pkg-template/src/errors.js`.

use crate::protocol::{Error, Failure, HeaderFault, Reason};

/// The kinds of [`imports::frame`](super::imports::frame).
pub(super) const CONNECTED: i32 = 0;
pub(super) const RECEIPT: i32 = 1;
pub(super) const ERROR: i32 = 2;

/// What an export returns for an error: below 0, with the fault and the header in higher digits.
pub(super) fn error(error: Error) -> i32 {
    let (code, fault, index) = match error {
        Error::NotConnected => (1, 0, 0),
        Error::InvalidHeader { index, fault } => (2, fault_number(fault), index),
        Error::NulInBody => (3, 0, 0),
        Error::NackUnsupported => (4, 0, 0),
        Error::DuplicateId => (5, 0, 0),
        Error::StaleMessage => (6, 0, 0),
        Error::Ended => (7, 0, 0),
        Error::BytesUnsupported => (8, 0, 0),
        Error::Busy => (9, 0, 0),
        Error::OutboxFull => (10, 0, 0),
        Error::Expired => (11, 0, 0),
        Error::Cleared => (12, 0, 0),
        Error::Suspended => (13, 0, 0),
    };
    -(code + 16 * fault + 256 * index as i32)
}

const fn fault_number(fault: HeaderFault) -> i32 {
    fault as i32
}

/// A failure as four numbers: 1 to 31 a reason, 64 more where a frame was not confirmed.
pub(super) fn failure(failure: Failure) -> [i32; 4] {
    match failure {
        Failure::Ended(why) => reason(why),
        Failure::Unconfirmed(why) => {
            let [code, a, b, c] = reason(why);
            [64 + code, a, b, c]
        }
        Failure::ReceiptTimeout => [32, 0, 0, 0],
        Failure::ServerError => [33, 0, 0, 0],
        Failure::Rejected(why) => [34, error(why), 0, 0],
    }
}

/// A reason as four numbers.
pub(super) fn reason(reason: Reason) -> [i32; 4] {
    let (code, close) = match reason {
        Reason::Requested => (1, None),
        Reason::Aborted => (2, None),
        Reason::PreparationFailed => (3, None),
        Reason::ConnectTimeout => (4, None),
        Reason::Refused => (5, None),
        Reason::UnsupportedVersion => (6, None),
        Reason::HeartbeatTimeout => (7, None),
        Reason::ConnectionFailed(close) => (8, Some(close)),
        Reason::ConnectionLost(close) => (9, Some(close)),
        Reason::ServerError(close) => (10, Some(close)),
        Reason::AllTransportsFailed => (13, None),
        Reason::SessionLost => (15, None),
        Reason::Suspended => (16, None),
        Reason::Unavailable => (17, None),
        Reason::Http(status, sending) => return [14, status.into(), sending.into(), 0],
        Reason::Protocol(error) => {
            return [
                11,
                error.problem as i32,
                error.offset as i32,
                error.limit as i32,
            ];
        }
    };
    close.map_or([code, 0, 0, 0], |close| {
        [code, i32::from(close.code), close.was_clean.into(), 0]
    })
}
