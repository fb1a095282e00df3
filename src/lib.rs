//! Sign-in, guest checkout and session for storefronts, compiled to WebAssembly.
//!
//! This page is the map; there is no logic on it. Arrows point up: a room knows only the rooms above it.
//!
//! | room | what it holds | what it may not do |
//! |---|---|---|
//! | [`protocol`] | what the specifications say | wait, read a clock, touch storage |
//! | [`session`] | what is held, and what to do next | the same |
//! | [`client`] | the order in which things happen | name a browser type |
//! | `browser` | the platform behind the ports | decide anything |
//! | `js` | the language boundary | branch on anything but the shape of input |
//!
//! The last two are compiled for WebAssembly only.

pub mod bridge;
pub mod client;
pub mod protocol;
pub mod session;
pub mod value;

#[cfg(target_arch = "wasm32")]
pub mod browser;
#[cfg(target_arch = "wasm32")]
pub mod js;
#[cfg(target_arch = "wasm32")]
#[global_allocator]
#[expect(unsafe_code, reason = "wasm has one thread; the type wants that said")]
static ALLOCATOR: lol_alloc::AssumeSingleThreaded<lol_alloc::FreeListAllocator> =
    unsafe { lol_alloc::AssumeSingleThreaded::new(lol_alloc::FreeListAllocator::new()) };
