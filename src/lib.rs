//! Map of the rooms.
