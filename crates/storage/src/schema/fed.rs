//! The tables of programmes that are fed by messages.

use super::{memberships, people, units};

diesel::table! {
    messages (id) {
        id -> Binary,
        programme -> Text,
        digest -> Binary,
        origin -> Text,
        sealed -> Binary,
        receipt_id -> Binary,
        received_on -> Date,
        received_at -> BigInt,
        received_by -> Binary,
    }
}

diesel::table! {
    message_keys (digest, message_id) {
        digest -> Binary,
        message_id -> Binary,
    }
}

diesel::table! {
    waiting_messages (message_id) {
        message_id -> Binary,
        programme -> Text,
        about -> Text,
        findings -> Text,
        since -> BigInt,
    }
}

diesel::table! {
    participations (subject_id, programme, scheme, plan) {
        subject_id -> Binary,
        programme -> Text,
        scheme -> Text,
        plan -> Text,
        unit_id -> Binary,
        joined_on -> Nullable<Date>,
        left_on -> Nullable<Date>,
        shares -> SmallInt,
        contribution_fen -> BigInt,
        own_fen -> BigInt,
        known_as -> Nullable<Binary>,
        name -> Text,
        bank -> Nullable<Text>,
        sealed_card -> Nullable<Binary>,
        import_id -> Binary,
        updated_at -> BigInt,
        revision -> BigInt,
        replaces_id -> Nullable<Binary>,
        claimant_id -> Nullable<Binary>,
    }
}

diesel::table! {
    contribution_postings (subject_id, id) {
        subject_id -> Binary,
        id -> Binary,
        programme -> Text,
        scheme -> Text,
        plan -> Text,
        unit_id -> Binary,
        payer -> Text,
        amount_fen -> BigInt,
        import_id -> Binary,
        at -> BigInt,
        made_by -> Binary,
    }
}

diesel::table! {
    fund_makeups (id) {
        id -> Binary,
        programme -> Text,
        scheme -> Text,
        unit_id -> Binary,
        amount_fen -> BigInt,
        paid_on -> Date,
        document -> Text,
        at -> BigInt,
        made_by -> Binary,
    }
}

diesel::table! {
    entitlements (subject_id, programme, entry_key) {
        subject_id -> Binary,
        programme -> Text,
        entry_key -> Text,
        scheme -> Text,
        benefit_year -> SmallInt,
        due_on -> Nullable<Date>,
        state -> Text,
        base_fen -> Nullable<BigInt>,
        sum_fen -> BigInt,
        findings -> Text,
        claim_id -> Nullable<Binary>,
        filed_fen -> BigInt,
        updated_at -> BigInt,
        revision -> BigInt,
        institution -> Nullable<Text>,
        told_fen -> Nullable<BigInt>,
    }
}

diesel::table! {
    institutions (programme, code) {
        programme -> Text,
        code -> Text,
        name -> Text,
        bank -> Text,
        account -> Text,
        from_on -> Date,
        until_on -> Nullable<Date>,
        updated_at -> BigInt,
        revision -> BigInt,
    }
}

diesel::table! {
    entitlement_postings (subject_id, id) {
        subject_id -> Binary,
        id -> Binary,
        programme -> Text,
        entry_key -> Text,
        amount_fen -> BigInt,
        receipt_id -> Binary,
        at -> BigInt,
        made_by -> Binary,
        told_fen -> Nullable<BigInt>,
    }
}

diesel::table! {
    referral_slips (subject_id, id) {
        subject_id -> Binary,
        id -> Binary,
        programme -> Text,
        benefit_year -> SmallInt,
        unit_id -> Binary,
        stage -> Text,
        due_on -> Nullable<Date>,
        help_kind -> Nullable<Text>,
        help_fen -> BigInt,
        opened_at -> BigInt,
        updated_at -> BigInt,
        revision -> BigInt,
    }
}

diesel::table! {
    referral_events (subject_id, slip_id, seq) {
        subject_id -> Binary,
        slip_id -> Binary,
        seq -> BigInt,
        kind -> Text,
        alarm -> Text,
        sealed -> Binary,
        at -> BigInt,
        made_by -> Binary,
    }
}

diesel::table! {
    notices (subject_id, id) {
        subject_id -> Binary,
        id -> Binary,
        programme -> Text,
        event_key -> Text,
        unit_id -> Binary,
        sealed -> Binary,
        state -> Text,
        attempts -> BigInt,
        next_at -> BigInt,
        fault -> Nullable<Text>,
        made_at -> BigInt,
        sent_at -> Nullable<BigInt>,
        revision -> BigInt,
    }
}

diesel::allow_tables_to_appear_in_same_query!(referral_slips, units);
diesel::allow_tables_to_appear_in_same_query!(notices, units);
diesel::allow_tables_to_appear_in_same_query!(
    entitlements,
    entitlement_postings,
    participations,
    units
);
diesel::allow_tables_to_appear_in_same_query!(contribution_postings, units);
diesel::allow_tables_to_appear_in_same_query!(fund_makeups, units);
diesel::allow_tables_to_appear_in_same_query!(participations, memberships);
diesel::allow_tables_to_appear_in_same_query!(participations, people);
