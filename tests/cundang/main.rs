//! Tests of the program from outside: the real binary, real files, a real server.

mod architecture;
mod bad_input;
mod incremental;
mod sample;
mod schemas;
mod serve;
mod support;
