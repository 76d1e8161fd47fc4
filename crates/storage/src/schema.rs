//! The tables as diesel sees them, on both engines. Keep in step with `migrations/`; a test reads every table.

mod fed;

pub use fed::*;

diesel::table! {
    meta (key) {
        key -> Text,
        value -> Text,
    }
}

diesel::table! {
    units (id) {
        id -> Binary,
        code -> Text,
        name -> Text,
        level -> Text,
        parent_id -> Nullable<Binary>,
        path -> Text,
        credit_code -> Nullable<Text>,
        area_code -> Nullable<Text>,
        succeeded_by -> Nullable<Binary>,
        succeeded_on -> Nullable<Date>,
        updated_at -> BigInt,
        revision -> BigInt,
    }
}

diesel::table! {
    unit_moves (unit_id, at) {
        unit_id -> Binary,
        at -> BigInt,
        parent_id -> Nullable<Binary>,
        path -> Text,
        moved_by -> Binary,
    }
}

diesel::table! {
    operators (id) {
        id -> Binary,
        name -> Text,
        role -> Text,
        scope_path -> Text,
        sealed_identity -> Nullable<Binary>,
        identity_index -> Nullable<Binary>,
        active -> Bool,
        created_at -> BigInt,
        created_by -> Nullable<Binary>,
        revision -> BigInt,
    }
}

