//! When two spellings look like one unit.

use unicode_normalization::UnicodeNormalization;

use crate::han;

/// A key that near-identical names share: 第1党支部, 第一党支部, 第一支部 and 第１党支部 have one key.
///
/// Width and compatibility forms are folded, white space and punctuation dropped, ordinals written with
/// digits, and the words by which one organisation's name varies brought to their short form (a branch's
/// full name 中国共产党XX支部委员会 and its short name XX党支部 mean the same, whether or not it has a
/// committee).
pub fn key(name: &str) -> String {
    let folded: String = name.nfkc().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    let short = folded
        .trim_start_matches("中国共产党")
        .trim_start_matches("中共")
        .replace("总支部委员会", "总支")
        .replace("支部委员会", "支部")
        .replace("总支部", "总支")
        .replace("工作委员会", "工委")
        .replace("委员会", "委")
        .replace("党支部", "支部")
        .replace("党总支", "总支")
        .replace("党工委", "工委");
    digits(&short)
}

/// Ordinals 第十二 as 第12, and numbers before 支部 and the like (二支部) as digits too.
fn digits(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    let mut run = String::new();
    for character in name.chars().chain(std::iter::once('\0')) {
        if han::digit(character).is_some() || character == '十' {
            run.push(character);
            continue;
        }
        let is_ordinal = out.ends_with('第') || "支总党小号".contains(character);
        match number(&run).filter(|_| is_ordinal) {
            Some(number) => {
                if out.ends_with('第') {
                    out.pop();
                }
                out.push_str(&number.to_string());
            }
            None => out.push_str(&run),
        }
        run.clear();
        if character != '\0' {
            out.push(character);
        }
    }
    out
}

/// 十二, 二十, 12, 三 as numbers below 100; 一〇二 as digits.
fn number(run: &str) -> Option<u32> {
    if run.is_empty() {
        return None;
    }
    let value = |part: &str| -> Option<u32> {
        part.chars().try_fold(0u32, |sum, c| sum.checked_mul(10)?.checked_add(u32::from(han::digit(c)?)))
    };
    match run.split_once('十') {
        None => value(run),
        Some((tens, ones)) => {
            let tens = if tens.is_empty() { 1 } else { value(tens)? };
            tens.checked_mul(10)?.checked_add(value(ones)?)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_unit_share_a_key() {
        #[track_caller]
        fn same(left: &str, right: &str) {
            assert_eq!(key(left), key(right), "{left} / {right}");
        }
        same("局机关第1党支部", "局机关第一党支部");
        same("局机关第一支部", "局机关第一党支部");
        same("局机关第１党支部", "局机关 第一 党支部");
        same("局机关第十二党支部", "局机关第12支部");
        same("局机关二支部", "局机关第二党支部");
        same("中国共产党鹤鸣区档案馆支部委员会", "鹤鸣区档案馆党支部");
        same("中共长桥街道工作委员会", "长桥街道党工委");
        same("区档案馆（机关）党支部", "区档案馆(机关)党支部");
    }

    #[test]
    fn different_units_do_not() {
        #[track_caller]
        fn differ(left: &str, right: &str) {
            assert_ne!(key(left), key(right), "{left} / {right}");
        }
        differ("局机关第一党支部", "局机关第二党支部");
        differ("局机关第一党支部", "局机关第十一党支部");
        differ("局机关党支部", "局机关党总支");
        differ("十里亭村党支部", "里亭村党支部");
        differ("三元社区党委", "元社区党委");
        differ("市直机关党支部", "事直机关党支部");
    }
}
