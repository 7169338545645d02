//! Tests of the program from outside: the real binary, real files, a real server.

mod api;
mod architecture;
mod attached;
mod bad_input;
mod campaign;
mod captions;
mod circles;
mod containment;
mod corrections;
mod decide;
mod folders;
mod http;
mod incremental;
mod people;
mod recognise;
mod renamed_rubric;
mod run;
mod sample;
mod sandbox;
mod schemas;
mod serve;
mod sources;
mod store;
mod support;
mod transcribe;
mod workbench;
