#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| civitas_fuzz::decoders::bundle(bytes));
