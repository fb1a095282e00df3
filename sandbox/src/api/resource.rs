//! One set of handlers for everything that an administrator keeps in lists: list, read, create, save, patch, delete.
//! What is special about a kind of thing is told by its [`Resource`] implementation.

use super::listing::{self, Listing};
use crate::{
    caller::Caller,
    http::{ApiError, Body, Query, check_id},
    state::Shared,
    world::World,
};
use axum::{
    Json, Router,
    extract::{Path, State},
    http::StatusCode,
    routing::get,
};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Map, Value};

/// A kind of thing that the seller's users administer.
pub(super) trait Resource: Clone + Serialize + DeserializeOwned + Send + Sync + 'static {
    /// The name that errors use.
    const TYPE: &'static str;
    /// Roles that may read, and roles that may write.
    const READERS: &'static [&'static str];
    const WRITERS: &'static [&'static str];
    /// Whether the server alone chooses the ID.
    const ID_IS_OURS: bool = false;

    fn id(&self) -> &str;
    fn set_id(&mut self, id: String);
    fn all(world: &World) -> &Vec<Self>;
    fn all_mut(world: &mut World) -> &mut Vec<Self>;
    /// The rules that a new or changed one must keep.
    fn check(&self, world: &World) -> Result<(), ApiError>;

    /// The wire form; kinds with computed fields add them here.
    fn view(&self, _: &World) -> Value {
        serde_json::to_value(self).unwrap_or_default()
    }

    /// Takes along what hangs on a deleted one.
    fn remove_dependents(_: &mut World, _: &str) {}
}

/// The part of [`Resource`] that is alike for everything with a field `id` and a list of its own in the world.
macro_rules! stored_in {
    ($list:ident) => {
        fn id(&self) -> &str {
            &self.id
        }

        fn set_id(&mut self, id: String) {
            self.id = id;
        }

        fn all(world: &World) -> &Vec<Self> {
            &world.$list
        }

        fn all_mut(world: &mut World) -> &mut Vec<Self> {
            &mut world.$list
        }
    };
}
pub(super) use stored_in;

/// The routes of one kind at `path`.
pub(super) fn routes<T: Resource>(path: &str) -> Router<Shared> {
    Router::new()
        .route(path, get(list::<T>).post(create::<T>))
        .route(&format!("{path}/{{id}}"), get(read::<T>).put(save::<T>).patch(patch::<T>).delete(remove::<T>))
}

async fn list<T: Resource>(
    State(sandbox): State<Shared>,
    caller: Caller,
    query: Query,
) -> Result<Json<Value>, ApiError> {
    caller.require_seller(T::READERS)?;
    let state = sandbox.lock();
    let world = &state.world;
    let items = T::all(world).iter().map(|item| item.view(world)).collect();
    listing::page(items, &query, &Listing { search_on: &["ID", "Name", "AppName"], facets: &[] }).map(Json)
}

