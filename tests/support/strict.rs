//! STOMP's grammar once more, from the specifications and nothing else, for what a client sends.
//!
//! It accepts nothing that any server could read in another way: no CR, which some take for the
//! end of a line whatever the version, and nothing after the frame.

/// Which grammar a frame has to follow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Grammar {
    /// CONNECT, in every version: no escapes.
    Connect,
    V10,
    V11,
    V12,
}

/// A frame as a server reads it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Read {
    pub command: String,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

/// Reads one frame, of which nothing may be left over.
///
/// # Errors
/// What is wrong with it.
pub fn read(frame: &[u8], grammar: Grammar) -> Result<Read, &'static str> {
    let end = frame.windows(2).position(|pair| pair == b"\n\n");
    let (head, rest) = frame.split_at(end.ok_or("its head has no end")?);
    let (_, rest) = rest.split_at(2);
    let head = str::from_utf8(head).map_err(|_| "its head is no UTF-8")?;
    if head.contains(['\r', '\0']) {
        return Err("its head holds CR or NUL");
    }
    let mut lines = head.split('\n');
    let command = lines.next().unwrap_or_default().to_owned();
    if command.is_empty() || !command.bytes().all(|octet| octet.is_ascii_uppercase()) {
        return Err("its first line is no command");
    }
    let headers: Vec<_> = lines
        .map(|line| header(line, grammar))
        .collect::<Result<_, _>>()?;
    let body = body(rest, &headers)?;
    Ok(Read {
        command,
        headers,
        body,
    })
}

fn header(line: &str, grammar: Grammar) -> Result<(String, String), &'static str> {
    let (name, value) = line.split_once(':').ok_or("a line has no colon")?;
    if name.is_empty() {
        return Err("a name is empty");
    }
    let escapes = matches!(grammar, Grammar::V11 | Grammar::V12);
    if !escapes {
        return Ok((name.to_owned(), value.to_owned()));
    }
    if value.contains(':') {
        return Err("a colon in a value is not escaped");
    }
    Ok((unescaped(name, grammar)?, unescaped(value, grammar)?))
}

fn unescaped(text: &str, grammar: Grammar) -> Result<String, &'static str> {
    let mut letters = text.chars();
    let mut meant = String::new();
    while let Some(letter) = letters.next() {
        meant.push(match letter {
            '\\' => match (letters.next(), grammar) {
                (Some('n'), _) => '\n',
                (Some('c'), _) => ':',
                (Some('\\'), _) => '\\',
                (Some('r'), Grammar::V12) => '\r',
                _ => return Err("an escape is undefined"),
            },
            other => other,
        });
    }
    Ok(meant)
}

/// The body, which ends where its length says or at the first NUL, and is all that is left.
fn body(rest: &[u8], headers: &[(String, String)]) -> Result<Vec<u8>, &'static str> {
    let (last, body) = rest.split_last().ok_or("it has no end")?;
    let length = headers.iter().find(|(name, _)| name == "content-length");
    let ends = match length {
        Some((_, digits)) => digits.parse() == Ok(body.len()),
        None => !body.contains(&0),
    };
    if *last != 0 || !ends {
        return Err("it ends elsewhere");
    }
    Ok(body.to_vec())
}
