//! What a member is told by a short message. It may be read over somebody's shoulder: no name, no hospital, no illness.

use domain::fen::Fen;
use policy::messages::Changed;

/// Chinese and English.
pub(crate) fn of(changed: Changed) -> (String, String) {
    let Changed { day, before, now } = changed;
    let (zh, en) = match day {
        Some(day) => (
            format!("您{day}的医疗费用结算"),
            format!("your medical settlement of {day}"),
        ),
        None => (
            "您的一次医疗费用结算".to_owned(),
            "a medical settlement of yours".to_owned(),
        ),
    };
    if now == Fen::ZERO {
        return (
            format!("{zh}已撤销，原总工会补助{before}元不再发放；已经领取的，请联系所在单位工会。"),
            format!(
                "Taken back: {en}. The union benefit of {before} yuan is not paid any more; if you have had it, please ask your union."
            ),
        );
    }
    if before == Fen::ZERO {
        return (
            format!("{zh}，总工会补助{now}元。如有疑问，请联系所在单位工会。"),
            format!("A union benefit of {now} yuan for {en}. Questions? Ask your union."),
        );
    }
    (
        format!("{zh}有变动，总工会补助由{before}元改为{now}元。如有疑问，请联系所在单位工会。"),
        format!(
            "Changed: {en}. The union benefit is {now} yuan instead of {before}. Questions? Ask your union."
        ),
    )
}
