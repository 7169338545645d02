//! The API: its document is OpenAPI, and what it answers is what the document says.

use serde_json::{Value, json};

use crate::serve::{Answer, OWN, Server, encoded, one_village, with_server, with_server_on};

const BASE: &str = "/api/v1";

/// The document, from the server.
fn document(server: &Server) -> Value {
    let answer = server.get("/api/v1/openapi.json");
    assert_eq!(answer.status, 200);
    assert!(answer.head.contains("content-type: application/json"), "{}", answer.head);
    serde_json::from_str(&answer.body).expect("JSON")
}

/// What stands at a reference of the document.
fn resolve<'d>(document: &'d Value, reference: &str) -> &'d Value {
    let place = reference.strip_prefix('#').expect("a reference within the document");
    document.pointer(place).unwrap_or_else(|| panic!("{reference} leads nowhere"))
}

/// Every reference in a value.
fn references<'v>(value: &'v Value, found: &mut Vec<&'v str>) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                match value {
                    Value::String(to) if name == "$ref" => found.push(to),
                    other => references(other, found),
                }
            }
        }
        Value::Array(values) => values.iter().for_each(|value| references(value, found)),
        _ => {}
    }
}

/// Holds an answer against what the document says of it: the status is named, and the body fits.
fn fits(document: &Value, path: &str, method: &str, answer: &Answer) -> Value {
    let responses = &document["paths"][path][method]["responses"];
    let response = &responses[answer.status.to_string()];
    assert!(response.is_object(), "{method} {path}: {} is not named: {}", answer.status, answer.body);
    let (kind, media) = response["content"].as_object().and_then(|kinds| kinds.iter().next()).expect("a media type");
    assert!(answer.head.contains(&format!("content-type: {kind}")), "{path}: {}", answer.head);
    let body: Value = serde_json::from_str(&answer.body).expect("JSON");
    let mut schema =
        json!({"$schema": "https://json-schema.org/draft/2020-12/schema", "components": document["components"]});
    schema["allOf"] = json!([media["schema"]]);
    let validator = jsonschema::validator_for(&schema).expect("a valid schema");
    let errors: Vec<String> = validator
        .iter_errors(&body)
        .take(5)
        .map(|error| format!("{path}: {error} at {}", error.instance_path()))
        .collect();
    assert!(errors.is_empty(), "{}", errors.join("\n"));
    body
}

#[test]
fn the_document_is_openapi_and_leads_nowhere_wrong() {
    with_server_on(&one_village().path(), |server| {
        let document = document(server);
        assert_eq!(document["openapi"], "3.1.0");
        // The shapes of `schema/` use more of JSON Schema than the type knows; they are looked at below.
        let mut frame = document.clone();
        frame["components"]["schemas"] = json!({});
        let read: utoipa::openapi::OpenApi = serde_json::from_value(frame).expect("OpenAPI 3.1");
        assert!(read.paths.paths.len() >= 15, "{}", read.paths.paths.len());
        let mut to = Vec::new();
        references(&document, &mut to);
        assert!(to.len() > 50);
        assert!(to.iter().all(|to| resolve(&document, to).is_object()));
        let schemas = document["components"]["schemas"].as_object().expect("schemas");
        for (name, schema) in schemas {
            assert!(schema.as_object().is_some_and(|schema| !schema.is_empty()), "{name} is empty");
            assert!(name.chars().all(|c| c.is_ascii_alphanumeric() || "._-".contains(c)), "{name}");
            let whole = json!({"components": document["components"], "allOf": [schema]});
            jsonschema::validator_for(&whole).unwrap_or_else(|error| panic!("{name}: {error}"));
        }
        let mut ids = Vec::new();
        for (path, methods) in document["paths"].as_object().expect("paths") {
            for (method, operation) in methods.as_object().expect("methods") {
                ids.push(operation["operationId"].as_str().expect("an id"));
                assert!(operation["summary"].as_str().is_some_and(|about| about.len() > 10), "{method} {path}");
                let responses = operation["responses"].as_object().expect("responses");
                assert!(responses.values().all(|response| response["description"].is_string()), "{method} {path}");
                for name in path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}')) {
                    let named = |parameter: &&Value| parameter["name"] == name && parameter["in"] == "path";
                    assert!(operation["parameters"].as_array().is_some_and(|all| all.iter().any(|it| named(&it))));
                }
            }
        }
        let count = ids.len();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), count, "operations have ids of their own");
        assert!(server.get("/api").body.contains("/api/v1/findings"), "the list for people names them");
    });
}

