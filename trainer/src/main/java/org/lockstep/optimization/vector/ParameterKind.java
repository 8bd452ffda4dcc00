package org.lockstep.optimization.vector;

/** What a parameter is to the network, by which optimizers and regularisation treat it. */
public enum ParameterKind {
  /** W of a layer: what penalties, decay and bounds of weights act on, and nothing else. */
  WEIGHTS,
  /** b of a layer. */
  BIASES,
  /** γ and β of layer normalisation. */
  NORMALIZATION,
  /** Factors of the inputs. */
  SCALES,
  /** The tables and small layers that words and numbers are embedded by. */
  EMBEDDINGS,
  /** The shares of parametric activations. */
  ACTIVATIONS
}