diesel::table! {
    operator_keys (id) {
        id -> Binary,
        operator_id -> Binary,
        fingerprint -> Text,
        public_key -> Text,
        added_by -> Binary,
        added_at -> BigInt,
        revoked_by -> Nullable<Binary>,
        revoked_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    operator_notes (operator_id, kind, name) {
        operator_id -> Binary,
        kind -> Text,
        name -> Text,
        body -> Text,
        updated_at -> BigInt,
    }
}

diesel::table! {
    presences (operator_id) {
        operator_id -> Binary,
        record -> Text,
        at -> BigInt,
    }
}

diesel::table! {
    periods (id) {
        id -> Binary,
        programme -> Text,
        benefit_year -> SmallInt,
        state -> Text,
        version -> BigInt,
        params -> Text,
        digest -> Text,
        window_open -> Date,
        window_close -> Date,
        benefit_start -> Date,
        benefit_end -> Date,
        standard_fen -> BigInt,
        invented -> Bool,
        updated_at -> BigInt,
        revision -> BigInt,
    }
}

diesel::table! {
    period_versions (period_id, version) {
        period_id -> Binary,
        version -> BigInt,
        params -> Text,
        digest -> Text,
        at -> BigInt,
        made_by -> Binary,
    }
}

diesel::table! {
    rulings (programme, option_key, at) {
        programme -> Text,
        option_key -> Text,
        at -> BigInt,
        value -> Text,
        document -> Text,
        decided_on -> Date,
        proposed_by -> Binary,
        seconded_by -> Nullable<Binary>,
    }
}

diesel::table! {
    plans (unit_id, programme, benefit_year, mode) {
        unit_id -> Binary,
        programme -> Text,
        benefit_year -> SmallInt,
        mode -> Text,
        amount_fen -> Nullable<BigInt>,
        ratio_bp -> Nullable<BigInt>,
        minutes -> Text,
        updated_at -> BigInt,
        revision -> BigInt,
    }
}

diesel::table! {
    budgets (unit_id, calendar_year, source) {
        unit_id -> Binary,
        calendar_year -> SmallInt,
        source -> Text,
        total_fen -> BigInt,
        reserved_fen -> BigInt,
        minutes -> Text,
        updated_at -> BigInt,
        revision -> BigInt,
    }
}

diesel::table! {
    changes (id) {
        id -> Binary,
        kind -> Text,
        target -> Text,
        unit_path -> Text,
        payload -> Text,
        state -> Text,
        proposed_by -> Binary,
        proposed_at -> BigInt,
        decided_by -> Nullable<Binary>,
        decided_at -> Nullable<BigInt>,
        reason -> Text,
        revision -> BigInt,
    }
}

diesel::table! {
    announcements (id) {
        id -> Binary,
        unit_id -> Binary,
        programme -> Text,
        benefit_year -> SmallInt,
        held_on -> Date,
        kind -> Text,
        document -> Text,
        recorded_by -> Binary,
        recorded_at -> BigInt,
    }
}

diesel::table! {
    pending_reassessments (id) {
        id -> Binary,
        affected -> Text,
        noted_by -> Binary,
        noted_at -> BigInt,
    }
}

diesel::table! {
    pending_weighings (import_id) {
        import_id -> Binary,
    }
}

diesel::table! {
    people (id) {
        id -> Binary,
        name -> Text,
        name_key -> Text,
        birth_date -> Nullable<Date>,
        sex -> Nullable<Text>,
        merged_into -> Nullable<Binary>,
        created_at -> BigInt,
        revision -> BigInt,
    }
}

diesel::table! {
    filed_names (person_id, unit_id) {
        person_id -> Binary,
        unit_id -> Binary,
        name -> Text,
        name_key -> Text,
        birth_date -> Nullable<Date>,
        sex -> Nullable<Text>,
        filed_at -> BigInt,
    }
}

diesel::table! {
    name_forms (form, name_key) {
        form -> Text,
        name_key -> Text,
    }
}

diesel::table! {
    identities (kind, blind_index) {
        kind -> Text,
        blind_index -> Binary,
        person_id -> Binary,
        sealed -> Binary,
        suspect -> Bool,
        created_at -> BigInt,
    }
}

diesel::table! {
    match_keys (kind, key, cut, subject_id) {
        kind -> SmallInt,
        key -> BigInt,
        cut -> BigInt,
        subject_id -> Binary,
    }
}

diesel::table! {
    memberships (unit_id, person_id) {
        unit_id -> Binary,
        person_id -> Binary,
        in_service -> Bool,
        dues_through -> Nullable<Date>,
        #[sql_name = "spouse_id"]
        partner_id -> Nullable<Binary>,
        #[sql_name = "spouse_unit"]
        partner_unit -> Nullable<Text>,
        sealed_mobile -> Nullable<Binary>,
        import_id -> Binary,
        updated_at -> BigInt,
        revision -> BigInt,
        name -> Nullable<Text>,
        dues_said -> Nullable<Text>,
        service_said -> Nullable<Text>,
    }
}

diesel::table! {
    roster_names (person_id, unit_id, name) {
        person_id -> Binary,
        unit_id -> Binary,
        name -> Text,
        replaced -> Nullable<Text>,
        said_on -> Date,
        said_by -> Binary,
    }
}

diesel::table! {
    couples (person_id, partner_id) {
        person_id -> Binary,
        partner_id -> Binary,
        unit_id -> Binary,
        declared_at -> BigInt,
    }
}

diesel::table! {
    relations (subject_id, parent_id, unit_id) {
        subject_id -> Binary,
        parent_id -> Binary,
        unit_id -> Binary,
        relation -> Text,
        proof -> Text,
        seen_by -> Binary,
        seen_at -> BigInt,
    }
}

diesel::table! {
    #[sql_name = "named_spouses"]
    named_partners (person_id, unit_id) {
        person_id -> Binary,
        unit_id -> Binary,
        name -> Text,
        works_at -> Text,
    }
}

diesel::table! {
    claim_marks (subject_id, claim_id, role, kind, digest) {
        subject_id -> Binary,
        claim_id -> Binary,
        programme -> Text,
        kind -> Text,
        digest -> Binary,
        role -> Text,
    }
}

diesel::table! {
    slots (subject_id, programme, benefit_year, slot_key) {
        subject_id -> Binary,
        programme -> Text,
        benefit_year -> SmallInt,
        slot_key -> Text,
        occupancy -> Text,
        claim_id -> Nullable<Binary>,
        committed_fen -> BigInt,
        case_id -> Nullable<Binary>,
        revision -> BigInt,
    }
}

diesel::table! {
    claims (subject_id, id) {
        subject_id -> Binary,
        id -> Binary,
        number -> Text,
        unit_id -> Binary,
        unit_path -> Text,
        member_id -> Binary,
        programme -> Text,
        benefit_year -> SmallInt,
        slot_key -> Text,
        mode -> Text,
        state -> Text,
        state_data -> Text,
        live -> Bool,
        case_id -> Nullable<Binary>,
        kind -> Text,
        linked -> Nullable<Text>,
        verdict -> Text,
        payable_fen -> BigInt,
        claimed_fen -> BigInt,
        decision_id -> Binary,
        content -> Text,
        sealed_card -> Nullable<Binary>,
        card_index -> Nullable<Binary>,
        spends -> Nullable<Text>,
        fingerprint -> Binary,
        import_id -> Binary,
        submitted_on -> Date,
        created_at -> BigInt,
        updated_at -> BigInt,
        updated_by -> Binary,
        revision -> BigInt,
        again_on -> Nullable<Date>,
    }
}

diesel::table! {
    claim_figures (unit_path, id) {
        unit_path -> Text,
        id -> Binary,
        state -> Text,
        submitted_on -> Date,
        claims -> BigInt,
        payable_fen -> BigInt,
        folded -> Bool,
    }
}

diesel::table! {
    claim_numbers (number) {
        number -> Text,
        subject_id -> Binary,
        claim_id -> Binary,
    }
}

diesel::table! {
    decisions (subject_id, id) {
        subject_id -> Binary,
        id -> Binary,
        claim_id -> Binary,
        verdict -> Text,
        version -> Text,
        body -> Text,
        at -> BigInt,
        waits_for -> Text,
        facts -> Text,
        causes -> Text,
    }
}

diesel::table! {
    claim_events (subject_id, id) {
        subject_id -> Binary,
        id -> Binary,
        claim_id -> Binary,
        step -> Text,
        made_by -> Binary,
        at -> BigInt,
        body -> Text,
        decision_id -> Nullable<Binary>,
    }
}

diesel::table! {
    cases (id) {
        id -> Binary,
        kind -> Text,
        state -> Text,
        programme -> Text,
        benefit_year -> SmallInt,
        slot_key -> Text,
        person_id -> Binary,
        opened_at -> BigInt,
        resolution -> Nullable<Text>,
        body -> Text,
        resolved_by -> Nullable<Binary>,
        resolved_at -> Nullable<BigInt>,
        seconded_by -> Nullable<Binary>,
        revision -> BigInt,
    }
}

diesel::table! {
    case_claims (case_id, subject_id, claim_id) {
        case_id -> Binary,
        subject_id -> Binary,
        claim_id -> Binary,
    }
}

diesel::table! {
    match_frequencies (digest) {
        digest -> Text,
        body -> Text,
    }
}

diesel::table! {
    match_models (id) {
        id -> Binary,
        programme -> Text,
        benefit_year -> SmallInt,
        version -> Integer,
        origin -> Text,
        digest -> Text,
        weights -> Text,
        frequencies -> Text,
        keep_line -> Integer,
        review_line -> Integer,
        automatic_line -> Integer,
        made_by -> Binary,
        made_at -> BigInt,
    }
}

diesel::table! {
    case_evidence (case_id, claim_a, claim_b, found_at) {
        case_id -> Binary,
        subject_a -> Binary,
        claim_a -> Binary,
        subject_b -> Binary,
        claim_b -> Binary,
        found_at -> BigInt,
        model_id -> Binary,
        score -> Integer,
        chance_same -> SmallInt,
        chance_kin -> SmallInt,
        chance_stranger -> SmallInt,
        waterfall -> Text,
    }
}

diesel::table! {
    match_checks (subject_id, claim_id) {
        subject_id -> Binary,
        claim_id -> Binary,
        fingerprint -> Binary,
        model_id -> Binary,
        checked_at -> BigInt,
        skipped -> BigInt,
        proof -> Nullable<Binary>,
    }
}

diesel::table! {
    ledger_entries (subject_id, id) {
        subject_id -> Binary,
        id -> Binary,
        claim_id -> Binary,
        account -> Text,
        amount_fen -> BigInt,
        step -> Text,
        unit_id -> Binary,
        source -> Text,
        programme -> Text,
        benefit_year -> SmallInt,
        budget_year -> SmallInt,
        at -> BigInt,
    }
}

diesel::table! {
    batches (id) {
        id -> Binary,
        number -> Text,
        unit_id -> Binary,
        unit_path -> Text,
        programme -> Text,
        source -> Text,
        channel -> Text,
        state -> Text,
        line_count -> BigInt,
        total_fen -> BigInt,
        digest -> Nullable<Text>,
        created_by -> Binary,
        created_at -> BigInt,
        sealed_by -> Nullable<Binary>,
        sealed_at -> Nullable<BigInt>,
        signed_by -> Nullable<Binary>,
        signed_at -> Nullable<BigInt>,
        exported_by -> Nullable<Binary>,
        exported_at -> Nullable<BigInt>,
        revision -> BigInt,
    }
}

diesel::table! {
    batch_lines (subject_id, batch_id, claim_id) {
        subject_id -> Binary,
        batch_id -> Binary,
        claim_id -> Binary,
        line_no -> BigInt,
        amount_fen -> BigInt,
        member_share_fen -> BigInt,
        sealed_payee -> Nullable<Binary>,
        state -> Text,
        settled_on -> Nullable<Date>,
        receipt -> Nullable<Text>,
    }
}

diesel::table! {
    export_entries (no) {
        no -> BigInt,
        batch_id -> Nullable<Binary>,
        state -> Text,
        line -> Text,
        written -> Bool,
        made_at -> BigInt,
    }
}

diesel::table! {
    audit_log (subject_id, seq) {
        subject_id -> Binary,
        seq -> BigInt,
        claim_id -> Nullable<Binary>,
        at -> BigInt,
        made_by -> Binary,
        action -> Text,
        detail -> Text,
        state_digest -> Binary,
        decision_digest -> Nullable<Binary>,
        hash -> Binary,
    }
}

diesel::table! {
    chain_heads (subject_id) {
        subject_id -> Binary,
        seq -> BigInt,
        hash -> Binary,
        sealed_seq -> BigInt,
    }
}

diesel::table! {
    event_log (operator_id, seq) {
        operator_id -> Binary,
        seq -> BigInt,
        at -> BigInt,
        action -> Text,
        detail -> Text,
        hash -> Binary,
    }
}

diesel::table! {
    event_heads (operator_id) {
        operator_id -> Binary,
        seq -> BigInt,
        hash -> Binary,
    }
}

diesel::table! {
    witnesses (operator_id, seq, relation, record) {
        operator_id -> Binary,
        seq -> BigInt,
        relation -> Text,
        record -> Text,
        revision -> BigInt,
        fields -> Binary,
    }
}

diesel::table! {
    seals (seq) {
        seq -> BigInt,
        at -> BigInt,
        made_by -> Binary,
        heads -> BigInt,
        root -> Binary,
        hash -> Binary,
    }
}

diesel::table! {
    seal_heads (subject_id, seal_seq) {
        subject_id -> Binary,
        seal_seq -> BigInt,
        seq -> BigInt,
        hash -> Binary,
    }
}

diesel::table! {
    imports (id) {
        id -> Binary,
        profile -> Text,
        programme -> Text,
        file_name -> Text,
        file_digest -> Text,
        state -> Text,
        scope_path -> Text,
        row_count -> BigInt,
        accepted -> BigInt,
        refused -> BigInt,
        warned -> BigInt,
        unchanged -> BigInt,
        sealed_head -> Nullable<Binary>,
        file_findings -> Text,
        made_by -> Binary,
        started_at -> BigInt,
        finished_at -> Nullable<BigInt>,
        revision -> BigInt,
    }
}

diesel::table! {
    column_mappings (unit_id, profile, header) {
        unit_id -> Binary,
        profile -> Text,
        header -> Text,
        title -> Text,
        field -> Text,
        made_by -> Binary,
        made_at -> BigInt,
    }
}

diesel::table! {
    import_rows (import_id, row_no) {
        import_id -> Binary,
        row_no -> BigInt,
        sheet -> Text,
        state -> Text,
        subject_id -> Nullable<Binary>,
        claim_id -> Nullable<Binary>,
        sealed -> Binary,
        findings -> Text,
    }
}

diesel::table! {
    bulk_acts (id) {
        id -> Binary,
        action -> Text,
        made_by -> Binary,
        request -> Text,
        state -> Text,
        item_count -> BigInt,
        total_fen -> BigInt,
        started_at -> BigInt,
        finished_at -> Nullable<BigInt>,
        revision -> BigInt,
    }
}

diesel::table! {
    bulk_items (subject_id, bulk_id, claim_id) {
        subject_id -> Binary,
        bulk_id -> Binary,
        claim_id -> Binary,
        position -> BigInt,
        state -> Text,
        code -> Nullable<Text>,
        message -> Nullable<Text>,
    }
}

diesel::allow_tables_to_appear_in_same_query!(
    meta,
    units,
    unit_moves,
    operators,
    operator_keys,
    operator_notes,
    presences,
    periods,
    period_versions,
    rulings,
    plans,
    budgets,
    changes,
    announcements,
    pending_reassessments,
    pending_weighings,
    people,
    name_forms,
    filed_names,
    identities,
    match_keys,
    memberships,
    roster_names,
    couples,
    relations,
    claim_marks,
    named_partners,
    slots,
    claims,
    claim_figures,
    claim_numbers,
    decisions,
    claim_events,
    cases,
    case_claims,
    match_frequencies,
    match_models,
    case_evidence,
    match_checks,
    ledger_entries,
    batches,
    batch_lines,
    export_entries,
    audit_log,
    chain_heads,
    event_log,
    event_heads,
    witnesses,
    seals,
    seal_heads,
    imports,
    import_rows,
    column_mappings,
    bulk_acts,
    bulk_items,
);
