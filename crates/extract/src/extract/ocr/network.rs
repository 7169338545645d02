//! A neural network that is part of the program, and how it is run: on one thread.

use std::sync::Arc;

use rten::{Model, ModelOptions, RunOptions, ThreadPool, Value};
use rten_tensor::NdTensor;

/// Why the engine cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum EngineError {
    /// A network that is part of the program was not understood; the program was built wrongly.
    #[error("the {name} of the text recognition could not be loaded")]
    Load {
        /// Which one.
        name: &'static str,
        /// What was wrong with it.
        source: Box<rten::LoadError>,
    },
}

/// One loaded network.
pub(super) struct Network {
    model: Model,
    options: RunOptions,
}

impl Network {
    pub(super) fn load(name: &'static str, bytes: &'static [u8], pool: &Arc<ThreadPool>) -> Result<Self, EngineError> {
        let mut options = ModelOptions::with_all_ops();
        options.prepack_weights(true);
        let model =
            options.load_static_slice(bytes).map_err(|source| EngineError::Load { name, source: Box::new(source) })?;
        Ok(Self { model, options: RunOptions::default().with_thread_pool(Some(Arc::clone(pool))) })
    }

    /// What the network makes of the input. `None` where it cannot be run, which does not happen with inputs of the
    /// right shape.
    pub(super) fn run(&self, input: NdTensor<f32, 4>) -> Option<Value> {
        self.model.run_one(input.into(), Some(self.options.clone())).ok()
    }
}