async fn read<T: Resource>(
    State(sandbox): State<Shared>,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<Json<Value>, ApiError> {
    caller.require_seller(T::READERS)?;
    let state = sandbox.lock();
    let world = &state.world;
    Ok(Json(find::<T>(world, &id)?.view(world)))
}

async fn create<T: Resource>(
    State(sandbox): State<Shared>,
    caller: Caller,
    Body(body): Body<Map<String, Value>>,
) -> Result<(StatusCode, Json<Value>), ApiError> {
    caller.require_seller(T::WRITERS)?;
    let mut state = sandbox.lock();
    let world = &mut state.world;
    let mut item: T = from_object(body)?;
    if T::ID_IS_OURS || item.id().is_empty() {
        item.set_id(uuid::Uuid::new_v4().to_string());
    }
    let view = insert(world, item)?;
    Ok((StatusCode::CREATED, Json(view)))
}

async fn save<T: Resource>(
    State(sandbox): State<Shared>,
    caller: Caller,
    Path(id): Path<String>,
    Body(body): Body<Map<String, Value>>,
) -> Result<(StatusCode, Json<Value>), ApiError> {
    caller.require_seller(T::WRITERS)?;
    let mut state = sandbox.lock();
    let world = &mut state.world;
    let mut item: T = from_object(body)?;
    if T::ID_IS_OURS || item.id().is_empty() {
        item.set_id(id.clone());
    }
    if find::<T>(world, &id).is_ok() {
        return replace(world, &id, item).map(|view| (StatusCode::OK, Json(view)));
    }
    if T::ID_IS_OURS {
        return Err(ApiError::not_found(T::TYPE, &id));
    }
    insert(world, item).map(|view| (StatusCode::CREATED, Json(view)))
}

async fn patch<T: Resource>(
    State(sandbox): State<Shared>,
    caller: Caller,
    Path(id): Path<String>,
    Body(changes): Body<Map<String, Value>>,
) -> Result<Json<Value>, ApiError> {
    caller.require_seller(T::WRITERS)?;
    let mut state = sandbox.lock();
    let world = &mut state.world;
    let present = find::<T>(world, &id)?;
    let mut whole = serde_json::to_value(present).map_err(ApiError::server)?;
    let own_id = present.id().to_owned();
    merge(&mut whole, Value::Object(changes));
    let mut item: T = match whole {
        Value::Object(object) => from_object(object)?,
        _ => return Err(ApiError::server("a record that is no object")),
    };
    if T::ID_IS_OURS {
        item.set_id(own_id);
    }
    replace(world, &id, item).map(Json)
}

async fn remove<T: Resource>(
    State(sandbox): State<Shared>,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<StatusCode, ApiError> {
    caller.require_seller(T::WRITERS)?;
    let mut state = sandbox.lock();
    let world = &mut state.world;
    let own_id = find::<T>(world, &id)?.id().to_owned();
    T::all_mut(world).retain(|item| item.id() != own_id);
    T::remove_dependents(world, &own_id);
    Ok(StatusCode::NO_CONTENT)
}

/// GUIDs and other IDs alike are found whatever their case.
pub(super) fn find<'a, T: Resource>(world: &'a World, id: &str) -> Result<&'a T, ApiError> {
    T::all(world)
        .iter()
        .find(|item| item.id().eq_ignore_ascii_case(id))
        .ok_or_else(|| ApiError::not_found(T::TYPE, id))
}

fn insert<T: Resource>(world: &mut World, item: T) -> Result<Value, ApiError> {
    check_id(item.id())?;
    if find::<T>(world, item.id()).is_ok() {
        return Err(ApiError::conflict("IdExists", format!("The {} already exists.", T::TYPE)));
    }
    item.check(world)?;
    let view = item.view(world);
    T::all_mut(world).push(item);
    Ok(view)
}

fn replace<T: Resource>(world: &mut World, id: &str, item: T) -> Result<Value, ApiError> {
    check_id(item.id())?;
    if !item.id().eq_ignore_ascii_case(id) && find::<T>(world, item.id()).is_ok() {
        return Err(ApiError::conflict("IdExists", format!("The {} already exists.", T::TYPE)));
    }
    item.check(world)?;
    let view = item.view(world);
    if let Some(present) = T::all_mut(world).iter_mut().find(|item| item.id().eq_ignore_ascii_case(id)) {
        *present = item;
    }
    Ok(view)
}

fn from_object<T: Resource>(object: Map<String, Value>) -> Result<T, ApiError> {
    serde_json::from_value(Value::Object(object))
        .map_err(|error| ApiError::bad_request("ValidationFailure", format!("Not a {}: {error}.", T::TYPE)))
}

/// A patch changes what it names; `xp` is patched inside, everything else is taken whole.
pub(super) fn merge(whole: &mut Value, changes: Value) {
    let (Value::Object(whole), Value::Object(changes)) = (whole, changes) else { return };
    for (name, change) in changes {
        match whole.get_mut(&name) {
            Some(present) if name == "xp" && present.is_object() && change.is_object() => {
                merge(present, change)
            }
            _ => {
                whole.insert(name, change);
            }
        }
    }
}
