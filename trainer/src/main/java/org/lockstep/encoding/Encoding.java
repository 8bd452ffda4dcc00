package org.lockstep.encoding;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.io.Serializable;
import java.util.List;

/**
 * Converts a row to the inputs and the target of the network; part of the model.
 *
 * @param features the columns that feed the network, in the order of its inputs
 * @param scale the scaling of each input
 * @param target the meaning of the outputs
 */
public record Encoding(List<FeatureColumn> features, LinearScale scale, TargetEncoding target)
    implements Serializable {
  /** Copies the list. */
  public Encoding {
    features = List.copyOf(features);
  }

  /** The same features with another target. */
  public Encoding with(TargetEncoding other) {
    return new Encoding(features, scale, other);
  }

  /** Inputs of the network. */
  @JsonIgnore
  public int inputWidth() {
    return features.stream().mapToInt(FeatureColumn::inputs).sum();
  }

  /**
   * Checks an encoding that was read from a file.
   *
   * @param inputs of the network
   * @param outputs of the network
   * @throws IllegalArgumentException if the columns or the target do not fit the network, or a part
   *     is inconsistent
   */
  public void requireSound(int inputs, int outputs) {
    Rules.requireDistinct("the features", features.stream().map(FeatureColumn::name).toList());
    features.forEach(FeatureColumn::requireSound);
    long width = features.stream().mapToLong(FeatureColumn::inputs).sum();
    Rules.require(
        width == inputs,
        () -> "the features fill %,d inputs, the network has %,d".formatted(width, inputs));
    scale.requireSound("the features", inputs);
    target.requireSound();
    Rules.require(
        target.outputs() == outputs,
        () ->
            "the target has %,d %s, the network %,d outputs"
                .formatted(
                    target.outputs(),
                    target instanceof TargetEncoding.Classes ? "labels" : "columns",
                    outputs));
  }

  /** Floats of an encoded example: its inputs, then its class index or its scaled targets. */
  @JsonIgnore
  public int stride() {
    return inputWidth() + target.storedWidth();
  }
}
