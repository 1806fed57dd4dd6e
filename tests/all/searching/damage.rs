//! Files of the index cut short, changed, missing or exchanged: a reader says so, and never gives a wrong answer.

use std::collections::BTreeMap;

use shuzhi::search::file::{Unreadable, wrap};
use shuzhi::search::find::{Chosen, FindError, Order, Search};
use shuzhi::search::query::parse;
use shuzhi::search::reader::{Files, Reader};

use super::archive::built;
use crate::harness::{Random, files, seed};

/// The index in memory.
struct Held(BTreeMap<String, Vec<u8>>);

impl Files for &Held {
    fn read(&self, name: &str) -> Result<Vec<u8>, Unreadable> {
        self.0.get(name).cloned().ok_or_else(|| Unreadable::Missing(name.to_owned()))
    }
}

fn answer(held: &Held, text: &str) -> Result<Vec<String>, FindError> {
    let reader = Reader::open(held)?;
    let query = parse(text).expect("a query");
    let mut search = Search::new(&reader, &query, &Chosen::default(), Order::Relevance)?;
    let urls = search.results(0, usize::MAX)?.iter().map(|hit| hit.about.url.clone()).collect();
    search.settle()?;
    Ok(urls)
}

const QUERIES: &[&str] =
    &["党课", "理论学习", "主题党日 -党建", "标题:报告", "单位:zzb 支部", "章节:问题 学习", "飞碟降落"];

fn index(random: &mut Random) -> Held {
    let site = built(random, 24);
    let files = files(&site.out().join("search")).into_iter();
    Held(files.map(|(path, bytes)| (path.trim_end_matches(".js").to_owned(), bytes)).collect())
}

#[test]
fn damaged_files_are_named_or_not_needed() {
    let mut random = Random(seed());
    let mut held = index(&mut random);
    let expected: Vec<_> = QUERIES.iter().map(|query| answer(&held, query)).collect();
    let names: Vec<String> = held.0.keys().cloned().collect();
    let mut refused = 0;
    for round in 0..300 {
        let name = random.pick(&names).clone();
        let before = held.0[&name].clone();
        let mut bytes = before.clone();
        match round % 5 {
            0 => bytes.truncate(random.below(before.len())),
            1 => {
                let at = random.below(before.len());
                bytes[at] ^= 1 << random.below(7);
            }
            2 => bytes = held.0[random.pick(&names)].clone(),
            3 => bytes.extend_from_slice(b"\n"),
            _ => bytes = b"<!doctype html><title>404</title>".to_vec(),
        }
        held.0.insert(name.clone(), bytes.clone());
        for (query, expected) in QUERIES.iter().zip(&expected) {
            match answer(&held, query) {
                Err(FindError::Index(error)) => {
                    refused += 1;
                    assert!(
                        error.file == name || (name == "index" && error.file == "catalog"),
                        "{error:?}, not {name}"
                    );
                }
                found => assert_eq!(found, *expected, "{query} after {name} was changed"),
            }
        }
        held.0.insert(name, before);
    }
    assert!(refused > 300, "{refused} refusals are too few to tell");
}

#[test]
fn files_of_another_publication_are_refused() {
    let mut random = Random(seed());
    let (mut held, other) = (index(&mut random), index(&mut random));
    // Sound in themselves, but of other reports.
    let shards: Vec<&String> =
        other.0.keys().filter(|name| name.contains('/') && !name.contains("/t")).collect();
    for shard in shards {
        held.0.insert(shard.clone(), other.0[shard].clone());
    }
    let Err(FindError::Index(error)) = answer(&held, "党课") else {
        panic!("answered from another site's lists")
    };
    assert_eq!(error.reason, Unreadable::Damaged);
}

#[test]
fn nonsense_with_a_right_checksum_ends() {
    let mut random = Random(seed());
    let mut held = index(&mut random);
    let names: Vec<String> = held.0.keys().filter(|name| name.contains('/')).cloned().collect();
    for _ in 0..300 {
        let name = random.pick(&names).clone();
        let before = held.0[&name].clone();
        let length = random.below(300);
        let fill = random.below(3);
        let nonsense: Vec<u8> = (0..length)
            .map(|_| match fill {
                0 => random.below(256) as u8,
                1 => 0xFF,
                _ => random.below(2) as u8,
            })
            .collect();
        held.0.insert(name.clone(), wrap(&name, &nonsense));
        for query in QUERIES {
            let _ = answer(&held, query);
        }
        held.0.insert(name, before);
    }
}
