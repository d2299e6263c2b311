//! Random sequences of calls, against a plain model that knows nothing of storage.
