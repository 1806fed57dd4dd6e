//! The search of the preview: what is saved is found at once, and what is gone is not.

use shuzhi::search::file::Unreadable;
use shuzhi::search::find::{Chosen, FindError, Order, Search};
use shuzhi::search::passage::Part;
use shuzhi::search::query::parse;
use shuzhi::search::reader::{Files, Reader};

use super::client::{Serving, until};
use crate::harness::{Site, sound};

/// The preview's index.
pub struct Served<'a>(pub &'a Serving);

impl Files for &Served<'_> {
    fn read(&self, name: &str) -> Result<Vec<u8>, Unreadable> {
        let answer = self.0.get(&format!("/search/{name}.js"));
        if answer.status == 200 {
            Ok(answer.body)
        } else {
            Err(Unreadable::Missing(answer.status.to_string()))
        }
    }
}

/// Title, address and first passage of all that some queries find; nothing if the index changed meanwhile.
pub fn answers(files: impl Files, queries: &[&str]) -> Option<Vec<Vec<(String, String, String)>>> {
    let reader = Reader::open(files).ok()?;
    let answer = |text: &&str| {
        let query = parse(text).expect("a query");
        let mut search = match Search::new(&reader, &query, &Chosen::default(), Order::Year) {
            Ok(search) => search,
            // A unit that is gone is not known to a build.
            Err(FindError::Syntax(_)) => return Some(vec![]),
            Err(FindError::Index(_)) => return None,
        };
        let hits = search.results(0, usize::MAX).ok()?.iter();
        let mut hits: Vec<_> = hits
            .map(|hit| {
                let text = |parts: &[Part]| parts.iter().map(|part| part.text.as_str()).collect::<String>();
                let passage =
                    hit.shown.passages.first().map(|passage| text(&passage.parts)).unwrap_or_default();
                (hit.about.url.clone(), text(&hit.shown.title), passage)
            })
            .collect();
        search.settle().ok()?;
        assert_eq!(search.count(), (hits.len() as u32, true));
        hits.sort();
        Some(hits)
    };
    queries.iter().map(answer).collect()
}

const PHRASE: &str = "认真学习红船精神再出发";

fn with_phrase(unit: &str, year: u16) -> String {
    sound(unit, year).replace("一是", &format!("我们{PHRASE}。一是"))
}

/// Waits until so many reports answer each query, under addresses of these units and years.
#[track_caller]
fn finds(serving: &Serving, expected: &[(&str, &[&str])]) {
    let queries: Vec<&str> = expected.iter().map(|(query, _)| *query).collect();
    until(&format!("{expected:?}"), || {
        let found = answers(&Served(serving), &queries)?;
        let is_so = found.iter().zip(expected).all(|(found, (_, urls))| {
            found.len() == urls.len() && found.iter().zip(*urls).all(|((url, ..), end)| url.ends_with(end))
        });
        is_so.then_some(())
    });
}

#[test]
fn what_is_gone_from_a_report_hides_no_other() {
    let site = Site::new()
        .report("a.md", with_phrase("甲党支部", 2023))
        .report("b.md", with_phrase("乙党支部", 2023))
        .report("c.md", with_phrase("甲党支部", 2022))
        .report("d.md", sound("丁党支部", 2022));
    let serving = site.serve(&[]);
    let all = ["jia-dang-zhi-bu/2022.html", "jia-dang-zhi-bu/2023.html", "yi-dang-zhi-bu/2023.html"];
    let others = [all[0], all[2]];
    finds(&serving, &[(PHRASE, &all), ("红船精神 -飞碟", &all)]);
    let site = site.report("a.md", sound("甲党支部", 2023));
    finds(
        &serving,
        &[
            (PHRASE, &others),
            ("红船精神 -我们开", &others),
            ("支委会 -红船精", &["ding-dang-zhi-bu/2022.html", all[1]]),
        ],
    );
    // A broken file that nobody looked at: its lists and its text agree.
    let site = site.report("c.md", "---\nunit: [\n---\n没有了");
    finds(&serving, &[(PHRASE, &[all[2]])]);
    let site =
        site.report("c.md", with_phrase("甲党支部", 2022)).report("e.md", with_phrase("戊党支部", 2024));
    finds(&serving, &[(PHRASE, &[all[0], "wu-dang-zhi-bu/2024.html", all[2]])]);
    std::fs::remove_file(site.root().join("content/b.md")).expect("removed");
    finds(&serving, &[(PHRASE, &[all[0], "wu-dang-zhi-bu/2024.html"])]);
}
