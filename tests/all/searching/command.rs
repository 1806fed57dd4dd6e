//! `shuzhi search` as one types it.

use serde_json::Value;

use crate::harness::{Site, sound};

fn site() -> Site {
    let site = Site::new()
        .report("2022/a.md", sound("鹤鸣区委组织部党支部", 2022))
        .report("2023/a.md", sound("鹤鸣区委组织部党支部", 2023))
        .report("2023/b.md", sound("青禾县财政局党支部", 2023));
    site.build().succeeds();
    site
}

fn search(site: &Site, arguments: &[&str]) -> (Option<i32>, String, String) {
    let mut all = vec!["search"];
    all.extend(arguments);
    let output = site.command(&all).output().expect("the program starts");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
    (output.status.code(), text(output.stdout), text(output.stderr))
}

#[test]
fn results_are_listed() {
    let (code, out, err) = search(&site(), &["支委会", "--limit", "2"]);
    assert_eq!((code, err.as_str()), (Some(0), ""));
    assert!(out.starts_with("共3篇，显示前2篇"), "{out}");
    assert!(out.contains("    一、履职情况\n") || out.contains("（一）抓学习"), "{out}");
    assert!(out.contains("支委会12次"), "{out}");
    assert!(!out.contains('\x1b'), "no colours in a pipe");
}

#[test]
fn json_is_one_object() {
    let site = site();
    let (code, out, _) = search(&site, &["支委会", "年度:2023", "--format", "json", "--limit", "0"]);
    assert_eq!(code, Some(0));
    let json: Value = serde_json::from_str(&out).expect("JSON");
    assert_eq!(json["count"], 2);
    assert_eq!(json["exact"], true);
    let results = json["results"].as_array().expect("results");
    assert_eq!(results.len(), 2);
    for result in results {
        assert_eq!((&result["year"], &result["level"]), (&2023.into(), &"党支部".into()));
        let url = result["url"].as_str().expect("a url");
        assert!(site.out().join(url).is_file(), "{url}");
        assert!(
            result["passages"][0]["text"].as_str().is_some_and(|text| text.contains("支委会12次")),
            "{result}"
        );
        assert!(!result["passages"][0]["section"].as_str().expect("a section").is_empty());
    }
    let (_, out, _) = search(&site, &["飞碟", "--format", "json"]);
    assert_eq!(
        serde_json::from_str::<Value>(&out).expect("JSON"),
        serde_json::json!({"count": 0, "exact": true, "results": []})
    );
}

#[test]
fn words_after_a_minus_sign_are_no_options() {
    let site = site();
    for arguments in [&["支委会", "-财政局"][..], &["-财政局", "支委会", "--limit", "5"], &["支委会 -财政局"]]
    {
        let (code, out, err) = search(&site, arguments);
        assert_eq!(code, Some(0), "{err}");
        assert!(out.starts_with("共2篇"), "{arguments:?}: {out}");
    }
}

#[test]
fn units_are_found_by_their_initials() {
    let (_, out, _) = search(&site(), &["单位:zzb", "--order", "year"]);
    assert!(out.starts_with("共2篇") && out.contains("鹤鸣区委组织部党支部"), "{out}");
    assert!(out.find("2023年") < out.find("2022年"), "newest first: {out}");
}

#[test]
fn a_wrong_query_is_said_and_where() {
    let site = site();
    let (code, out, err) = search(&site, &["党课 层级:党中队"]);
    assert_eq!((code, out.as_str()), (Some(2), ""));
    assert_eq!(
        err.lines().take(3).collect::<Vec<_>>(),
        ["没有“党中队”这个层级", "  党课 层级:党中队", "       ^"]
    );
    assert!(err.contains("可以写：") && err.contains("党支部"), "{err}");
    let (code, out, _) = search(&site, &["\"党课", "--format", "json"]);
    let json: Value = serde_json::from_str(&out).expect("JSON");
    assert_eq!((code, &json["error"]["code"], &json["error"]["at"]), (Some(2), &"quote".into(), &0.into()));
    let (_, _, err) = search(&site, &["年度:", "--lang", "en"]);
    assert!(err.starts_with("Nothing follows"), "{err}");
}

#[test]
fn an_index_that_is_missing_or_broken_is_named() {
    let site = site();
    std::fs::write(site.out().join("search/catalog.js"), "x").expect("a file");
    let (code, _, err) = search(&site, &["党课"]);
    assert_eq!(code, Some(3));
    assert!(err.contains("search/catalog.js") && err.contains("shuzhi build"), "{err}");
    let (code, _, err) = search(&site, &["党课", "--out", "nowhere"]);
    assert_eq!(code, Some(3));
    assert!(err.contains("nowhere/search/index.js"), "{err}");
}
