//! What is told of an event of a slip. It may say how a family lives, so it is sealed.

use crate::error::Result;
use crate::session::Context;
use crate::words::Words;
use chrono::NaiveDate;
use domain::fen::Fen;
use domain::referral::HelpKind;
use sealing::SealPurpose;
use serde::{Deserialize, Serialize};
use storage::Key;
use storage::referrals::ReferralEvent;

/// What is told of an event; which of it, its kind says.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Note {
    /// What set a trigger off, Chinese and English.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub told: Option<(String, String)>,
    /// The day the basic union has to answer by.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<NaiveDate>,
    /// The day of a visit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on: Option<NaiveDate>,
    /// Who visited.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub visitors: Vec<String>,
    /// What help.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub help: Option<HelpKind>,
    /// How much of it in money.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<Fen>,
    /// Out of which fund.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fund: Option<String>,
    /// What was found, or why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// The chair of the union who signed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signed_by: Option<String>,
}

fn aad(slip: Key, seq: i64) -> String {
    format!("{}:{seq}", slip.0)
}

impl Note {
    pub(super) fn seal(&self, ctx: &Context, slip: Key, seq: i64) -> Result<Vec<u8>> {
        let plain = serde_json::to_vec(self)?;
        let nonce = ctx.installation.effects.nonce();
        let aad = aad(slip, seq);
        Ok(ctx
            .keyring()
            .seal(SealPurpose::Row, &plain, aad.as_bytes(), nonce)?)
    }

    pub(super) fn open(ctx: &Context, event: &ReferralEvent) -> Result<Self> {
        let aad = aad(event.slip_id, event.seq);
        let plain = ctx.keyring().open(&event.sealed, aad.as_bytes())?;
        Ok(serde_json::from_slice(&plain)?)
    }
}

impl Note {
    /// Everything it says, in words.
    pub fn words(&self) -> Words {
        let mut each: Vec<Words> = Vec::new();
        if let Some((zh, en)) = &self.told {
            each.push(Words::new(zh.as_str(), en.as_str()));
        }
        if let Some(due) = self.due {
            each.push(words!("期限 {due}", "due on {due}"));
        }
        if let Some(on) = self.on {
            each.push(words!("{on} 走访", "visited on {on}"));
        }
        if !self.visitors.is_empty() {
            each.push(Words::new(
                format!("走访人 {}", self.visitors.join("、")),
                format!("by {}", self.visitors.join(", ")),
            ));
        }
        if let Some(help) = self.help {
            each.push(Words::new(help.chinese(), help.english()));
        }
        if let Some(sum) = self.amount {
            each.push(words!("{sum} 元", "{sum} yuan"));
        }
        if let Some(fund) = &self.fund {
            each.push(words!("资金来源 {fund}", "out of {fund}"));
        }
        if let Some(chair) = &self.signed_by {
            each.push(words!(
                "工会主席 {chair} 签字",
                "signed by {chair}, who chairs the union"
            ));
        }
        each.extend(self.text.clone().map(Words::same));
        Words::listed(each)
    }
}
