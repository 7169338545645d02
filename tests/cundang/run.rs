//! Taking in what changed from a page: started, followed and stopped, with the pages there all the while.

use std::{
    io::{BufRead, BufReader, Write},
    net::TcpStream,
};

use serde_json::Value;

use crate::serve::{OWN, Server, encoded, one_village, with_server_on};

/// What goes on, as the API says it.
fn now(server: &Server) -> Value {
    serde_json::from_str(&server.get("/api/v1/run").body).expect("JSON")
}

/// Waits until the run of this number has ended; how it did.
fn ended(server: &Server, number: u64) -> Value {
    loop {
        let run = now(server)["run"].take();
        if run["number"] == number && run["phase"] == "ended" {
            return run;
        }
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
}

/// The events of a server, one after the other.
fn events(server: &Server) -> impl Iterator<Item = Value> {
    let mut stream = TcpStream::connect(&server.address).expect("a connection");
    write!(stream, "GET /api/v1/run/events?lang=en HTTP/1.1\r\nHost: {}\r\n\r\n", server.address).expect("sent");
    let lines = BufReader::new(stream).lines().map_while(Result::ok);
    lines.filter_map(|line| Some(serde_json::from_str(line.strip_prefix("data: ")?).expect("JSON")))
}

#[test]
fn a_dropped_file_is_taken_in_from_the_page() {
    let archive = one_village();
    with_server_on(&archive.path(), |server| {
        assert!(now(server)["run"].is_null(), "nothing was asked for yet");
        let page = server.get("/run");
        assert!(page.body.contains("现在更新") && page.body.contains("目前没有在更新"), "{}", page.body);
        let before = now(server)["report"].as_u64().expect("a number");
        let mut told = events(server);
        assert!(told.next().expect("a first event")["run"].is_null());

        archive.write("02付庄村/章程.txt", "付庄村股份经济合作社章程\n第一条 本社依法成立。".as_bytes());
        assert_eq!(server.post("/run", &[], "").status, 403, "only the workbench's own pages start one");
        let started = server.post("/run", &[], OWN);
        assert!(started.status == 303 && started.head.contains("location: /run"), "{}", started.head);
        let run = ended(server, 1);
        assert_eq!((&run["outcome"]["result"], &run["outcome"]["read"]), (&"done".into(), &1.into()));
        assert!(run["outcome"]["items"].as_array().is_some_and(|items| !items.is_empty()), "{run}");
        let last = told.find(|live| live["run"]["phase"] == "ended").expect("the end is told");
        assert!(last["text"].as_str().is_some_and(|text| text.starts_with("Updated: 1 files read")), "{last}");
        assert!(last["report"].as_u64() > Some(before), "there is a new report to show");

        let page = server.get("/run");
        assert!(page.body.contains("更新完成：新读 1 份") && page.body.contains("付庄村"), "{}", page.body);
        assert!(server.get(&format!("/search?q={}", encoded("依法成立"))).body.contains("<mark>依法成立</mark>"));
        assert!(server.get("/").body.contains("付庄村"));

        let again = server.send("POST", "/api/v1/run", "application/json", "", OWN);
        assert_eq!(again.status, 202, "{}", again.body);
        assert_eq!(ended(server, 2)["outcome"]["read"], 0);
        let runs: Value = serde_json::from_str(&server.get("/api/v1/runs").body).expect("JSON");
        assert_eq!(runs.as_array().map(Vec::len), Some(2));
        assert!(server.get("/run").body.contains("以前的更新"));
        assert_eq!(server.send("DELETE", "/api/v1/run", "application/json", "", OWN).status, 409, "none goes on");
        assert_eq!(server.post("/run/cancel", &[], OWN).status, 303);
    });
}

#[test]
fn a_run_is_stopped_on_request_and_a_second_request_joins_it() {
    let archive = one_village();
    with_server_on(&archive.path(), |server| {
        for number in 0..3_000 {
            archive.write(&format!("01张庄村/材料{number:04}.txt"), format!("第{number}份材料").as_bytes());
        }
        let mut told = events(server);
        assert_eq!(server.send("POST", "/api/v1/run", "application/json", "", OWN).status, 202);
        let joined = server.send("POST", "/api/v1/run", "application/json", "", OWN);
        assert_eq!(joined.status, 200, "one run at a time: {}", joined.body);
        let reading = told.find(|live| live["run"]["done"].as_u64() > Some(0)).expect("progress is told");
        assert_eq!(reading["run"]["number"], 1);
        assert!(reading["run"]["current"].as_str().is_some_and(|path| path.starts_with("01张庄村/")), "{reading}");
        assert_eq!(server.get("/").status, 200, "the pages are there meanwhile");
        let stopping = server.send("DELETE", "/api/v1/run", "application/json", "", OWN);
        assert_eq!(stopping.status, 202, "{}", stopping.body);
        let run = ended(server, 1);
        assert_eq!(run["outcome"]["result"], "stopped");
        let read = run["outcome"]["read"].as_u64().expect("a number");
        assert!(read < 3_000, "{run}");
        let found: Value =
            serde_json::from_str(&server.get(&format!("/search.json?q={}", encoded("份材料"))).body).expect("JSON");
        assert_eq!(found["total"], read, "what was read can be found");
    });
}

#[cfg(unix)]
#[test]
fn a_page_that_follows_does_not_keep_the_server_from_stopping() {
    with_server_on(&one_village().path(), |server| {
        let mut told = events(server);
        told.next().expect("a first event");
        let id = server.child.id().to_string();
        let sent = std::process::Command::new("kill").args(["-INT", &id]).status().expect("kill runs");
        assert!(sent.success());
        assert_eq!(told.count(), 0, "the stream ends");
    });
}
