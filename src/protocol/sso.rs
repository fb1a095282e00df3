//! Single sign-on through OrderCloud: where it may lead back to, and what a return is.

use super::jwt::Claims;

/// Whether this is a path of the shop itself: after one slash anything but what a browser reads as another site (a second
/// slash, a backslash) or drops while it reads (control characters).
pub fn is_own_path(path: &str) -> bool {
    let bytes = path.as_bytes();
    bytes.first() == Some(&b'/')
        && bytes.get(1) != Some(&b'/')
        && !bytes.iter().any(|byte| *byte == b'\\' || byte.is_ascii_control())
}

/// Whether a token was issued to this API client.
pub fn is_for_client(claims: &Claims, client_id: &str) -> bool {
    let [_, client, _] = claims.identity();
    client.as_ref().is_some_and(|client| client.eq_ignore_ascii_case(client_id))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_path_of_the_shop_is_kept_as_it_is() {
        for own in [
            "/",
            "/cart",
            "/a/b?c=d&e=%2F%2Fevil.example#f",
            "/%5Cevil",
            "/@evil.example",
            "/:80/x",
            "/\u{e9}",
        ] {
            assert!(is_own_path(own), "{own}");
        }
    }

    #[test]
    fn nothing_that_leads_to_another_site_is_a_path() {
        const CONTROLS: [&str; 6] = ["\t", "\n", "\r", "\0", "\u{1b}", "\u{7f}"];
        let sites = ["evil.example", "evil.example/cart", "user@evil.example", "127.0.0.1:80", "[::1]"];
        let starts = [
            "",
            "//",
            "/\\",
            "\\\\",
            "\\/",
            "///",
            "http://",
            "https://",
            "https:",
            "javascript:",
            "data:",
            "blob:",
            " /",
            "./",
            "../",
            "?",
            "#",
        ];
        let mut tried = 0;
        for site in sites {
            for start in starts {
                tried += 1;
                let path = [start, site].concat();
                assert!(!is_own_path(&path), "{path:?}");
            }
            for control in CONTROLS {
                for path in [
                    ["/", control, "/", site].concat(),
                    [control, "//", site].concat(),
                    ["/a", control].concat(),
                ] {
                    tried += 1;
                    assert!(!is_own_path(&path), "{path:?}");
                }
            }
        }
        assert!(tried >= 100, "{tried}");
        assert!(!is_own_path("/a\\b"));
    }

    #[test]
    fn a_token_names_its_client_in_either_case() {
        let claims = Claims::read(&json!({"cid": "ABC-1"}));
        assert!(is_for_client(&claims, "abc-1"));
        assert!(!is_for_client(&claims, "abc-2"));
        assert!(!is_for_client(&Claims::default(), "abc-1"));
    }
}
