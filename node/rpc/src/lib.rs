//! The JSON-RPC of Civitas: a gateway to all view functions of the runtime, and the few answers that are not views, because
//! others have defined their forms.

#![deny(missing_docs)]

pub mod error;
pub mod forms;
mod gateway;
pub mod views;

pub use gateway::{arguments, Finality, Gateway, Vote};
