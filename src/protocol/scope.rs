//! Roles asked for, as RFC 6749 section 3.3 writes them: names separated by spaces.

/// Roles to ask for, as they are written. Empty: every role the user has (OrderCloud, when `scope` is left out).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scope(String);

impl Scope {
    /// Takes role names as the caller wrote them; `None` where one cannot stand in a scope (RFC 6749 appendix A.4).
    pub fn parse(roles: Vec<String>) -> Option<Self> {
        let mut scope = String::new();
        for role in &roles {
            if role.is_empty() || !role.bytes().all(|b| b.is_ascii_graphic() && b != b'"' && b != b'\\') {
                return None;
            }
            if !scope.is_empty() {
                scope.push(' ');
            }
            scope.push_str(role);
        }
        Some(Self(scope))
    }

    /// Whether nothing in particular is asked for.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The value of the `scope` parameter; `None` where the parameter is to be left out.
    pub fn encode(&self) -> Option<&str> {
        (!self.is_empty()).then_some(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roles_are_joined_by_single_spaces() {
        let scope = Scope::parse(vec!["Shopper".into(), "MeAdmin".into()]).unwrap();
        assert_eq!(scope.encode(), Some("Shopper MeAdmin"));
        assert_eq!(Scope::default().encode(), None);
    }

    #[test]
    fn a_role_that_would_break_the_list_is_refused() {
        for bad in ["", "two roles", "quo\"te", "back\\slash", "r\u{f4}le", "line\n"] {
            assert_eq!(Scope::parse(vec!["Shopper".into(), bad.into()]), None, "{bad:?}");
        }
    }
}