#[test]
fn real_answers_fit_their_schemas_and_the_report() {
    with_server(|server| {
        let document = document(server);
        for (path, methods) in document["paths"].as_object().expect("paths") {
            let wants_more = ["{unit}", "events", "/search", "/page"].iter().any(|part| path.contains(part));
            if methods.get("get").is_some() && !wants_more {
                let body = fits(&document, path, "get", &server.get(&format!("{BASE}{path}?lang=en")));
                if let Some(entries) = body["entries"].as_array() {
                    assert!(body["total"].as_u64() >= Some(entries.len() as u64), "{path}");
                }
            }
        }
        let report: Value = serde_json::from_str(&server.get("/report.json").body).expect("JSON");
        let get = |path: &str, address: &str| fits(&document, path, "get", &server.get(&format!("{BASE}{address}")));
        let village = encoded("张庄村");
        assert_eq!(get("/units", "/units").as_array().map(Vec::len), Some(19));
        assert_eq!(get("/units/{unit}", &format!("/units/{village}")), report["villages"][0]);
        assert_eq!(get("/units/{unit}", "/units/township"), report["township"]);
        let items = get("/units/{unit}/items", &format!("/units/{village}/items"));
        assert_eq!(items, report["villages"][0]["items"]);
        let item = get("/units/{unit}/items/{item}", &format!("/units/{village}/items/V03"));
        assert_eq!((&item["item"], &item["version"]), (&items[2], &json!(0)));
        assert!(item["standard"].as_str().is_some_and(|text| text.contains("酌情打分")));

        let all = get("/findings", "/findings?limit=1000");
        let one = get("/findings", &format!("/findings?limit=1&offset=1&unit={village}"));
        assert_eq!(one["entries"].as_array().map(Vec::len), Some(1));
        assert!(one["total"].as_u64() < all["total"].as_u64());
        let code = one["entries"][0]["finding"]["code"].as_str().expect("a code");
        let of_code = get("/findings", &format!("/findings?code={code}"));
        assert!(of_code["entries"].as_array().expect("entries").iter().all(|entry| entry["finding"]["code"] == code));
        let photos = get("/photos", &format!("/photos?unit={village}&limit=1000"));
        assert_eq!(
            photos["entries"].as_array().map(Vec::len),
            report["villages"][0]["photos"].as_array().map(Vec::len)
        );

        let found = get("/search", &format!("/search?q={}&limit=3&unit={village}&facets=false", encoded("清产核资")));
        let hits = found["hits"].as_array().expect("hits");
        assert!(hits.len() == 3 && hits.iter().all(|hit| hit["village"] == "张庄村"), "{hits:?}");
        let (path, page) = (hits[0]["path"].as_str().expect("a path"), &hits[0]["page"]);
        let read = get("/page", &format!("/page?path={}&page={page}", encoded(path)));
        assert!(read["text"].as_str().is_some_and(|text| !text.is_empty()));
    });
}

#[test]
fn mistakes_are_told_as_problems_in_the_readers_language() {
    with_server_on(&one_village().path(), |server| {
        let document = document(server);
        let problem = |path: &str, address: &str, status: u16| {
            let answer = server.get(&format!("{BASE}{address}"));
            assert_eq!(answer.status, status, "{address}: {}", answer.body);
            let body = fits(&document, path, "get", &answer);
            assert_eq!(body["status"], status);
            body
        };
        assert_eq!(problem("/units/{unit}", "/units/no?lang=en", 404)["title"], "Not found");
        assert_eq!(problem("/units/{unit}", "/units/no", 404)["title"], "没有找到");
        problem("/units/{unit}/items/{item}", &format!("/units/{}/items/V99", encoded("张庄村")), 404);
        problem("/page", "/page?path=no.pdf", 404);
        problem("/page", "/page", 400);
        problem("/findings", "/findings?limit=1001", 400);
        problem("/findings", "/findings?limit=-1", 400);
        problem("/findings", "/findings?colour=red", 400);
        problem("/search", "/search?q=", 400);
        problem("/search", "/search?q=x&sort=colour", 400);
        let query = problem("/search", &format!("/search?q={}", encoded("村:张庄 (没有")), 400);
        assert!(query["offset"].as_u64().is_some(), "{query}");
        let nowhere = server.get("/api/v1/nowhere");
        assert!(nowhere.status == 404 && nowhere.head.contains("application/problem+json"), "{}", nowhere.head);
        let method = server.send("PUT", "/api/v1/units", "application/json", "{}", OWN);
        assert!(method.status == 405 && method.head.contains("application/problem+json"), "{}", method.head);
    });
}

#[test]
fn decisions_are_kept_refused_or_told_to_be_mended() {
    with_server_on(&one_village().path(), |server| {
        let document = document(server);
        let path = "/units/{unit}/items/{item}/decisions";
        let address = |item: &str| format!("{BASE}/units/{}/items/{item}/decisions", encoded("张庄村"));
        let send = |item: &str, body: &str, status: u16| {
            let answer = server.send("POST", &address(item), "application/json", body, OWN);
            assert_eq!(answer.status, status, "{body}: {}", answer.body);
            fits(&document, path, "post", &answer)
        };
        let score = r#"{"by": "周小满", "saw": 0, "score": {"score": 2.5, "reason": "公示清晰"}}"#;
        let item = send("V03", score, 200);
        assert_eq!((&item["item"]["decision"]["score"], &item["version"]), (&json!(2.5), &json!(1)));
        send("V03", r#"{"by": "钱多福", "saw": 0, "score": {"score": 4, "reason": "另看"}}"#, 409);
        send("V03", r#"{"by": "钱多福", "score": {"score": 4.25, "reason": "半分"}}"#, 422);
        send("V03", r#"{"by": "钱多福"}"#, 422);
        send("V03", r#"{"by": "钱多福", "score": "four"}"#, 422);
        send("V03", r#"{"by": "钱多福", "verdicts": [{"finding": "no:000000000000", "verdict": "confirmed"}]}"#, 422);
        send("V99", score, 404);
        send("V03", "{", 400);
        let undone = send("V03", r#"{"by": "周小满", "saw": 1, "undo": {}}"#, 200);
        assert_eq!(undone["item"]["decision"], Value::Null);
        let form = server.send("POST", &address("V03"), "text/plain", score, OWN);
        assert_eq!(form.status, 415);
        fits(&document, path, "post", &form);
        assert_eq!(server.send("POST", &address("V03"), "application/json", score, "").status, 403);
        let log = fits(&document, "/decisions", "get", &server.get("/api/v1/decisions?item=V03"));
        assert_eq!(log["total"], 2, "what was refused left nothing: {log}");
    });
}
