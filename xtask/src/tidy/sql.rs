//! Just enough SQL to read our own migrations: tokens, statements, lists.

/// One token: a word in lower case, a quoted name without its quotes, a text literal with its
/// quotes, or one symbol.
pub type Token = String;

/// The statements of a script, each as its tokens, without comments and semicolons.
///
/// The body of a trigger (`BEGIN … END`) belongs to the statement that creates it.
pub fn statements(script: &str) -> Vec<Vec<Token>> {
    let mut found = Vec::new();
    let mut current: Vec<Token> = Vec::new();
    let mut depth = 0_usize;
    for token in tokens(script) {
        let trigger = current.first().is_some_and(|word| word == "create")
            && current.iter().take(4).any(|word| word == "trigger");
        match token.as_str() {
            ";" if depth == 0 => {
                if !current.is_empty() {
                    found.push(std::mem::take(&mut current));
                }
                continue;
            }
            "begin" | "case" if trigger => depth += 1,
            "end" if trigger => depth = depth.saturating_sub(1),
            _ => {}
        }
        current.push(token);
    }
    if !current.is_empty() {
        found.push(current);
    }
    found
}

fn tokens(script: &str) -> Vec<Token> {
    let mut found = Vec::new();
    let mut rest = script;
    while let Some(c) = rest.chars().next() {
        let (token, length) = if rest.starts_with("--") {
            (None, rest.find('\n').unwrap_or(rest.len()))
        } else if rest.starts_with("/*") {
            (None, rest.find("*/").map_or(rest.len(), |at| at + 2))
        } else if c == '\'' {
            let length = closing(rest, '\'');
            (Some(rest[..length].to_owned()), length)
        } else if c == '"' || c == '`' {
            let length = closing(rest, c);
            (Some(rest[..length].trim_matches(c).to_owned()), length)
        } else if let Some(length) = dollar_quoted(rest) {
            (Some("'…'".to_owned()), length)
        } else if c.is_alphanumeric() || c == '_' {
            let word = |c: char| !(c.is_alphanumeric() || c == '_' || c == '$');
            let length = rest.find(word).unwrap_or(rest.len());
            (Some(rest[..length].to_lowercase()), length)
        } else {
            let token = (!c.is_whitespace()).then(|| c.to_string());
            (token, c.len_utf8())
        };
        found.extend(token);
        rest = &rest[length..];
    }
    found
}

/// Where a quoted piece ends; a doubled quote inside does not end it.
fn closing(text: &str, quote: char) -> usize {
    let mut at = 1;
    while let Some(next) = text[at..].find(quote) {
        at += next + 1;
        if !text[at..].starts_with(quote) {
            return at;
        }
        at += 1;
    }
    text.len()
}

/// The length of `$tag$ … $tag$`, when the text begins with one.
fn dollar_quoted(text: &str) -> Option<usize> {
    let after = text.strip_prefix('$')?;
    let tag_end = after.find('$')?;
    let tag = &after[..tag_end];
    if !tag.chars().all(|c| c.is_alphanumeric() || c == '_') {
        return None;
    }
    let mark = &text[..tag_end + 2];
    let body = &text[mark.len()..];
    let end = body.find(mark).map_or(body.len(), |at| at + mark.len());
    Some(mark.len() + end)
}

/// The inside of the first parenthesis at or after `from`, and where it ends.
pub fn parenthesis(tokens: &[Token], from: usize) -> Option<(&[Token], usize)> {
    let open = from + tokens.get(from..)?.iter().position(|token| token == "(")?;
    let mut depth = 0_usize;
    for (at, token) in tokens.iter().enumerate().skip(open) {
        match token.as_str() {
            "(" => depth += 1,
            ")" => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Some((&tokens[open + 1..at], at + 1));
        }
    }
    None
}

/// Splits at the commas that stand in no parenthesis.
pub fn list(tokens: &[Token]) -> Vec<&[Token]> {
    let mut depth = 0_usize;
    let mut items = Vec::new();
    let mut start = 0;
    for (at, token) in tokens.iter().enumerate() {
        match token.as_str() {
            "(" => depth += 1,
            ")" => depth = depth.saturating_sub(1),
            "," if depth == 0 => {
                items.push(&tokens[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    items.push(&tokens[start..]);
    items.retain(|item| !item.is_empty());
    items
}

/// Whether the tokens begin with these words.
pub fn starts_with(tokens: &[Token], words: &[&str]) -> bool {
    tokens.len() >= words.len() && tokens.iter().zip(words).all(|(token, word)| token == word)
}

/// The tokens after an optional run of words, such as `if not exists`.
pub fn skip<'a>(tokens: &'a [Token], words: &[&str]) -> &'a [Token] {
    if starts_with(tokens, words) {
        &tokens[words.len()..]
    } else {
        tokens
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_quotes_do_not_split_a_statement() {
        let script = "-- a; b\nSELECT 'x;''y', \"N;M\" /* ; */;\nselect $tag$ ; $tag$";
        let found = statements(script);
        assert_eq!(found.len(), 2);
        assert_eq!(found[0], ["select", "'x;''y'", ",", "N;M"]);
    }

    #[test]
    fn a_triggers_body_belongs_to_its_statement() {
        let script = "CREATE TRIGGER t BEFORE UPDATE ON a BEGIN SELECT CASE WHEN 1 THEN 2 END; END; DROP TABLE b;";
        let found = statements(script);
        assert_eq!(found.len(), 2);
        assert_eq!(found[1], ["drop", "table", "b"]);
    }

    #[test]
    fn a_list_is_split_outside_of_parentheses_only() {
        let tokens = statements("a (1, 2), b").remove(0);
        assert_eq!(list(&tokens).len(), 2);
        let (inside, after) = parenthesis(&tokens, 0).unwrap();
        assert_eq!(inside, ["1", ",", "2"]);
        assert_eq!(tokens[after], ",");
    }
}
