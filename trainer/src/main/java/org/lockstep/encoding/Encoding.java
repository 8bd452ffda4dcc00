package org.lockstep.encoding;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.io.Serializable;
import java.util.List;

/**
 * How a row becomes the input and the target of the network; part of the model.
 *
 * @param features the columns that feed the network, in the order of its inputs
 * @param scale the scaling of each input
 * @param target what the outputs stand for
 */
public record Encoding(List<FeatureColumn> features, LinearScale scale, TargetEncoding target)
    implements Serializable {
  /** Copies the list. */
  public Encoding {
    features = List.copyOf(features);
  }

  /** Inputs of the network. */
  @JsonIgnore
  public int inputWidth() {
    return features.stream().mapToInt(FeatureColumn::inputs).sum();
  }

  /** Floats of an encoded example: its inputs, then its class index or its scaled targets. */
  @JsonIgnore
  public int stride() {
    return inputWidth() + target.storedWidth();
  }
}
