//! The last day on which each payment method is safe: one day later a human has to excuse it, or it is too late.

use crate::method::Method;
use domain::period::Window;
use policy::LastDay;

use crate::params::Snapshot;

/// Full and shared payment count on the day the batch is sealed (二.3); a reimbursement on the day it is filed.
pub(crate) fn of(snapshot: &Snapshot, next_window: Option<Window>) -> Vec<LastDay> {
    let year = &snapshot.year;
    let next = next_window.filter(|next| next.open <= next.close && next.open > year.window.close);
    let days = [
        LastDay {
            method: Method::Full.spec(),
            outside_window: false,
            day: Some(year.window.close),
            clause: "二.3",
            zh: "封批并向税务缴费",
            en: "seal the batch and pay the tax channel",
        },
        LastDay {
            method: Method::Shared.spec(),
            outside_window: false,
            day: Some(year.window.close),
            clause: "二.3",
            zh: "封批并向税务缴费",
            en: "seal the batch and pay the tax channel",
        },
        LastDay {
            method: Method::Reimburse.spec(),
            outside_window: false,
            day: Some(year.claim_cut_off),
            clause: "二.3",
            zh: "申报缴费期内的缴费",
            en: "file claims for payments inside the window",
        },
        LastDay {
            method: Method::Reimburse.spec(),
            outside_window: true,
            day: next.map(|next| next.close),
            clause: "二.4(2)",
            zh: "申报缴费期外的缴费（下一年缴费期末日）",
            en: "file claims for payments outside the window (last day of the next window)",
        },
    ];
    days.into_iter()
        .filter(|last| year.modes.iter().any(|method| last.method == method.spec()))
        .collect()
}
