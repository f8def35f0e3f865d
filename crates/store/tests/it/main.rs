//! What the store promises, tested on every engine with the same cases.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod backup;
mod bed;
mod engine;
mod faults;
mod idempotency;
mod import;
mod kill;
mod model;
mod office;
mod postgres;
mod read_back;
mod rebuild;
mod recovery;
mod thread;
mod tls;
mod writer;

/// Runs every case on an engine, each on a fresh database.
macro_rules! store_suite {
    ($engine:ident) => {
        store_suite! { $engine:
            engine::every_statement_prepares_and_numbers_its_values_in_order,
            engine::entries_can_be_neither_changed_nor_deleted,
            engine::a_batch_that_fails_in_the_middle_leaves_nothing,
            engine::rules_of_the_schema_are_named,
            engine::text_with_a_zero_character_is_refused,
            engine::a_reader_sees_one_moment_and_cannot_write,
            engine::only_one_sequencer_holds_the_lock,
            engine::of_two_sequencers_only_the_later_can_commit,
            writer::entries_are_dense_chained_and_open_their_commitments,
            writer::a_refused_command_leaves_nothing,
            writer::later_commands_of_a_batch_see_what_earlier_ones_decided,
            writer::one_commands_failing_sql_does_not_undo_the_others,
            writer::a_failed_expectation_refuses_its_command_by_name,
            writer::a_batch_longer_than_a_round_is_carried_out_whole,
            writer::a_clock_that_runs_behind_is_alarmed_once_until_it_catches_up,
            writer::a_job_is_there_once,
            idempotency::the_same_command_gets_the_first_answer_again,
            idempotency::the_same_key_with_other_bytes_is_refused,
            idempotency::a_key_is_free_again_after_thirty_days,
            idempotency::a_refused_command_is_decided_anew,
            import::in_import_state_the_clock_is_the_events,
            import::a_log_with_entries_takes_no_import,
            recovery::a_lost_connection_is_opened_anew_and_the_commands_are_retried,
            recovery::after_a_commit_in_doubt_each_command_is_carried_out_once,
            recovery::a_full_disk_refuses_the_round_and_the_writer_goes_on,
            recovery::after_a_failed_sync_nothing_more_is_written,
            recovery::a_retry_after_a_crash_before_the_answer_finds_it,
            recovery::a_database_that_lost_answered_entries_is_not_written,
            rebuild::rebuilt_read_models_equal_the_live_ones,
            rebuild::read_models_of_another_program_must_be_rebuilt_first,
            backup::a_restored_installation_has_the_same_heads_and_rows,
            backup::a_changed_or_cut_dump_restores_nothing,
            read_back::a_restored_database_takes_back_what_it_lacks_and_goes_on,
            read_back::what_does_not_continue_the_log_is_not_taken_back,
            thread::every_caller_gets_its_own_answer,
            thread::a_full_queue_and_a_stopped_writer_refuse,
            model::any_sequence_of_commands_and_faults_agrees_with_the_naive_twin,
        }
    };
    ($engine:ident: $($module:ident::$case:ident,)*) => {
        mod $engine {
            $(#[test] fn $case() { crate::$module::$case(&crate::bed::Bed::$engine()); })*
        }
    };
}

mod suite {
    store_suite!(sqlite);
    store_suite!(postgres);
}
