package org.lockstep.optimization.vector;

/** What a parameter is to the network, by which optimizers and regularisation treat it. */
public enum ParameterKind {
  /** W of a layer: what penalties, decay and bounds of weights act on, and nothing else. */
  WEIGHTS("the weights of the layers"),
  /** b of a layer. */
  BIASES("the biases of the layers"),
  /** γ and β of layer normalisation. */
  NORMALIZATION("scale and shift of layer normalisation"),
  /** Factors of the inputs. */
  SCALES("the scales of the inputs"),
  /** The tables and small layers that words and numbers are embedded by. */
  EMBEDDINGS("the embeddings of words and numbers"),
  /** The shares of parametric activations. */
  ACTIVATIONS("the shares of parametric activations");

  private final String meaning;

  ParameterKind(String meaning) {
    this.meaning = meaning;
  }

  /** As part of a sentence, such as {@code the weights of the layers}. */
  public String meaning() {
    return meaning;
  }
}
