//! Chinese text: which characters are Chinese, width folding, and years in any writing.

use std::borrow::Cow;

/// Whether a line break beside this character vanishes and emphasis may touch it: Han characters,
/// Chinese punctuation and full-width forms.
///
/// Unicode blocks CJK Symbols and Punctuation, CJK Unified Ideographs with extension A, compatibility
/// ideographs and forms, half- and full-width forms, and the supplementary ideographic planes.
pub fn is_wide(character: char) -> bool {
    is_ideograph(character)
        || is_wide_punctuation(character)
        || matches!(character, '\u{3000}'..='\u{30FF}' | '\u{FE30}'..='\u{FE4F}' | '\u{FF01}'..='\u{FF60}')
}

/// Whether it is a Han character, 〇 included.
pub fn is_ideograph(character: char) -> bool {
    matches!(character,
        '\u{3007}' | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}'
        | '\u{20000}'..='\u{3FFFD}')
}

/// Chinese punctuation, the quotes and dashes that Chinese shares with other scripts included.
pub fn is_wide_punctuation(character: char) -> bool {
    matches!(
        character,
        '，' | '。'
            | '、'
            | '；'
            | '：'
            | '？'
            | '！'
            | '（'
            | '）'
            | '《'
            | '》'
            | '〈'
            | '〉'
            | '“'
            | '”'
            | '‘'
            | '’'
            | '【'
            | '】'
            | '〔'
            | '〕'
            | '「'
            | '」'
            | '『'
            | '』'
            | '—'
            | '…'
            | '·'
            | '～'
    )
}

/// Whether no reader sees the character and no author means it: control characters, marks that turn the
/// direction of writing (which can show a number backwards), spaces without width, marks of byte order,
/// line separators, and U+FFFE and U+FFFF, which no XML file may hold (XML 1.0, section 2.2). Tabs and line
/// ends are not among them, nor the joiners that emoji are made with.
pub fn is_invisible(character: char) -> bool {
    matches!(character,
        '\0'..='\x08' | '\x0B' | '\x0C' | '\x0E'..='\x1F' | '\x7F'..='\u{9F}' | '\u{200B}' | '\u{200E}'
        | '\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}'
        | '\u{FFFE}' | '\u{FFFF}')
}

/// Whether a byte begins an invisible character of one or two bytes.
fn is_suspect(byte: u8) -> bool {
    matches!(byte, 0..=0x08 | 0x0B | 0x0C | 0x0E..=0x1F | 0x7F | 0xC2)
}

/// The first character of a text that [`is_invisible`], with its offset.
pub fn find_invisible(text: &str) -> Option<(usize, char)> {
    // Every report is searched and hardly one has any: the bytes that such characters are made of are
    // looked for in ways that the processor does many at a time.
    let bytes = text.as_bytes();
    let are_suspect = |bytes: &[u8]| bytes.iter().fold(false, |any, byte| any | is_suspect(*byte));
    let suspect = bytes.chunks(64).any(are_suspect)
        || memchr::memchr_iter(0xE2, bytes).any(|at| !matches!(bytes[at + 1..], [0x80, 0x90..=0xA7, ..]))
        || ["\u{FEFF}", "\u{FFFE}", "\u{FFFF}"]
            .iter()
            .any(|character| memchr::memmem::find(bytes, character.as_bytes()).is_some());
    if !suspect {
        return None;
    }
    text.char_indices().find(|(_, character)| is_invisible(*character))
}

/// Whether the character opens a bracket or a quotation.
pub fn is_opening(character: char) -> bool {
    matches!(character, '“' | '‘' | '《' | '〈' | '（' | '(' | '【' | '〔' | '「' | '『' | '[')
}

/// Whether the character closes a bracket or a quotation.
pub fn is_closing(character: char) -> bool {
    matches!(character, '”' | '’' | '》' | '〉' | '）' | ')' | '】' | '〕' | '」' | '』' | ']')
}

/// Full-width ASCII as ASCII, the ideographic space as a space; one character stays one character.
pub fn fold_width(character: char) -> char {
    match character {
        '\u{3000}' => ' ',
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(character) - 0xFF01 + 0x21).unwrap_or(character),
        _ => character,
    }
}

/// The text with [`fold_width`] applied throughout.
pub fn narrow(text: &str) -> Cow<'_, str> {
    if text.chars().any(|character| fold_width(character) != character) {
        Cow::Owned(text.chars().map(fold_width).collect())
    } else {
        Cow::Borrowed(text)
    }
}

/// The value of a Chinese digit, both forms of zero included.
pub fn digit(character: char) -> Option<u16> {
    let digit = match character {
        '0'..='9' => return Some(character as u16 - '0' as u16),
        '〇' | '○' | '零' => 0,
        '一' => 1,
        '二' => 2,
        '三' => 3,
        '四' => 4,
        '五' => 5,
        '六' => 6,
        '七' => 7,
        '八' => 8,
        '九' => 9,
        _ => return None,
    };
    Some(digit)
}

/// A four-digit year written as 2022, ２０２２, 2022年, 2022年度 or 二〇二二年.
pub fn year(text: &str) -> Option<u16> {
    let folded = narrow(text.trim());
    let folded = folded.trim();
    let digits = folded.strip_suffix("年度").or_else(|| folded.strip_suffix('年')).unwrap_or(folded).trim();
    let mut value = 0;
    let mut count = 0;
    for character in digits.chars() {
        // A fifth digit is no year, and more would not fit.
        if count == 4 {
            return None;
        }
        value = value * 10 + digit(character)?;
        count += 1;
    }
    (count == 4).then_some(value)
}

/// The end of each sentence, as offsets behind its 。.
pub fn sentence_ends(text: &str) -> impl Iterator<Item = usize> {
    places(text, '。').map(|at| at + '。'.len_utf8())
}

/// Where a mark of Chinese punctuation, of three bytes, stands.
///
/// A search for the character itself looks for its last byte, which half of all Chinese characters share
/// with it; its first byte is that of Chinese punctuation alone.
pub fn places(text: &str, mark: char) -> impl Iterator<Item = usize> {
    let mut encoded = [0; 3];
    mark.encode_utf8(&mut encoded);
    let bytes = text.as_bytes();
    memchr::memchr_iter(encoded[0], bytes).filter(move |&at| bytes[at..].starts_with(&encoded))
}

/// How many characters a reader would count: everything but spaces, tabs, line ends and ideographic spaces.
pub fn length(text: &str) -> usize {
    // Bytes that begin a character and are no ASCII white space.
    let counted = text.bytes().filter(|byte| byte & 0xC0 != 0x80 && *byte > b' ').count();
    counted - memchr::memmem::find_iter(text.as_bytes(), "\u{3000}").count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_invisible_character_is_found() {
        for character in (0..=0x10_FFFF).filter_map(char::from_u32) {
            let found = find_invisible(&format!("年{character}度")).map(|(_, found)| found);
            assert_eq!(found.is_some(), is_invisible(character), "{:04x}", u32::from(character));
        }
    }

    #[test]
    fn years_in_every_writing() {
        #[track_caller]
        fn case(text: &str, expected: impl Into<Option<u16>>) {
            assert_eq!(year(text), expected.into(), "{text}");
        }
        case("2022", 2022);
        case(" ２０２２ ", 2022);
        case("2022年", 2022);
        case("2022 年度", 2022);
        case("二〇二二", 2022);
        case("二零二二年", 2022);
        case("二○二二年", 2022);
        case("22", None);
        case("20222", None);
        case("99999999999999", None);
        case("二千零二十二", None);
        case("20**年", None);
        case("2022-2023", None);
        case("", None);
    }
}
