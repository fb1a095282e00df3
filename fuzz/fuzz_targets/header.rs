//! Hands the fuzzer's inputs to the target `header` of tests/fuzz, where it says what must hold.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| fuzz_targets::put("header", bytes));
